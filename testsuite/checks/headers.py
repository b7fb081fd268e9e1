#!/usr/bin/python3
# Checks that every public header compiles alone, twice in a row, as C11 and as C++17.
#
# Skip this unless you change a rule.

import os
import subprocess

import lib

COMPILERS = [("gcc", "c", "c11"), ("g++", "c++", "c++17"),
             ("clang-19", "c", "c11"), ("clang++-19", "c++", "c++17")]


def compile_text(compiler, language, standard, text):
    """The first line of what the compiler says against the text, or nothing."""
    command = [compiler, "-x", language, f"-std={standard}", "-Wall", "-Wextra", "-Werror",
               "-pedantic", "-fsyntax-only", "-I", os.path.join(lib.SRCDIR, "include"), "-"]
    try:
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return [f"{compiler} is missing (packages.txt)"]
    if done.returncode == 0:
        return []
    errors = [line for line in done.stderr.splitlines() if "error:" in line]
    return errors[:1] or [done.stderr]


def main():
    report = lib.Report()
    headers = lib.files(lambda p: p.startswith("include/coff/") and p.endswith(".h"))
    report.result("there are public headers", [] if headers else ["none in include/coff"])
    for compiler, language, standard in COMPILERS:
        bad = compile_text(compiler, language, standard, "static int *f(void) { return &nothing; }")
        report.result(f"{compiler}: the check itself", [] if bad else ["takes an undeclared name"])
        for header in headers:
            line = f"#include \"{header.removeprefix('include/')}\"\n"
            report.result(f"{compiler}: {header}",
                          compile_text(compiler, language, standard, line + line))
    report.finish()


main()
