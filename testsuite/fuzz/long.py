#!/usr/bin/python3
"""Runs every fuzz target under libFuzzer, with sanitizers, for FUZZ_SECONDS (600) each, two at a time.

Skip this unless it reports a finding: the input is then in FOLDER/findings of the folder named.
Part of `make check-long`. It builds the tree anew with clang in build/fuzz (FUZZ_BUILD) and keeps
what libFuzzer learnt there, so that the next run goes on where this one stopped."""

import concurrent.futures
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import seeds

SRC = Path(os.environ.get("srcdir") or Path(__file__).resolve().parents[2])
BUILD = Path(os.environ.get("FUZZ_BUILD") or
             Path(os.environ.get("builddir") or SRC / "build") / "fuzz").resolve()
SECONDS = int(os.environ.get("FUZZ_SECONDS") or 600)
LONGEST = 28000  # bytes of an input: larger seeds make every execution slow


def step(*command):
    done = subprocess.run(command, cwd=BUILD, stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, errors="replace")
    if done.returncode != 0:
        print(f"{' '.join(command)}: exit status {done.returncode}", done.stdout[-4000:], sep="\n")
        print("0 passed, 1 failed, 0 skipped")
        sys.exit(1)


def build():
    BUILD.mkdir(parents=True, exist_ok=True)
    # An outer make hands down its own flags, such as the job server that it keeps for itself.
    for name in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL"):
        os.environ.pop(name, None)
    if not (BUILD / "Makefile").exists():
        step(str(SRC / "configure"), "CC=clang-19", "--enable-fuzzing", "--enable-sanitizers",
             "--disable-shared")
    step("make", "-j2", "all")
    step("make", "-j2", "check-programs")


def seed():
    """The seeds of `make check`, and fixtures behind a zero byte: some targets take a first byte for
    options."""
    folder = BUILD / "seeds"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    made = folder / "made"
    made.mkdir()
    for number, path in enumerate(seeds.common(BUILD, made)):
        data = path.read_bytes()
        if len(data) < LONGEST:
            (folder / f"{number}").write_bytes(data)
        if made not in path.parents and len(data) < LONGEST:
            (folder / f"{number}-0").write_bytes(b"\0" + data)
    shutil.rmtree(made)
    return folder


def fuzz(target, common):
    corpus, findings = BUILD / "corpus" / target, BUILD / "findings" / target
    corpus.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(findings, ignore_errors=True)
    findings.mkdir(parents=True)
    command = [str(BUILD / "testsuite/fuzz" / target), f"-max_total_time={SECONDS}",
               f"-max_len={LONGEST}", "-timeout=10", "-rss_limit_mb=2500", "-print_final_stats=1",
               f"-artifact_prefix={findings}/", str(corpus), str(common)]
    if seeds.own(target):
        command.append(str(seeds.own(target)[0].parent))
    # libFuzzer stops by itself; the limit is for one that does not.
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          errors="replace", timeout=SECONDS * 2 + 600)
    log = done.stderr
    (BUILD / f"{target}.log").write_text(log)
    stats = re.search(r"^stat::number_of_executed_units: (\d+)", log, re.M)
    covered = re.findall(r" cov: (\d+) ", log)
    return target, done.returncode, int(stats[1]) if stats else 0, \
        int(covered[-1]) if covered else 0, sorted(findings.iterdir()), log


def main():
    build()
    common, names = seed(), seeds.targets()
    passed = failed = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for target, status, runs, covered, found, log in pool.map(
                lambda name: fuzz(name, common), names):
            print(f"{target}: {runs} executions, {covered} edges, {len(found)} findings")
            # A target that executed nothing found nothing either.
            if status == 0 and runs > 0 and not found:
                passed += 1
                continue
            failed += 1
            print(f"  exit status {status}", *[f"  {p}" for p in found], log[-3000:], sep="\n")
            sys.stdout.flush()
    if not names:
        print("no fuzz target")
    print(f"{passed} passed, {failed if names else 1} failed, 0 skipped")
    return 0 if names and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
