/* Requests of ioctl(2) that memtoy makes and that can be watched.  Behind descriptor and request,
 * the parameters are what the request's structure holds.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/loop.h>
#include <linux/userfaultfd.h>
#include <sys/syscall.h>

#include "kernel/pagemap.h"
#include "memory/syscalls.h"

static const struct keyword fault_features[] = {
	{ "sigbus", UFFD_FEATURE_SIGBUS, false, NULL },
	{ 0 },
};

static const struct keyword fault_modes[] = {
	{ "missing", UFFDIO_REGISTER_MODE_MISSING, false, NULL },
	{ "wp", UFFDIO_REGISTER_MODE_WP, false, NULL },
	{ 0 },
};

static const struct keyword marking_modes[] = {
	{ "wp", UFFDIO_WRITEPROTECT_MODE_WP, false, NULL },
	{ 0 },
};

static const struct keyword scan_categories[] = {
	{ "present", PAGEMAP_SCAN_PRESENT, false, NULL },
	{ "swapped", PAGEMAP_SCAN_SWAPPED, false, NULL },
	{ "huge", PAGEMAP_SCAN_HUGE, false, NULL },
	{ 0 },
};

const struct request_row watched_requests[] = {
	{ UFFDIO_API,
	  { "ioctl",
	    SYS_ioctl,
	    NULL,
	    { { PARAMETER_PID, "fd", NULL, NULL },
	      { PARAMETER_REQUEST, "UFFDIO_API", NULL, NULL },
	      { PARAMETER_NUMBER, "features", fault_features, NULL } } } },
	{ UFFDIO_REGISTER,
	  { "ioctl",
	    SYS_ioctl,
	    NULL,
	    { { PARAMETER_PID, "fd", NULL, NULL },
	      { PARAMETER_REQUEST, "UFFDIO_REGISTER", NULL, NULL },
	      { PARAMETER_START, "address", NULL, NULL },
	      { PARAMETER_LENGTH, "length", NULL, NULL },
	      { PARAMETER_NUMBER, "mode", fault_modes, NULL } } } },
	{ UFFDIO_WRITEPROTECT,
	  { "ioctl",
	    SYS_ioctl,
	    NULL,
	    { { PARAMETER_PID, "fd", NULL, NULL },
	      { PARAMETER_REQUEST, "UFFDIO_WRITEPROTECT", NULL, NULL },
	      { PARAMETER_START, "address", NULL, NULL },
	      { PARAMETER_LENGTH, "length", NULL, NULL },
	      { PARAMETER_NUMBER, "mode", marking_modes, NULL } } } },
	{ UFFDIO_UNREGISTER,
	  { "ioctl",
	    SYS_ioctl,
	    NULL,
	    { { PARAMETER_PID, "fd", NULL, NULL },
	      { PARAMETER_REQUEST, "UFFDIO_UNREGISTER", NULL, NULL },
	      { PARAMETER_START, "address", NULL, NULL },
	      { PARAMETER_LENGTH, "length", NULL, NULL } } } },
	{ PAGEMAP_SCAN_CALL,
	  { "ioctl",
	    SYS_ioctl,
	    NULL,
	    { { PARAMETER_PID, "fd", NULL, NULL },
	      { PARAMETER_REQUEST, "PAGEMAP_SCAN", NULL, NULL },
	      { PARAMETER_START, "address", NULL, NULL },
	      { PARAMETER_LENGTH, "length", NULL, NULL },
	      { PARAMETER_NUMBER, "categories", scan_categories, NULL },
	      { PARAMETER_NUMBER, "most", NULL, NULL } } } },
	{ LOOP_CTL_GET_FREE,
	  { "ioctl",
	    SYS_ioctl,
	    NULL,
	    { { PARAMETER_PID, "fd", NULL, NULL },
	      { PARAMETER_REQUEST, "LOOP_CTL_GET_FREE", NULL, NULL } } } },
	{ LOOP_CONFIGURE,
	  { "ioctl",
	    SYS_ioctl,
	    NULL,
	    { { PARAMETER_PID, "fd", NULL, NULL },
	      { PARAMETER_REQUEST, "LOOP_CONFIGURE", NULL, NULL },
	      { PARAMETER_PID, "file", NULL, NULL } } } },
	{ 0 },
};
