/* The memtoy that is measured, at the other end of two pipes.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/subject.h"

/* Much is said about many pages; what waits for us to read it would be measured as memtoy's. */
#define PIPE_BYTES (1 << 20)

/* What is echoed after each command, to know its end. */
#define END_MARK "bench: end of command"

static volatile pid_t too_slow;

static void
give_up(int number)
{
	(void)number;
	kill(too_slow, SIGKILL);
}

static _Noreturn void
become_memtoy(int program, int input, int output)
{
	char *words[] = { (char[]){ "memtoy" }, (char[]){ "--json" }, (char[]){ "--keep-going" },
			  NULL };

	/* What it says there, its records say too. */
	int silence = open("/dev/null", O_WRONLY | O_CLOEXEC);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(silence, STDERR_FILENO);
	if (dup2(input, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0)
		fexecve(program, words, environ);
	_exit(127);
}

int
subject_start(struct subject *subject, int program)
{
	int to[2], from[2];

	*subject = (struct subject){ 0 };
	if (pipe2(to, O_CLOEXEC) < 0)
		return -errno;
	if (pipe2(from, O_CLOEXEC) < 0) {
		int error = errno;

		close(to[0]);
		close(to[1]);
		return -error;
	}
	fcntl(from[1], F_SETPIPE_SZ, PIPE_BYTES);
	fflush(stdout);
	subject->pid = fork();
	if (subject->pid == 0)
		become_memtoy(program, to[0], from[1]);
	close(to[0]);
	close(from[1]);
	subject->commands = fdopen(to[1], "w");
	subject->records = fdopen(from[0], "r");
	return subject->pid < 0 || !subject->commands || !subject->records ? -EAGAIN : 0;
}

/* Keep what matters of a record. */
static void
hear(struct answer *answer, json_t *record)
{
	const char *kind = json_string_value(json_object_get(record, "record"));

	if (!kind)
		return;
	if (strcmp(kind, "time") == 0) {
		answer->seconds = json_number_value(json_object_get(record, "seconds"));
	} else if (strcmp(kind, "migration") == 0) {
		json_decref(answer->migration);
		answer->migration = json_incref(record);
	} else if (strcmp(kind, "segment") == 0) {
		json_decref(answer->segment);
		answer->segment = json_incref(record);
	} else if (strcmp(kind, "error") == 0 && !answer->error[0]) {
		const char *message = json_string_value(json_object_get(record, "message"));

		snprintf(answer->error, sizeof(answer->error), "%s", message ? message : "failed");
	}
}

/* Whether it is the record of END_MARK, without reading all of a long one. */
static bool
is_end(const char *line)
{
	return strncmp(line, "{\"record\":\"echo\"", 16) == 0 && strstr(line, END_MARK);
}

/* Read what is said until the mark; -EPIPE if memtoy is gone before. */
static int
listen_to(struct subject *subject, struct answer *answer)
{
	while (getline(&subject->line, &subject->capacity, subject->records) > 0) {
		json_t *record;

		if (is_end(subject->line))
			return 0;
		record = json_loads(subject->line, 0, NULL);
		hear(answer, record);
		json_decref(record);
	}
	return -EPIPE;
}

int
subject_do(struct subject *subject, const char *command, struct answer *answer)
{
	struct sigaction action = { .sa_handler = give_up };
	int result;

	*answer = (struct answer){ .seconds = -1 };
	too_slow = subject->pid;
	sigaction(SIGALRM, &action, NULL);
	alarm(SUBJECT_SECONDS);
	fprintf(subject->commands, "%s\necho " END_MARK "\n", command);
	fflush(subject->commands);
	result = listen_to(subject, answer);
	if (result && alarm(0) == 0)
		snprintf(answer->error, sizeof(answer->error), "took longer than %d seconds",
			 SUBJECT_SECONDS);
	else if (result)
		snprintf(answer->error, sizeof(answer->error), "memtoy ended");
	alarm(0);
	return result ? result : answer->error[0] ? -EINVAL : 0;
}

int
subject_tell(struct subject *subject, const char *format, ...)
{
	struct answer answer;
	char command[256];
	va_list words;
	int result;

	va_start(words, format);
	vsnprintf(command, sizeof(command), format, words);
	va_end(words);
	result = subject_do(subject, command, &answer);
	answer_release(&answer);
	return result;
}

bool
subject_knows(int program, const char *command, const char *word)
{
	struct subject subject;
	bool known = false;

	if (subject_start(&subject, program) == 0) {
		fprintf(subject.commands, "%s\necho " END_MARK "\n", command);
		fflush(subject.commands);
		while (getline(&subject.line, &subject.capacity, subject.records) > 0 &&
		       !is_end(subject.line))
			known = known || strstr(subject.line, word);
	}
	subject_end(&subject);
	return known;
}

void
answer_release(struct answer *answer)
{
	json_decref(answer->migration);
	json_decref(answer->segment);
	*answer = (struct answer){ .seconds = -1 };
}

void
subject_end(struct subject *subject)
{
	if (subject->pid > 0) {
		kill(subject->pid, SIGKILL);
		waitpid(subject->pid, NULL, 0);
	}
	if (subject->commands)
		fclose(subject->commands);
	if (subject->records)
		fclose(subject->records);
	free(subject->line);
	*subject = (struct subject){ 0 };
}
