/* Framed messages between a session and its child.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include "workers/channel.h"

struct header {
	uint32_t frame, length;
};

int
channel_pair(int ends[2])
{
	return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0 ? -errno : 0;
}

static int
send_all(int end, const void *bytes, size_t length)
{
	const char *at = bytes;

	while (length) {
		ssize_t sent = send(end, at, length, MSG_NOSIGNAL);

		if (sent < 0 && errno != EINTR)
			return -errno;
		if (sent < 0)
			continue;
		at += sent;
		length -= (size_t)sent;
	}
	return 0;
}

int
channel_send(int end, enum frame frame, const void *bytes, size_t length)
{
	struct header header = { frame, (uint32_t)length };
	int result = send_all(end, &header, sizeof(header));

	return result ? result : send_all(end, bytes, length);
}

static int
receive_all(int end, void *bytes, size_t length)
{
	char *at = bytes;

	while (length) {
		ssize_t got = recv(end, at, length, 0);

		if (got == 0)
			return -EPIPE;
		if (got < 0 && errno == ECONNRESET)
			return -EPIPE;
		if (got < 0 && errno != EINTR)
			return -errno;
		if (got < 0)
			continue;
		at += got;
		length -= (size_t)got;
	}
	return 0;
}

int
channel_receive(int end, enum frame *frame, struct text *text)
{
	struct header header;
	char block[4096];
	int result = receive_all(end, &header, sizeof(header));

	text_clear(text);
	if (result)
		return result;
	*frame = (enum frame)header.frame;
	while (header.length) {
		uint32_t part = header.length < sizeof(block) ? header.length : sizeof(block);

		result = receive_all(end, block, part);
		if (result)
			return result;
		text_add_bytes(text, block, part);
		header.length -= part;
	}
	return 0;
}
