#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Without a terminal there is no prompt, no banner and no history; streams that are closed, full or
broken are told, or end it quietly, as is right for each."""

import os
import re
import shutil
import signal
import subprocess

from session import MEMTOY, PATIENCE, PROMPT, Session, await_death, run_tests, test, until


def shell(box, line):
    """A line of bash: its status, standard output and standard error."""
    done = subprocess.run([shutil.which('bash'), '-c', line], cwd=box.folder, text=True,
                          capture_output=True, env=box.environment(), timeout=PATIENCE)
    return done.returncode, done.stdout, done.stderr


class Watched:
    """A process without a terminal that is sent signals while it waits in a place of the kernel."""

    def __init__(self, pid, place='poll'):
        self.pid, self.place = pid, place

    def waits(self):
        def is_there():
            with open('/proc/%d/wchan' % self.pid) as place:
                return self.place in place.read()
        until(is_there, 'it waits in ' + self.place)

    switches = Session.switches
    notice = Session.notice


@test
def a_script_on_standard_input_has_no_prompt_and_no_banner(box):
    assert box.run(input='echo a\necho b\n') == (0, 'a\nb\n', '')


@test
def a_script_whose_output_is_a_terminal_has_none_either(box):
    script = box.write('script', 'echo a\n')
    said, status = box.session('-c', '"$MEMTOY" <' + script,
                               program=shutil.which('bash')).end()
    assert (said, status) == ('a\n', 0), said


@test
def output_that_is_no_terminal_has_no_escapes(box):
    for output in 'text', 'json', 'tap':
        said = box.run('-o', output, input='anon a 4k\nmap a\nshow\nhelp\nnuma\nexpect fail x\n')
        assert '\x1b' not in said[1] + said[2] and PROMPT not in said[1], said


@test
def a_reader_that_leaves_early_ends_it_quietly(box):
    for line in 'repeat 1000000 pid', 'help':
        status, output, errors = shell(
            box, '"$MEMTOY" -c "%s" | head -1; echo ${PIPESTATUS[0]}' % line)
        assert errors == '', errors
        assert output.split()[-1] in ('0', '141'), output
    assert output.count('\n') == 2, output


@test
def standard_input_closed_is_no_crash(box):
    status, output, errors = shell(box, '"$MEMTOY" <&-')
    assert status in (0, 1) and output == '' and errors.count('\n') <= 1, (status, errors)
    assert shell(box, '"$MEMTOY" -c "tmpfs t 8k" -c "map t" -c "fill t" -c "verify t" '
                      '-c "child kid" -c "/kid verify t" <&- >/dev/null') == (0, '', '')


@test
def standard_input_that_cannot_be_read_is_told(box):
    status, output, errors = shell(box, '"$MEMTOY" <.')
    assert status == 1 and output == '' and errors.count('\n') == 1, (status, errors)


@test
def standard_output_closed_or_full_is_told(box):
    for where in '>&-', '>/dev/full':
        status, output, errors = shell(box, '"$MEMTOY" -c pid ' + where)
        assert status == 1 and 'cannot write' in errors, (where, status, errors)


@test
def standard_error_closed_or_full_spoils_nothing(box):
    for where in '2>&-', '2>/dev/full':
        assert shell(box, '"$MEMTOY" -c "echo a" ' + where) == (0, 'a\n', '')
        status, output, errors = shell(box, '"$MEMTOY" -c "echo a" -c nonsense ' + where)
        assert (status, output) == (1, 'a\n'), (where, status, output)


@test
def results_and_messages_come_in_order(box):
    status, output, errors = shell(
        box, '"$MEMTOY" -k -c "echo 1" -c no2x -c "echo 3" -c no4x 2>&1')
    assert re.sub('[^1-4]', '', re.sub(r'-c:\d+', '', output)) == '1234', output


@test
def signals_lose_no_line_of_a_script_in_a_pipe(box):
    for number in signal.SIGUSR1, signal.SIGUSR2, signal.SIGCONT:
        memtoy = subprocess.Popen([MEMTOY], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                  text=True, env=box.environment(), cwd=box.folder)
        memtoy.stdin.write('snooze 0\n')
        memtoy.stdin.flush()
        Watched(memtoy.pid).notice(number)
        output = memtoy.communicate('echo a\n', timeout=PATIENCE)[0]
        assert (memtoy.returncode, output) == (0, 'a\n'), (number, memtoy.returncode, output)


@test
def a_script_in_a_pipe_ends_with_130_at_an_interrupt(box):
    memtoy = subprocess.Popen([MEMTOY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                              env=box.environment(), cwd=box.folder)
    Watched(memtoy.pid).notice(signal.SIGINT)
    output = memtoy.communicate('echo a\n', timeout=PATIENCE)[0]
    assert (memtoy.returncode, output) == (130, ''), (memtoy.returncode, output)


@test
def to_be_continued_shortens_no_snooze(box):
    memtoy = subprocess.Popen([MEMTOY, '-c', 'echo begun', '-c', 'snooze 1000', '-c', 'echo wrong'],
                              stdout=subprocess.PIPE, text=True, env=box.environment())
    assert memtoy.stdout.readline() == 'begun\n'
    Watched(memtoy.pid).notice(signal.SIGCONT)
    memtoy.send_signal(signal.SIGINT)
    output = memtoy.communicate(timeout=PATIENCE)[0]
    assert (memtoy.returncode, output) == (130, ''), (memtoy.returncode, output)


@test
def a_kill_leaves_no_child_behind(box):
    memtoy = subprocess.Popen([MEMTOY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                              env=box.environment(), cwd=box.folder, bufsize=1)
    memtoy.stdin.write('child kid\n/kid child grandkid\n/kid pid\n/kid/grandkid pid\n'
                       'set verbose on\nrepeat 10000 echo\nsnooze 1000\n')
    pids = []
    while len(pids) < 2:
        pids += [int(pid) for pid in re.findall(r'pid = (\d+)', memtoy.stdout.readline())]
    memtoy.kill()
    memtoy.communicate()
    for pid in pids:
        await_death(pid)


run_tests()
