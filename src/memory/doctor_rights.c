/* What works on this machine for this process: looking at pages, and the rights it has.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>

#include "base/error.h"
#include "kernel/probes.h"
#include "kernel/rights.h"
#include "kernel/switches.h"
#include "memory/doctor.h"
#include "memory/size.h"

/* A file of /proc that cannot be used, for whatever reason but a missing capability. */
static void
refused_file(struct finding *finding, int error, const char *option)
{
	finding_value(finding, "%s", error_name(error));
	if (error == ENOENT && !proc_is_mounted()) {
		finding_not_mounted(finding, true);
	} else if (error == ENOENT) {
		finding->state = FINDING_MISSING;
		finding_cure(finding, "a kernel with %s", option);
	} else if ((error == EACCES || error == EPERM) && !rights_is_root()) {
		finding->state = FINDING_REFUSED;
		finding_cure(finding, "run as root");
	} else {
		finding->state = FINDING_REFUSED;
		finding_cure(finding, "run as root on the host, without lockdown");
	}
}

static void
examine_frames(struct findings *findings)
{
	struct finding *finding = findings_add(findings, "looking", "frames", FINDING_OK);
	int result = probe_frames();

	if (result == -EPERM) {
		finding->state = FINDING_REFUSED;
		finding_value(finding, "hidden");
		finding_cure_capability(finding, "sys_admin");
	} else if (result) {
		refused_file(finding, -result, "CONFIG_PROC_PAGE_MONITOR");
	}
}

static void
examine_page_scan(struct findings *findings)
{
	struct finding *finding = findings_add(findings, "looking", "page-scan", FINDING_OK);
	int result = probe_page_scan();

	if (result == -ENOTTY) {
		finding->state = FINDING_MISSING;
		finding_value(finding, "%s", error_name(ENOTTY));
		finding_cure(finding, "Linux 6.7 or later");
	} else if (result) {
		refused_file(finding, -result, "CONFIG_PROC_PAGE_MONITOR");
	}
}

static void
examine_tracing(struct findings *findings)
{
	struct finding *finding = findings_add(findings, "looking", "tracefs", FINDING_OK);
	int result = probe_tracing();

	if (result == -ENODEV) {
		finding->state = FINDING_OFF;
		finding_value(finding, "not mounted");
		finding_cure(finding, "as root: mount -t tracefs tracefs /sys/kernel/tracing");
	} else if (result == -ENOSYS && !proc_is_mounted()) {
		finding_not_mounted(finding, true);
	} else if (result == -ENOSYS || result == -ENOENT) {
		finding->state = FINDING_MISSING;
		finding_cure(finding, "a kernel with CONFIG_FTRACE and CONFIG_MIGRATION");
	} else if (result) {
		refused_file(finding, -result, "");
	}
}

void
examine_looking(struct findings *findings)
{
	static const char *const files[] = { "kpageflags", "kpagecount" };

	examine_frames(findings);
	examine_page_scan(findings);
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		struct finding *finding = findings_add(findings, "looking", files[i], FINDING_OK);
		int result = probe_frame_file(files[i]);

		if (result)
			refused_file(finding, -result, "CONFIG_PROC_PAGE_MONITOR");
	}
	examine_tracing(findings);
}

static void
examine_seccomp(struct findings *findings)
{
	struct finding *finding = findings_add(findings, "rights", "seccomp", FINDING_OK);

	finding_value(finding, "no filter");
	if (rights_filtered()) {
		finding->state = FINDING_LIMITED;
		finding_value(finding, "a filter");
		finding_cure(finding, "run outside the seccomp filter (docker: --security-opt "
				      "seccomp=unconfined)");
	}
}

/* Yama stops those who attach to a process or read its memory; moving its pages it lets pass. */
static void
examine_yama(struct findings *findings)
{
	struct finding *finding = findings_add(findings, "rights", "yama", FINDING_OK);
	struct text value = { 0 };
	int result = switch_read(SWITCH_YAMA, &value);
	int scope = atoi(text_string(&value));

	finding_value(finding, "ptrace_scope %d", scope);
	if (result == -ENOENT) {
		finding_value(finding, "none");
	} else if (result) {
		finding_not_mounted(finding, true);
	} else if (scope == 3) {
		finding->state = FINDING_REFUSED;
		finding_cure(finding, "reboot, and do not set ptrace_scope to 3");
	} else if (scope && rights_has_capability("sys_ptrace") <= 0) {
		finding->state = scope == 1 ? FINDING_LIMITED : FINDING_REFUSED;
		finding_cure_write(finding, switch_path(SWITCH_YAMA), "0");
	}
	text_release(&value);
}

static void
examine_lock_limit(struct findings *findings)
{
	struct finding *finding = findings_add(findings, "rights", "memlock", FINDING_OK);
	uint64_t limit = rights_lock_limit();
	struct text size = { 0 };

	if (limit == UINT64_MAX) {
		finding_value(finding, "unlimited");
		return;
	}
	size_format(limit, &size);
	finding_value(finding, "%s", text_string(&size));
	text_release(&size);
	if (rights_has_capability("ipc_lock") > 0)
		return;
	finding->state = FINDING_LIMITED;
	finding_cure(finding, "as root, in the shell that starts it: ulimit -l unlimited");
}

void
examine_rights(struct findings *findings)
{
	static const char *const capabilities[] = { "sys_nice", "sys_admin", "ipc_lock",
						    "sys_ptrace" };

	examine_seccomp(findings);
	for (size_t i = 0; i < sizeof(capabilities) / sizeof(*capabilities); i++) {
		struct finding *finding =
			findings_add(findings, "rights", capabilities[i], FINDING_OK);

		if (rights_has_capability(capabilities[i]) > 0)
			continue;
		finding->state = FINDING_REFUSED;
		finding_cure_capability(finding, capabilities[i]);
	}
	examine_yama(findings);
	examine_lock_limit(findings);
}
