#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The lines of the prompt are kept for the next session, in a file that its owner alone can read,
whatever other prompts keep there; what scripts do is not."""

import fcntl
import os

from session import CTRL_C, CTRL_D, UP, run_tests, test, until


def lines(path):
    with open(path) as file:
        return file.read().splitlines()


def type_lines(box, *typed, **environment):
    memtoy = box.memtoy(**environment)
    for line in typed:
        memtoy.run(line)
    memtoy.enter('quit')
    assert memtoy.end()[1] == 0


def mode(path):
    return os.stat(path).st_mode & 0o7777


@test
def history_is_kept_below_home(box):
    type_lines(box, 'echo a', 'echo b')
    assert lines(box.path('.local/state/memtoy/history')) == ['echo a', 'echo b', 'quit']


@test
def xdg_state_home_says_where(box):
    type_lines(box, 'echo a', XDG_STATE_HOME=box.path('state'))
    assert lines(box.path('state/memtoy/history')) == ['echo a', 'quit']
    assert not os.path.exists(box.path('.local'))


@test
def memtoy_histfile_names_the_file(box):
    type_lines(box, 'echo a', MEMTOY_HISTFILE=box.path('mine'), XDG_STATE_HOME=box.path('state'))
    assert lines(box.path('mine')) == ['echo a', 'quit']
    assert not os.path.exists(box.path('state'))


@test
def an_empty_memtoy_histfile_keeps_nothing(box):
    type_lines(box, 'echo a', MEMTOY_HISTFILE='')
    assert os.listdir(box.folder) == []


@test
def the_file_is_its_owners_alone(box):
    old = os.umask(0)
    try:
        type_lines(box, 'echo a')
    finally:
        os.umask(old)
    assert mode(box.path('.local/state/memtoy/history')) == 0o600
    assert mode(box.path('.local/state/memtoy')) == 0o700


@test
def a_file_that_others_could_read_is_closed_to_them(box):
    path = box.write('mine', 'echo old\n')
    os.chmod(path, 0o644)
    type_lines(box, 'echo a', MEMTOY_HISTFILE=path)
    assert mode(path) == 0o600, oct(mode(path))
    assert lines(path) == ['echo old', 'echo a', 'quit']


@test
def the_next_session_brings_lines_back(box):
    type_lines(box, 'echo fir""st')
    memtoy = box.memtoy()
    memtoy.enter(UP + UP)
    memtoy.see('first')


@test
def a_line_repeated_at_once_is_kept_once(box):
    type_lines(box, 'echo a', 'echo a', 'echo a')
    assert lines(box.path('.local/state/memtoy/history')) == ['echo a', 'quit']


@test
def no_line_is_kept_twice(box):
    type_lines(box, 'echo a', 'echo b', 'echo a')
    type_lines(box, 'echo b')
    kept = lines(box.path('.local/state/memtoy/history'))
    assert sorted(kept) == ['echo a', 'echo b', 'quit'], kept


@test
def what_two_prompts_have_is_all_kept(box):
    first, second = box.memtoy(), box.memtoy()
    first.run('echo first')
    second.run('echo second')
    for memtoy in first, second:
        memtoy.enter('quit')
        assert memtoy.end()[1] == 0
    kept = lines(box.path('.local/state/memtoy/history'))
    assert kept == ['echo first', 'echo second', 'quit'], kept


@test
def prompts_that_end_at_once_lose_nothing(box):
    prompts = [box.memtoy() for _ in range(4)]
    for number, memtoy in enumerate(prompts):
        memtoy.run('echo %d' % number)
    for memtoy in prompts:
        memtoy.enter('quit')
    for memtoy in prompts:
        assert memtoy.end()[1] == 0
    kept = lines(box.path('.local/state/memtoy/history'))
    assert sorted(kept) == ['echo 0', 'echo 1', 'echo 2', 'echo 3', 'quit'], kept


def waits_for_a_lock(pid):
    with open('/proc/locks') as locks:
        return any('->' in line and ' FLOCK ' in line and ' %d ' % pid in line for line in locks)


@test
def a_prompt_waits_for_one_that_is_writing(box):
    path = box.write('mine', '')
    memtoy = box.memtoy(MEMTOY_HISTFILE=path)
    memtoy.run('echo ours')
    with open(path, 'a') as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        memtoy.enter('quit')
        until(lambda: waits_for_a_lock(memtoy.pid), 'memtoy waits for the lock')
        other.write('echo theirs\n')
    assert memtoy.end()[1] == 0
    assert lines(path) == ['echo theirs', 'echo ours', 'quit']


@test
def an_interrupt_ends_the_wait(box):
    path = box.write('mine', 'echo theirs\n')
    memtoy = box.memtoy(MEMTOY_HISTFILE=path)
    with open(path) as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        memtoy.enter('quit')
        until(lambda: waits_for_a_lock(memtoy.pid), 'memtoy waits for the lock')
        memtoy.send(CTRL_C)
        memtoy.end()
    assert lines(path) == ['echo theirs']


@test
def empty_lines_are_not_kept(box):
    type_lines(box, '', '   ', 'echo a')
    assert lines(box.path('.local/state/memtoy/history')) == ['echo a', 'quit']


@test
def lines_that_failed_are_kept(box):
    type_lines(box, 'nonsense')
    assert lines(box.path('.local/state/memtoy/history')) == ['nonsense', 'quit']


@test
def it_is_written_at_ctrl_d_too(box):
    memtoy = box.memtoy()
    memtoy.run('echo a')
    memtoy.send(CTRL_D)
    memtoy.end()
    assert lines(box.path('.local/state/memtoy/history')) == ['echo a']


@test
def no_other_way_in_writes_it(box):
    script = box.write('script', 'echo a\n')
    assert box.run('-c', 'echo a')[0] == 0
    assert box.run('-f', script)[0] == 0
    assert box.run(script)[0] == 0
    assert box.run(input='echo a\n')[0] == 0
    assert os.listdir(box.folder) == ['script']
    session = box.session('-c', 'echo a')
    assert session.end()[1] == 0
    assert os.listdir(box.folder) == ['script']


@test
def a_plain_prompt_writes_none(box):
    memtoy = box.memtoy('--no-readline')
    memtoy.run('echo a')
    memtoy.enter('quit')
    memtoy.end()
    assert os.listdir(box.folder) == []


@test
def a_child_writes_none(box):
    memtoy = box.memtoy()
    memtoy.run('child kid')
    memtoy.run('/kid quit')
    assert os.listdir(box.folder) == []
    memtoy.enter('quit')
    memtoy.end()
    assert lines(box.path('.local/state/memtoy/history')) == ['child kid', '/kid quit', 'quit']


@test
def a_place_that_cannot_be_written_stops_nobody(box):
    type_lines(box, 'echo a', MEMTOY_HISTFILE='/proc/nothing/history')
    type_lines(box, 'echo a', MEMTOY_HISTFILE=box.folder)


run_tests()
