#!/usr/bin/python3
# Tests what `make install` leaves behind: the files, pkg-config, and README's program in C.
#
# Skip this unless an installed prefix is wrong.

import glob
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "checks"))
import lib  # noqa: E402


def environment(**more):
    """Without the variables by which an outer make would talk to an inner one."""
    env = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    return {**env, **more}


def run(command, **options):
    """(what went wrong as a list, standard output)."""
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False,
                          **options)
    if done.returncode == 0:
        return [], done.stdout
    words = command if isinstance(command, str) else " ".join(command)
    return [f"{words}: exit status {done.returncode}",
            *(done.stdout + done.stderr).splitlines()[-15:]], done.stdout


def make_variable(name):
    with open(os.path.join(lib.BUILDDIR, "Makefile"), encoding="utf-8") as f:
        return re.search(rf"^{name} = (.*)$", f.read(), re.M).group(1)


def readme_program():
    m = re.search(r"^```c\n(.*?)^```$", lib.read("README.md"), re.M | re.S)
    return m.group(1) if m else None


def fixture():
    """An object to read: the first of the test suite's."""
    found = lib.files(lambda p: p.startswith("testsuite/") and p.endswith((".o", ".obj")),
                      inputs=True)
    return os.path.join(lib.SRCDIR, found[0]) if found else None


def absent(top, prefix):
    """What an installed coffkit must have and this one lacks."""
    wanted = ["lib/pkgconfig/coffkit.pc", "lib/libcoffkit.so", "lib/libcoffkit.a",
              "share/man/man1/coffdump.1", "bin/coffdump"]
    wanted += [p for p in lib.files(lambda p: p.startswith("include/coff/"))]
    return [f"{path} is not installed" for path in wanted
            if not os.path.exists(os.path.join(top + prefix, path))]


def builds_and_runs(top, prefix, source, static):
    """(what went wrong, output) of README's program against the prefix."""
    libdir = top + prefix + "/lib"
    env = environment(PKG_CONFIG_PATH=libdir + "/pkgconfig", PKG_CONFIG_SYSROOT_DIR=top,
                      LD_LIBRARY_PATH="" if static else libdir)
    flags = "-static" if static else ""
    wrong, _ = run(f"gcc -std=c11 -Wall -Wextra -Werror {flags} -o '{top}/program' '{source}' "
                   f"$(pkg-config --cflags --libs {'--static' if static else ''} coffkit)",
                   shell=True, env=env)
    if wrong:
        return wrong, ""
    wrong, output = run([f"{top}/program", fixture() or "no-fixture"], env=env)
    if not wrong and not output.strip():
        wrong = ["it printed nothing"]
    return wrong, output


def test_program(report, top, prefix):
    program = readme_program()
    report.result("README.md holds a program in C", [] if program else ["no ```c block"])
    if not program:
        return
    source = os.path.join(top, "program.c")
    with open(source, "w", encoding="utf-8") as f:
        f.write(program)
    wrong, shared = builds_and_runs(top, prefix, source, False)
    report.result("README's program with the shared library", wrong)
    wrong, static = builds_and_runs(top, prefix, source, True)
    report.result("README's program with the static library", wrong)
    report.result("both print the same", [] if shared == static else [shared, static])


def main():
    report = lib.Report()
    prefix = make_variable("prefix")
    with tempfile.TemporaryDirectory() as top:
        wrong, _ = run(["make", "-s", "-C", lib.BUILDDIR, "install", f"DESTDIR={top}"],
                       env=environment())
        report.result("make install", wrong)
        report.result("the installed files", absent(top, prefix))
        dump = f"{top}{prefix}/bin/coffdump"
        if os.path.exists(dump):
            wrong, output = run([dump, "--version"])
            version = make_variable("PACKAGE_VERSION")
            report.result("the installed coffdump runs",
                          wrong or ([] if version in output else [output]))
        test_program(report, top, prefix)
        wrong, _ = run(["make", "-s", "-C", lib.BUILDDIR, "uninstall", f"DESTDIR={top}"],
                       env=environment())
        left = [p for p in glob.glob(f"{top}{prefix}/**", recursive=True)
                if os.path.isfile(p)]
        report.result("make uninstall leaves nothing", wrong or left)
    report.finish()


if __name__ == "__main__":
    main()
