# SPDX-License-Identifier: GPL-2.0-or-later
# The sources, room by room, lowest first.  src/main.c is named in Makefile.am: it alone sees all.

base_sources = \
	src/base/bits.c \
	src/base/bits.h \
	src/base/clock.c \
	src/base/clock.h \
	src/base/error.c \
	src/base/error.h \
	src/base/interrupt.c \
	src/base/interrupt.h \
	src/base/keyword.c \
	src/base/keyword.h \
	src/base/paths.c \
	src/base/paths.h \
	src/base/text.c \
	src/base/text.h \
	src/base/threads.c \
	src/base/threads.h \
	src/base/xalloc.c \
	src/base/xalloc.h

kernel_sources = \
	src/kernel/access.c \
	src/kernel/access.h \
	src/kernel/affinity.c \
	src/kernel/affinity.h \
	src/kernel/backing.c \
	src/kernel/backing.h \
	src/kernel/blocks.c \
	src/kernel/blocks.h \
	src/kernel/file.c \
	src/kernel/file.h \
	src/kernel/hugefs.c \
	src/kernel/hugefs.h \
	src/kernel/mapping.c \
	src/kernel/mapping.h \
	src/kernel/frames.c \
	src/kernel/frames.h \
	src/kernel/keeper.c \
	src/kernel/keeper.h \
	src/kernel/keeping.c \
	src/kernel/keeping.h \
	src/kernel/kpage.c \
	src/kernel/kpage.h \
	src/kernel/maps.c \
	src/kernel/maps.h \
	src/kernel/mempolicy.c \
	src/kernel/mempolicy.h \
	src/kernel/migrate.c \
	src/kernel/migrate.h \
	src/kernel/nodes.c \
	src/kernel/nodes.h \
	src/kernel/pagemap.c \
	src/kernel/pagemap.h \
	src/kernel/pin.c \
	src/kernel/pin.h \
	src/kernel/probes.c \
	src/kernel/probes.h \
	src/kernel/process.c \
	src/kernel/process.h \
	src/kernel/promise.c \
	src/kernel/promise.h \
	src/kernel/rawcall.c \
	src/kernel/rawcall.h \
	src/kernel/rights.c \
	src/kernel/rights.h \
	src/kernel/swap.c \
	src/kernel/swap.h \
	src/kernel/switch_set.c \
	src/kernel/switches.c \
	src/kernel/switches.h \
	src/kernel/trace.c \
	src/kernel/trace.h \
	src/kernel/vmstat.c \
	src/kernel/vmstat.h \
	src/kernel/weights.c \
	src/kernel/weights.h

memory_sources = \
	src/memory/address.c \
	src/memory/address.h \
	src/memory/advice.c \
	src/memory/advice.h \
	src/memory/area.h \
	src/memory/attachment.c \
	src/memory/attachment.h \
	src/memory/batch.c \
	src/memory/batch.h \
	src/memory/bounce.c \
	src/memory/bounce.h \
	src/memory/content.c \
	src/memory/content.h \
	src/memory/crew.c \
	src/memory/crew.h \
	src/memory/doctor.c \
	src/memory/doctor.h \
	src/memory/doctor_rights.c \
	src/memory/doctor_switches.c \
	src/memory/evidence.c \
	src/memory/evidence.h \
	src/memory/finding.c \
	src/memory/finding.h \
	src/memory/grade.c \
	src/memory/grade.h \
	src/memory/homes.c \
	src/memory/homes.h \
	src/memory/hotplug.c \
	src/memory/hotplug.h \
	src/memory/hugepool.c \
	src/memory/hugepool.h \
	src/memory/machine.c \
	src/memory/machine.h \
	src/memory/mappings.c \
	src/memory/mappings.h \
	src/memory/migration.c \
	src/memory/migration.h \
	src/memory/move.c \
	src/memory/move.h \
	src/memory/movebatch.c \
	src/memory/movebatch.h \
	src/memory/movejudge.c \
	src/memory/movejudge.h \
	src/memory/moverequest.c \
	src/memory/moverequest.h \
	src/memory/nodelist.c \
	src/memory/nodelist.h \
	src/memory/nodeset.c \
	src/memory/nodeset.h \
	src/memory/placement.c \
	src/memory/placement.h \
	src/memory/policy.c \
	src/memory/policy.h \
	src/memory/policy_shown.c \
	src/memory/processmove.c \
	src/memory/processmove.h \
	src/memory/reason.c \
	src/memory/reason.h \
	src/memory/room.c \
	src/memory/room.h \
	src/memory/segment.c \
	src/memory/segment.h \
	src/memory/size.c \
	src/memory/size.h \
	src/memory/sizes.c \
	src/memory/sizes.h \
	src/memory/story.c \
	src/memory/story.h \
	src/memory/syscalls.c \
	src/memory/syscalls.h \
	src/memory/tally.c \
	src/memory/tally.h \
	src/memory/witness.c \
	src/memory/witness.h

