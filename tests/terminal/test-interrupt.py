#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Ctrl-C ends what is being done, and gives up the line that is being typed; it never ends the
session, which is as it was before."""

import os
import re
import signal

from session import (BACKSPACE, CTRL_C, CTRL_R, TAB, await_death, cpu_ticks, process, run_tests,
                     test, until)



def large_segment(memtoy):
    memtoy.run('anon large 4g')
    said = memtoy.run('map large')
    assert 'cannot' not in said, said


def child_pid(memtoy, name):
    return int(re.search(r'pid = (\d+)', memtoy.run('/%s pid' % name)).group(1))


def interrupts(memtoy, line):
    """Ctrl-C while the line is carried out brings the prompt back."""
    memtoy.enter(line)
    memtoy.works()
    memtoy.send(CTRL_C)
    said = memtoy.prompt()
    memtoy.lives()
    return said


@test
def at_an_empty_prompt_it_gives_a_new_one(box):
    memtoy = box.memtoy()
    for _ in range(3):
        memtoy.send(CTRL_C)
        memtoy.prompt()
    memtoy.lives()


@test
def a_line_half_typed_is_given_up(box):
    memtoy = box.memtoy()
    memtoy.send('quit')
    memtoy.expect_exact('quit')
    memtoy.send(CTRL_C)
    memtoy.prompt()
    memtoy.enter('')
    memtoy.prompt()
    memtoy.lives()


@test
def what_is_typed_behind_it_is_kept(box):
    memtoy = box.memtoy()
    for _ in range(10):
        memtoy.send('nonsense')
        memtoy.expect_exact('nonsense')
        memtoy.send(CTRL_C + 'echo a""b\r')
        memtoy.see('ab')
        memtoy.prompt()


@test
def a_line_given_up_is_no_history(box):
    memtoy = box.memtoy()
    memtoy.run('echo fir""st')
    memtoy.send('quit')
    memtoy.expect_exact('quit')
    memtoy.send(CTRL_C)
    memtoy.prompt()
    memtoy.enter('\x1b[A')
    memtoy.see('first')


@test
def in_a_search_of_the_history_it_gives_the_search_up(box):
    memtoy = box.memtoy()
    memtoy.run('echo fir""st')
    memtoy.send(CTRL_R + 'fir')
    memtoy.expect_exact('search')
    memtoy.send(CTRL_C)
    memtoy.lives()


@test
def in_a_question_of_the_editor_it_gives_the_line_up(box):
    memtoy = box.memtoy()
    for number in range(120):
        memtoy.run('anon segment%d 4k' % number)
    memtoy.send('show segment' + TAB + TAB + TAB)
    memtoy.expect_exact('y or n')
    memtoy.send(CTRL_C)
    memtoy.expect_exact('memtoy>')
    memtoy.lives()


@test
def in_a_touch_it_ends_the_touch(box):
    memtoy = box.memtoy()
    large_segment(memtoy)
    interrupts(memtoy, 'repeat 1000000 touch large read')


@test
def in_a_where_it_ends_the_where(box):
    memtoy = box.memtoy()
    memtoy.run('anon some 64m')
    memtoy.run('map some')
    memtoy.run('touch some write')
    interrupts(memtoy, 'repeat 1000000 where some counts')


@test
def in_much_output_it_ends_the_output(box):
    memtoy = box.memtoy()
    memtoy.enter('repeat 100000000 pid')
    memtoy.expect_exact('pid = ')
    memtoy.send(CTRL_C)
    memtoy.prompt()
    memtoy.lives()


@test
def in_a_fill_it_ends_the_fill(box):
    memtoy = box.memtoy()
    memtoy.run('anon some 64m')
    memtoy.run('map some')
    interrupts(memtoy, 'repeat 1000000 fill some')
    # The first of them may not have come to its end.
    memtoy.run('fill some')
    interrupts(memtoy, 'repeat 1000000 verify some')


@test
def in_a_bounce_it_ends_the_bounce(box):
    memtoy = box.memtoy()
    memtoy.run('anon some 16m')
    memtoy.run('map some')
    interrupts(memtoy, 'bounce some @1,@local rounds=1000000')


@test
def in_a_snooze_it_ends_the_snooze(box):
    memtoy = box.memtoy()
    memtoy.enter('snooze 1000')
    memtoy.expect_exact('1000\r\n')
    memtoy.send(CTRL_C)
    memtoy.prompt()
    memtoy.lives()


@test
def in_a_pause_it_ends_the_pause(box):
    memtoy = box.memtoy()
    memtoy.enter('pause')
    memtoy.expect_exact('pause\r\n')
    memtoy.send(CTRL_C)
    memtoy.prompt()
    memtoy.lives()


@test
def another_signal_ends_a_pause_too(box):
    memtoy = box.memtoy()
    memtoy.enter('pause')
    memtoy.expect_exact('pause\r\n')
    memtoy.notice(signal.SIGUSR1)
    memtoy.prompt()
    memtoy.lives()


@test
def in_a_script_it_ends_the_script(box):
    script = box.write('script', 'echo begun\nsnooze 1000\necho wrong\n')
    memtoy = box.memtoy()
    memtoy.enter('source ' + script)
    memtoy.see('begun')
    memtoy.send(CTRL_C)
    assert 'wrong' not in memtoy.prompt()
    assert 'wrong' not in memtoy.lives()


@test
def in_the_start_up_file_it_ends_that_alone(box):
    box.write('.config/memtoy/rc', 'echo begun\nsnooze 1000\necho wrong\n')
    memtoy = box.session()
    memtoy.see('begun')
    memtoy.send(CTRL_C)
    assert 'wrong' not in memtoy.prompt()
    memtoy.lives()


@test
def in_a_childs_command_it_ends_the_command_alone(box):
    memtoy = box.memtoy()
    memtoy.run('child kid')
    pid = child_pid(memtoy, 'kid')
    for line in '/kid snooze 1000', '/kid repeat 100000000 echo':
        memtoy.enter(line)
        memtoy.expect_exact('\r\n')
        memtoy.waits()
        memtoy.send(CTRL_C)
        memtoy.prompt()
        memtoy.lives()
        assert child_pid(memtoy, 'kid') == pid


@test
def in_a_grandchilds_command_it_ends_the_command_alone(box):
    memtoy = box.memtoy()
    memtoy.run('child kid')
    memtoy.run('/kid child grandkid')
    memtoy.enter('/kid/grandkid snooze 1000')
    memtoy.expect_exact('\r\n')
    memtoy.waits()
    memtoy.send(CTRL_C)
    memtoy.prompt()
    memtoy.lives()
    assert child_pid(memtoy, 'kid/grandkid')


@test
def it_is_never_too_early_for_a_child(box):
    memtoy = box.memtoy()
    memtoy.run('child kid')
    memtoy.run('/kid child grandkid')
    for _ in range(10):
        memtoy.enter('/kid/grandkid snooze 1000')
        memtoy.expect_exact('\r\n\x1b[?2004l')
        memtoy.send(CTRL_C)
        memtoy.prompt()


@test
def at_the_prompt_it_leaves_children_alone(box):
    memtoy = box.memtoy()
    memtoy.run('child kid')
    pid = child_pid(memtoy, 'kid')
    memtoy.run('/kid pause')
    memtoy.send(CTRL_C)
    memtoy.prompt()
    assert 'paused' in memtoy.run('/')
    memtoy.run('kick kid')
    assert child_pid(memtoy, 'kid') == pid


@test
def a_script_at_a_terminal_ends_with_130(box):
    script = box.write('script', 'echo begun\nsnooze 1000\necho wrong\n')
    for arguments in (script,), ('-f', script), ('-k', script), ('-c', 'echo begun\nsnooze 1000'):
        memtoy = box.session(*arguments)
        memtoy.see('begun')
        memtoy.send(CTRL_C)
        said, status = memtoy.end()
        assert status == 130 and 'wrong' not in said, (arguments, status, said)


@test
def a_hangup_leaves_no_process_behind(box):
    memtoy = box.memtoy()
    memtoy.run('child kid')
    memtoy.run('/kid child grandkid')
    memtoy.run('child other')
    pids = [child_pid(memtoy, name) for name in ('kid', 'kid/grandkid', 'other')]
    memtoy.run('/other pause')
    assert all(process(pid) for pid in pids)
    memtoy.close(force=False)
    for pid in [memtoy.pid] + pids:
        await_death(pid)


@test
def a_hangup_in_a_command_ends_it(box):
    memtoy = box.memtoy()
    memtoy.run('child kid')
    pid = child_pid(memtoy, 'kid')
    memtoy.enter('/kid repeat 100000000 set seed 1')
    until(lambda: cpu_ticks(pid) > 1, 'the child works')
    os.kill(memtoy.pid, signal.SIGHUP)
    memtoy.end()
    await_death(pid)


@test
def keys_work_as_before_after_all_that(box):
    memtoy = box.memtoy()
    memtoy.enter('snooze 1000')
    memtoy.expect_exact('1000\r\n')
    memtoy.send(CTRL_C)
    memtoy.prompt()
    memtoy.enter('echo a""bx' + BACKSPACE + 'c')
    memtoy.see('abc')


run_tests()
