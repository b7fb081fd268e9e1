#!/usr/bin/python3
# Checks words: nothing left undone, nothing about the place it was written at, one version.
#
# Skip this unless you change a rule. Patterns are spelled so that they do not match themselves.

import os
import re

import lib

UNDONE = re.compile(r"\b(TO[D]O|FIX[M]E|X[X]X)\b")
# Paths, people and machines of the place where a change was made mean nothing to a reader.
WORKPLACE = re.compile(
    r"/[w]ork/|\.[l]ibrary/|\b[s]essions?\b|\b[a]gents?\b|\b[b]riefs/|(?<!\.\./)\b[s]hared/|"
    r"https?://[^/\s]*(proxy|registry|artifact|nexus|mirror)|/tmp/[b]-", re.I)
CORPUS = re.compile(r"\.\./[s]hared/corpus")
CORPUS_USERS = ("Makefile.am", "GNUmakefile", "testsuite/", "HACKING.md", ".ci/run")


def undone(path, text):
    del path
    return [(i, m.group()) for i, line in enumerate(text.split("\n"), 1)
            for m in UNDONE.finditer(line)]


def workplace(path, text):
    found = [(i, f"names the place it was written at: {m.group()}")
             for i, line in enumerate(text.split("\n"), 1) for m in WORKPLACE.finditer(line)]
    if not path.startswith(CORPUS_USERS):
        found += [(i, "only the long check knows of the corpus")
                  for i, line in enumerate(text.split("\n"), 1) if CORPUS.search(line)]
    return found


def is_text(path):
    with open(os.path.join(lib.SRCDIR, path), "rb") as f:
        return b"\0" not in f.read(8192)


def version():
    m = re.search(r"AC_INIT\(\[coffkit\], \[([\d.]+)\]\)", lib.read("configure.ac"))
    return m.group(1) if m else None


def names_version(path, text):
    """The version, not one that only begins or ends with its digits."""
    del path
    here = re.search(rf"(?<![\d.]){re.escape(version())}(?![\d]|\.\d)", text)
    return [] if here else [(1, f"does not name version {version()}")]


def main():
    report = lib.Report()
    ours = lib.files(is_text)
    everything = lib.files(is_text, inputs=True)
    report.rule("nothing left undone", undone, ours,
                bad=[("x.c", "// TO" + "DO: later\n"), ("x.c", "// FIX" + "ME\n")],
                good=[("x.c", "// todos los nombres\n")])
    report.rule("nothing about the workplace", workplace, everything,
                bad=[("x.c", "// see /wo" + "rk/main\n"), ("x.md", "In this ses" + "sion\n"),
                     ("x.c", "../shared/corpus\n"), ("x.md", "sha" + "red/design.md\n")],
                good=[("testsuite/x.py", "../shared/corpus\n"), ("x.c", "// obsession, reagent\n")])
    report.rule("documents name the version", names_version,
                ["README.md", "ChangeLog", "man/coffdump.1"],
                bad=[("x.md", f"version 1{version()}, {version()}.9 and {version()}1")],
                good=[("x.md", f"coffkit {version()}.")])
    report.finish()


main()
