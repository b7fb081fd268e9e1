#!/usr/bin/python3
"""Runs binutils' own test cases, from Debian's binutils-source, against the tools of this tree.

Skip this unless `make check-peers` fails. dejagnu runs the cases as they are, twice for each target: with
GNU's tools, which is the control, and with ours in their places (assembler, linker and compiler stay GNU's).
binutils.expected says of every case what comes of it:

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
EXPECTED = SRC / "testsuite/peers/binutils.expected"
FOLDER = BUILD / "peers/binutils"
TARBALLS = Path("/usr/src/binutils")
# The targets whose files are COFF, by the prefix of GNU's tools.
TARGETS = ("x86_64-w64-mingw32", "i686-w64-mingw32", "i586-pc-msdosdjgpp", "z80-unknown-coff",
           "h8300-hms")
# Variables of the test cases, and the tools that take the place of GNU's.
OURS = {"AR": "coff-ar", "DLLTOOL": "coff-dlltool", "NM": "coff-nm", "OBJCOPY": "coff-objcopy",
        "OBJDUMP": "coff-objdump", "SIZE": "coff-size", "STRINGS": "coff-strings", "STRIP": "coff-strip"}
GNU = {"ADDR2LINE": "addr2line", "AR": "ar", "AS": "as", "CXXFILT": "c++filt", "DLLTOOL": "dlltool",
       "ELFEDIT": "elfedit", "LD": "ld", "NM": "nm", "OBJCOPY": "objcopy", "OBJDUMP": "objdump",
       "READELF": "readelf", "SIZE": "size", "STRINGS": "strings", "STRIP": "strip", "WINDRES": "windres"}
# Scripts whose subject is one of these tools alone, in which the others only look at what it made: GNU's
# look, so that no mistake of ours hides another. They read S-records too.
SUBJECTS = {"objcopy": ("OBJCOPY", "STRIP"), "update-section": ("OBJCOPY", "STRIP"),
            "compress": ("OBJCOPY", "STRIP"), "ar": ("AR",), "dlltool": ("DLLTOOL",)}
# Scripts of cases about tools that have no namesake here.
NO_TOOL = {"addr2line", "cxxfilt", "debuginfod", "elfedit", "readelf", "windres"}
# dejagnu's words for a case.
WORD = re.compile(r"^(PASS|FAIL|XPASS|XFAIL|KFAIL|KPASS|UNTESTED|UNRESOLVED|UNSUPPORTED|ERROR): (.*)$",
                  re.M)
LIMIT = 170  # seconds that one run may take


def unpack():
    """The folder of the test cases."""
    archives = sorted(TARBALLS.glob("binutils-*.tar.*"))
    if not archives:
        sys.exit(f"no binutils-*.tar.* in {TARBALLS}: the package binutils-source is missing\n"
                 "0 passed, 1 failed, 0 skipped")
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    # tar, for the module of Python goes back and forth in what is compressed, which takes minutes.
    subprocess.run(["tar", "-xf", archives[-1], "-C", FOLDER, "--wildcards", "*/binutils/testsuite/*"],
                   check=True)
    return next(FOLDER.glob("*/binutils/testsuite"))


def site(target, folder, cases):
    """What binutils' configure would have written."""
    host = subprocess.run(["gcc", "-dumpmachine"], check=True, capture_output=True, text=True).stdout
    values = {"tool": "binutils", "srcdir": cases, "objdir": folder, "base_dir": folder,
              "target_triplet": target, "target_alias": target, "development": "false",
              "experimental": "false", "HOSTING_EMU": '""', "BFD64": '""'}
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


