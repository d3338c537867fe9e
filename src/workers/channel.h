/* Framed messages between a session and its child.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WORKERS_CHANNEL_H
#define WORKERS_CHANNEL_H

#include "base/text.h"

enum frame {
	FRAME_COMMAND = 1, /* to the child: a line to carry out */
	FRAME_STARTED,	   /* from the child: from now on an interrupt ends the command */
	FRAME_RESULTS,	   /* from the child: bytes for standard output … */
	FRAME_MESSAGES,	   /* … and for standard error */
	FRAME_TEST,	   /* the verdict of a claim, a byte, and its line, if any */
	FRAME_PAUSED,	   /* the command waits for a signal: do not wait for it */
	FRAME_STATUS,	   /* the command ended: its outcome (see status.h) … */
	FRAME_ENDED,	   /* … and with it the child */
};

/* A pair of connected ends; either is closed with close(2), and both close when a program is
 * executed.  0 or -errno. */
int channel_pair(int ends[2]);

/* 0, or -errno: -EPIPE where the other end is gone (no signal comes). */
int channel_send(int end, enum frame frame, const void *bytes, size_t length);

/* The next frame, its bytes in 'text' (replaced).  0; -EPIPE at the other end's end; -errno.  It
 * waits, through signals, once a frame has begun, and before. */
int channel_receive(int end, enum frame *frame, struct text *text);

#endif
