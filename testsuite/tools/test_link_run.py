#!/usr/bin/python3
# Programs that coff-ld linked, run under wine: the same output and exit code as when GNU ld and lld linked them.
#
# Skip this unless it fails, or a program is added (linking.py).
#
# A linker that always fails must fail every link: else the compiler's driver took another one. Words as arguments
# pick programs by name.

import concurrent.futures
import os
import re
import sys
import tempfile
from pathlib import Path

import harness
import linking
import wine

suite = harness.Suite()
FOLDER = tempfile.TemporaryDirectory()
LINKERS = linking.Linkers()
ALL = "--all" in sys.argv


def linkers(program, which):
    """Those whose programs are compared. A second compiler's are ours alone, and compared with the first one's; in
    the long test all are."""
    peers = ("gnu", "lld") if ALL else ("gnu",) if which == program.compilers[0] else ()
    return [p for p in peers if p not in program.not_by] + ["ours"]


def build(job):
    """{linker: image, or what went wrong}"""
    program, which = job
    folder = Path(FOLDER.name) / f"{program.name}-{which}"
    objects = []
    for source in program.dlls + program.sources:
        obj, wrong = linking.compile_source(which, program, source, folder)
        if wrong:
            return {"compiler": wrong}
        objects.append(obj)
    images = {}
    for linker in (*linkers(program, which), "none"):
        image = folder / linker / f"{program.name}.exe"
        image.parent.mkdir()
        n = len(program.dlls)
        libraries, wrong = LINKERS.dlls(linker, which, program, objects[:n], image.parent)
        done = LINKERS.link(linker, which, [*objects[n:], *libraries], image, *program.link, cxx=program.cxx)
        images[linker] = image if not wrong and done.returncode == 0 and image.exists() else \
            wrong or done.stderr or "no output"
    return images


words = [w for w in sys.argv[1:] if not w.startswith("-")]
jobs = [(p, which) for p in linking.PROGRAMS if not words or any(w in p.name for w in words)
        for which in (p.compilers[:1] if p.once and not ALL else p.compilers)]
with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    built = list(pool.map(build, jobs))

programs = wine.Programs(suite)
runs = []
for (program, which), images in zip(jobs, built):
    name = f"{program.name} by {which}"
    if not suite.check(f"{name}: compiled", "compiler" not in images, images.get("compiler")):
        continue
    suite.check(f"{name}: a linker that fails", not isinstance(images["none"], Path))
    for linker in linkers(program, which):
        image = images[linker]
        if suite.check(f"{name}: linked by {linker}", isinstance(image, Path), image):
            dlls = sorted(image.parent.glob("*.dll"))
            programs.add(f"{name}, linked by {linker}", image, *program.args, beside=dlls, status=program.status)
            runs.append((program.name, name, linker))
            if linker == "ours" and (ALL or which == program.compilers[0]):
                for path in (image, *dlls):
                    suite.equal(f"{name}: structure of {path.name}", linking.complaints(path), [])



def in_debugger(image):
    """Lines, types and symbols of the image, as gdb reads them, without addresses."""
    words = ("info line main", "list main", "info symbol main", "ptype main", "info functions main", "info scope main",
             "info line library", "info sharedlibrary", "disassemble /s main")
    done = linking.tool("gdb", "-batch", "-nx", *(w for what in words for w in ("-ex", what)), image)
    return re.sub(r"0x[0-9a-f]+", "ADDRESS", done.stdout + done.stderr)


for (program, which), images in zip(jobs, built):
    if "-g" in program.flags and "gnu" in images:
        ours, theirs = in_debugger(images["ours"]), in_debugger(images["gnu"])
        suite.check(f"{program.name} by {which}: gdb reads it as GNU ld's", ours == theirs and "starts at" in ours, ours)
first = {}
for (program, name, linker), run in zip(runs, programs.run()):
    what = (run.status, run.out, run.err)
    if program in first:
        suite.equal(f"{name}: output, linked by {linker}", what, first[program])
    else:
        suite.check(f"{name}: prints something, or is a program without a console", run.out or "window" in name)
        first[program] = what
suite.finish()
