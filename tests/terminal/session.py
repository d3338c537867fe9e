# SPDX-License-Identifier: GPL-2.0-or-later
"""A memtoy in a pseudo-terminal, and TAP about what was seen of it.

    @test
    def the_prompt_comes_back(box):
        memtoy = box.memtoy()
        memtoy.run('pid')

    run_tests()

Each test gets a box: a folder of its own, which is home, and all that was started in it, which
ends with the test.  Nothing waits for a time, but for something to be seen; PATIENCE only ends what
hangs.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

try:
    import pexpect
except ImportError:
    print('1..0 # SKIP needs python3-pexpect')
    sys.exit(0)

MEMTOY = os.environ.get('MEMTOY', 'memtoy')
PATIENCE = 60
PROMPT = 'memtoy>'
ESCAPES = re.compile(r'\x1b(\[[0-9;?]*[a-zA-Z]|[=>])')
CTRL_A, CTRL_C, CTRL_D, CTRL_E, CTRL_K, CTRL_R, CTRL_U, CTRL_W, CTRL_Z = (
    chr(ord(key) - 64) for key in 'ACDEKRUWZ')
UP, DOWN, LEFT, BACKSPACE, TAB = '\x1b[A', '\x1b[B', '\x1b[D', '\x7f', '\t'

tests = []


def test(function):
    tests.append(function)
    return function


def plain(text):
    """The text without escape sequences and with simple line ends."""
    return ESCAPES.sub('', text).replace('\r', '')


def until(claim, what):
    """Wait until claim() holds."""
    end = time.monotonic() + PATIENCE
    while not claim():
        assert time.monotonic() < end, 'waited in vain until ' + what
        time.sleep(0.005)


def process(pid):
    """The fields of /proc/PID/stat behind the name: state, parent, ...; None when it is dead."""
    try:
        with open('/proc/%d/stat' % pid) as stat:
            fields = stat.read().rpartition(')')[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in 'ZX' else fields


def cpu_ticks(pid):
    fields = process(pid)
    return int(fields[11]) + int(fields[12]) if fields else 0


def await_death(pid):
    until(lambda: process(pid) is None, 'process %d is dead' % pid)


class Session(pexpect.spawn):
    """A program in a pseudo-terminal."""

    def __init__(self, box, arguments, columns=80, program=MEMTOY, **environment):
        super().__init__(program, list(arguments), env=box.environment(**environment),
                         cwd=box.folder, dimensions=(24, columns), timeout=PATIENCE,
                         encoding='utf-8', codec_errors='replace')
        self.delaybeforesend = self.delayafterclose = self.delayafterterminate = None

    def prompt(self):
        """Wait for the next prompt; what was said before it."""
        self.expect_exact(PROMPT)
        return plain(self.before)

    def enter(self, line):
        self.send(line + '\r')

    def run(self, line):
        """Carry out a line; what it said, without its own echo."""
        self.enter(line)
        return self.prompt().partition('\n')[2]

    def says(self, line, wanted):
        said = self.run(line)
        assert wanted in said, '%r said %r, not %r' % (line, said, wanted)

    def see(self, line):
        """Wait for an output line that is just that.  Typed with "" in it, its echo is not
        taken for it."""
        self.expect('(?:^|[\r\n])' + re.escape(line) + '\r\n')
        return plain(self.before)

    def lives(self):
        """It takes commands, and carries them out."""
        self.send('echo ali""ve\r')
        before = self.see('alive')
        self.prompt()
        return before

    def end(self):
        """Wait for its end; what it said before, and its status (minus a signal)."""
        self.expect(pexpect.EOF)
        said = plain(self.before)
        self.wait()
        return said, -self.signalstatus if self.signalstatus else self.exitstatus

    def works(self, ticks=3):
        """Wait until it has used some CPU time from now on."""
        before = cpu_ticks(self.pid)
        until(lambda: cpu_ticks(self.pid) >= before + ticks, 'it works')

    def waits(self):
        until(lambda: (process(self.pid) or 'R')[0] == 'S', 'it waits')

    def switches(self):
        """How often it has waited so far."""
        with open('/proc/%d/status' % self.pid) as status:
            return int(status.read().partition('\nvoluntary_ctxt_switches:')[2].split()[0])

    def notice(self, number):
        """Send it a signal while it waits, and have it look at that before anything else comes."""
        self.waits()
        before = self.switches()
        os.kill(self.pid, number)
        until(lambda: process(self.pid) is None or self.switches() > before, 'it noticed')


class Box:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix='memtoy-terminal.')
        self.sessions = []

    def environment(self, **more):
        kept = ('PATH', 'LC_ALL', 'ASAN_OPTIONS', 'UBSAN_OPTIONS', 'LSAN_OPTIONS')
        environment = {name: os.environ[name] for name in kept if name in os.environ}
        environment.setdefault('LC_ALL', 'C.UTF-8')
        environment.update(HOME=self.folder, TERM='xterm', MEMTOY=MEMTOY)
        environment.update(more)
        return environment

    def session(self, *arguments, **settings):
        session = Session(self, arguments, **settings)
        self.sessions.append(session)
        return session

    def memtoy(self, *arguments, **settings):
        """A memtoy at its first prompt; what it said before is in 'greeting'."""
        session = self.session(*arguments, **settings)
        session.greeting = session.prompt()
        return session

    def run(self, *arguments, input='', **settings):
        """A memtoy without a terminal: its status, standard output and standard error."""
        done = subprocess.run([MEMTOY, *arguments], input=input, capture_output=True, text=True,
                              cwd=self.folder, env=self.environment(**settings), timeout=PATIENCE,
                              start_new_session=True)
        return done.returncode, done.stdout, done.stderr

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w') as file:
            file.write(text)
        return path

    def close(self):
        for session in self.sessions:
            if session.isalive():
                session.kill(signal.SIGKILL)
            session.close(force=True)
        shutil.rmtree(self.folder, ignore_errors=True)


def explain(error):
    """The last lines of a failure, short enough to read."""
    lines = traceback.format_exc().splitlines()
    where = [line.strip() for line in lines if 'test-' in line and 'line' in line]
    words = str(error).splitlines() or [repr(error)]
    seen = [line for line in words if line.startswith(('before', 'buffer'))]
    return where[-1:] + (words[:1] + seen if seen else words[:5])


def run_tests():
    failed = 0
    print('1..%d' % len(tests), flush=True)
    for number, function in enumerate(tests, 1):
        name = function.__name__.replace('_', '-')
        box = Box()
        try:
            function(box)
            print('ok %d - %s' % (number, name), flush=True)
        except Exception as error:  # pylint: disable=broad-except
            failed += 1
            print('not ok %d - %s' % (number, name))
            for line in explain(error):
                print('# ' + line[:400], flush=True)
        finally:
            box.close()
    sys.exit(failed != 0)
