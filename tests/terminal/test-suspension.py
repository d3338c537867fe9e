#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Ctrl-Z gives the terminal back to the shell in order, and 'fg' goes on where it stopped."""

import shutil
import sys

from session import CTRL_C, CTRL_D, CTRL_Z, run_tests, test

if not shutil.which('bash'):
    print('1..0 # SKIP needs bash')
    sys.exit(0)


def shell(box):
    bash = box.session('--norc', '--noprofile', '-i', program=shutil.which('bash'), PS1='shell$')
    bash.expect_exact('shell$')
    return bash


def shell_runs(bash, line):
    bash.enter(line)
    bash.expect_exact('shell$')
    return bash.before


def suspend(bash):
    bash.send(CTRL_Z)
    bash.expect_exact('Stopped')
    bash.expect_exact('shell$')
    settings = shell_runs(bash, 'stty -a').split()
    for setting in 'echo', 'icanon', 'isig', 'icrnl', 'opost':
        assert setting in settings or setting + ';' in settings, (setting, settings)


def resume(bash):
    bash.enter('fg')
    bash.expect_exact('"$MEMTOY"')


@test
def at_the_prompt_the_line_goes_on(box):
    bash = shell(box)
    bash.enter('"$MEMTOY"')
    bash.expect_exact('memtoy>')
    bash.send('echo a""')
    bash.expect_exact('echo a""')
    suspend(bash)
    resume(bash)
    bash.enter('b')
    bash.see('ab')
    bash.prompt()
    bash.lives()
    bash.send(CTRL_D)
    bash.expect_exact('shell$')


@test
def a_plain_prompt_goes_on(box):
    bash = shell(box)
    bash.enter('"$MEMTOY" --no-readline')
    bash.expect_exact('memtoy>')
    suspend(bash)
    resume(bash)
    bash.enter('echo a""b')
    bash.see('ab')


@test
def a_command_goes_on(box):
    bash = shell(box)
    bash.enter('"$MEMTOY"')
    bash.expect_exact('memtoy>')
    bash.enter('snooze 1000')
    bash.expect_exact('1000\r\n')
    suspend(bash)
    resume(bash)
    bash.expect_exact('\r\n')
    bash.send(CTRL_C)
    bash.prompt()
    bash.lives()


@test
def a_script_that_is_stopped_misses_no_line(box):
    bash = shell(box)
    bash.enter('{ echo pid; read line </dev/tty; echo echo "a$line"; } | "$MEMTOY"')
    bash.expect_exact('pid = ')
    suspend(bash)
    bash.enter('fg')
    bash.expect_exact('"$MEMTOY"')
    bash.enter('b')
    bash.see('ab')
    bash.expect_exact('shell$')


@test
def the_terminal_is_in_order_at_the_end(box):
    bash = shell(box)
    before = shell_runs(bash, 'stty -g').split()[-1]
    for keys in CTRL_D, 'quit\r', 'exit\r':
        bash.enter('"$MEMTOY"')
        bash.expect_exact('memtoy>')
        bash.send('half' + CTRL_C)
        bash.expect_exact('memtoy>')
        bash.send(keys)
        bash.expect_exact('shell$')
        assert shell_runs(bash, 'stty -g').split()[-1] == before


run_tests()
