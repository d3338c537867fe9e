/* Throw bytes at everything that parses what a user writes: lines, words, sizes, ranges, nodes,
 * policies.  Nothing may crash, and what the headers promise of a result must hold.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * As a program of its own, which changes the files of the corpus at random:
 *
 *	make tests/fuzz/fuzz-lines
 *	tests/fuzz/fuzz-lines 10 tests/fuzz/corpus/?*	for ten seconds
 *	tests/fuzz/fuzz-lines 0 FILE...			each file once, as it is
 *
 * For libFuzzer: compile it and the library with -fsanitize=fuzzer,address -DLIBFUZZER. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "memory/nodelist.h"
#include "memory/policy.h"
#include "memory/size.h"
#include "shell/script.h"
#include "shell/tables.h"
#include "shell/words.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

enum { PAGE = 4096, TOTAL = 64 * PAGE };

static struct machine machine = { .state = NUMA_NODES };

static void
must(bool holds, const char *what, const char *word)
{
	if (holds)
		return;
	fprintf(stderr, "does not hold: %s, for '%s'\n", what, quote(word).text);
	abort();
}

/* A function fails with a cause and a negative number, or succeeds with neither. */
static bool
judged(int result, struct error *error, const char *word)
{
	bool set = error_is_set(error);

	must(result <= 0 && (result < 0) == set, "a failure has a cause", word);
	must(!set || *error->message, "a cause has words", word);
	error_clear(error);
	return result == 0;
}

static void
try_size(const char *word)
{
	struct error error = { 0 };
	uint64_t bytes = 0;

	if (judged(size_parse(word, PAGE, &bytes, &error), &error, word))
		must(bytes <= INT64_MAX && size_begins(word), "a size fits", word);
	if (judged(number_parse(word, "number", 3, 300, &bytes, &error), &error, word))
		must(bytes >= 3 && bytes <= 300, "a number is within its bounds", word);
}

static void
try_range(const char *offset, const char *length)
{
	struct error error = { 0 };
	struct range range;

	if (!judged(range_parse(offset, length, TOTAL, PAGE, &range, &error), &error, offset))
		return;
	must(range.offset % PAGE == 0 && range.length % PAGE == 0, "a range is whole pages",
	     length);
	must(range.length && range.offset < TOTAL && range.length <= TOTAL - range.offset,
	     "a range is within the segment", length);
	must(range.asked >= range.length, "a range is no longer than was asked", length);
}

static void
try_nodes(const char *word, enum node_use use)
{
	struct nodeset usable = machine_usable(&machine);
	struct nodelist list = { 0 };
	struct error error = { 0 };

	/* Devices are looked up in the files of this machine. */
	if (!strchr(word, ':') || strspn(word, "0123456789,-:") == strlen(word)) {
		if (judged(nodelist_parse(&list, word, &machine, use, &error), &error, word)) {
			must(list.count > 0, "a list is not empty", word);
			for (size_t i = 0; i < list.count; i++)
				must(nodeset_has(use == NODES_TO_LOOK ? &machine.online : &usable,
						 list.nodes[i]),
				     "a node can be used", word);
		}
	}
	nodelist_release(&list);
}

static void
try_policy(const char *words, const char *nodes)
{
	struct policy_request request, again;
	struct error error = { 0 };
	struct text text = { 0 };

	if (nodes && strchr(nodes, ':'))
		return;
	if (judged(policy_parse(&request, words, nodes, &machine, &error), &error, words)) {
		policy_format(&request.policy, &text);
		must(text.length > 0, "a policy can be written", words);
		again = request;
		must(policy_equal(&request.policy, &again.policy), "a policy is itself", words);
	}
	text_release(&text);
}

static void
try_word(const char *word)
{
	static const struct keyword *const tables[] = { share_words,  access_words,
							layout_words, protection_words,
							claim_words,  requirement_words };
	char *shown = text_shown(word), *again = text_shown(shown);

	must(strcmp(shown, again) == 0, "what is shown can be shown", word);
	must(strlen(quote(word).text) < sizeof(struct quote), "a quote fits", word);
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		struct error error = { 0 };
		const struct keyword *row = keyword_parse(tables[i], word, "word", &error);

		must(!row || strncmp(row->name, word, strlen(word)) == 0, "a word is a prefix",
		     word);
		judged(row ? 0 : -EINVAL, &error, word);
		keyword_distance(word, tables[i]->name);
	}
	error_number(word);
	free(shown);
	free(again);
}

