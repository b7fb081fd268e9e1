# Programs for Windows, run under wine: dozens of them with one start of its server.
#
# Skip this unless a test runs what it made. wine here runs programs for 64 bits only.
#
# A start of wine's server costs seconds, a program with a server that runs a twentieth of one. So the server
# stays for a while after the last program, for the next test, too; and a test that makes many programs queues
# them (class Programs) and runs them together when it made them all, two at a time.

import concurrent.futures
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import harness

# In the build directory, for a prefix takes long to make.
ENV = {**os.environ, "LC_ALL": "C", "WINEPREFIX": os.path.join(harness.BUILDDIR, "wine-prefix"), "WINEDEBUG": "-all",
       "DISPLAY": "", "WINEPATH": "/usr/lib/gcc/x86_64-w64-mingw32/12-win32"}  # DLLs of the compiler
LINGER = 60  # seconds that the server waits for a next program
OUT_OF_TIME = "out of time"


class Run:
    """What one program did. STATUS is its exit code, or OUT_OF_TIME; text has \\n at the ends of lines."""

    def __init__(self, status, out, err):
        self.status = status
        self.out, self.err = (raw.decode("utf-8", "backslashreplace").replace("\r\n", "\n") for raw in (out, err))


def quietly(*command, **env):
    subprocess.run(command, env={**ENV, **env}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, timeout=300, check=False)


def start_server():
    """Not by two threads at once: wine makes its folders in steps."""
    quietly("wineserver", f"-p{LINGER}")  # exit status 2: one runs already
    if not os.path.exists(os.path.join(ENV["WINEPREFIX"], ".update-timestamp")):
        # Without the offer to fetch what would run .NET and HTML.
        quietly("wineboot", "--init", WINEDLLOVERRIDES="mscoree,mshtml=")


def run(program, *args, cwd=None, env=None, timeout=100, ready=False):
    """One program, at once. ENV adds to the environment. READY: the server has been started."""
    if not ready:
        start_server()
    # Files, not pipes: wine's own processes, which the first program starts, hold them open after its end.
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        try:
            status = subprocess.run(["wine", str(program), *map(str, args)], cwd=cwd, env={**ENV, **(env or {})},
                                    stdin=subprocess.DEVNULL, stdout=out, stderr=err, timeout=timeout,
                                    check=False).returncode
        except subprocess.TimeoutExpired:
            status = OUT_OF_TIME
        for file in (out, err):
            file.seek(0)
        return Run(status, out.read(), err.read())


class Programs:
    """A queue of programs. They and the files beside them are copied into a folder of their own, their current
    one unless CWD says else: the test may write its next program over them."""

    def __init__(self, suite):
        self.suite = suite
        self.queue = []
        self.folder = tempfile.TemporaryDirectory()

    def add(self, name, program, *args, beside=(), status=0, out=None, cwd=None, env=None, timeout=100):
        """NAME is the test's. STATUS and OUT (text; None: any) are what is expected."""
        folder = Path(self.folder.name) / str(len(self.queue))
        folder.mkdir()
        for file in (program, *beside):
            shutil.copyfile(file, folder / Path(file).name)
        how = {"cwd": cwd or folder, "env": env, "timeout": timeout}
        self.queue.append((name, folder / Path(program).name, args, status, out, how))

    def run(self):
        """Runs what is in the queue, checks it, and empties it. Returns the list of Run, in the queue's order."""
        queue, self.queue = self.queue, []
        if queue:
            start_server()
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            done = list(pool.map(lambda row: run(row[1], *row[2], ready=True, **row[5]), queue))
        for (name, _, _, status, out, _), result in zip(queue, done):
            self.suite.check(f"{name}: exit code under wine", result.status == status,
                             f"got {result.status}, wanted {status}", result.out[-1000:], result.err[-1000:])
            if out is not None:
                self.suite.equal(f"{name}: output under wine", result.out, out)
        self.folder.cleanup()
        self.folder = tempfile.TemporaryDirectory()
        return done
