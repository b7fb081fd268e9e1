#!/usr/bin/python3
# Tests the test runner: every way in which a test can go wrong must count as failed.
#
# Skip this unless you change testsuite/run.

import os
import subprocess
import tempfile
import time

import lib

GOOD = "echo '3 passed, 0 failed, 1 skipped'"
# Script, and the sum that the runner must make of it.
CASES = {
    GOOD: (3, 0, 1),
    "echo '2 passed, 1 failed, 0 skipped'; exit 1": (2, 1, 0),
    "echo '2 passed, 1 failed, 0 skipped'": (2, 1, 0),
    GOOD + "; exit 3": (3, 1, 1),
    GOOD + "; kill -SEGV $$": (3, 1, 1),
    GOOD + "; echo more": (0, 1, 0),
    "exit 0": (0, 1, 0),
    "echo '0 passed, 0 failed, 0 skipped'": (0, 1, 0),
    "sleep 60; " + GOOD: (0, 1, 0),
}


def run(folder, *tests):
    """(exit status, last line) of the runner."""
    env = {**os.environ, "srcdir": folder, "builddir": folder}
    done = subprocess.run([os.path.join(lib.SRCDIR, "testsuite/run"), "--timeout", "2", *tests],
                          env=env, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.rstrip("\n").split("\n")[-1]


def write(folder, name, body):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as f:
        f.write(f"#!/bin/sh\n{body}\n")
    os.chmod(path, 0o755)


def wrong(got, passed, failed, skipped):
    wanted = (1 if failed or not passed else 0,
              f"{passed} passed, {failed} failed, {skipped} skipped")
    return [] if got == wanted else [f"{got}, not {wanted}"]


def main():
    report = lib.Report()
    with tempfile.TemporaryDirectory() as folder:
        for number, (body, counts) in enumerate(CASES.items()):
            write(folder, f"t{number}", body)
            report.result(f"runner: {body}", wrong(run(folder, f"t{number}"), *counts))
        report.result("runner: adds up", wrong(run(folder, "t0", "t1"), 5, 1, 1))
        report.result("runner: no test at all", wrong(run(folder), 0, 0, 0))
        report.result("runner: no such test", wrong(run(folder, "nowhere"), 0, 1, 0))
        # What a test leaves running is killed, and does not keep the runner waiting.
        write(folder, "orphan", "sleep 60 & " + GOOD)
        started = time.monotonic()
        report.result("runner: an orphan", wrong(run(folder, "orphan"), 3, 0, 1) + (
            ["waited for it"] if time.monotonic() - started > 10 else []))
    report.finish()


main()
