#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The tabulator key completes what may stand where the cursor is: commands, segments, files,
policies, nodes, children; and nothing else."""

from session import CTRL_U, PROMPT, TAB, plain, run_tests, test


def completes(memtoy, keys, wanted):
    """After the keys the line reads 'wanted'."""
    memtoy.send(keys + TAB)
    memtoy.expect_exact(wanted)
    memtoy.send(CTRL_U + 'echo go""ne\r')
    memtoy.see('gone')
    memtoy.prompt()


def offers(memtoy, keys, *wanted, but=()):
    """After the keys these words are listed, and not those."""
    memtoy.send(keys + TAB + TAB + TAB)
    for word in wanted[:1]:
        memtoy.expect_exact(word)
    memtoy.send(CTRL_U + 'echo go""ne\r')
    listed = (wanted[0] + memtoy.see('gone')).split()
    memtoy.prompt()
    for word in wanted:
        assert word in listed, '%r is not offered: %r' % (word, listed)
    for word in but:
        assert word not in listed, '%r is offered: %r' % (word, listed)


@test
def a_command_is_completed(box):
    memtoy = box.memtoy()
    memtoy.enter('ec' + TAB + 'a""b')
    memtoy.see('ab')
    memtoy.prompt()


@test
def rivals_are_listed(box):
    offers(box.memtoy(), 'sh', 'shmem', 'show', but=['slock', 'touch'])


@test
def every_command_is_offered_on_an_empty_line(box):
    memtoy = box.memtoy()
    memtoy.send(TAB + TAB)
    # readline asks first where there are many.
    if memtoy.expect_exact([PROMPT, 'y or n']) == 1:
        memtoy.send('y')
        memtoy.expect_exact(PROMPT)
    # In columns, of which each begins where there is room: the order on the screen tells nothing.
    listed = plain(memtoy.before).split()
    for command in ('anon', 'counters', 'unmap'):
        assert command in listed, '%r is not offered: %r' % (command, listed)


@test
def a_segment_is_completed(box):
    memtoy = box.memtoy()
    memtoy.run('anon alpha 4k')
    memtoy.run('anon beta 4k')
    memtoy.enter('show al' + TAB)
    said = memtoy.prompt()
    assert ' alpha\n' in said and 'beta\n' not in said, said
    memtoy.enter('remove be' + TAB)
    memtoy.prompt()
    said = memtoy.run('show')
    assert 'alpha' in said and 'beta' not in said, said


@test
def segments_are_completed_for_every_command_that_takes_one(box):
    memtoy = box.memtoy()
    memtoy.run('anon alpha 4k')
    for command in ('map', 'unmap', 'touch', 'where', 'mbind', 'lock', 'unlock', 'mprotect', 'fill',
                    'verify', 'move', 'bounce', 'policy', 'show', 'remove', 'slock', 'sunlock'):
        completes(memtoy, command + ' al', command + ' alpha')


@test
def a_counter_is_completed(box):
    completes(box.memtoy(), 'counters pgmigrate_su', 'counters pgmigrate_success')
    completes(box.memtoy(), 'counters pgfault pgmigrate_f', 'counters pgfault pgmigrate_fail')


@test
def a_mapping_of_its_own_is_completed_behind_plus(box):
    completes(box.memtoy(), 'where +stac', 'where +stack')


@test
def a_script_is_completed(box):
    box.write('folder/a-script', 'echo it ra""n\n')
    memtoy = box.memtoy()
    memtoy.enter('source fol' + TAB + 'a-s' + TAB)
    memtoy.see('it ran')
    memtoy.prompt()


@test
def a_file_to_map_is_completed(box):
    box.write('data-file', 'x' * 100)
    memtoy = box.memtoy()
    memtoy.enter('file dat' + TAB)
    memtoy.prompt()
    memtoy.says('show', ' data-file\n')


@test
def a_file_with_a_blank_is_completed_as_one_word(box):
    box.write('two words', 'echo it ra""n\n')
    memtoy = box.memtoy()
    memtoy.enter('source tw' + TAB)
    memtoy.expect_exact('it ran')


@test
def no_file_is_offered_where_none_may_stand(box):
    box.write('only-file', '')
    memtoy = box.memtoy()
    memtoy.run('anon alpha 4k')
    for line in 'snooze ', 'pid ', 'show ', 'kick ', 'quit ':
        memtoy.send(line + TAB + TAB + CTRL_U)
        assert 'only-file' not in memtoy.lives(), line


@test
def policies_are_completed(box):
    memtoy = box.memtoy()
    memtoy.run('anon alpha 4k')
    completes(memtoy, 'mbind alpha inter', 'mbind alpha interleaved')
    completes(memtoy, 'mbind alpha 0 1p inter', 'mbind alpha 0 1p interleaved')
    completes(memtoy, 'mpol bi', 'mpol bind')
    offers(memtoy, 'mpol pref', 'preferred', 'preferred-many')


@test
def flags_are_completed_behind_plus(box):
    memtoy = box.memtoy()
    memtoy.run('anon alpha 4k')
    completes(memtoy, 'mbind alpha bind+mo', 'mbind alpha bind+move')
    completes(memtoy, 'mbind alpha bind+move+al', 'mbind alpha bind+move+all')
    offers(memtoy, 'mbind alpha bind+st', 'bind+static', 'bind+strict')


@test
def nodes_are_completed(box):
    memtoy = box.memtoy()
    memtoy.run('anon alpha 4k')
    completes(memtoy, 'move alpha @lo', 'move alpha @local')
    completes(memtoy, 'mbind alpha bind al', 'mbind alpha bind all')
    offers(memtoy, 'migrate @', '@cpuless', '@far', '@local')


@test
def children_are_completed_behind_a_slash(box):
    memtoy = box.memtoy()
    memtoy.run('child kid')
    memtoy.enter('/k' + TAB + 'pid')
    memtoy.expect_exact('memtoy(kid):  pid = ')
    memtoy.prompt()
    memtoy.enter('/kid ec' + TAB + 'a""b')
    memtoy.see('ab')
    memtoy.prompt()
    completes(memtoy, 'kick ki', 'kick kid')


@test
def words_of_other_tables_are_completed(box):
    memtoy = box.memtoy()
    memtoy.run('anon alpha 4k')
    completes(memtoy, 'mprotect alpha re', 'mprotect alpha read')
    completes(memtoy, 'touch alpha wr', 'touch alpha write')
    completes(memtoy, 'expect cont', 'expect content')
    completes(memtoy, 'require hu', 'require hugepages')
    completes(memtoy, 'where alpha cou', 'where alpha counts')


@test
def what_a_claim_is_on_is_completed(box):
    memtoy = box.memtoy()
    memtoy.run('anon alpha 4k')
    memtoy.run('map alpha')
    memtoy.run('fill alpha')
    memtoy.run('actor ann reader alpha')
    completes(memtoy, 'expect present al', 'expect present alpha')
    completes(memtoy, 'expect within 1s present al', 'expect within 1s present alpha')
    completes(memtoy, 'expect policy alpha inter', 'expect policy alpha interleaved')
    completes(memtoy, 'expect where alpha 0 1p on @lo', 'expect where alpha 0 1p on @local')
    completes(memtoy, 'expect counter pgmigrate_su', 'expect counter pgmigrate_success')
    completes(memtoy, 'expect event numa_m', 'expect event numa_misplaced')
    completes(memtoy, 'expect actor an', 'expect actor ann')
    completes(memtoy, 'expect actor ann upd', 'expect actor ann updates')
    completes(memtoy, 'expect fail verif', 'expect fail verify')


@test
def what_a_condition_is_on_is_completed(box):
    memtoy = box.memtoy()
    completes(memtoy, 'require not hugep', 'require not hugepages')
    completes(memtoy, 'require switch numa_b', 'require switch numa_balancing')
    completes(memtoy, 'if cap sys_ni', 'if cap sys_nice')
    completes(memtoy, 'unless filesystem btr', 'unless filesystem btrfs')
    completes(memtoy, 'require free 1m on @lo', 'require free 1m on @local')
    completes(memtoy, 'pool 2m 4 on @lo', 'pool 2m 4 on @local')


@test
def a_childs_command_is_completed_as_ours_are(box):
    memtoy = box.memtoy()
    memtoy.run('anon alpha 4k')
    memtoy.run('child kid')
    completes(memtoy, '/kid show al', '/kid show alpha')
    completes(memtoy, '/kid mbind alpha inter', '/kid mbind alpha interleaved')
    completes(memtoy, '/kid expect present al', '/kid expect present alpha')
    completes(memtoy, '/kid & show al', '/kid & show alpha')
    completes(memtoy, '/kid &show al', '/kid &show alpha')
    completes(memtoy, '/kid/grandkid verif', '/kid/grandkid verify')


@test
def the_command_within_a_command_is_completed(box):
    memtoy = box.memtoy()
    memtoy.run('anon alpha 4k')
    memtoy.run('child kid')
    for before in ('time', 'repeat 3', 'expect fail', 'expect fail EINVAL', 'expect within 1s fail',
                   '/kid time', 'repeat 2 time', 'until ann updates >= 3', 'unless nodes >= 2', 'if kernel >= 6.9',
                   'if not cap sys_nice', 'if expendable', 'if swap', 'if swap disk',
                   'if free 1m on @1', 'if filesystem ext4', 'if filesystem ext4 /dev/x',
                   'if switch thp always', 'if switch swappiness != 60', 'if switch swappiness',
                   'if pool 2m 4 on @1 if cap sys_admin', 'unless counter pgfault > 0'):
        completes(memtoy, before + ' verif', before + ' verify')
        completes(memtoy, before + ' show al', before + ' show alpha')
        completes(memtoy, before + ' mbind alpha inter', before + ' mbind alpha interleaved')
    completes(memtoy, 'time /ki', 'time /kid')


@test
def nothing_is_taken_for_the_command_behind_a_condition_too_early(box):
    memtoy = box.memtoy()
    for line in 'if nodes ', 'if nodes >= ', 'require nodes >= 2 ', 'repeat ', 'expect within ':
        memtoy.send(line + 'verif' + TAB + TAB + CTRL_U)
        assert 'verify' not in memtoy.lives(), line


@test
def nothing_is_made_of_an_unknown_command(box):
    box.write('only-file', '')
    memtoy = box.memtoy()
    memtoy.send('nonsense on' + TAB + TAB + CTRL_U)
    assert 'only-file' not in memtoy.lives()


@test
def an_open_quote_does_not_break_completion(box):
    memtoy = box.memtoy()
    memtoy.run('anon alpha 4k')
    memtoy.send("show 'al" + TAB + TAB + CTRL_U)
    memtoy.lives()
    memtoy.send('show "unclosed x' + TAB + TAB + CTRL_U)
    memtoy.lives()


run_tests()
