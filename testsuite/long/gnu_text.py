#!/usr/bin/python3
# coff-nm, coff-size and coff-strings against their GNU namesakes, counted: how many files have the same text,
# by tool, option and toolchain; over the corpus, the libraries of mingw-w64 and its gcc, and the DLLs of
# libwine.
#
# Skip this unless it fails. Part of `make check-long`; words of paths may be given, and GNU_TEXT_SAMPLE=N
# takes every Nth file alone. What differs has its reason in WHY, or fails.

import glob
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import harness

CORPUS = os.environ.get("COFFKIT_CORPUS") or os.path.join(harness.SRCDIR, "../shared/corpus")
SAMPLE = int(os.environ.get("GNU_TEXT_SAMPLE", "1"))
MINGW = {"x86_64-w64-mingw32-": ("x86_64-w64-mingw32", "x86_64-windows"),
         "i686-w64-mingw32-": ("i686-w64-mingw32", "i386-windows")}
# Folders of the corpus that a toolchain here knows.
FOLDERS = {"x86_64-w64-mingw32-": ["pe-x86-64-gnu", "clang-x64-*", "images-*"],
           "i686-w64-mingw32-": ["pe-i386-gnu", "clang-x86-msvc"],
           "i586-pc-msdosdjgpp-": ["coff-go32", "coff-go32-exe"], "z80-unknown-coff-": ["coff-z80"]}
OPTIONS = {"nm": ["", "-a", "-g", "-n", "-P", "-A", "-u", "-S", "-fsysv", "-fposix", "--size-sort", "-C"],
           "size": ["", "-A", "-x", "-t"], "strings": ["", "-d", "-e l -tx"]}
BATCH = 40

# Tool and option, toolchain, path (patterns), and who is right. GNU says nothing at all of a file that it does
# not know; those are not counted.
WHY = [
    (r"nm -C", "djgpp", r"\.(o|x|a|ro)$",
     "what has nothing of djgpp's is any i386's, where C names have no underscore"),
]


def text(prefix, tool, option, paths):
    program = [prefix + tool] if prefix else [os.path.join(harness.BUILDDIR, "coff-" + tool)]
    done = subprocess.run([*program, *option.split(), *paths], stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=600, env={**os.environ, "LC_ALL": "C", "TZ": "UTC"}, check=False)
    return done.stdout


def reason(what, prefix, path):
    for tool, chain, pattern, why in WHY:
        if re.fullmatch(tool, what) and chain in prefix and re.search(pattern, path):
            return why
    return None


class Table:
    def __init__(self):
        self.rows, self.others, self.used = {}, [], set()

    def count(self, what, prefix, paths, equal):
        row = self.rows.setdefault(f"{prefix}{what}", [0, 0, 0])
        row[0] += len(paths)
        if equal:
            row[1] += len(paths)
            return
        why = reason(what, prefix, paths[0])
        row[2] += why is not None
        self.used.add(why)
        if why is None:
            self.others.append(f"{prefix}{what} {paths[0]}")

    def show(self):
        print(f"{'what':36} {'files':>6} {'equal':>6} {'named':>6} {'other':>6}")
        for what, (files, equal, named) in sorted(self.rows.items()):
            print(f"{what:36} {files:6} {equal:6} {named:6} {files - equal - named:6}")


def known(prefix, path):
    """Whether the toolchain knows the file: else it has no text to compare."""
    done = subprocess.run([prefix + "size", path], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return done.returncode == 0 and not done.stderr


def files_of(prefix):
    found = [p for folder in FOLDERS.get(prefix, []) for p in glob.glob(f"{CORPUS}/{folder}/**/*", recursive=True)
             if p.endswith((".o", ".obj", ".a", ".lib", ".dll", ".exe", ".x", ".ro", ".sys", ".efi"))]
    if prefix in MINGW:
        folder, wine = MINGW[prefix]
        for pattern in (f"/usr/{folder}/lib/*.a", f"/usr/{folder}/lib/*.o", f"/usr/lib/gcc/{folder}/*/*.a",
                        f"/usr/lib/gcc/{folder}/*/*.dll", f"/usr/lib/*/wine/{wine}/*.dll"):
            found += glob.glob(pattern)
    found = [p for p in sorted(found) if os.path.isfile(p)]
    if sys.argv[1:]:
        found = [p for p in found if any(word in p for word in sys.argv[1:])]
    return [p for p in found[::SAMPLE] if known(prefix, p)]


def compare(table, prefix, tool, option, paths):
    """Many files at once; one by one where they differ."""
    for at in range(0, len(paths), BATCH):
        some = paths[at:at + BATCH]
        if text(prefix, tool, option, some) == text("", tool, option, some):
            table.count(f"{tool} {option}", prefix, some, True)
            continue
        for path in some:
            same = text(prefix, tool, option, [path]) == text("", tool, option, [path])
            table.count(f"{tool} {option}", prefix, [path], same)


def main():
    suite, table = harness.Suite(), Table()
    for prefix in FOLDERS:
        paths = files_of(prefix)
        suite.check(f"{prefix}: files there", paths or sys.argv[1:])
        for tool, options in OPTIONS.items():
            for option in options:
                compare(table, prefix, tool, option, paths)
    table.show()
    for what in sorted({other.split(" /")[0] for other in table.others} | set(table.rows)):
        others = [o for o in table.others if o.split(" /")[0] == what]
        suite.check(f"{what}: all that differs has a reason", not others, f"{len(others)} files", *others[:5])
    if SAMPLE == 1 and not sys.argv[1:]:
        for row in WHY:
            suite.check(f"the reason is still needed: {row[3]}", row[3] in table.used)
    suite.finish()


main()
