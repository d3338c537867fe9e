/* Defining segments of objects that nobody else can reach: shmem, tmpfs, memfd, secret.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "kernel/backing.h"
#include "kernel/mapping.h"
#include "commands/families.h"
#include "commands/shapes.h"

static enum outcome
refuse_shm(struct args *args, const struct segment *segment, uint64_t huge, int number)
{
	if (huge && number == -ENOMEM)
		return refuse_pool(args, segment);
	args_refused(args, number, "cannot make SysV segment '%s'", segment->name);
	if (number == -EINVAL || number == -ENOSPC)
		error_hint(&args->error, "raise kernel.shmmax, kernel.shmall or kernel.shmmni");
	else if (huge && number == -EPERM)
		error_hint(&args->error,
			   "run as root: SHM_HUGETLB takes CAP_IPC_LOCK, or the group in "
			   "vm.hugetlb_shm_group");
	return OUTCOME_FAILED;
}

static enum outcome
shmem_run(struct session *session, struct args *args)
{
	uint64_t huge = take_huge(args), page_size = huge ? huge : base_page_size();
	const char *name = args_new_name(args);
	uint64_t size = take_length(args, page_size);
	struct segment *segment;
	int result;

	(void)session;
	if (!args_end(args))
		return OUTCOME_FAILED;
	segment = segment_new(name, huge ? SEGMENT_HUGE_SHM : SEGMENT_SHM, size, page_size);
	share_by_definition(segment, true);
	result = sysv_make(segment->length, huge, &segment->shm, &segment->holder);
	if (result) {
		refuse_shm(args, segment, huge, result);
		segment_free(segment);
		return OUTCOME_FAILED;
	}
	return add_segment(args, segment);
}

/* A new shared segment on a descriptor; that of a failed one is its errno. */
static enum outcome
add_with_fd(struct args *args, struct segment *segment, int fd, const char *what)
{
	share_by_definition(segment, true);
	if (fd >= 0) {
		segment->fd = fd;
		return add_segment(args, segment);
	}
	args_refused(args, fd, "cannot make %s '%s'", what, segment->name);
	segment_free(segment);
	return OUTCOME_FAILED;
}

static enum outcome
tmpfs_run(struct session *session, struct args *args)
{
	const char *directory = args_value_path(args, "dir");
	const char *huge = args_value(args, "huge");
	const char *name = args_new_name(args);
	uint64_t size = take_length(args, base_page_size());
	enum outcome outcome;
	struct segment *segment;
	struct text what = { 0 };
	int fd;

	(void)session;
	if (!args_end(args))
		return OUTCOME_FAILED;
	if (directory && huge)
		return args_fail(args, EINVAL,
				 "huge= makes a tmpfs of its own, so dir= does not go with it");
	segment = segment_new(name, SEGMENT_TMPFS, size, base_page_size());
	directory = directory ? directory : "/dev/shm";
	fd = huge ? tmpfs_make_huge(huge, segment->length) : tmpfs_make(directory, segment->length);
	if (huge)
		text_add(&what, "a tmpfs with huge=%s for", huge);
	else
		text_add(&what, "a tmpfs file in '%s' for", directory);
	outcome = add_with_fd(args, segment, fd, text_string(&what));
	text_release(&what);
	if (fd == -ENODEV)
		error_hint(&args->error, "dir= of a folder that is on tmpfs");
	if (huge && fd == -EPERM)
		error_hint(&args->error,
			   "run as root: huge= mounts a tmpfs, which needs CAP_SYS_ADMIN");
	if (huge && fd == -EINVAL)
		error_hint(&args->error, "huge=always|never|within_size|advise");
	return outcome;
}

static enum outcome
memfd_run(struct session *session, struct args *args)
{
	uint64_t huge = take_huge(args), page_size = huge ? huge : base_page_size();
	const char *name = args_new_name(args);
	uint64_t size = take_length(args, page_size);
	struct segment *segment;
	int fd;

	(void)session;
	if (!args_end(args))
		return OUTCOME_FAILED;
	segment = segment_new(name, SEGMENT_MEMFD, size, page_size);
	fd = memfd_make(name, segment->length, huge);
	return add_with_fd(args, segment, fd, "memory file");
}

static enum outcome
secret_run(struct session *session, struct args *args)
{
	const char *name = args_new_name(args);
	uint64_t size = take_length(args, base_page_size());
	enum outcome outcome;
	struct segment *segment;
	int fd;

	(void)session;
	if (!args_end(args))
		return OUTCOME_FAILED;
	segment = segment_new(name, SEGMENT_SECRET, size, base_page_size());
	fd = secret_make(segment->length);
	outcome = add_with_fd(args, segment, fd, "secret memory");
	if (fd == -ENOSYS)
		error_hint(&args->error, "boot with secretmem.enable=1, or Linux 6.5");
	return outcome;
}

const struct command object_family[] = {
	{
		.name = "shmem",
		.usage = "<seg> <size> [huge[=<page size>]]",
		.summary = "define a SysV shared memory segment",
		.help = "It is marked for removal at once, so that none is left however memtoy ends.  'map'\n"
			"attaches it; 'huge' makes it of huge pages, of the default size or, for example, huge=1g.\n",
		.classic = true,
		.run = shmem_run,
	},
	{
		.name = "tmpfs",
		.usage = "<seg> <size> [dir=<path>] [huge=<when>]",
		.summary = "define a segment of an unlinked file on tmpfs",
		.help = "The file lies in /dev/shm or in the folder dir=.  huge=always, within_size, advise\n"
			"or never puts it on a tmpfs of its own, mounted for nobody else with that option,\n"
			"which needs CAP_SYS_ADMIN.  Shared.\n",
		.run = tmpfs_run,
	},
	{
		.name = "memfd",
		.usage = "<seg> <size> [huge[=<page size>]]",
		.summary = "define a segment of a memory file, memfd_create(2)",
		.help = "Shared.  With 'huge' its pages are huge pages, of the default size or, for\n"
			"example, huge=1g.\n",
		.run = memfd_run,
	},
	{
		.name = "secret",
		.usage = "<seg> <size>",
		.summary = "define a segment of secret memory, memfd_secret(2)",
		.help = "The kernel itself has no mapping of its pages, and neither pins nor moves them.  They\n"
			"count as locked (ulimit -l).  Shared.\n",
		.run = secret_run,
	},
	{ 0 },
};
