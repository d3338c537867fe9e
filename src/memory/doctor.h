/* What works on this machine for this process, and what does not.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMORY_DOCTOR_H
#define MEMORY_DOCTOR_H

#include "memory/finding.h"
#include "memory/machine.h"

/* Find everything out by trying or reading it, and change nothing.  Release with
 * findings_release(). */
void doctor_examine(struct findings *findings);

/* The parts of it.  Node and system calls need the machine, and a node that we may use. */
void examine_nodes(struct findings *findings, const struct machine *machine);
void examine_calls(struct findings *findings, const struct machine *machine, unsigned node);
void examine_looking(struct findings *findings);
void examine_rights(struct findings *findings);
void examine_moving(struct findings *findings);
void examine_pages(struct findings *findings, const struct nodeset *nodes);
void examine_objects(struct findings *findings);

#endif
