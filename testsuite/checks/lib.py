# What the checks share: the files of the project, C with comments blanked, and the report.
#
# A rule is a function from (path, text) to a list of (line, words). Each comes with samples that
# breach it and samples that do not: a rule that finds nothing in its breaches fails by itself.

import os
import re
import sys

SRCDIR = os.environ.get("srcdir") or os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
BUILDDIR = os.environ.get("builddir") or os.path.join(SRCDIR, "build")

# Made by the autotools or by a build, or written by others as input of a test.
GENERATED = re.compile(
    r"^(build.*|autom4te\.cache|configure|aclocal\.m4|Makefile(\.in)?|config\.h(\.in)?|.*~|"
    r"config\.(log|status)|libtool|stamp-h1|coffkit\.pc|\.git|\.deps|\.libs|__pycache__)$")
INPUTS = {"data", "fixtures", "corpus", "golden", "inputs", "sources", "seeds"}


def files(match=lambda path: True, inputs=False):
    """Paths below SRCDIR, sorted. Where it is a build directory too, what was built is left out."""
    found = []
    for top, folders, names in os.walk(SRCDIR):
        folders[:] = sorted(
            f for f in folders if not GENERATED.match(f) and (inputs or f not in INPUTS)
            and not os.path.exists(os.path.join(top, f, "config.status")))
        for name in sorted(names):
            path = os.path.relpath(os.path.join(top, name), SRCDIR)
            if GENERATED.match(name) or path.startswith(("m4/lt", "m4/libtool", "INSTALL")):
                continue
            if path != "targets/registry.c" and match(path):
                found.append(path)
    return found


def is_c(path):
    return path.endswith((".c", ".h"))


def is_product_c(path):
    return is_c(path) and path.startswith(("coffgen/", "targets/", "include/", "binutils/"))


def read(path):
    with open(os.path.join(SRCDIR, path), encoding="utf-8", errors="replace") as f:
        return f.read()


TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def code(text):
    """C text with comments blanked and strings emptied; lines stay where they are."""
    def blank(match):
        token = match.group()
        if token[0] == "/":
            return re.sub(r"[^\n]", " ", token)
        return token[0] + " " * (len(token) - 2) + token[-1]
    return TOKEN.sub(blank, text)


def exceptions():
    """{path or path:function: reason} of exceptions.txt."""
    table = {}
    for line in read("testsuite/checks/exceptions.txt").splitlines():
        if line.strip() and not line.startswith("#"):
            key, _, reason = line.partition(" ")
            table[key] = reason.strip()
    return table


class Report:
    def __init__(self):
        self.passed = self.failed = 0

    def result(self, name, breaches):
        """Counts one check; breaches are lines of text."""
        if breaches:
            self.failed += 1
            print(f"FAIL {name}")
            for breach in breaches:
                print(f"  {breach}")
        else:
            self.passed += 1
            print(f"ok   {name}")

    def rule(self, name, of, paths, bad, good):
        """Runs a rule over files, and over samples of (path, text)."""
        missed = [f"finds nothing wrong with: {text!r}" for path, text in bad if not of(path, text)]
        missed += [f"objects to: {text!r}: {of(path, text)}" for path, text in good
                   if of(path, text)]
        self.result(f"{name}: the check itself", missed)
        self.result(name, [f"{path}:{line}: {words}" for path in paths
                           for line, words in of(path, read(path))])

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed, 0 skipped")
        sys.exit(1 if self.failed else 0)
