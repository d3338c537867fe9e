#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""At a terminal there is a banner and a prompt, which comes back after each command until the user
leaves; it takes lines as people give them: long, pasted, in a narrow window."""

import signal

from session import CTRL_C, CTRL_D, PROMPT, run_tests, test


@test
def the_banner_names_the_process(box):
    memtoy = box.memtoy()
    assert memtoy.greeting == 'memtoy pid:  %d\n' % memtoy.pid, memtoy.greeting
    memtoy.says('pid', 'memtoy:  pid = %d\n' % memtoy.pid)


@test
def the_prompt_comes_back_after_each_command(box):
    memtoy = box.memtoy()
    for word in 'one', 'two', 'three':
        assert memtoy.run('echo ' + word) == word + '\n'


@test
def an_empty_line_and_a_comment_do_nothing(box):
    memtoy = box.memtoy()
    assert memtoy.run('') == ''
    assert memtoy.run('   ') == ''
    assert memtoy.run('# echo a') == ''


@test
def an_error_is_told_and_the_session_lives(box):
    memtoy = box.memtoy()
    memtoy.says('nonsense', "memtoy: unknown command 'nonsense'")
    memtoy.says('touch foo', 'memtoy: touch: ')
    memtoy.says('echo "a', 'is not closed')
    memtoy.lives()


@test
def ctrl_d_ends_with_status_0(box):
    memtoy = box.memtoy()
    memtoy.send(CTRL_D)
    said, status = memtoy.end()
    assert said.endswith('\n') and status == 0, (said, status)


@test
def ctrl_d_in_a_line_does_not_end(box):
    memtoy = box.memtoy()
    memtoy.send('echo a' + CTRL_D)
    memtoy.enter('b')
    memtoy.see('ab')
    memtoy.prompt()


@test
def quit_and_exit_end_with_their_status(box):
    for line, wanted in ('quit', 0), ('exit', 0), ('quit 3', 3):
        memtoy = box.memtoy()
        memtoy.enter(line)
        assert memtoy.end()[1] == wanted


@test
def an_error_before_leaves_the_status_0(box):
    memtoy = box.memtoy()
    memtoy.run('nonsense')
    memtoy.enter('quit')
    assert memtoy.end()[1] == 0


@test
def a_plain_prompt_carries_out_lines(box):
    memtoy = box.memtoy('--no-readline')
    assert memtoy.greeting == 'memtoy pid:  %d\n' % memtoy.pid
    memtoy.says('echo a', 'a\n')
    memtoy.says('nonsense', 'unknown command')
    memtoy.lives()
    memtoy.send(CTRL_D)
    assert memtoy.end()[1] == 0


@test
def a_plain_prompt_gives_up_a_line_at_ctrl_c(box):
    memtoy = box.memtoy('--no-readline')
    memtoy.send(CTRL_C)
    memtoy.prompt()
    memtoy.send('quit')
    memtoy.send(CTRL_C)
    memtoy.prompt()
    memtoy.lives()


@test
def a_plain_prompt_refuses_a_nul_byte_and_lives(box):
    memtoy = box.memtoy('--no-readline')
    memtoy.send('echo a\0b\n')
    assert 'NUL' in memtoy.prompt()
    memtoy.lives()


@test
def no_other_signal_ends_the_prompt(box):
    for arguments in (), ('--no-readline',):
        for number in signal.SIGUSR1, signal.SIGUSR2, signal.SIGCONT, signal.SIGWINCH:
            memtoy = box.memtoy(*arguments)
            if number == signal.SIGWINCH and arguments:
                memtoy.kill(number)  # what nobody handles wakes nobody
            else:
                memtoy.notice(number)
            memtoy.enter('echo a')
            memtoy.see('a')


@test
def a_narrow_window_shortens_no_line(box):
    memtoy = box.memtoy(columns=40)
    line = ' '.join('word%d' % i for i in range(40))
    memtoy.enter('echo ' + line)
    memtoy.see('' + line + '')
    memtoy.prompt()
    memtoy.lives()


@test
def a_window_may_change_while_a_line_is_typed(box):
    memtoy = box.memtoy()
    line = ' '.join('word%d' % i for i in range(12))
    memtoy.send('echo ' + line)
    memtoy.expect_exact('word11')
    memtoy.setwinsize(24, 40)
    memtoy.enter(' end')
    memtoy.see('' + line + ' end')
    memtoy.prompt()


@test
def lines_typed_ahead_are_carried_out_in_order(box):
    memtoy = box.memtoy()
    memtoy.send('echo a""1\recho a""2\recho a""3\r')
    for number in 1, 2, 3:
        memtoy.see('a%d' % number)
    memtoy.prompt()


@test
def pasted_lines_are_carried_out_in_order(box):
    memtoy = box.memtoy()
    memtoy.send('\x1b[200~echo a""1\recho a""2\recho a""3\x1b[201~\r')
    for number in 1, 2, 3:
        memtoy.see('a%d' % number)
    memtoy.prompt()


@test
def a_pasted_line_is_one_command(box):
    memtoy = box.memtoy()
    memtoy.send('\x1b[200~echo pas""ted\x1b[201~\r')
    memtoy.see('pasted')
    memtoy.prompt()


@test
def verbose_does_not_echo_what_was_typed(box):
    memtoy = box.memtoy('-v')
    memtoy.enter('echo a')
    memtoy.see('a')
    memtoy.prompt()
    assert PROMPT not in memtoy.before


run_tests()
