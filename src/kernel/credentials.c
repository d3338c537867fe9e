/* Who this process is and what it may do, changed so that it can be taken back.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "kernel/credentials.h"
#include "kernel/seen.h"

enum { MOST_CAPABILITIES = 64 };

static uint64_t
flags_of(cap_t held, cap_flag_t which)
{
	uint64_t set = 0;

	for (cap_value_t i = 0; i < cap_max_bits() && i < MOST_CAPABILITIES; i++) {
		cap_flag_value_t value = CAP_CLEAR;

		if (cap_get_flag(held, i, which, &value) == 0 && value == CAP_SET)
			set |= 1ULL << i;
	}
	return set;
}

int
capabilities_read(struct capabilities *capabilities)
{
	cap_t held = cap_get_proc();

	*capabilities = (struct capabilities){ 0 };
	if (!held)
		return -errno;
	capabilities->effective = flags_of(held, CAP_EFFECTIVE);
	capabilities->permitted = flags_of(held, CAP_PERMITTED);
	capabilities->inheritable = flags_of(held, CAP_INHERITABLE);
	for (cap_value_t i = 0; i < cap_max_bits() && i < MOST_CAPABILITIES; i++)
		if (cap_get_bound(i) == CAP_SET)
			capabilities->bounding |= 1ULL << i;
	cap_free(held);
	return 0;
}

uint64_t
capabilities_all(void)
{
	int count = cap_max_bits();

	return count >= MOST_CAPABILITIES ? UINT64_MAX : (1ULL << count) - 1;
}

uint64_t
capability_parse(const char *name)
{
	struct text full = { 0 };
	cap_value_t capability;
	bool known;

	if (strcasecmp(name, "all") == 0)
		return capabilities_all();
	/* libcap takes numbers too, which are no names. */
	text_add(&full, "%s%s", strncasecmp(name, "cap_", 4) == 0 ? "" : "cap_", name);
	known = isalpha((unsigned char)*name) &&
		cap_from_name(text_string(&full), &capability) == 0 &&
		capability < cap_max_bits() && capability < MOST_CAPABILITIES;
	text_release(&full);
	return known ? 1ULL << capability : 0;
}

static void
add_names(uint64_t set, struct text *text)
{
	const char *comma = "";

	for (cap_value_t i = 0; i < MOST_CAPABILITIES; i++) {
		char *name = set >> i & 1 ? cap_to_name(i) : NULL;

		if (!name)
			continue;
		text_add(text, "%s%s", comma, strncasecmp(name, "cap_", 4) ? name : name + 4);
		comma = ", ";
		cap_free(name);
	}
}

void
capabilities_format(uint64_t set, struct text *text)
{
	uint64_t all = capabilities_all(), missing = all & ~set;

	if (!set || !missing) {
		text_add(text, set ? "all" : "none");
	} else if (__builtin_popcountll(missing) < __builtin_popcountll(set)) {
		text_add(text, "all but ");
		add_names(missing, text);
	} else {
		add_names(set, text);
	}
}

/* What commit_creds() takes away, as it is before. */
struct traits {
	bool dumpable;
	int death_signal;
	pid_t parent;
};

static struct traits
keep_traits(void)
{
	struct traits traits = { .dumpable = dumpable_read(), .parent = getppid() };

	prctl(PR_GET_PDEATHSIG, &traits.death_signal);
	return traits;
}

static void
put_traits(const struct traits *traits)
{
	dumpable_set(traits->dumpable);
	if (!traits->death_signal)
		return;
	prctl(PR_SET_PDEATHSIG, traits->death_signal);
	if (getppid() != traits->parent)
		raise(traits->death_signal); /* it died in between */
}

static void
set_flags(cap_t held, cap_flag_t which, uint64_t set, cap_flag_value_t value)
{
	for (cap_value_t i = 0; i < cap_max_bits() && i < MOST_CAPABILITIES; i++)
		if (set >> i & 1)
			cap_set_flag(held, which, 1, &i, value);
}

static int
put(cap_t held)
{
	return SEEN(cap_set_proc(held), SYS_capset, flags_of(held, CAP_EFFECTIVE),
		    flags_of(held, CAP_PERMITTED), flags_of(held, CAP_INHERITABLE)) < 0
		       ? -errno
		       : 0;
}

int
capabilities_set_effective(uint64_t set)
{
	cap_t held = cap_get_proc();
	int result;

	if (!held)
		return -errno;
	cap_clear_flag(held, CAP_EFFECTIVE);
	set_flags(held, CAP_EFFECTIVE, set, CAP_SET);
	result = put(held);
	cap_free(held);
	return result;
}

int
capabilities_give_up(uint64_t set)
{
	struct traits traits = keep_traits();
	cap_t held = cap_get_proc();
	int result;

	if (!held)
		return -errno;
	set_flags(held, CAP_EFFECTIVE, set, CAP_CLEAR);
	set_flags(held, CAP_INHERITABLE, set, CAP_CLEAR);
	set_flags(held, CAP_PERMITTED, set, CAP_CLEAR);
	result = put(held);
	cap_free(held);
	put_traits(&traits);
	return result;
}

