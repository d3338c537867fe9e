/* What madvise(2) can be told.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Numbers are those of uapi/asm-generic/mman-common.h, which older headers know in part. */
#include <stddef.h>

#include "memory/advice.h"

enum {
	NORMAL,
	RANDOM,
	SEQUENTIAL,
	WILLNEED,
	DONTNEED,
	FREE = 8,
	REMOVE,
	DONTFORK,
	DOFORK,
	MERGEABLE,
	UNMERGEABLE,
	HUGEPAGE,
	NOHUGEPAGE,
	DONTDUMP,
	DODUMP,
	WIPEONFORK,
	KEEPONFORK,
	COLD,
	PAGEOUT,
	POPULATE_READ,
	POPULATE_WRITE,
	DONTNEED_LOCKED,
	COLLAPSE,
	HWPOISON = 100,
	SOFT_OFFLINE,
	GUARD_INSTALL,
	GUARD_REMOVE,
};

const struct keyword advice_words[] = {
	{ "normal", NORMAL, false, "no special treatment" },
	{ "random", RANDOM, false, "do not read ahead" },
	{ "sequential", SEQUENTIAL, false, "read ahead a lot" },
	{ "willneed", WILLNEED, false, "read from the file or from swap now" },
	{ "dontneed", DONTNEED, false, "drop the pages; private memory is zero afterwards" },
	{ "free", FREE, false, "pages may be dropped when memory is short, unless written again" },
	{ "remove", REMOVE, false, "punch a hole into shared memory" },
	{ "dontfork", DONTFORK, false, "children do not get it" },
	{ "dofork", DOFORK, false, "children get it" },
	{ "mergeable", MERGEABLE, false, "KSM may merge equal pages" },
	{ "unmergeable", UNMERGEABLE, false, "KSM may not, and what it merged is undone" },
	{ "hugepage", HUGEPAGE, false, "use transparent huge pages" },
	{ "nohugepage", NOHUGEPAGE, false, "use none" },
	{ "dontdump", DONTDUMP, false, "leave it out of core dumps" },
	{ "dodump", DODUMP, false, "put it into core dumps" },
	{ "wipeonfork", WIPEONFORK, false, "children find zeros" },
	{ "keeponfork", KEEPONFORK, false, "children find what is there" },
	{ "cold", COLD, false, "the first to go when memory is short" },
	{ "pageout", PAGEOUT, false, "write out and drop now: to swap, or to the file" },
	{ "populate_read", POPULATE_READ, false, "fault in for reading" },
	{ "populate_write", POPULATE_WRITE, false, "fault in for writing" },
	{ "dontneed_locked", DONTNEED_LOCKED, false, "dontneed, also of locked pages" },
	{ "collapse", COLLAPSE, false, "make huge pages of what is there, now" },
	{ "hwpoison", HWPOISON, false,
	  "as if the memory were broken: whoever touches it gets a SIGBUS" },
	{ "soft_offline", SOFT_OFFLINE, false,
	  "move the content elsewhere, and use the frame no more" },
	{ "guard_install", GUARD_INSTALL, false, "make guard regions: any access is a SIGSEGV" },
	{ "guard_remove", GUARD_REMOVE, false, "take them away" },
	{ 0 },
};

const char *
advice_since(int advice)
{
	switch (advice) {
	case COLLAPSE:
		return "6.1";
	case DONTNEED_LOCKED:
		return "5.18";
	case POPULATE_READ:
	case POPULATE_WRITE:
		return "5.14";
	case GUARD_INSTALL:
	case GUARD_REMOVE:
		return "6.13";
	default:
		return NULL;
	}
}
