/* The lines of the prompt.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"
#include "shell/recall.h"

#ifdef HAVE_READLINE

#include <errno.h>
#include <fcntl.h>
#include <readline/history.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/xalloc.h"
#include "shell/prompt.h"

enum { MOST_LINES = 1000, MOST_TRIES = 100 };

static char *
history_path(void)
{
	const char *named = getenv("MEMTOY_HISTFILE");

	if (named)
		return *named ? xstrdup(named) : NULL;
	return prompt_user_file("XDG_STATE_HOME", ".local/state", "history");
}

void
recall_begin(struct recall *recall)
{
	*recall = (struct recall){ .path = history_path() };
	using_history();
	stifle_history(MOST_LINES);
	if (recall->path)
		read_history(recall->path);
}

static void
bring_to_end(const char *line)
{
	if (!line[strspn(line, " \t")])
		return;
	for (int i = history_length - 1; i >= 0; i--) {
		const HIST_ENTRY *entry = history_get(history_base + i);

		if (entry && strcmp(entry->line, line) == 0)
			free_history_entry(remove_history(i));
	}
	add_history(line);
}

void
recall_add(struct recall *recall, const char *line)
{
	recall->lines =
		xgrow(recall->lines, &recall->capacity, recall->count + 1, sizeof(*recall->lines));
	recall->lines[recall->count++] = xstrdup(line);
	bring_to_end(line);
}

/* Make the folders above 'path'; what cannot be made shows when the file is written. */
static void
make_folders(const char *path)
{
	char *copy = xstrdup(path);

	for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(copy, 0700);
		*slash = '/';
	}
	free(copy);
}

/* Is this still the file at 'path'?  Who writes the
 * history puts a new file in the old one's place. */
static bool
is_at(int fd, const char *path)
{
	struct stat ours, theirs;

	return fstat(fd, &ours) == 0 && stat(path, &theirs) == 0 && ours.st_dev == theirs.st_dev &&
	       ours.st_ino == theirs.st_ino;
}

/* Lock the file, which is made where there is none: its descriptor; -1 where that cannot be, or an
 * interrupt came.  A file system that knows no locks has to do without. */
static int
lock_file(const char *path)
{
	for (int tries = 0;; tries++) {
		/* It is ours alone from its first moment: it may hold paths. */
		int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
		int refused = fd >= 0 && flock(fd, LOCK_EX) ? errno : 0;

		if (fd < 0 || tries == MOST_TRIES || (refused ? refused != EINTR : is_at(fd, path)))
			return fd;
		close(fd);
		if (interrupt_pending())
			return -1;
	}
}

static void
save(const struct recall *recall)
{
	int lock;

	make_folders(recall->path);
	lock = lock_file(recall->path);
	if (lock < 0)
		return;
	clear_history();
	read_history(recall->path);
	for (size_t i = 0; i < recall->count; i++)
		bring_to_end(recall->lines[i]);
	write_history(recall->path);
	close(lock);
}

void
recall_end(struct recall *recall)
{
	if (recall->path)
		save(recall);
	clear_history();
	for (size_t i = 0; i < recall->count; i++)
		free(recall->lines[i]);
	free(recall->lines);
	free(recall->path);
	*recall = (struct recall){ 0 };
}

#endif
