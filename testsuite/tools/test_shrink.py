#!/usr/bin/python3
# A file that becomes shorter while coffdump reads it: an error and exit status 1, not a signal.
#
# Skip this unless you change how files are opened, or what happens when they vanish.

import os
import shlex
import subprocess
import tempfile

import harness


def large_object(path):
    """A fixture with its .data section made large: contents that fill many pages and pipes."""
    with open(harness.fixture("coff-i386/basic.o"), "rb") as source:
        data = bytearray(source.read())
    at = len(data) + -len(data) % 4096
    size = 1 << 22
    data[20 + 40 + 16:20 + 40 + 24] = size.to_bytes(4, "little") + at.to_bytes(4, "little")
    with open(path, "wb") as out:
        out.write(data.ljust(at, b"\0") + bytes(range(256)) * (size // 256))


def shrink(suite, part):
    """coffdump stops at a full pipe that nobody reads; then its file is cut, then its output read."""
    with tempfile.TemporaryDirectory() as top:
        path = os.path.join(top, "large.o")
        large_object(path)
        command = shlex.split(os.environ.get("COFFKIT_RUN", "")) + \
            [os.path.join(harness.BUILDDIR, "coffdump"), part, path]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
            first = run.stdout.read(1)
            os.truncate(path, 4096)
            out, err = run.communicate(timeout=60)
        suite.equal(f"{part}: status", run.returncode, 1)
        suite.has(f"{part}: words", err.decode(), f"coffdump: {path}: the file became shorter")
        suite.check(f"{part}: what was read is shown", len(first + out) > 4096, len(out))


def main():
    suite = harness.Suite()
    shrink(suite, "--contents")
    shrink(suite, "--contents=.data")
    suite.finish()


main()
