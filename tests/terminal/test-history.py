#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The lines of the prompt are kept for the next session, in a file that its owner alone can read;
what scripts do is not."""

import os

from session import CTRL_D, UP, run_tests, test


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
