/* File systems: which there are, what makes them, mounting and unmounting.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "kernel/file.h"
#include "kernel/filesystem.h"
#include "kernel/rights.h"
#include "kernel/seen.h"

extern char **environ;

/* Does a line of the text end with this word? */
static bool
lists(const char *text, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = text; (at = strstr(at, word)); at += length)
		if (at > text && (at[-1] == '\t' || at[-1] == '\n') &&
		    (at[length] == '\n' || !at[length]))
			return true;
	return false;
}

bool
module_at_hand(const char *alias)
{
	struct text text = { 0 }, line = { 0 };
	bool there = false;

	/* What loads it is the kernel's own program. */
	if (file_read(&text, "/proc/sys/kernel/modprobe") == 0) {
		char *program = text_take(&text);

		program[strcspn(program, "\n")] = '\0';
		text_add(&line, "alias %s ", alias);
		there = access(program, X_OK) == 0 &&
			file_read(&text, "/lib/modules/%s/modules.alias", kernel_release()) == 0 &&
			file_line(text_string(&text), text_string(&line));
		free(program);
	}
	text_release(&line);
	text_release(&text);
	return there;
}

bool
filesystem_known(const char *type)
{
	struct text text = { 0 };
	bool known = file_read(&text, "/proc/filesystems") == 0 && lists(text_string(&text), type);
	char *alias = xasprintf("fs-%s", type);

	known = known || module_at_hand(alias);
	free(alias);
	text_release(&text);
	return known;
}

int
filesystem_mountable(void)
{
	/* Something to be mounted, which is dropped before it is. */
	int fd = (int)SEEN(syscall(SYS_fsopen, "tmpfs", 1 /* FSOPEN_CLOEXEC */), SYS_fsopen,
			   (unsigned long)"tmpfs", 1);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

bool
program_find(const char *name, struct text *path)
{
	const char *folders = getenv("PATH");
	char *all = xasprintf("%s:/usr/sbin:/sbin", folders ? folders : "/usr/bin:/bin"),
	     *rest = all;
	const char *folder;
	bool found = false;

	while (!found && (folder = strsep(&rest, ":"))) {
		text_clear(path);
		text_add(path, "%s/%s", folder, name);
		found = *folder && access(text_string(path), X_OK) == 0;
	}
	free(all);
	return found;
}

static void
read_what_it_says(int fd, struct text *said)
{
	char bytes[512];
	ssize_t got;

	while ((got = read(fd, bytes, sizeof(bytes))) > 0 || (got < 0 && errno == EINTR))
		if (got > 0 && said->length < 4096)
			text_add_bytes(said, bytes, (size_t)got);
}

/* posix_spawn() copies none of our memory, so that no page of ours becomes one of two processes. */
int
program_run(char *const *arguments, struct text *said)
{
	posix_spawn_file_actions_t actions;
	int ends[2], status = 0, result;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
	result = -posix_spawn(&pid, arguments[0], &actions, NULL, arguments, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	if (!result) {
		read_what_it_says(ends[0], said);
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
		result = status ? -EIO : 0;
	}
	close(ends[0]);
	return result;
}

/* Those of mount(8)'s words that are no file system's. */
static unsigned long
common_option(const char *word)
{
	static const struct {
		const char *word;
		unsigned long flag;
	} options[] = {
		{ "ro", MS_RDONLY },	     { "sync", MS_SYNCHRONOUS },  { "noatime", MS_NOATIME },
		{ "relatime", MS_RELATIME }, { "nodev", MS_NODEV },	  { "nosuid", MS_NOSUID },
		{ "noexec", MS_NOEXEC },     { "lazytime", MS_LAZYTIME }, { "rw", 0 },
	};

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		if (strcmp(options[i].word, word) == 0)
			return options[i].flag;
	return ~0UL;
}

int
filesystem_mount(const char *source, const char *folder, const char *type, const char *options)
{
	char *all = xstrdup(options), *rest = all;
	struct text own = { 0 };
	unsigned long flags = 0;
	const char *word;
	int result;

	while ((word = strsep(&rest, ","))) {
		unsigned long flag = common_option(word);

		if (flag != ~0UL)
			flags |= flag;
		else if (*word)
			text_add(&own, "%s%s", own.length ? "," : "", word);
	}
	result = SEEN(mount(source, folder, type, flags, text_string(&own)), SYS_mount,
		      (unsigned long)source, (unsigned long)folder, (unsigned long)type, flags,
		      (unsigned long)text_string(&own)) < 0
			 ? -errno
			 : 0;
	text_release(&own);
	free(all);
	return result;
}

int
filesystem_unmount(const char *folder)
{
	return SEEN(umount2(folder, UMOUNT_NOFOLLOW), SYS_umount2, (unsigned long)folder,
		    UMOUNT_NOFOLLOW) < 0
		       ? -errno
		       : 0;
}

int
filesystem_device(const char *path, dev_t *device)
{
	struct stat status;

	if (stat(path, &status) < 0)
		return -errno;
	*device = status.st_dev;
	return 0;
}

const char *
temporary_folder(void)
{
	const char *folder = getenv("TMPDIR");

	return folder && *folder == '/' ? folder : "/tmp";
}

char *
folder_name(void)
{
	unsigned random = 0;

	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) < 0)
		random = (unsigned)getpid();
	return xasprintf("%s/memtoy-%d-%08x", temporary_folder(), (int)getpid(), random);
}

int
folder_make(const char *path)
{
	return file_make_folder(path, 0755);
}
