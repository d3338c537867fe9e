# SPDX-License-Identifier: GPL-2.0-or-later
# The tests.  A unit test tests/unit/test-NAME.c is one line in unit_tests; a program that other
# tests run, tests/helpers/NAME.c, is one line in test_helpers.  Scripts need no line: tests/run
# finds them, and they are packed by the folder.

unit_tests = \
	tests/unit/test-actor \
	tests/unit/test-bits \
	tests/unit/test-channel \
	tests/unit/test-content \
	tests/unit/test-error \
	tests/unit/test-evidence \
	tests/unit/test-grade \
	tests/unit/test-homes \
	tests/unit/test-interrupt \
	tests/unit/test-json \
	tests/unit/test-keeper \
	tests/unit/test-keyword \
	tests/unit/test-nodelist \
	tests/unit/test-nodes \
	tests/unit/test-nodeset \
	tests/unit/test-output \
	tests/unit/test-policy \
	tests/unit/test-range \
	tests/unit/test-script \
	tests/unit/test-size \
	tests/unit/test-story \
	tests/unit/test-tally \
	tests/unit/test-text \
	tests/unit/test-words

test_helpers = \
	tests/helpers/merging \
	tests/helpers/pageout \
	tests/helpers/pin \
	tests/helpers/refuse

# Made when it is asked for: see tests/fuzz/fuzz-lines.c.
EXTRA_PROGRAMS = tests/fuzz/fuzz-lines

if CHECK_LIBRARIES
check_PROGRAMS += $(unit_tests) $(test_helpers)
endif

EXTRA_DIST += \
	tests/check-docs \
	tests/check-rooms \
	tests/fuzz \
	tests/lib \
	tests/run \
	tests/run-in-vm \
	tests/scripts \
	tests/static \
	tests/terminal \
	tests/unit/unit.h \
	tests/vm

# Build what the tests need, and run none.
test-programs: $(check_PROGRAMS)
.PHONY: test-programs

if CHECK_LIBRARIES
check-local:
	$(srcdir)/tests/run --build $(abs_builddir) unit scripts
else
check-local:
	@echo 'make check: $(CHECK_MISSING)' >&2; exit 1
endif

CLEANFILES += tests.log tests/fuzz/fuzz-lines
