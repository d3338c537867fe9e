/* Segments: named pieces of memory that can be mapped, looked at and moved.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_SEGMENT_H
#define MEMORY_SEGMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "kernel/pin.h"
#include "memory/area.h"
#include "memory/homes.h"
#include "memory/size.h"

enum segment_kind {
	SEGMENT_ANON,
	SEGMENT_FILE,
	SEGMENT_SHM,
	SEGMENT_HUGE_SHM,
	SEGMENT_TMPFS,
	SEGMENT_MEMFD,
	SEGMENT_SECRET,
	SEGMENT_OWN,	  /* a mapping the process has anyway: its text, libraries, heap, stack */
	SEGMENT_ATTACHED, /* a mapping of another process */
};

/* Bytes everywhere.  'start' and 'length' are those of the mapping; while a segment is not mapped,
 * start is 0 and 'length' and 'offset' are those of its definition. */
struct segment {
	char *name;
	enum segment_kind kind;
	bool mapped;
	bool shared;
	bool writable;	/* may be written: no file opened read-only, no mapping of our own */
	bool filled;	/* the user had it filled, and so agrees that it is overwritten */
	bool from_file; /* of a mapping that memtoy has not made: a file is behind it */
	bool droppable; /* of anonymous memory: the kernel may drop its pages */
	bool special;	/* of such a mapping: the kernel's own area, [vdso] and its like */
	int protection;
	pid_t pid; /* whose memory it is; 0: ours */
	const struct looking *how;
	uintptr_t start;
	uint64_t length, offset, page_size;

	/* The definition, which survives unmapping. */
	bool defined_shared;
	uint64_t defined_length, defined_offset;
	uintptr_t wanted_address; /* map it exactly here; 0: anywhere */
	char *after;		  /* map it right behind the segment of this name; or NULL */
	char *alias_of;		  /* a second mapping of that shared anonymous segment; or NULL */

	unsigned users;	    /* actors that work on it: it cannot be unmapped */
	struct homes homes; /* home nodes set in this mapping, in bytes; nobody else knows them */
	int advice;	    /* madvise(2) when it is mapped; -1: none */

	struct pin *pins; /* references to its pages */
	size_t pin_count, pin_capacity;

	/* The descriptor by which faults in it are watched, kernel/userfault.h; -1: none. */
	int userfault;

	/* The object behind it. */
	int fd;		  /* -1: none */
	int shm;	  /* SysV id, -1: none */
	uintptr_t holder; /* attachment that keeps the SysV segment alive */
};

/* Every segment a session knows, in the order they were defined. */
struct segments {
	struct segment **items;
	size_t count, capacity;
	const struct looking *how; /* to look at all of them; borrowed */
};

/* The letter that 'show' and 'where' print for it: a f s h t. */
char segment_letter(const struct segment *segment);

/* Its kind in a word: "anon", "file", "shmem", "tmpfs", "memfd", "secret", "own". */
const char *segment_kind_name(const struct segment *segment);

/* Is this a name a segment may have?  Else an error. */
int segment_name_check(const char *name, struct error *error);

/* A new segment that is not mapped, of 'length' bytes (rounded up to whole pages), not yet in any
 * table.  Kind-specific fields are the caller's to fill. */
struct segment *segment_new(const char *name, enum segment_kind kind, uint64_t length,
			    uint64_t page_size);

/* Unmap it if it is mapped, let go of the object behind it, and free it. */
void segment_free(struct segment *segment);

/* Map 'part' of it ('defined_offset' and 'defined_length' unless a file's other piece is wanted),
 * shared or private.  'all' is where 'after' and 'alias_of' are looked up.  0; or -errno, with an
 * error where the cause is not the system call, and the segment as it was. */
int segment_map(struct segment *segment, const struct range *part, bool shared,
		const struct segments *all, struct error *error);

/* 0 or -errno: -EBUSY while it has users. */
int segment_unmap(struct segment *segment);

/* A range of it, as memory of its process. */
struct area segment_area(const struct segment *segment, const struct range *range);

/* Hold references to the pages of a range, so that they cannot migrate, until segment_unpin(), or
 * until it is unmapped.  0 or -errno, with none taken.  A child disowns what its parent holds. */
int segment_pin(struct segment *segment, const struct range *range, enum pin_way way,
		const char *directory);
void segment_unpin(struct segment *segment);
void segment_disown_pins(struct segment *segment);

/* Let go of the descriptor by which faults are watched: none are any more. */
void segment_unwatch(struct segment *segment);

/* Number of pages in a range of it, and the page at an address. */
uint64_t segment_pages(const struct segment *segment, uint64_t bytes);
uint64_t segment_page_at(const struct segment *segment, uintptr_t address);

/* Find, add, and forget.  Names are unique; a second one is refused with an error. */
struct segment *segments_find(const struct segments *segments, const char *name);
int segments_check_free(const struct segments *segments, const char *name, struct error *error);
int segments_add(struct segments *segments, struct segment *segment, struct error *error);

/* Add one whose name is known to be new. */
void segments_append(struct segments *segments, struct segment *segment);
void segments_remove(struct segments *segments, struct segment *segment);
void segments_release(struct segments *segments);

#endif
