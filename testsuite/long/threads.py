#!/usr/bin/python3
# Links by many threads under ThreadSanitizer: the tests that link in process, and a C++ program of many objects.
#
# Skip this unless it fails. Part of `make check-long`; builds the linker once more, in the build directory.

import concurrent.futures
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../tools"))
import harness
import linking

BUILD = Path(harness.BUILDDIR) / "threads"
TESTS = ("testsuite/unit/test-link", "testsuite/unit/test-threads")
UNITS = 60
OPTIONS = {"plain": (), "gc and icf": ("--gc-sections", "--icf=all"), "stripped": ("-s",),
           "build id and map": ("--build-id", "-Map=map"), "DLL": ("-shared", "--export-all-symbols"), "object": ("-r",)}
ENV = {**os.environ, "TSAN_OPTIONS": "exitcode=66", "srcdir": harness.SRCDIR}


def run(suite, name, *command, cwd, timeout=900):
    done = subprocess.run([str(c) for c in command], cwd=cwd, env=ENV, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, errors="backslashreplace", timeout=timeout, check=False)
    told = done.stdout + done.stderr
    return suite.check(name, done.returncode == 0 and "ThreadSanitizer" not in told, told[-3000:])


def build(suite):
    BUILD.mkdir(exist_ok=True)
    return ((BUILD / "Makefile").exists() or
            run(suite, "configure", os.path.join(os.path.relpath(harness.SRCDIR, BUILD), "configure"), "-q",
                "--disable-shared", "CC=clang-19", "CFLAGS=-g -O1 -fsanitize=thread", cwd=BUILD)) and \
        run(suite, "make", "make", "-s", f"-j{os.cpu_count()}", "coff-ld", *TESTS, cwd=BUILD)


def objects(suite, folder):
    """Objects of a generated program."""
    if not run(suite, "sources", sys.executable, os.path.join(HERE, "../bench/gen.py"), "g", UNITS, 20, cwd=folder):
        return []
    sources = sorted((folder / "g").glob("t0*.cpp"))
    flags = "-g -O1 -ffunction-sections -fdata-sections".split()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        made = list(pool.map(lambda s: linking.tool("clang++-19", f"--target={linking.X86_64}", *flags, "-c", s, "-o",
                                                    s.with_suffix(".o")).returncode, sources))
    suite.check("objects", len(made) == UNITS and not any(made), made)
    return [s.with_suffix(".o") for s in sources]


def main():
    suite = harness.Suite()
    if build(suite):
        for test in TESTS:
            run(suite, test, f"./{test}", cwd=BUILD)
        with tempfile.TemporaryDirectory() as tmp:
            inputs = objects(suite, Path(tmp))
            for name, options in OPTIONS.items():
                run(suite, f"linked by 8 threads: {name}", BUILD / "coff-ld", "-m", "i386pep", "--threads=8",
                    "--unresolved-symbols=ignore-all", "--image-base=0x400000", "-e", "0x401000", *options, *inputs, "-o",
                    "out", cwd=tmp)
    suite.finish()


main()
