/* What was found out about this machine.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/xalloc.h"
#include "kernel/rights.h"
#include "kernel/switches.h"
#include "memory/finding.h"

const char *
finding_state_name(enum finding_state state)
{
	static const char *const names[] = {
		[FINDING_OK] = "ok",	       [FINDING_LIMITED] = "limited",
		[FINDING_OFF] = "off",	       [FINDING_MISSING] = "missing",
		[FINDING_REFUSED] = "refused", [FINDING_UNKNOWN] = "unknown",
	};

	return names[state];
}

struct finding *
findings_add(struct findings *findings, const char *area, const char *name,
	     enum finding_state state)
{
	struct finding *finding;

	findings->items = xgrow(findings->items, &findings->capacity, findings->count + 1,
				sizeof(*findings->items));
	finding = &findings->items[findings->count++];
	*finding = (struct finding){ .area = area,
				     .name = xstrdup(name),
				     .state = state,
				     .value = xstrdup(""),
				     .cure = xstrdup("") };
	return finding;
}

void
findings_release(struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		free(findings->items[i].name);
		free(findings->items[i].value);
		free(findings->items[i].cure);
	}
	free(findings->items);
	*findings = (struct findings){ 0 };
}

static void
replace(char **words, const char *format, va_list arguments)
{
	struct text text = { 0 };

	text_add_list(&text, format, arguments);
	free(*words);
	*words = text_take(&text);
}

void
finding_value(struct finding *finding, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	replace(&finding->value, format, arguments);
	va_end(arguments);
}

void
finding_cure(struct finding *finding, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	replace(&finding->cure, format, arguments);
	va_end(arguments);
}

void
finding_cure_capability(struct finding *finding, const char *name)
{
	struct text path = { 0 };
	char upper[40];
	size_t length = 0;

	for (; name[length] && length + 1 < sizeof(upper); length++)
		upper[length] = (char)toupper((unsigned char)name[length]);
	upper[length] = '\0';
	rights_program(&path);
	if (rights_has_capability(name) > 0)
		/* It is held, and does not count: the kernel
		 * asks for that of the first namespace. */
		finding_cure(finding, "run as root outside this user namespace");
	else if (!rights_may_gain(name))
		finding_cure(finding,
			     "start it with CAP_%s in its bounding set (docker: --cap-add %s)",
			     upper, upper);
	else if (rights_is_root())
		finding_cure(finding, "start it without dropping CAP_%s", upper);
	else if (!rights_from_files())
		finding_cure(finding, "run as root: no_new_privs is in force");
	else
		finding_cure(finding, "run as root, or: setcap cap_%s+ep %s", name,
			     text_string(&path));
	text_release(&path);
}

void
finding_cure_write(struct finding *finding, const char *path, const char *value)
{
	int refusal = switch_writable(path);
	const char *who = refusal == -EROFS ? "on the host, as root: " : refusal ? "as root: " : "";

	finding_cure(finding, "%secho %s > %s", who, value, path);
}

void
finding_not_mounted(struct finding *finding, bool proc)
{
	finding->state = FINDING_UNKNOWN;
	finding_value(finding, proc ? "no /proc" : "no /sys");
	finding_cure(finding, "as root: mount -t %s",
		     proc ? "proc proc /proc" : "sysfs sysfs /sys");
}

static bool
kernel_has(const char *since)
{
	unsigned major, minor, patch, needed_major = 0, needed_minor = 0;

	kernel_version(&major, &minor, &patch);
	sscanf(since, "%u.%u", &needed_major, &needed_minor);
	return major > needed_major || (major == needed_major && minor >= needed_minor);
}

void
finding_refused_call(struct finding *finding, int error, const char *since)
{
	bool filtered = rights_filtered();

	finding_value(finding, "%s", error_name(error));
	if (error == ENOSYS && !kernel_has(since)) {
		finding->state = FINDING_MISSING;
		finding_cure(finding, "Linux %s or later", since);
	} else if (error == ENOSYS && !filtered) {
		finding->state = FINDING_MISSING;
		finding_cure(finding, "a kernel that is built with it");
	} else if (error == ENOSYS || error == EPERM || error == EACCES) {
		finding->state = FINDING_REFUSED;
		finding_cure(finding, "%s",
			     filtered ? "run outside the seccomp filter (docker: --security-opt "
					"seccomp=unconfined)"
				      : "run as root, outside sandboxes");
	} else {
		finding->state = FINDING_UNKNOWN;
		finding_cure(finding, "none is known for %s", error_name(error));
	}
}
