/* Where pages are swapped to: swap.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "kernel/mapping.h"
#include "kernel/swap.h"
#include "shell/args.h"
#include "shell/tables.h"
#include "commands/families.h"

enum { USUAL_SIZE = 64 << 20 };

static enum outcome
show_swaps(struct session *session, struct args *args)
{
	struct swap_areas areas;
	int result = swap_areas_read(&areas);

	if (!result)
		say_swaps(&session->output, &areas);
	swap_areas_release(&areas);
	return result ? args_refused(args, result, "cannot read which swap areas there are")
		      : OUTCOME_DONE;
}

static enum outcome
refused(struct args *args, int result, const char *verb, const char *path)
{
	args_refused(args, result, "cannot swap %s '%s'", verb, quote(path).text);
	if (result == -EPERM || result == -EACCES)
		error_hint(&args->error, "run as root with CAP_SYS_ADMIN");
	else if (result == -EEXIST)
		error_hint(&args->error, "a device that is blank or marked as swap: this one holds "
					 "something");
	else if (result == -ENOTBLK)
		error_hint(&args->error, "a disk, or a file");
	else if (result == -ENOSPC)
		error_hint(&args->error, "one of ten pages at least");
	else if (result == -EFBIG)
		error_hint(&args->error, "a smaller one: there is less space");
	else if (result == -ENOMEM)
		error_hint(&args->error, "free memory: what is in swap must come back into it");
	else if (result == -EINVAL)
		error_hint(&args->error, "a device, or a file on ext4, xfs or btrfs: no tmpfs");
	return result == -EINTR && interrupt_pending() ? OUTCOME_INTERRUPTED : OUTCOME_FAILED;
}

static enum outcome
stop_all(struct session *session, struct args *args)
{
	struct swap_areas areas;
	enum outcome outcome = OUTCOME_DONE;
	int result = swap_areas_read(&areas);

	if (result)
		outcome = args_refused(args, result, "cannot read which swap areas there are");
	for (size_t i = 0; outcome == OUTCOME_DONE && i < areas.count; i++) {
		result = swap_stop(&session->keeper, &areas.items[i]);
		if (result)
			outcome = refused(args, result, "off", areas.items[i].path);
	}
	swap_areas_release(&areas);
	return outcome;
}

/* In a folder that is on a disk, as a rule. */
static int
start_file(struct session *session, uint64_t size, struct text *path)
{
	const char *folder = getenv("TMPDIR");

	text_clear(path);
	text_add(path, "%s/memtoy-swap-%d", folder ? folder : "/var/tmp", (int)getpid());
	return swap_start_file(&session->keeper, text_string(path), size);
}

static enum outcome
start_any(struct session *session, struct args *args, uint64_t size)
{
	struct text path = { 0 };
	int result = swap_start_zram(&session->keeper, size, &path);
	enum outcome outcome = OUTCOME_DONE;

	if (result && result != -EPERM && result != -EACCES)
		result = start_file(session, size, &path);
	if (result)
		outcome = refused(args, result, "on", path.length ? text_string(&path) : "zram");
	text_release(&path);
	return outcome;
}

static enum outcome
start(struct session *session, struct args *args, const char *word, uint64_t size)
{
	struct text whole = { 0 };
	char *folder = NULL;
	const char *path;
	int result;

	if (!word)
		return start_any(session, args, size ? size : USUAL_SIZE);
	/* Whoever puts it back may be elsewhere. */
	if (*word != '/')
		folder = getcwd(NULL, 0);
	text_add(&whole, "%s%s%s", folder ? folder : "", folder ? "/" : "", word);
	free(folder);
	path = text_string(&whole);
	if (size && access(path, F_OK) < 0)
		result = swap_start_file(&session->keeper, path, size);
	else
		result = swap_start(&session->keeper, path, size);
	text_release(&whole);
	return result ? refused(args, result, "on", word) : OUTCOME_DONE;
}

static enum outcome
swap_run(struct session *session, struct args *args)
{
	const char *value = args_value(args, "size"), *path = NULL;
	bool show = !args_left(args), on = false;
	uint64_t size = 0;

	if (value)
		size_parse(value, base_page_size(), &size, &args->error);
	if (!show)
		on = args_keyword(args, swap_words, "way to swap");
	if (on)
		path = args_optional(args);
	if (value && !on)
		args_fail(args, EINVAL, "size= is for 'swap on'");
	if (value && !size)
		args_fail(args, EINVAL, "a swap area of no size");
	if (!args_end(args))
		return OUTCOME_FAILED;
	if (show)
		return show_swaps(session, args);
	return on ? start(session, args, path, size) : stop_all(session, args);
}

const struct command swapping_family[] = {
	{
		.name = "swap",
		.usage = "[off|on [<device or file>] [size=<size>]]",
		.summary = "show where pages are swapped to, swap to more, or to nothing",
		.help = "on swaps to a device or file too: one that is marked as swap is taken as it is, a\n"
			"blank one is marked and blank again afterwards, and a file that is not there is made,\n"
			"of the given size, and removed.  Without one it makes a compressed disk in memory\n"
			"(zram), or else a file in $TMPDIR or /var/tmp, of 64 MiB unless size= says otherwise.\n"
			"off brings back into memory what is in swap.  When the session ends all is as it was.\n"
			"It takes root.\n",
		.words = { WORD_SWAP, WORD_FILE, WORD_END },
		.run = swap_run,
	},
	{ 0 },
};
