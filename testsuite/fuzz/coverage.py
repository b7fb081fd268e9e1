#!/usr/bin/python3
"""Says what fuzzing reaches: of each family its targets and their tables, of each folder of the library its
lines.

Skip this unless you change a fuzz target or its seeds. Usage:

  coverage.py [--missing] [--lines] [FOLDER...]

Each FOLDER is a corpus of libFuzzer, of the fuzz target that it is named after (as long.py leaves them
in build/fuzz/corpus), else of fuzz-object; without one, the seeds, over all fuzz targets. --missing names the
tables' rows that nothing reaches, --lines the files of the library with the share of their lines.

It builds the tree anew with clang and counters in build/coverage (COVERAGE_BUILD). A family is a record set;
targets are counted with their variants, a table of relocation types that several share once."""

import argparse
import collections
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import seeds

SRC = Path(os.environ.get("srcdir") or Path(__file__).resolve().parents[2])
BUILD = Path(os.environ.get("COVERAGE_BUILD") or SRC / "build/coverage").resolve()
COUNTERS = "-O1 -g -fprofile-instr-generate -fcoverage-mapping"
BATCH = 400  # files a process


def step(*command, **how):
    done = subprocess.run([str(c) for c in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace", **how)
    if done.returncode != 0:
        sys.exit(f"{command[0]}: exit status {done.returncode}\n{done.stdout[-4000:]}")
    return done.stdout


def build():
    BUILD.mkdir(parents=True, exist_ok=True)
    for name in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL"):
        os.environ.pop(name, None)
    if not (BUILD / "Makefile").exists():
        step(SRC / "configure", "CC=clang-19", f"CFLAGS={COUNTERS}", "LDFLAGS=-fprofile-instr-generate",
             "--disable-shared", cwd=BUILD)
    step("make", "-j2", "testsuite/fuzz/reach", "testsuite/tools/mkcoff",
         *[f"testsuite/fuzz/{t}" for t in seeds.targets()], cwd=BUILD)


# ---- Tables ---------------------------------------------------------------------------------------

class Family:
    def __init__(self):
        self.targets, self.kinds = {}, collections.Counter()
        self.relocs, self.aux = [0, 0], [0, 0]
        self.missing = []


def reach(files):
    """What reach.c says of the files, by family."""
    lines = subprocess.run([str(BUILD / "testsuite/fuzz/reach")], input="\n".join(map(str, files)) + "\n",
                           stdout=subprocess.PIPE, check=True, text=True).stdout.splitlines()
    families, archives, counted = collections.defaultdict(Family), {}, (0, 0)
    for number, line in enumerate(lines):
        what, *words = line.split("\t")
        if what == "target":
            name, family, kind, recognised, chosen = words
            f = families[family]
            # A target and its variants may have one name; their lines follow one another, kind by kind.
            if kind in f.targets.get(name, [{}])[-1]:
                f.targets[name].append({})
            f.targets.setdefault(name, [{}])[-1][kind] = int(recognised), int(chosen)
            f.kinds[kind] += int(recognised) + int(chosen)
        elif what == "relocs":
            add(families[words[1]].relocs, words[2:])
        elif what == "aux":
            add(families[words[0]].aux, words[1:])
        elif what == "missing":
            families[words[1]].missing.append(f"{words[0]}: relocation {words[2]}")
        elif what == "noaux":
            families[words[0]].missing.append(f"auxiliary entry {words[1]}")
        elif what == "archive":
            archives[words[0]] = int(words[1])
        elif what == "files":
            counted = tuple(map(int, words))
    return families, archives, counted


def add(to, words):
    to[0] += int(words[0])
    to[1] += int(words[1])


def tables(files, show_missing):
    families, archives, (all_files, unknown) = reach(files)
    print(f"{all_files} files, {unknown} of no known flavour\n")
    print(f"{'family':36}{'targets':>10}{'relocs':>10}{'aux forms':>10}  files read as")
    for name, f in families.items():
        forms = [form for found in f.targets.values() for form in found]
        met = [form for form in forms if any(sum(n) for n in form.values())]
        kinds = ", ".join(f"{n} {kind}" for kind, n in f.kinds.items())
        print(f"{name:36}{f'{len(met)}/{len(forms)}':>10}{f'{f.relocs[0]}/{f.relocs[1]}':>10}"
              f"{f'{f.aux[0]}/{f.aux[1]}':>10}  {kinds}")
        f.missing += [f"{target}: {kind}" for target, found in f.targets.items() for form in found
                      for kind, n in form.items() if not sum(n)]
    print(f"{'archives':36}{'':30}  {', '.join(f'{n} {name}' for name, n in archives.items())}")
    if show_missing:
        print("\nNothing reaches:")
        for name, f in families.items():
            for row in f.missing:
                print(f"  {name}: {row}")
    print()


# ---- Lines ----------------------------------------------------------------------------------------

def execute(target, files, folder):
    """Runs the target over the files; the counters of its processes stand in FOLDER afterwards."""
    for first in range(0, len(files), BATCH):
        step(BUILD / "testsuite/fuzz" / target, *files[first:first + BATCH],
             env={**os.environ, "LLVM_PROFILE_FILE": f"{folder}/{target}-{first}.profraw"})


def counters(targets, folder):
    """llvm-cov's sums of each file of the library, over all processes of the targets."""
    merged = Path(folder) / "merged"
    raw = [p for t in targets for p in Path(folder).glob(f"{t}-[0-9]*.profraw")]
    step("llvm-profdata-19", "merge", "-sparse", "-o", merged, *raw)
    objects = [arg for t in targets for arg in ("-object", BUILD / "testsuite/fuzz" / t)]
    text = step("llvm-cov-19", "export", "-summary-only", f"-instr-profile={merged}", objects[1],
                *objects[2:])
    found = json.loads(text[text.index("{"):])["data"][0]["files"]
    return {f["filename"].split("/coffgen/")[1]: f["summary"] for f in found if "/coffgen/" in f["filename"]}


def share(sums, what):
    covered, count = (sum(s[what][k] for s in sums) for k in ("covered", "count"))
    return f"{100 * covered / count if count else 100:.1f}"


def lines(corpora, show_files):
    with tempfile.TemporaryDirectory() as folder:
        for target, files in corpora.items():
            execute(target, files, folder)
        both = {"fuzz-object": counters(["fuzz-object"], folder)} if "fuzz-object" in corpora else {}
        if set(corpora) - {"fuzz-object"}:
            both[f"all {len(corpora)} targets"] = counters(sorted(corpora), folder)
    print(f"{'':36}" + "".join(f"{title:>24}" for title in both))
    print(f"{'folder':36}" + f"{'lines %':>14}{'regions %':>10}" * len(both))
    names = sorted({name for sums in both.values() for name in sums})
    rows = sorted({name.split("/")[0] for name in names})
    rows += names if show_files else []
    for row in [*rows, ""]:
        cells = ""
        for sums in both.values():
            here = [s for name, s in sums.items() if name.startswith(row)]
            cells += f"{share(here, 'lines'):>14}{share(here, 'regions'):>10}"
        print(f"{row or 'all':36}{cells}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--missing", action="store_true")
    parser.add_argument("--lines", action="store_true")
    parser.add_argument("folders", nargs="*", type=Path)
    args = parser.parse_args()
    build()
    with tempfile.TemporaryDirectory() as folder:
        if args.folders:
            corpora = collections.defaultdict(list)
            for corpus in args.folders:
                name = corpus.resolve().name
                corpora[name if name in seeds.targets() else "fuzz-object"] += \
                    sorted(p.resolve() for p in corpus.iterdir() if p.is_file())
        else:
            made = seeds.common(BUILD, Path(folder))
            corpora = {t: made + seeds.own(t) for t in seeds.targets()}
        tables(corpora.get("fuzz-object") or next(iter(corpora.values())), args.missing)
        lines(corpora, args.lines)


if __name__ == "__main__":
    main()
