/* What this process may do, and which kernel it asks.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/capability.h>
#include <sys/resource.h>
#include <sys/utsname.h>

#include "kernel/file.h"
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
rights_filtered(void)
{
	struct text text = { 0 };
	const char *line = NULL;
	bool filtered;

	if (file_read(&text, "/proc/self/status") == 0)
		line = file_line(text_string(&text), "Seccomp:");
	filtered = line && atoi(line) != 0;
	text_release(&text);
	return filtered;
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
