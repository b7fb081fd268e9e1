# Copies of many files without an edit: through coff-objcopy, and through the builder (tools/recopy).
#
# Skip it unless you change what is copied, or where.

import collections
import filecmp
import os
import subprocess
import tempfile

import harness

SUFFIXES = (".o", ".obj", ".x", ".ro", ".cof", ".so", ".exe", ".dll", ".sys", ".efi", ".te", ".a", ".lib", ".drv",
            ".ocx", ".cpl", ".acm", ".ds", ".tlb", ".msstyles", ".ax", ".com", ".mod16", ".drv16", ".dll16", ".exe16",
            ".vxd")
BATCH = 200
# Files whose records the builder refuses, with the reason; an entry that nothing needs fails.
REFUSED = {"pe-aarch64-gnu/": "GNU as writes relocations of 14 bytes there, whose symbols are none"}


def is_ours(path):
    """Whether coffdump opens it: not everything with such a name is COFF."""
    return harness.run("coffdump", path).status == 0


def through_objcopy(suite, path, counts, folder):
    out = os.path.join(folder, "copy")
    done = harness.run("coff-objcopy", path, out)
    if done.status != 0:
        if suite.check(f"{path}: coff-objcopy takes what coffdump opens", not is_ours(path), done.err):
            counts["not COFF"] += 1
        return False
    with open(path, "rb") as f:
        counts["archives" if f.read(7) in (b"!<arch>", b"!<thin>", b"<bigaf>", b"<aiaff>") else "files"] += 1
    suite.check(f"{path}: the same bytes", filecmp.cmp(path, out, shallow=False), done.err)
    return True


def through_builder(suite, paths, counts):
    """tools/recopy prints a line a copy that differs, and the number of copies last."""
    done = harness.run("testsuite/tools/recopy", *paths)
    lines = done.out.splitlines()
    if not suite.check("recopy runs", done.status in (0, 1) and lines, done.err[-2000:]):
        return
    for line in lines[:-1]:
        known = [name for name in REFUSED if name in line and line.endswith("refused")]
        counts.update(f"refused in {name}" for name in known)
        suite.check(line, known)
    built, refused = map(int, lines[-1].split())
    counts["built"] += built
    counts["refused"] += refused


def sweep(suite, paths):
    counts = collections.Counter()
    taken = []
    with tempfile.TemporaryDirectory() as folder:
        for path in map(str, paths):
            if through_objcopy(suite, path, counts, folder):
                taken.append(path)
    for i in range(0, len(taken), BATCH):
        through_builder(suite, taken[i:i + BATCH], counts)
    print(", ".join(f"{n} {what}" for what, n in sorted(counts.items())))
    return counts
