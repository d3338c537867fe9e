/* Node lists as they are written: "0,2-3", "all", "!2", "+0-1", "0x5", "@1", "netdev:eth0".
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_NODELIST_H
#define MEMORY_NODELIST_H

#include "base/error.h"
#include "memory/machine.h"
#include "memory/nodeset.h"

/* Nodes in the order they were written, repeats kept.  Release with nodelist_release(). */
struct nodelist {
	unsigned *nodes;
	size_t count, capacity;
};

/* What the nodes are for decides which of them are refused, and with which errno. */
enum node_use {
	NODES_TO_LOOK,	 /* must exist */
	NODES_OF_POLICY, /* must exist, have memory and be allowed; EINVAL, as mbind(2) says */
	NODES_TO_MOVE,	 /* the same; ENODEV or EACCES, as move_pages(2) says */
	NODES_OF_OTHERS, /* must exist and have memory; which cpuset decides, the kernel says */
};

/* Parse 'word'.  0, or -errno with an error that names what is wrong: an empty list, or a node that
 * does not exist, has no memory, or is not allowed.  A list that comes out empty, and an "@N" that
 * this machine does not reach, are noted as absent: the words are right. */
int nodelist_parse(struct nodelist *list, const char *word, const struct machine *machine,
		   enum node_use use, struct error *error);

/* The same as a set. */
int nodeset_parse(struct nodeset *set, const char *word, const struct machine *machine,
		  enum node_use use, struct error *error);

/* The nodes of the list as a set. */
struct nodeset nodelist_set(const struct nodelist *list);

void nodelist_release(struct nodelist *list);

#endif
