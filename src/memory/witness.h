/* A look at all that tells of pages: where they are,
 * their flags, who maps them, which policy counts.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * It faults nothing in, and what it needs does not grow with the number of pages. */
#ifndef MEMORY_WITNESS_H
#define MEMORY_WITNESS_H

#include "kernel/kpage.h"
#include "memory/placement.h"
#include "memory/segment.h"
#include "memory/story.h"

/* A process that may map the same pages at the same addresses: a child, a parent. */
struct relative {
	char *name;
	pid_t pid;
	int pagemap;
};
enum { MOST_RELATIVES = 64 };

/* A mapping of the kernel's, as far as the look meets it. */
struct witness_mapping {
	uintptr_t start, end;
	uint64_t page_size, ksm;
	bool no_access, device, secret, watched;
	bool dax, file, read_only;
};

struct witness {
	/* The pages that witness_facts() can tell of now: 'count' from 'first' on.  Where 'alike'
	 * is set the facts of the first are those of all, and there may be any number of them. */
	uint64_t first;
	uint64_t count;
	bool alike;

	/* Why flags and map counts cannot be seen (0 or -errno), and whether some would have been
	 * wanted; whether pages were met whose size is not known either. */
	int refusal;
	bool unseen, sizes_unseen;
	bool ksm_lies; /* this kernel marks every anonymous page as KSM's */

	const struct segment *segment;
	struct placement placement;
	struct kpage kpage;
	struct relative relatives[MOST_RELATIVES];
	unsigned relative_count;
	struct witness_mapping *mappings;
	size_t mapping_count, mapping_capacity,
		mapping; /* the last is that of the page told last */
	struct policy policy;
	bool policy_known, policy_is_task;
	uintptr_t policy_from, policy_end; /* the addresses it is known to count for */
	uintptr_t huge_first, huge_end;	   /* the huge pages met last, where flags are not seen */
	struct facts machine;		   /* what is true of all pages */
	bool has_object;		   /* the pages are those of a file or of shared memory */
	bool ask_object, asked;		   /* it may be asked; it was, for these pages */
	uint64_t *frames, *flags, *counts, *theirs, *sharers;
	unsigned char *there;
};

/* Begin a look at an area of a segment.  0 or -errno; release with witness_end() in either case. */
int witness_begin(struct witness *witness, const struct segment *segment, const struct area *area);

/* Look for shared pages in this process too.  More than MOST_RELATIVES are not looked at. */
void witness_add_relative(struct witness *witness, const char *name, pid_t pid);

/* The next pages: 1; 0 when there are no more; or -errno, -EINTR when an interrupt is pending. */
int witness_next(struct witness *witness);

/* All that is known of page 'first' + 'place'.  The policy it points to is the witness's, and may
 * be another with the next call.  Its 'left' is -1 (witness_facts.c). */
void witness_facts(struct witness *witness, size_t place, struct facts *facts);

/* Hear of 'pages' pages that have the same facts: those from the
 * witness's 'place' on.  The facts are the hearer's to change. */
typedef void witness_hearer(struct witness *witness, size_t place, uint64_t pages,
			    struct facts *facts, void *argument);

/* Tell of all pages that are left, in order.  0 or -errno, as witness_next(). */
int witness_tell(struct witness *witness, witness_hearer *hear, void *argument);

/* The frame of that page (0: hidden, or none), and its relatives that map it too, a bit each. */
uint64_t witness_frame(const struct witness *witness, size_t place);
uint64_t witness_sharers(const struct witness *witness, size_t place);

void witness_end(struct witness *witness);

/* Where a page of the area is. */
uintptr_t witness_address(const struct witness *witness, uint64_t page);

/* Note the mappings that the area is in; 0 or -errno.  The one that holds an address, NULL where it
 * went meanwhile: addresses are asked for in order (witness_mappings.c). */
int witness_read_mappings(struct witness *witness);
const struct witness_mapping *witness_mapping_at(struct witness *witness, uintptr_t address);

#endif
