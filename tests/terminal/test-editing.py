#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The keys of readline edit the line, and ~/.inputrc can set them for memtoy alone."""

from session import (BACKSPACE, CTRL_A, CTRL_E, CTRL_K, CTRL_R, CTRL_U, CTRL_W, DOWN, LEFT, UP,
                     run_tests, test)


def types(box, keys, wanted):
    """What is typed is carried out as if it were 'wanted', a line of echo."""
    memtoy = box.memtoy()
    memtoy.enter(keys)
    memtoy.see('' + wanted + '')
    memtoy.prompt()


@test
def ctrl_a_goes_to_the_start(box):
    types(box, 'ho a""b' + CTRL_A + 'ec', 'ab')


@test
def ctrl_e_goes_to_the_end(box):
    types(box, 'ho a""b' + CTRL_A + 'ec' + CTRL_E + 'c', 'abc')


@test
def backspace_takes_a_letter_back(box):
    types(box, 'echo a""bx' + BACKSPACE + 'c', 'abc')


@test
def left_goes_back_a_letter(box):
    types(box, 'echo a""c' + LEFT + 'b', 'abc')


@test
def words_and_lines_are_taken_back(box):
    types(box, 'quit 7' + CTRL_U + 'echo a""b c' + CTRL_W + 'd', 'ab d')
    types(box, 'echo a""bxx' + LEFT + LEFT + CTRL_K + 'c', 'abc')


@test
def up_brings_the_last_lines_back(box):
    memtoy = box.memtoy()
    memtoy.run('echo fir""st')
    memtoy.run('echo sec""ond')
    memtoy.enter(UP)
    memtoy.see('second')
    memtoy.prompt()
    memtoy.enter(UP + UP)
    memtoy.see('first')
    memtoy.prompt()


@test
def down_comes_back_to_the_line_begun(box):
    memtoy = box.memtoy()
    memtoy.run('echo fir""st')
    memtoy.enter('echo be""gun' + UP + DOWN)
    memtoy.see('begun')
    memtoy.prompt()


@test
def a_line_brought_back_can_be_changed(box):
    memtoy = box.memtoy()
    memtoy.run('echo fir""st')
    memtoy.enter(UP + 'more')
    memtoy.see('firstmore')
    memtoy.prompt()


@test
def ctrl_r_finds_a_line(box):
    memtoy = box.memtoy()
    memtoy.run('echo fir""st')
    memtoy.run('echo sec""ond')
    memtoy.enter(CTRL_R + 'fir')
    memtoy.see('first')
    memtoy.prompt()


@test
def letters_of_any_alphabet_are_one_letter(box):
    types(box, 'echo \u00f6""\u20acx' + BACKSPACE + BACKSPACE + 'y', '\u00f6y')


@test
def inputrc_can_set_keys_for_memtoy_alone(box):
    box.write('.inputrc', '$if memtoy\n"\\C-t": "echo bo\\"\\"und"\n$endif\n'
                          '$if other\n"\\C-t": "echo other"\n$endif\n')
    types(box, '\x14', 'bound')


run_tests()
