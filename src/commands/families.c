/* The families of commands, joined.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/xalloc.h"
#include "commands/families.h"

static const struct command *const families[] = {
	scripting_family, process_family,    machine_family,	defining_family,  mapping_family,
	touching_family,  looking_family,    explaining_family, binding_family,	  policy_family,
	homing_family,	  weighing_family,   migrating_family,	moving_family,	  counting_family,
	switching_family, swapping_family,   watching_family,	expecting_family, requiring_family,
	attaching_family, plugging_family,   object_family,	pooling_family,	  calling_family,
	rights_family,	  acting_family,     pinning_family,	threading_family, occupying_family,
	cpuset_family,	  scratching_family,
};

struct command *
families_join(void)
{
	size_t count = 0, capacity = 1;
	struct command *commands = xcalloc(capacity, sizeof(*commands));

	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++) {
		for (const struct command *row = families[i]; row->name; row++) {
			commands = xgrow(commands, &capacity, count + 2, sizeof(*commands));
			commands[count++] = *row;
		}
	}
	commands[count] = (struct command){ 0 };
	return commands;
}
