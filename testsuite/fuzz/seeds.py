#!/usr/bin/python3
"""Runs every fuzz target over its seeds: the fixtures, a sample of every flavour, and what stands in
seeds/NAME.

Skip this unless a fuzz target fails in `make check`: the output names target and input; or a seed is
missing: the output names what no seed reaches. long.py and coverage.py take their seeds from here."""

import os
import re
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

SRC = Path(os.environ.get("srcdir") or Path(__file__).resolve().parents[2])
BUILD = Path(os.environ.get("builddir") or SRC / "build")
RUN = os.environ.get("COFFKIT_RUN", "").split()
# Every Nth seed of each target, another sample for another target.
STRIDE = max(1, int(os.environ.get("COFFKIT_STRIDE", "1")))
SUFFIXES = (".o", ".obj", ".x", ".ro", ".cof", ".so", ".exe", ".dll", ".te", ".a", ".lib")
ENTRY = re.compile(r"^int LLVMFuzzerTestOneInput\(const uint8_t \*data, size_t size\)\n\{", re.M)


def targets():
    """The C files here that have the entry point, so that none can be forgotten."""
    return sorted(p.stem for p in (SRC / "testsuite/fuzz").glob("*.c") if ENTRY.search(p.read_text()))


def fixtures():
    return sorted(p for p in (SRC / "testsuite/data").rglob("*")
                  if p.is_file() and p.suffix in SUFFIXES)


def own(target):
    """Inputs that once failed."""
    folder = SRC / "testsuite/fuzz/seeds" / target
    return sorted(folder.iterdir()) if folder.is_dir() else []


def samples(build, folder):
    """Writes into FOLDER a file of every kind of every flavour, made of its own tables: as it is, and behind
    the byte that makes fuzz-object and fuzz-dump take it for that flavour, its number in the registry."""
    made = subprocess.run([*RUN, str(build / "testsuite/tools/mkcoff"), "--samples", str(folder)],
                          check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    files = []
    for _, _, name, number in map(str.split, made.stdout.splitlines()):
        (folder / f"{name}.txt").unlink()
        chosen = folder / f"{name}.chosen"
        chosen.write_bytes(bytes([int(number)]) + (folder / name).read_bytes())
        files += [folder / name, chosen]
    return files


def aix_small(name, data):
    """An archive of AIX's small format with one member (AIX Files Reference, ar File Format)."""
    start = 8 + 5 * 12
    header = "<aiaff>\n" + "".join(f"{n:<12}" for n in (0, 0, start, start, 0))
    member = "".join(f"{n:<12}" for n in (len(data), 0, 0, 0, 0, 0, 644)) + f"{len(name):<4}" + name
    return (header + member + "\0" * (len(name) % 2) + "`\n").encode() + data + b"\0" * (len(data) % 2)


def ecoff(name, data):
    """An archive of ECOFF's dialect, little-endian: a hash table of two places, of which one is taken."""
    def member(name, data):
        return f"{name:<16}{0:<12}{0:<6}{0:<6}{644:<8}{len(data):<10}`\n".encode() + data + \
            b"\n" * (len(data) % 2)

    strings = b"main\0\0\0\0"
    size = 4 + 2 * 8 + 4 + len(strings)
    index = struct.pack("<IIIIII", 2, 0, 8 + 60 + size, 0, 0, len(strings)) + strings
    return b"!<arch>\n" + member("__________ELEL_", index) + member(name + "/", data)


def archives(folder, xcoff, mips):
    """Archives of the dialects that no fixture has, about an object of their flavour."""
    made = {"aix-small.a": aix_small("x.o", xcoff.read_bytes()), "ecoff.a": ecoff("m.o", mips.read_bytes())}
    for name, data in made.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in made]


def common(build, folder):
    """The seeds of every target; those that are made stand in FOLDER afterwards."""
    made = {p.name: p for p in samples(build, folder)}
    return fixtures() + list(made.values()) + \
        archives(folder, made["aixcoff-rs6000.object"], made["ecoff-littlemips.object"])


def run(target, files):
    files = files[len(target) % STRIDE::STRIDE] + own(target)
    done = subprocess.run([*RUN, str(BUILD / "testsuite/fuzz" / target), *map(str, files)],
                          capture_output=True, text=True, errors="replace", timeout=600)
    if done.returncode == 0 and files:
        return True
    print(f"{target}: exit status {done.returncode} over {len(files)} seeds")
    print(done.stdout[-1000:], done.stderr[-4000:], sep="\n")
    return False


def reaches_all(files):
    """Whether the seeds reach every target and variant, in each of its kinds, every relocation type, every
    form of auxiliary entries and every dialect of archives: reach.c says."""
    done = subprocess.run([*RUN, str(BUILD / "testsuite/fuzz/reach")],
                          input="\n".join(map(str, files)) + "\n", stdout=subprocess.PIPE, text=True)
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    unmet = [row for row in rows if row[0] in ("missing", "noaux") or
             row[0] == "target" and row[4] == row[5] == "0" or row[0] == "archive" and row[2] == "0"]
    if done.returncode == 0 and rows and not unmet:
        return True
    print(f"reach: exit status {done.returncode}; no seed reaches:", *map(" ".join, unmet), sep="\n  ")
    return False


def main():
    with tempfile.TemporaryDirectory() as folder:
        files = common(BUILD, Path(folder))
        results = [reaches_all(files)] + [run(t, files) for t in targets()]
    print(f"{results.count(True)} passed, {results.count(False)} failed, 0 skipped")
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