static void
try_line(const char *line)
{
	struct words words;
	struct error error = { 0 };

	if (judged(words_split(&words, line, &error), &error, line)) {
		for (size_t i = 0; i < words.count; i++) {
			const char *word = words.items[i];
			const char *next = i + 1 < words.count ? words.items[i + 1] : NULL;

			must(strncmp(words_rest(&words, i), line + words.at[i], 1) == 0,
			     "the rest is of the line", word);
			try_word(word);
			try_size(word);
			for (int use = NODES_TO_LOOK; use <= NODES_TO_MOVE; use++)
				try_nodes(word, (enum node_use)use);
			try_policy(word, next);
			if (next)
				try_range(word, next);
		}
		if (words.count)
			words_drop(&words, words.count / 2);
	}
	words_release(&words);
}

static void
make_machine(void)
{
	bits_parse(machine.online.bits, NODESET_BITS, "0-3,5,64");
	bits_parse(machine.memory.bits, NODESET_BITS, "0-1,3,5,64");
	bits_parse(machine.cpus.bits, NODESET_BITS, "0-3");
	bits_parse(machine.allowed.bits, NODESET_BITS, "0-2,5,64");
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	FILE *stream = length ? fmemopen((void *)bytes, length, "r") : NULL;
	struct text line = { 0 };
	struct error error = { 0 };
	unsigned long lines = 0;
	int got = 1;

	if (nodeset_is_empty(&machine.online))
		make_machine();
	while (stream && got) {
		got = script_read_line(stream, &line, &lines, &error);
		must((got < 0) == error_is_set(&error), "a failure has a cause", "a line");
		if (got > 0)
			try_line(text_string(&line));
		error_clear(&error);
	}
	if (stream)
		fclose(stream);
	text_release(&line);
	return 0;
}

#ifndef LIBFUZZER

struct input {
	uint8_t *bytes;
	size_t length, capacity;
};

static struct input
read_input(const char *path)
{
	struct input input = { .capacity = 1 << 16 };
	FILE *stream = fopen(path, "r");

	input.bytes = xmalloc(input.capacity);
	if (!stream) {
		perror(path);
		exit(2);
	}
	input.length = fread(input.bytes, 1, input.capacity / 2, stream);
	fclose(stream);
	return input;
}

/* Change, add, drop or double some bytes of it. */
static void
change(struct input *input)
{
	static const char favourites[] = "0123456789-,+!@x*'\"\\# \t\n\rkmgtph:=.";
	size_t at = (size_t)random() % (input->length + 1), rest = input->length - at;
	uint8_t byte = random() % 4 ? (uint8_t)favourites[random() % (sizeof(favourites) - 1)]
				    : (uint8_t)random();
	size_t some = rest ? 1 + (size_t)random() % (rest < 8 ? rest : 8) : 0;

	switch (random() % 4) {
	case 0:
		if (rest)
			input->bytes[at] = byte;
		break;
	case 1:
		memmove(input->bytes + at, input->bytes + at + some, rest - some);
		input->length -= some;
		break;
	default:
		if (input->length + some + 1 >= input->capacity)
			break;
		memmove(input->bytes + at + some + 1, input->bytes + at, rest);
		memset(input->bytes + at, byte, some + 1);
		if (random() % 2 && some)
			memmove(input->bytes + at, input->bytes + at + some + 1, some);
		input->length += some + 1;
	}
}

static void
try_changed(const char *path)
{
	struct input input = read_input(path);

	for (int round = 0; round < 200; round++) {
		change(&input);
		LLVMFuzzerTestOneInput(input.bytes, input.length);
	}
	free(input.bytes);
}

int
main(int argc, char **argv)
{
	double seconds = argc > 2 ? atof(argv[1]) : -1, end = clock_now() + seconds;
	const char *seed = getenv("SEED");

	if (seconds < 0) {
		fprintf(stderr, "usage: fuzz-lines SECONDS FILE...  ($SEED repeats a run)\n");
		return 2;
	}
	srandom(seed ? (unsigned)atoi(seed) : (unsigned)end);
	fprintf(stderr, "SEED=%u\n", seed ? (unsigned)atoi(seed) : (unsigned)end);
	for (int i = 2; i < argc; i++) {
		struct input input = read_input(argv[i]);

		LLVMFuzzerTestOneInput(input.bytes, input.length);
		free(input.bytes);
	}
	for (int i = 0; clock_now() < end; i++)
		try_changed(argv[2 + i % (argc - 2)]);
	return 0;
}

#endif
