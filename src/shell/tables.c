/* The words that commands take.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <sys/mman.h>

#include "shell/tables.h"

const struct keyword share_words[] = {
	{ "private", false, true, "changes stay with this process" },
	{ "shared", true, true, "changes reach the object and its other mappers" },
	{ 0 },
};

const struct keyword access_words[] = {
	{ "read", false, true, "read a byte of each page" },
	{ "write", true, true, "write a byte of each page, as it is" },
	{ 0 },
};

const struct keyword protection_words[] = {
	{ "none", PROT_NONE, true, "no access" },
	{ "read", PROT_READ, true, "may be read" },
	{ "write", PROT_WRITE, true, "may be written" },
	{ "exec", PROT_EXEC, true, "may be executed" },
	{ 0 },
};

const struct keyword swap_words[] = {
	{ "off", false, false, "swap to nothing" },
	{ "on", true, false, "swap to another area" },
	{ 0 },
};

const struct keyword raising_words[] = {
	{ "drop", false, false, "take out of force" },
	{ "raise", true, false, "put in force what is permitted" },
	{ 0 },
};

const struct keyword on_off_words[] = {
	{ "off", false, false, NULL },
	{ "on", true, false, NULL },
	{ 0 },
};

const struct keyword watch_words[] = {
	{ "missing", WATCH_MISSING, false, "pages that are not there" },
	{ "wp", WATCH_WRITES, false, "writes to pages that are there now" },
	{ "off", WATCH_OFF, false, "neither any more" },
	{ 0 },
};

const struct keyword clear_words[] = {
	{ "soft-dirty", CLEAR_SOFT_DIRTY, false, "pages that were written" },
	{ "referenced", CLEAR_REFERENCED, false, "pages that were used" },
	{ 0 },
};

const struct keyword layout_words[] = {
	{ "grid", LAYOUT_GRID, false, "a node or a letter a page, eight a line" },
	{ "runs", LAYOUT_RUNS, false, "a line for neighbours with the same answer" },
	{ "counts", LAYOUT_COUNTS, false, "how many pages are where" },
	{ "bars", LAYOUT_BARS, false,
	  "a bar for each node and state, from the first page to the last" },
	{ "sizes", LAYOUT_SIZES, false, "how many are parts of pages of which size, and where" },
	{ 0 },
};

const struct keyword claim_words[] = {
	{ "where", CLAIM_WHERE, false,
	  "<seg> [<range>] on <nodes> [>= <n>%]: all pages, or so many, are there" },
	{ "present", CLAIM_PRESENT, false,
	  "<seg> [<range>] all|none|<n>: so many pages are mapped" },
	{ "content", CLAIM_CONTENT, false,
	  "<seg> [<range>] [seed=<n>]: it holds what 'fill' wrote" },
	{ "policy", CLAIM_POLICY, false,
	  "<seg> [<range>] <policy> [<nodes>]: the pages have this policy" },
	{ "flags", CLAIM_FLAGS, false,
	  "<seg> [<range>] [not] <flag> ...: each page has these, none behind a 'not'" },
	{ "size", CLAIM_SIZE, false,
	  "<seg> [<range>] <size> all|none|<n>: so many are parts of pages of this size" },
	{ "mappings", CLAIM_MAPPINGS, false,
	  "<seg> [<range>] <n>: the kernel keeps it as so many mappings" },
	{ "pool", CLAIM_POOL, false,
	  "<size> <n> [free] on <nodes>: so many huge pages are there, or free" },
	{ "moved", CLAIM_MOVED, false,
	  "all|<n>: so many went to another node in the last migration" },
	{ "left", CLAIM_LEFT, false,
	  "all|none|<n> [<ERRNO>]: so many were left behind there, or for this reason" },
	{ "counter", CLAIM_COUNTER, false,
	  "<name> <op> <n> [ever]: one of /proc/vmstat grew by so much" },
	{ "event", CLAIM_EVENT, false,
	  "<reason> <op> <n> [ever]: so many pages were migrated for this reason" },
	{ "actor", CLAIM_ACTOR, false, "<name> <count> <op> <n>: an actor has counted so much" },
	{ "returned", CLAIM_RETURNED, false, "[<op>] <n>|<ERRNO>: so the last 'call' ended" },
	{ "status", CLAIM_STATUS, false, "<status> ...: so its entries did; or what it tells" },
	{ "fail", CLAIM_FAIL, false,
	  "[<ERRNO>] <command> ...: the command fails, with this error" },
	{ 0 },
};

/* What stands before the colon tells completion where the command behind a condition begins. */
const struct keyword requirement_words[] = {
	{ "nodes", REQUIRE_NODES, false, "<op> <n>: that are allowed and have memory" },
	{ "node", REQUIRE_NODE, false, "<nodes>: such nodes exist" },
	{ "cpus", REQUIRE_CPUS, false, "<op> <n> [on <nodes>]: to run on" },
	{ "tiers", REQUIRE_TIERS, false, "<op> <n>: of memory" },
	{ "removable", REQUIRE_REMOVABLE, false, "<nodes>: their memory can go off line" },
	{ "device", REQUIRE_DEVICE, false, "<path>: such a file exists" },
	{ "expendable", REQUIRE_EXPENDABLE, false, ": the machine may be left changed" },
	{ "free", REQUIRE_FREE, false, "<size> on <nodes>: so much memory is free there" },
	{ "swap", REQUIRE_SWAP, false, "[disk]: some is free" },
	{ "hugepages", REQUIRE_HUGEPAGES, false,
	  "<size> <n> on <nodes>: so many are free there, together" },
	{ "pool", REQUIRE_POOL, false,
	  "<size> <n> on <nodes>: so many huge pages on each, made as 'pool' makes them" },
	{ "filesystem", REQUIRE_FILESYSTEM, false,
	  "<type> [<path>]: 'scratch' can make it, on that disk" },
	{ "kernel", REQUIRE_KERNEL, false, "<op> <version>: such as kernel >= 6.9" },
	{ "switch", REQUIRE_SWITCH, false, "<name> [[<op>] <value>]: it is there, and set so" },
	{ "advice", REQUIRE_ADVICE, false, "<advice>: madvise takes it" },
	{ "events", REQUIRE_EVENTS, false, ": the kernel's migration events can be read" },
	{ "kthread", REQUIRE_KTHREAD, false, "<pid>: that process is a thread of the kernel's" },
	{ "cap", REQUIRE_CAP, false, "<name>: this capability is in force" },
	{ "cpusets", REQUIRE_CPUSETS, false, ": those of cgroup v2 can be made" },
	{ "command", REQUIRE_COMMAND, false, "<name>: this memtoy has it" },
	{ "counter", REQUIRE_COUNTER, false, "<name> <op> <n>: as for expect" },
	{ 0 },
};