def run(target, side, cases):
    """{case: dejagnu's word} of all cases with the tools of SIDE, "ours" or "gnu"."""
    folder = FOLDER / f"{target}-{side}"
    folder.mkdir()
    site(target, folder, cases)
    scripts = sorted(p for p in cases.rglob("*.exp")
                     if "binutils-all" in p.parts and p.stem not in NO_TOOL)
    text = ""
    for subjects in sorted({SUBJECTS.get(p.stem, tuple(OURS)) for p in scripts}):
        tools = {name: f"{target}-{tool}" for name, tool in GNU.items()}
        if side == "ours":
            for name in subjects:  # under GNU's name, by which coff-dlltool knows the processor
                tools[name] = folder / f"{target}-{GNU[name]}"
                tools[name].unlink(missing_ok=True)
                tools[name].symlink_to(BUILD / OURS[name])
        own = [p.name for p in scripts if SUBJECTS.get(p.stem, tuple(OURS)) == subjects]
        command = ["runtest", "--tool", "binutils", "--srcdir", cases, *own, f"CC={target}-gcc",
                   f"CC_FOR_TARGET={target}-gcc", "CFLAGS_FOR_TARGET=-g",
                   *(f"{name}={tool}" for name, tool in tools.items())]
        with open(folder / "output", "ab") as out:
            subprocess.run(list(map(str, command)), cwd=folder, stdin=subprocess.DEVNULL, stdout=out,
                           stderr=out, timeout=LIMIT, check=False,
                           env={**os.environ, "LC_ALL": "C", "TZ": "UTC", "DEJAGNU": "/dev/null"})
        text += (folder / "binutils.sum").read_text(errors="replace")
        (folder / "binutils.log").rename(folder / f"{own[0]}.log")
    return results(text)


def verdict(ours, control):
    if ours == "PASS":
        return "pass"
    return "fail" if control == "PASS" else "n/a"


def compared(target, ours, control):
    print(f"{target}: GNU's own tools pass {list(control.values()).count('PASS')} of {len(control)}, "
          f"ours {list(ours.values()).count('PASS')} of {len(ours)}")
    if "PASS" not in control.values():
        sys.exit(f"the control passes nothing: see {FOLDER}/{target}-gnu/output\n"
                 "0 passed, 1 failed, 0 skipped")
    return {(target, case): verdict(ours.get(case, "not run"), control.get(case, "not run"))
            for case in sorted(ours.keys() | control.keys())}


def expected():
    """{(target, case): (verdict, reason)}"""
    rows = {}
    for line in EXPECTED.read_text().splitlines() if EXPECTED.exists() else []:
        if line and not line.startswith("#"):
            target, case, what, reason = (line.split("\t") + [""])[:4]
            rows[target, case] = what, reason
    return rows


def update(found, known):
    head = ("# What comes of binutils' own test cases with the tools of this tree: target, case, verdict,\n"
            "# reason. binutils.py says what the verdicts mean, and compares.\n")
    lines = []
    for (target, case), what in sorted(found.items()):
        reason = known.get((target, case), ("", ""))
        lines.append("\t".join([target, case, what] + (
            [] if what == "pass" else [reason[1] if reason[0] == what else "?"])))
    EXPECTED.write_text(head + "\n".join(lines) + "\n")


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


def main():
    arguments = [a for a in sys.argv[1:] if a != "--update"]
    targets = [t for t in TARGETS if not arguments or any(a in t for a in arguments)]
    cases = unpack()
    found = {}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = [[pool.submit(run, t, side, cases) for side in ("ours", "gnu")] for t in targets]
        for target, sides in zip(targets, runs):
            found |= compared(target, *(side.result() for side in sides))
    known = {key: row for key, row in expected().items() if key[0] in targets}
    if "--update" in sys.argv:
        rest = {key: row for key, row in expected().items() if key[0] not in targets}
        update(found | {key: row[0] for key, row in rest.items()}, known | rest)
        known = {key: row for key, row in expected().items() if key[0] in targets}
    right, wrong = compare(found, known)
    print(*wrong, sep="\n")
    words = list(found.values())
    print(f"{words.count('pass')} cases pass, {words.count('fail')} fail for a known or new reason, "
          f"{words.count('n/a')} do not apply")
    print(f"{right} passed, {len(wrong)} failed, 0 skipped")
    return 1 if wrong or not found else 0


if __name__ == "__main__":
    sys.exit(main())
