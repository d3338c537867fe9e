/* What this process may do, and which kernel it asks.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "kernel/rights.h"

int
rights_has_capability(const char *name)
{
	struct text full = { 0 };
	cap_flag_value_t set = CAP_CLEAR;
	cap_value_t capability;
	cap_t held;
	int known;

	text_add(&full, "%s%s", strncasecmp(name, "cap_", 4) == 0 ? "" : "cap_", name);
	known = cap_from_name(text_string(&full), &capability) == 0;
	text_release(&full);
	if (!known)
		return -EINVAL;
	held = cap_get_proc();
	if (held)
		cap_get_flag(held, capability, CAP_EFFECTIVE, &set);
	cap_free(held);
	return set == CAP_SET;
}

bool
rights_may_gain(const char *name)
{
	struct text full = { 0 };
	cap_value_t capability;
	bool bounded;

	text_add(&full, "cap_%s", name);
	bounded = cap_from_name(text_string(&full), &capability) == 0 &&
		  cap_get_bound(capability) == CAP_SET;
	text_release(&full);
	return bounded;
}

bool
rights_is_root(void)
{
	return geteuid() == 0;
}

bool
rights_from_files(void)
{
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0;
}

void
rights_program(struct text *path)
{
	char target[4096];
	ssize_t length = readlink("/proc/self/exe", target, sizeof(target));

	if (length > 0)
		text_add_bytes(path, target, (size_t)length);
	else
		text_add(path, "memtoy");
}

bool
rights_filtered(void)
{
	/* Asked so, it needs no /proc; a filter may refuse the question, and betrays itself. */
	int mode = prctl(PR_GET_SECCOMP, 0, 0, 0, 0);

	return mode > 0 || (mode < 0 && errno != EINVAL);
}

uint64_t
rights_lock_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_MEMLOCK, &limit) < 0 || limit.rlim_cur == RLIM_INFINITY)
		return UINT64_MAX;
	return limit.rlim_cur;
}

static const struct utsname *
names(void)
{
	static struct utsname name;

	if (!name.release[0])
		uname(&name);
	return &name;
}

const char *
kernel_release(void)
{
	return names()->release;
}

void
kernel_version(unsigned *major, unsigned *minor, unsigned *patch)
{
	*major = *minor = *patch = 0;
	sscanf(kernel_release(), "%u.%u.%u", major, minor, patch);
}

const char *
kernel_host(void)
{
	return names()->nodename;
}
