#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The start-up file is carried out before the first prompt, and nowhere else."""

from session import CTRL_D, PROMPT, run_tests, test


@test
def it_is_carried_out_before_the_prompt(box):
    box.write('.config/memtoy/rc', 'echo from rc\nanon alpha 4k\n')
    memtoy = box.memtoy()
    assert memtoy.greeting == 'memtoy pid:  %d\nfrom rc\n' % memtoy.pid, memtoy.greeting
    memtoy.says('show', ' alpha\n')


@test
def xdg_config_home_says_where(box):
    box.write('.config/memtoy/rc', 'echo wrong\n')
    box.write('config/memtoy/rc', 'echo right\n')
    memtoy = box.memtoy(XDG_CONFIG_HOME=box.path('config'))
    assert 'right\n' in memtoy.greeting and 'wrong' not in memtoy.greeting, memtoy.greeting


@test
def no_rc_leaves_it_alone(box):
    box.write('.config/memtoy/rc', 'echo from rc\n')
    for option in '-X', '--no-rc':
        memtoy = box.memtoy(option)
        assert 'from rc' not in memtoy.greeting


@test
def a_plain_prompt_has_it_too(box):
    box.write('.config/memtoy/rc', 'echo from rc\n')
    assert 'from rc\n' in box.memtoy('--no-readline').greeting


@test
def scripts_never_see_it(box):
    box.write('.config/memtoy/rc', 'echo from rc\n')
    script = box.write('script', 'echo a\n')
    for arguments, text in ((('-c', 'echo a'), ''), (('-f', script), ''), ((script,), ''),
                            ((), 'echo a\n')):
        status, output, errors = box.run(*arguments, input=text)
        assert (status, output, errors) == (0, 'a\n', ''), (arguments, output, errors)
    said, status = box.session('-c', 'echo a').end()
    assert (said, status) == ('a\n', 0), said


@test
def an_error_in_it_names_its_place_and_the_prompt_comes(box):
    path = box.write('.config/memtoy/rc', 'echo a\nnonsense\n')
    memtoy = box.memtoy()
    assert path + ":2: unknown command 'nonsense'" in memtoy.greeting.replace('\n', ''), \
        memtoy.greeting
    memtoy.lives()


@test
def it_may_end_the_session(box):
    box.write('.config/memtoy/rc', 'echo a\nquit 5\n')
    memtoy = box.session()
    said, status = memtoy.end()
    assert PROMPT not in said and status == 5, (said, status)


@test
def claims_at_the_prompt_are_not_its_own(box):
    def verdict():
        memtoy = box.memtoy()
        memtoy.says('expect fail where nothing', 'memtoy:  held: ')
        memtoy.send(CTRL_D)
        return memtoy.end()

    without = verdict()
    box.write('.config/memtoy/rc', 'echo ' + 'from rc ' * 20 + '\n')
    assert verdict() == without, (verdict(), without)


@test
def a_folder_in_its_place_is_told_and_the_prompt_comes(box):
    box.write('.config/memtoy/rc/file', '')
    memtoy = box.memtoy()
    assert 'directory' in memtoy.greeting, memtoy.greeting
    memtoy.lives()


run_tests()
