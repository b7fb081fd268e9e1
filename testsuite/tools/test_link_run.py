#!/usr/bin/python3
# Programs that coff-ld linked, run under wine: the same output and exit code as when GNU ld and lld linked them.
#
# Skip this unless it fails, or a program is added (linking.py).
#
# A linker that always fails must fail every link: else the compiler's driver took another one. Words as arguments
# pick programs by name.

import concurrent.futures
import os
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
    """Those whose programs are compared: of the others the compiler's own, in the long test all."""
    peers = ("gnu", "lld") if ALL else ("gnu" if which == "gcc" or "lld" in program.not_by else "lld",)
    return [p for p in peers if p not in program.not_by] + ["ours"]


def build(job):
    """{linker: image, or what went wrong}"""
    program, which = job
    folder = Path(FOLDER.name) / f"{program.name}-{which}"
    objects = []
    for source in program.sources:
        obj, wrong = linking.compile_source(which, program, source, folder)
        if wrong:
            return {"compiler": wrong}
        objects.append(obj)
    images = {}
    for linker in (*linkers(program, which), "none"):
        image = folder / linker / f"{program.name}.exe"
        image.parent.mkdir()
        done = LINKERS.link(linker, which, objects, image, *program.link, cxx=program.cxx)
        images[linker] = image if done.returncode == 0 and image.exists() else done.stderr or "no output"
    return images


words = [w for w in sys.argv[1:] if not w.startswith("-")]
jobs = [(p, which) for p in linking.PROGRAMS for which in p.compilers if not words or any(w in p.name for w in words)]
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
            programs.add(f"{name}, linked by {linker}", image, *program.args, status=program.status)
            runs.append((name, linker))

first = {}
for (name, linker), run in zip(runs, programs.run()):
    what = (run.status, run.out, run.err)
    if name in first:
        suite.equal(f"{name}: output, linked by {linker}", what, first[name])
    else:
        suite.check(f"{name}: prints something, or is a program without a console", run.out or "window" in name)
        first[name] = what
suite.finish()