report_sources = \
	src/report/calls.c \
	src/report/checks.c \
	src/report/evidence.c \
	src/report/evidence.h \
	src/report/findings.c \
	src/report/json.c \
	src/report/json.h \
	src/report/messages.c \
	src/report/migrations.c \
	src/report/nouns.h \
	src/report/output.c \
	src/report/output.h \
	src/report/nodes.c \
	src/report/pages.c \
	src/report/places.c \
	src/report/policies.c \
	src/report/processes.c \
	src/report/progress.c \
	src/report/progress.h \
	src/report/record.c \
	src/report/record.h \
	src/report/segments.c \
	src/report/stories.c \
	src/report/streams.c \
	src/report/streams.h \
	src/report/swaps.c \
	src/report/switches.c \
	src/report/table.c \
	src/report/table.h

workers_sources = \
	src/workers/channel.c \
	src/workers/channel.h \
	src/workers/child.c \
	src/workers/child.h \
	src/workers/serve.c \
	src/workers/serve.h \
	src/workers/status.c \
	src/workers/status.h

shell_sources = \
	src/shell/args.c \
	src/shell/args.h \
	src/shell/command.c \
	src/shell/command.h \
	src/shell/completion.c \
	src/shell/completion.h \
	src/shell/editing.c \
	src/shell/editing.h \
	src/shell/options.c \
	src/shell/options.h \
	src/shell/prompt.c \
	src/shell/prompt.h \
	src/shell/script.c \
	src/shell/script.h \
	src/shell/session.c \
	src/shell/session.h \
	src/shell/tables.c \
	src/shell/tables.h \
	src/shell/words.c \
	src/shell/words.h

commands_sources = \
	src/commands/attaching.c \
	src/commands/binding.c \
	src/commands/calling.c \
	src/commands/callwords.c \
	src/commands/callwords.h \
	src/commands/claims.h \
	src/commands/comparing.c \
	src/commands/comparing.h \
	src/commands/counting.c \
	src/commands/defining.c \
	src/commands/expecting.c \
	src/commands/explaining.c \
	src/commands/families.h \
	src/commands/homing.c \
	src/commands/looking.c \
	src/commands/machine.c \
	src/commands/mapping.c \
	src/commands/manner.c \
	src/commands/manner.h \
	src/commands/migrating.c \
	src/commands/moving.c \
	src/commands/objects.c \
	src/commands/policies.c \
	src/commands/policies.h \
	src/commands/plugging.c \
	src/commands/pooling.c \
	src/commands/process.c \
	src/commands/requiring.c \
	src/commands/scripting.c \
	src/commands/shapes.c \
	src/commands/shapes.h \
	src/commands/swapping.c \
	src/commands/switching.c \
	src/commands/switching.h \
	src/commands/touching.c \
	src/commands/walking.h \
	src/commands/weighing.c

libmemtoy_a_SOURCES = \
	$(base_sources) \
	$(kernel_sources) \
	$(memory_sources) \
	$(report_sources) \
	$(workers_sources) \
	$(shell_sources) \
	$(commands_sources)
