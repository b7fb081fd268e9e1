#!/usr/bin/python3
# Programs of i386 that coff-ld linked, run under a 32-bit wine: the same output and exit code as when GNU ld and
# lld linked them.
#
# Skip this unless it fails. Part of `make check-long`; as root, for the folder that wine runs in (wine32.py).
# Words as arguments pick programs by name.

import concurrent.futures
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import harness
import linking
import wine32

ONLY_64 = {"seh", "assembler"}  # unwinding by tables; nasm's win64
SECONDS = 60
LINKERS = linking.Linkers(linking.I386)


def build(job):
    """[(name, linker, image or what went wrong, arguments, status)]"""
    program, which, folder = job
    objects = []
    for source in program.sources:
        obj, wrong = linking.compile_source(which, program, source, folder, linking.I386)
        if wrong:
            return [(f"{program.name} by {which}", "none", wrong, (), 0)]
        objects.append(obj)
    rows = []
    for linker in ("gnu", "lld", "ours"):
        if linker in program.not_by:
            continue
        image = folder / linker / f"{program.name}.exe"
        image.parent.mkdir()
        done = LINKERS.link(linker, which, objects, image, *program.link, cxx=program.cxx)
        made = image if done.returncode == 0 and image.exists() else done.stderr or "no output"
        rows.append((f"{program.name} by {which}", linker, made, program.args, program.status))
    return rows


def main():
    suite = harness.Suite()
    words = sys.argv[1:]
    programs = [p for p in linking.PROGRAMS if p.name not in ONLY_64 and not p.dlls
                and (not words or any(w in p.name for w in words))]
    try:
        wine32.make_root()
    except (OSError, subprocess.CalledProcessError) as problem:
        suite.check("a Debian of i386 with wine", False, problem)
        suite.finish()
        return
    with tempfile.TemporaryDirectory() as tmp, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = [(p, which, Path(tmp) / f"{p.name}-{which}") for p in programs for which in p.compilers]
        rows = [row for made in pool.map(build, jobs) for row in made]
        for name, linker, made, _, _ in rows:
            suite.check(f"{name}: linked by {linker}", isinstance(made, Path), made)
        rows = [row for row in rows if isinstance(row[2], Path)]
        results = wine32.run([(image, args, ()) for _, _, image, args, _ in rows], SECONDS)
    first = {}
    for (name, linker, _, _, status), result in zip(rows, results):
        suite.check(f"{name}: exit code, linked by {linker}", result.status == status,
                    f"got {result.status}, wanted {status}", result.out[-500:], result.err[-500:])
        suite.equal(f"{name}: output, linked by {linker}", result.out, first.setdefault(name, result.out))
    suite.finish()


main()
