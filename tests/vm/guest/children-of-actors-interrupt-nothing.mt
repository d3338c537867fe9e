# SPDX-License-Identifier: GPL-2.0-or-later
# A forker's children end all the time, and cut nothing short that we do: a pool grows to what was asked.
require cap sys_admin
require free 64m on @1

memfd m 16p
map m
fill m
actor f forker m threads=2
until f forks >= 8 where m counts
pool 2m 8 on @1
pool 2m 0 on @1
pool 2m 8 on @1
expect pool 2m 8 on @1
stop f
