/* Pins by writes with O_DIRECT to an unlinked file that do
 * not end before they are let.  The memory is only read.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "kernel/direct.h"
#include "kernel/held_transfer.h"
#include "kernel/mapping.h"
#include "kernel/pin.h"

/* Where in the file: behind what ext2 and ext3 list
 * apart from the rest, so that it can be one piece. */
enum { OFFSET = 1 << 20, TRIES = 8 };

struct direct_pin {
	int file;
	struct held_transfer write;
};

uint64_t
pin_direct_most(void)
{
	return HELD_TRANSFER_PAGES * base_page_size();
}

/* Does this file system wait for a page with those before it in hand?  Btrfs transfers what it has
 * first, and then waits with nothing: what is read from the file tells. */
static int
try_to_hold(int file)
{
	struct held_transfer read;
	unsigned char *page = NULL;
	int result = -posix_memalign((void **)&page, base_page_size(), base_page_size());

	if (result)
		return result;
	memset(page, 1, base_page_size());
	result = held_transfer_begin(&read, file, true, OFFSET, (uintptr_t)page, base_page_size());
	if (!result) {
		if (__atomic_load_n(page, __ATOMIC_ACQUIRE) != 1)
			result = -EOPNOTSUPP;
		held_transfer_end(&read);
	}
	free(page);
	return result;
}

/* A file that can hold pages, with zeros on the disk for 'length' bytes at OFFSET, in one piece:
 * the kernel begins to transfer when it comes to the end of one. */
static int
make_in_one_piece(const char *directory, uint64_t length)
{
	int files[TRIES], tries = 0, file, result;

	/* Others keep what they have as long as another place is looked for. */
	do {
		file = files[tries++] = direct_make(directory, OFFSET + length);
		result = file < 0 ? file : direct_blank(file, OFFSET, length);
		if (!result)
			result = try_to_hold(file);
		if (!result)
			result = direct_pieces(file, OFFSET, length);
	} while (result > 1 && tries < TRIES);
	while (--tries > 0)
		close(files[tries - 1]);
	if (result >= 0 && result <= 1)
		return file;
	if (file >= 0)
		close(file);
	return result < 0 ? result : -ENOSPC;
}

int
pin_by_direct(uintptr_t start, uint64_t length, const char *directory, struct direct_pin **direct)
{
	struct direct_pin *pin;
	int file = make_in_one_piece(directory, length + base_page_size()), result;

	if (file < 0)
		return file;
	pin = xcalloc(1, sizeof(*pin));
	pin->file = file;
	result = held_transfer_begin(&pin->write, file, false, OFFSET, start, length);
	if (!result) {
		*direct = pin;
		return 0;
	}
	close(file);
	free(pin);
	return result;
}

void
pin_direct_drop(struct direct_pin *pin)
{
	held_transfer_end(&pin->write);
	close(pin->file);
	free(pin);
}

void
pin_direct_disown(struct direct_pin *pin)
{
	held_transfer_disown(&pin->write);
	close(pin->file);
	free(pin);
}
