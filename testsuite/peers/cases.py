"""Test cases of binutils' own, from Debian's binutils-source, run by dejagnu against the tools of this tree.

Skip this unless you read binutils.py or ld.py: here is what they share. A table says of every case what comes
of it:

    pass  ours passes
    fail  the control passes and ours does not; the reason stands beside it
    n/a   the control does not pass, nor does ours; the reason stands beside it

Whatever differs from that table is a failure, better results too. With --update the table is written anew,
known reasons kept, and new ones to be filled in where it says ?. Words as arguments pick targets by name."""

import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SRC = Path(os.environ.get("srcdir") or Path(__file__).resolve().parents[2]).resolve()
BUILD = Path(os.environ.get("builddir") or SRC / "build").resolve()
TARBALLS = Path("/usr/src/binutils")
# dejagnu's words for a case.
WORD = re.compile(r"^(PASS|FAIL|XPASS|XFAIL|KFAIL|KPASS|UNTESTED|UNRESOLVED|UNSUPPORTED|ERROR): (.*)$",
                  re.M)
ENV = {**os.environ, "LC_ALL": "C", "TZ": "UTC", "DEJAGNU": "/dev/null"}


def unpack(folder, *names):
    """NAMES of the tarball, below its one folder, into FOLDER, made anew. Returns that one folder."""
    archives = sorted(TARBALLS.glob("binutils-*.tar.*"))
    if not archives:
        sys.exit(f"no binutils-*.tar.* in {TARBALLS}: the package binutils-source is missing\n"
                 "0 passed, 1 failed, 0 skipped")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    # tar, for the module of Python goes back and forth in what is compressed, which takes minutes.
    subprocess.run(["tar", "-xf", archives[-1], "-C", folder, "--wildcards", *(f"*/{n}" for n in names)],
                   check=True)
    return next(folder.glob("binutils-*"))


def site(tool, target, folder, cases, more):
    """What binutils' configure would have written."""
    host = subprocess.run(["gcc", "-dumpmachine"], check=True, capture_output=True, text=True).stdout
    values = {"tool": tool, "srcdir": cases, "objdir": folder, "base_dir": folder,
              "target_triplet": target, "target_alias": target, "development": "false",
              "experimental": "false", "HOSTING_EMU": '""', **more}
    for what in "host", "build":
        values |= {f"{what}_triplet": host.strip(), f"{what}_alias": host.strip()}
    (folder / "site.exp").write_text("".join(f"set {k} {v}\n" for k, v in values.items()))


def results(text):
    """{case: dejagnu's word}"""
    found = {}
    for word, case in WORD.findall(text):
        # What a tool printed stands behind the names of some cases that fail, and some are no cases.
        case = re.sub(r" \{.*", "", case.strip())
        name, n = case, 2
        while name in found:
            name, n = f"{case} #{n}", n + 1
        if not case.endswith("doesn't exist"):
            found[name] = word
    return found



def dejagnu(tool, folder, cases, scripts, values, limit):
    """Runs SCRIPTS (names) in FOLDER, with VALUES as variables of the test cases. Returns what it says."""
    command = ["runtest", "--tool", tool, "--srcdir", cases, *scripts, *(f"{k}={v}" for k, v in values.items())]
    with open(folder / "output", "ab") as out:
        subprocess.run(list(map(str, command)), cwd=folder, stdin=subprocess.DEVNULL, stdout=out,
                       stderr=out, timeout=limit, check=False, env=ENV)
    (folder / f"{tool}.log").rename(folder / f"{scripts[0]}.log")
    return (folder / f"{tool}.sum").read_text(errors="replace")


def verdict(ours, control):
    if ours == "PASS":
        return "pass"
    return "fail" if control == "PASS" else "n/a"


def compared(target, ours, control, folder):
    print(f"{target}: GNU's own tools pass {list(control.values()).count('PASS')} of {len(control)}, "
          f"ours {list(ours.values()).count('PASS')} of {len(ours)}")
    if "PASS" not in control.values():
        sys.exit(f"the control passes nothing: see {folder}/{target}-gnu/output\n"
                 "0 passed, 1 failed, 0 skipped")
    return {(target, case): verdict(ours.get(case, "not run"), control.get(case, "not run"))
            for case in sorted(ours.keys() | control.keys())}


def expected(table):
    """{(target, case): (verdict, reason)}"""
    rows = {}
    for line in table.read_text().splitlines() if table.exists() else []:
        if line and not line.startswith("#"):
            target, case, what, reason = (line.split("\t") + [""])[:4]
            rows[target, case] = what, reason
    return rows


def update(table, found, known):
    head = ("# What comes of binutils' own test cases with the tools of this tree: target, case, verdict,\n"
            "# reason. cases.py says what the verdicts mean, and compares.\n")
    lines = []
    for (target, case), what in sorted(found.items()):
        reason = known.get((target, case), ("", ""))
        lines.append("\t".join([target, case, what] + (
            [] if what == "pass" else [reason[1] if reason[0] == what else "?"])))
    table.write_text(head + "\n".join(lines) + "\n")


def compare(found, known):
    """The number of cases that are as the table says, and what is wrong with the others."""
    wrong = []
    for key in sorted(found.keys() | known.keys()):
        got, (want, reason) = found.get(key, "not run"), known.get(key, ("not in the table", ""))
        if got != want:
            wrong.append(f"{key[0]}: {key[1]}: {got}, expected: {want}")
        elif want != "pass" and reason in ("", "?"):
            wrong.append(f"{key[0]}: {key[1]}: {want} without a reason")
    return len(found.keys() | known.keys()) - len(wrong), wrong


def judge(table, targets, folder, run):
    """RUN(target, side) gives {case: dejagnu's word} with the tools of SIDE, "ours" or "gnu", for each of TARGETS;
    compared with TABLE, a file. Returns an exit status."""
    arguments = [a for a in sys.argv[1:] if a != "--update"]
    targets = [t for t in targets if not arguments or any(a in t for a in arguments)]
    found = {}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = [[pool.submit(run, t, side) for side in ("ours", "gnu")] for t in targets]
        for target, sides in zip(targets, runs):
            found |= compared(target, *(side.result() for side in sides), folder)
    known = {key: row for key, row in expected(table).items() if key[0] in targets}
    if "--update" in sys.argv:
        rest = {key: row for key, row in expected(table).items() if key[0] not in targets}
        update(table, found | {key: row[0] for key, row in rest.items()}, known | rest)
        known = {key: row for key, row in expected(table).items() if key[0] in targets}
    right, wrong = compare(found, known)
    print(*wrong, sep="\n")
    words = list(found.values())
    print(f"{words.count('pass')} cases pass, {words.count('fail')} fail for a known or new reason, "
          f"{words.count('n/a')} do not apply")
    print(f"{right} passed, {len(wrong)} failed, 0 skipped")
    return 1 if wrong or not found else 0
