# What tool tests share: running a program of this tree, fixtures, golden text, and the count.
#
# A test file makes a Suite, calls its methods, and ends with finish().

import difflib
import os
import shlex
import subprocess
import sys

# Absolute, for programs run in other directories.
SRCDIR = os.path.abspath(os.environ.get("srcdir") or os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__)))))
BUILDDIR = os.path.abspath(os.environ.get("builddir") or os.path.join(SRCDIR, "build"))
# Of many cases that are alike, every Nth (test_stride() of the unit tests).
STRIDE = max(1, int(os.environ.get("COFFKIT_STRIDE", "1")))
DATA = os.path.join(SRCDIR, "testsuite/data")
GOLDEN = os.path.join(SRCDIR, "testsuite/golden")


def fixture(name):
    return os.path.join(DATA, name)


def command(program):
    """For a shell."""
    return " ".join([os.environ.get("COFFKIT_RUN", ""), shlex.quote(os.path.join(BUILDDIR, program))])


class Result:
    """What a program did: status, and its output as text."""

    def __init__(self, done):
        self.status = done.returncode
        self.raw = done.stdout or b""
        self.out = self.raw.decode("utf-8", "backslashreplace")
        self.err = done.stderr.decode("utf-8", "backslashreplace")


def run(program, *args, cwd=None, env=None, stdout=subprocess.PIPE):
    command = shlex.split(os.environ.get("COFFKIT_RUN", "")) + [os.path.join(BUILDDIR, program)]
    return Result(subprocess.run([*command, *args], stdin=subprocess.DEVNULL, stdout=stdout,
                                 stderr=subprocess.PIPE, timeout=120, cwd=cwd, check=False,
                                 env={**os.environ, **env} if env else None))


def coffdump(*args, **how):
    """Fixtures are named from DATA, so that no output depends on where the tree is."""
    return run("coffdump", *args, **{"cwd": DATA, **how})


class Suite:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0
        self.update = "--update" in sys.argv[1:]

    def check(self, name, ok, *details):
        if ok:
            self.passed += 1
            return True
        self.failed += 1
        print(f"FAIL {name}")
        for detail in details:
            print("  " + str(detail).rstrip("\n").replace("\n", "\n  "))
        return False

    def equal(self, name, got, wanted):
        return self.check(name, got == wanted, f"got    {got!r}", f"wanted {wanted!r}")

    def has(self, name, text, *parts):
        """Every part occurs in the text."""
        missing = [p for p in parts if p not in text]
        return self.check(name, not missing, f"missing {missing!r} in", text[:4000])

    def golden(self, name, text, where):
        """The text is that of testsuite/golden/WHERE; --update writes it."""
        path = os.path.join(GOLDEN, where)
        if self.update:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as f:
                f.write(text)
        with open(path, encoding="utf-8") as f:
            wanted = f.read()
        diff = difflib.unified_diff(wanted.splitlines(), text.splitlines(), where, "got", n=1,
                                    lineterm="")
        return self.check(name, text == wanted, "\n".join(list(diff)[:60]))

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped")
        sys.exit(1 if self.failed else 0)
