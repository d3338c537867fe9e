/* measure [--quick] PLACE MEMTOY: measure memtoy and its peers on this machine, and print what came
 * of it, a JSON object a line.  scripts/bench runs it, here and in a virtual machine; bench/judge
 * makes tables of it.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <numa.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/contest.h"
#include "bench/groups.h"
#include "bench/peers.h"

#define NOBODY 65534

bool
enough_memory(const char *line, size_t bytes)
{
	FILE *file = fopen("/proc/meminfo", "r");
	char found[256];
	size_t length = strlen(line), value = 0;

	while (file && fgets(found, sizeof(found), file)) {
		if (strncmp(found, line, length) == 0) {
			value = strtoul(found + length, NULL, 10);
			value *= strstr(found, " kB") ? 1024 : 1;
		}
	}
	if (file)
		fclose(file);
	return value >= bytes;
}

/* Whether a file of the kernel has this in it. */
static bool
file_has(const char *path, const char *word)
{
	char text[256] = "";
	FILE *file = fopen(path, "r");

	if (!file)
		return false;
	if (!fgets(text, sizeof(text), file))
		text[0] = '\0';
	fclose(file);
	return strstr(text, word);
}

static void
find_nodes(int nodes[2])
{
	int found = 0;

	nodes[0] = nodes[1] = -1;
	for (int node = 0; numa_available() >= 0 && node <= numa_max_node() && found < 2; node++) {
		if (numa_bitmask_isbitset(numa_get_mems_allowed(), (unsigned)node))
			nodes[found++] = node;
	}
}

static void
processor_name(char *name, size_t size)
{
	FILE *file = fopen("/proc/cpuinfo", "r");
	char line[256], *value;

	snprintf(name, size, "unknown");
	while (file && fgets(line, sizeof(line), file)) {
		value = strchr(line, ':');
		if (strncmp(line, "model name", 10) == 0 && value) {
			snprintf(name, size, "%s", value + 2);
			name[strcspn(name, "\n")] = '\0';
			break;
		}
	}
	if (file)
		fclose(file);
}

static void
print_machine(const struct bench *bench)
{
	const char *const words[] = { "memtoy", "--version", NULL };
	struct stage stage = { .bench = bench };
	char version[256] = "", processor[256];
	struct utsname kernel;
	double seconds, load = 0;

	getloadavg(&load, 1);
	uname(&kernel);
	processor_name(processor, sizeof(processor));
	peer_program(&stage, bench->program, words, version, sizeof(version), &seconds);
	version[strcspn(version, "\n")] = '\0';
	contest_print(json_pack("{ss ss ss ss sI si si si ss sb sf}", "record", "machine", "place",
				bench->place, "kernel", kernel.release, "processor", processor,
				"memory", (json_int_t)sysconf(_SC_PHYS_PAGES) * getpagesize(),
				"page_size", getpagesize(), "cpus",
				(int)sysconf(_SC_NPROCESSORS_ONLN), "nodes",
				numa_available() < 0 ? 1 : numa_num_configured_nodes(), "memtoy",
				version, "root", geteuid() == 0, "load", load));
}

static int
start_memtoy(struct stage *stage, const struct contestant *self, double *seconds)
{
	const char *const words[] = { "memtoy", "-c", "quit", NULL };

	(void)self;
	return peer_program(stage, stage->bench->program, words, NULL, 0, seconds);
}

void
group_start(const struct bench *bench)
{
	const struct contestant all[] = {
		{ "memtoy -c quit", start_memtoy, "quit", NULL, 0 },
		{ "numactl --show", peer_numactl, NULL, NULL, 0 },
		{ "true", peer_true, NULL, NULL, 0 },
	};
	struct stage stage = { .bench = bench, .group = "start", .kind = "start and end" };

	contest_run(&stage, all, 3);
}

/* The same as a user who may not know where pages are; in a process that does not come back. */
static void
look_unprivileged(struct bench *bench)
{
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		bench->privileged = false;
		if (setgroups(0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) ||
		    setresuid(NOBODY, NOBODY, NOBODY))
			_exit(1);
		group_look(bench);
		fflush(stdout);
		_exit(0);
	}
	if (child > 0)
		waitpid(child, NULL, 0);
}

int
main(int argc, char **argv)
{
	struct bench bench = { .quick = argc > 1 && strcmp(argv[1], "--quick") == 0 };
	const char *path;

	if (argc - bench.quick != 3) {
		fputs("usage: measure [--quick] PLACE MEMTOY\n", stderr);
		return 2;
	}
	bench.place = argv[argc - 2];
	path = argv[argc - 1];
	bench.program = open(path, O_RDONLY | O_CLOEXEC);
	if (bench.program < 0) {
		fprintf(stderr, "measure: cannot open '%s': %s\n", path, strerror(errno));
		return 1;
	}
	find_nodes(bench.nodes);
	bench.privileged = geteuid() == 0;
	bench.thp_everywhere = file_has("/sys/kernel/mm/transparent_hugepage/enabled", "[always]");
	bench.knows_settings = subject_knows(bench.program, "set", "\"threads\"") &&
			       subject_knows(bench.program, "set", "\"source\"");
	bench.knows_thp = subject_knows(bench.program, "help anon", "thp");
	bench.knows_jobs = subject_knows(bench.program, "help move", "jobs=");
	bench.knows_stall = subject_knows(bench.program, "help move", "stall=");
	print_machine(&bench);
	group_start(&bench);
	group_look(&bench);
	group_migrate(&bench);
	if (bench.privileged)
		look_unprivileged(&bench);
	return 0;
}
