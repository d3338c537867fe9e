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
	{ "where", CLAIM_WHERE, false, "<seg> [<range>] on <nodes> [>= <n>%]" },
	{ "present", CLAIM_PRESENT, false, "<seg> [<range>] all|none|<n>" },
	{ "moved", CLAIM_MOVED, false, "all|<n>" },
	{ "left", CLAIM_LEFT, false, "all|none|<n> [<ERRNO>]" },
	{ "content", CLAIM_CONTENT, false, "<seg> [<range>] [seed=<n>]" },
	{ "policy", CLAIM_POLICY, false, "<seg> [<range>] <policy> [<nodes>]" },
	{ "fail", CLAIM_FAIL, false, "[<ERRNO>] <command …>" },
	{ "counter", CLAIM_COUNTER, false, "<name> <op> <n> [ever]" },
	{ "returned", CLAIM_RETURNED, false, "[<op>] <n>|<ERRNO>" },
	{ "size", CLAIM_SIZE, false, "<seg> [<range>] <size> all|none|<n>" },
	{ "pool", CLAIM_POOL, false, "<size> <n> [free] on <nodes>" },
	{ "status", CLAIM_STATUS, false, "<node>|<ERRNO>|unset[*<n>] ..." },
	{ "actor", CLAIM_ACTOR, false, "<name> <count> <op> <n>" },
	{ "flags", CLAIM_FLAGS, false, "<seg> [<range>] [not] <flag> ..." },
	{ "event", CLAIM_EVENT, false, "<reason> <op> <n> [ever]" },
	{ "mappings", CLAIM_MAPPINGS, false, "<seg> [<range>] <n>" },
	{ 0 },
};

const struct keyword requirement_words[] = {
	{ "nodes", REQUIRE_NODES, false, "<op> <n>" },
	{ "kernel", REQUIRE_KERNEL, false, "<op> <version>" },
	{ "cpus", REQUIRE_CPUS, false, "<op> <n>" },
	{ "cap", REQUIRE_CAP, false, "<name>" },
	{ "cpusets", REQUIRE_CPUSETS, false, "" },
	{ "kthread", REQUIRE_KTHREAD, false, "<pid>" },
	{ "free", REQUIRE_FREE, false, "<size> on <nodes>" },
	{ "swap", REQUIRE_SWAP, false, "[disk]" },
	{ "hugepages", REQUIRE_HUGEPAGES, false, "<size> <n> on <nodes>" },
	{ "pool", REQUIRE_POOL, false, "<size> <n> on <nodes>" },
	{ "command", REQUIRE_COMMAND, false, "<name>" },
	{ "switch", REQUIRE_SWITCH, false, "<name> [<value>]" },
	{ "node", REQUIRE_NODE, false, "<nodes>" },
	{ "removable", REQUIRE_REMOVABLE, false, "<nodes>" },
	{ "tiers", REQUIRE_TIERS, false, "<op> <n>" },
	{ "events", REQUIRE_EVENTS, false, "" },
	{ "counter", REQUIRE_COUNTER, false, "<name> <op> <n>" },
	{ "filesystem", REQUIRE_FILESYSTEM, false, "<type> [<disk>]" },
	{ "advice", REQUIRE_ADVICE, false, "<advice>" },
	{ "expendable", REQUIRE_EXPENDABLE, false, "" },
	{ "device", REQUIRE_DEVICE, false, "<path>" },
	{ 0 },
};
