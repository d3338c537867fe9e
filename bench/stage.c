/* The memory of a contest: memtoy's, and where a call works on its caller alone, equal memory here.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <numa.h>
#include <numaif.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#include "bench/stage.h"

/* Kernels before 6.7 do not place big mappings so that they can be of huge pages throughout, so we
 * say where. */
#define ALIGNED_WORD " addr=0x200000000000"
#define ALIGNED_OWN  0x300000000000UL

const char *
stage_thp(const struct bench *bench)
{
	return bench->knows_thp ? ALIGNED_WORD " thp" : ALIGNED_WORD;
}

int
stage_failed(struct stage *stage, int result, const char *format, ...)
{
	va_list words;

	va_start(words, format);
	vsnprintf(stage->error, sizeof(stage->error), format, words);
	va_end(words);
	return result;
}

/* Where the segment was mapped. */
static int
find_address(struct stage *stage)
{
	const char *text;
	struct answer answer;
	int result = subject_do(&stage->subject, "show seg", &answer);

	text = json_string_value(json_object_get(answer.segment, "address"));
	if (result)
		stage_failed(stage, result, "%s", answer.error);
	else if (!text)
		result = stage_failed(stage, -ENXIO, "memtoy shows no address");
	else
		stage->address = (char *)(uintptr_t)strtoull(text, NULL, 0);
	answer_release(&answer);
	return result;
}

int
stage_start(struct stage *stage, const char *define)
{
	struct answer answer;
	int result;

	stage->own = NULL;
	stage->migration = NULL;
	/* Inherited by memtoy, and by the programs that we run. */
	prctl(PR_SET_THP_DISABLE, !stage->huge, 0, 0, 0);
	result = subject_start(&stage->subject, stage->bench->program);
	if (result)
		return stage_failed(stage, result, "cannot start memtoy: %s", strerror(-result));
	result = subject_do(&stage->subject, define, &answer);
	if (result)
		stage_failed(stage, result, "%s", answer.error);
	answer_release(&answer);
	if (!result && subject_tell(&stage->subject, "map seg"))
		result = stage_failed(stage, -ENOMEM, "memtoy cannot map it");
	return result ? result : find_address(stage);
}

int
stage_equip(struct stage *stage)
{
	int flags = MAP_PRIVATE | MAP_ANONYMOUS | (stage->hugetlb ? MAP_HUGETLB : 0);
	char *aligned = (char *)(stage->huge ? ALIGNED_OWN : 0);
	char *own = mmap(aligned, stage->size, PROT_READ | PROT_WRITE, flags, -1, 0);

	if (own == MAP_FAILED)
		return stage_failed(stage, -errno, "cannot map as much: %s", strerror(errno));
	stage->own = own;
	if (stage->huge)
		madvise(own, stage->size, MADV_HUGEPAGE);
	if (stage->dealt)
		numa_interleave_memory(own, stage->size, numa_all_nodes_ptr);
	for (size_t offset = 0; offset < stage->size; offset += stage->step)
		*(volatile char *)(own + offset) = 1;
	return 0;
}

void
stage_end(struct stage *stage)
{
	subject_end(&stage->subject);
	if (stage->own)
		munmap(stage->own, stage->size);
	json_decref(stage->migration);
	stage->own = NULL;
	stage->migration = NULL;
}
