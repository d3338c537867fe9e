/* The words that commands take, in tables that parsing, completion and help share.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHELL_TABLES_H
#define SHELL_TABLES_H

#include "base/keyword.h"

/* "private", "shared": false, true */
extern const struct keyword share_words[];

/* "read", "write": false, true */
extern const struct keyword access_words[];

/* "none", "read", "write", "exec": PROT_* */
extern const struct keyword protection_words[];

/* "off", "on": false, true */
extern const struct keyword swap_words[];

/* "drop", "raise": false, true */
extern const struct keyword raising_words[];

/* "off", "on": false, true */
extern const struct keyword on_off_words[];

/* What 'userfault' watches. */
enum watch { WATCH_MISSING, WATCH_WRITES, WATCH_OFF };
extern const struct keyword watch_words[];

/* What 'clear' forgets of pages. */
enum clear { CLEAR_SOFT_DIRTY, CLEAR_REFERENCED };
extern const struct keyword clear_words[];

/* How 'where' shows pages. */
enum layout { LAYOUT_GRID, LAYOUT_RUNS, LAYOUT_COUNTS, LAYOUT_SIZES, LAYOUT_BARS };
extern const struct keyword layout_words[];

/* What 'expect' can claim, and 'require' ask for: pages first,
 * then what happened; the machine first, then the kernel, then the
 * session.  The help of each is its words, ':' and what it says. */
enum claim {
	CLAIM_WHERE,
	CLAIM_PRESENT,
	CLAIM_CONTENT,
	CLAIM_POLICY,
	CLAIM_FLAGS,
	CLAIM_SIZE,
	CLAIM_MAPPINGS,
	CLAIM_POOL,
	CLAIM_MOVED,
	CLAIM_LEFT,
	CLAIM_COUNTER,
	CLAIM_EVENT,
	CLAIM_ACTOR,
	CLAIM_RETURNED,
	CLAIM_STATUS,
	CLAIM_FAIL,
};
extern const struct keyword claim_words[];

enum requirement {
	REQUIRE_NODES,
	REQUIRE_NODE,
	REQUIRE_CPUS,
	REQUIRE_TIERS,
	REQUIRE_REMOVABLE,
	REQUIRE_DEVICE,
	REQUIRE_EXPENDABLE,
	REQUIRE_FREE,
	REQUIRE_SWAP,
	REQUIRE_HUGEPAGES,
	REQUIRE_POOL,
	REQUIRE_FILESYSTEM,
	REQUIRE_KERNEL,
	REQUIRE_SWITCH,
	REQUIRE_ADVICE,
	REQUIRE_EVENTS,
	REQUIRE_KTHREAD,
	REQUIRE_CAP,
	REQUIRE_CPUSETS,
	REQUIRE_COMMAND,
	REQUIRE_COUNTER,
};
extern const struct keyword requirement_words[];

#endif