int
identity_read(struct identity *identity)
{
	int count = getgroups(0, NULL);

	*identity = (struct identity){ 0 };
	if (count < 0 ||
	    getresuid(&identity->real_user, &identity->user, &identity->saved_user) < 0 ||
	    getresgid(&identity->real_group, &identity->group, &identity->saved_group) < 0)
		return -errno;
	identity->groups = xcalloc((size_t)count + 1, sizeof(*identity->groups));
	identity->group_count = getgroups(count, identity->groups);
	return identity->group_count < 0 ? -errno : 0;
}

void
identity_release(struct identity *identity)
{
	free(identity->groups);
	*identity = (struct identity){ 0 };
}

int
user_find(const char *word, uid_t *user, gid_t *group)
{
	const struct passwd *entry = getpwnam(word);
	char *end;
	unsigned long number = strtoul(word, &end, 10);

	if (!entry && (!isdigit((unsigned char)*word) || *end || number >= UINT32_MAX))
		return -ENOENT;
	if (!entry)
		entry = getpwuid((uid_t)number);
	*user = entry ? entry->pw_uid : (uid_t)number;
	*group = entry ? entry->pw_gid : (gid_t)number;
	return 0;
}

void
user_name(uid_t user, struct text *name)
{
	const struct passwd *entry = getpwuid(user);

	text_add(name, "%s", entry ? entry->pw_name : "");
}

/* The C library changes the users of all threads, and aborts the process where one may and another
 * may not.  -EBUSY where a thread has other capabilities than this one. */
static int
check_threads(cap_flag_t which)
{
	DIR *threads = opendir("/proc/self/task");
	cap_t ours = cap_get_proc();
	int result = 0;

	for (struct dirent *entry; threads && ours && (entry = readdir(threads));) {
		cap_t theirs = isdigit((unsigned char)*entry->d_name)
				       ? cap_get_pid(atoi(entry->d_name))
				       : NULL;

		if (theirs && flags_of(theirs, which) != flags_of(ours, which))
			result = -EBUSY;
		cap_free(theirs);
	}
	cap_free(ours);
	if (threads)
		closedir(threads);
	return result;
}

/* -1, which leaves it as it is, as such. */
static unsigned long
shown(uint32_t id)
{
	return id == UINT32_MAX ? ULONG_MAX : id;
}

/* The calls themselves, of which the C library makes one in each thread. */
static long
set_groups(size_t count, const gid_t *groups)
{
	return SEEN(setgroups(count, groups), SYS_setgroups, count);
}

static long
set_group_ids(gid_t real, gid_t effective, gid_t saved)
{
	return SEEN(setresgid(real, effective, saved), SYS_setresgid, shown(real), shown(effective),
		    shown(saved));
}

static long
set_user_ids(uid_t real, uid_t effective, uid_t saved)
{
	return SEEN(setresuid(real, effective, saved), SYS_setresuid, shown(real), shown(effective),
		    shown(saved));
}

static int
change_ids(uid_t user, gid_t group, bool for_good)
{
	/* The groups first: without the user's rights they stay. */
	if (set_groups(0, NULL) < 0 ||
	    set_group_ids(group, group, for_good ? group : (gid_t)-1) < 0 ||
	    set_user_ids(user, user, for_good ? user : (uid_t)-1) < 0)
		return -errno;
	return 0;
}

int
identity_become(uid_t user, gid_t group, bool for_good)
{
	struct traits traits;
	int result = check_threads(CAP_EFFECTIVE);

	if (result)
		return result;
	traits = keep_traits();
	result = change_ids(user, group, for_good);
	/* The kernel takes them from whom was root before, and no longer is; from nobody else. */
	if (!result && user != 0)
		result = for_good ? capabilities_give_up(capabilities_all())
				  : capabilities_set_effective(0);
	put_traits(&traits);
	return result;
}

int
identity_put_back(const struct identity *identity, uint64_t effective)
{
	struct traits traits;
	struct capabilities held;
	int result = check_threads(CAP_PERMITTED);

	if (result)
		return result;
	traits = keep_traits();
	/* The user first, and with it the right to change
	 * the rest; this is for whom it is no user. */
	if (capabilities_read(&held) == 0)
		capabilities_set_effective(held.permitted);
	if (set_user_ids(identity->real_user, identity->user, identity->saved_user) < 0)
		result = -errno;
	if (capabilities_read(&held) == 0)
		capabilities_set_effective(held.permitted);
	if (set_group_ids(identity->real_group, identity->group, identity->saved_group) < 0 &&
	    !result)
		result = -errno;
	if (set_groups((size_t)identity->group_count, identity->groups) < 0 && !result)
		result = -errno;
	if (!result)
		result = capabilities_set_effective(effective);
	put_traits(&traits);
	return result;
}

bool
dumpable_read(void)
{
	return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 1;
}

int
dumpable_set(bool on)
{
	return SEEN(prctl(PR_SET_DUMPABLE, on, 0, 0, 0), SYS_prctl, PR_SET_DUMPABLE, on) < 0
		       ? -errno
		       : 0;
}
