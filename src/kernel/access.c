/* Touching memory that may answer with a signal.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>

#include "kernel/access.h"

/* Where to go back to, a thread at a time; NULL while no access is guarded. */
static _Thread_local sigjmp_buf *return_point;
static _Thread_local struct fault seen;
static _Thread_local volatile sig_atomic_t accused;

static void
handle_fault(int signal, siginfo_t *info, void *context)
{
	(void)context;
	if (accused && signal == SIGBUS)
		return;
	if (!return_point) {
		/* A fault of our own: let it end the program, as it should. */
		struct sigaction fatal = { .sa_handler = SIG_DFL };

		sigaction(signal, &fatal, NULL);
		return;
	}
	seen.signal = signal;
	seen.address = (uintptr_t)info->si_addr;
	siglongjmp(*return_point, 1);
}

static void
install_handler(void)
{
	static bool installed;
	struct sigaction action = { .sa_sigaction = handle_fault, .sa_flags = SA_SIGINFO };

	if (installed)
		return;
	installed = true;
	sigemptyset(&action.sa_mask);
	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
}

int
access_guard(void (*body)(void *argument), void *argument, struct fault *fault)
{
	sigjmp_buf here;

	install_handler();
	if (sigsetjmp(here, 1)) {
		return_point = NULL;
		*fault = seen;
		return -EFAULT;
	}
	return_point = &here;
	body(argument);
	return_point = NULL;
	return 0;
}

void
access_accuse(bool begins)
{
	if (begins)
		install_handler();
	accused = begins;
}

void
access_touch(uintptr_t start, uint64_t size, size_t count, bool write)
{
	/* Not known to the compiler, or it may drop the store of "or 0". */
	static const volatile unsigned char nothing = 0;

	for (size_t i = 0; i < count; i++) {
		unsigned char *byte = (unsigned char *)(start + i * size);

		if (write)
			__atomic_fetch_or(byte, nothing, __ATOMIC_RELAXED);
		else
			(void)*(volatile unsigned char *)byte;
	}
}
