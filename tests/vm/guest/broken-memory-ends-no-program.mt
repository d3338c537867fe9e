# SPDX-License-Identifier: GPL-2.0-or-later
# Machines: */4nodes
# Memory that breaks ends no program: not whoever broke it without having touched it, nor whoever touches
# it then, who gets an error that names the page.
require nodes >= 2
require expendable
require advice hwpoison

anon a 8p
map a
mbind a bind @1
madvise a populate_write
madvise a 1p 1p hwpoison
expect fail EFAULT touch a 1p 1p
expect fail EFAULT fill a
call madvise a 2p 1p advice=hwpoison
expect returned 0
expect fail EFAULT touch a 2p 1p write
child c
expect fail EFAULT /c verify a 2p 1p
/c fill a 4p 4p
/c quit
thread t
/t madvise a 3p 1p hwpoison
expect fail EFAULT /t touch a 3p 1p
/t quit
fill a 4p 4p
move a 4p 4p @2
expect moved all
expect content a 4p 4p
actor w writer a 4p 4p
madvise a 7p 1p hwpoison
expect within 60s actor w failed == 1
expect fail stop w
