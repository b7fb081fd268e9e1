#!/usr/bin/python3
# Tests the tarball: `tar x && ./configure && make install` works without git and the autotools.
#
# Skip this unless a release does not build.

import glob
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from installed import environment, lib, make_variable, run  # noqa: E402


def main():
    report = lib.Report()
    name = "coffkit-" + make_variable("PACKAGE_VERSION")
    env = environment()
    with tempfile.TemporaryDirectory() as top:
        tree, prefix = f"{top}/{name}", f"{top}/prefix"
        wrong, _ = run(["make", "-s", "-C", lib.BUILDDIR, "distdir", f"distdir={tree}"], env=env)
        report.result("make distdir", wrong)
        wrong, _ = run(["tar", "cJf", f"{name}.tar.xz", name], cwd=top)
        wrong = wrong or run(f"rm -rf {name} && tar xf {name}.tar.xz", shell=True, cwd=top)[0]
        report.result("it packs and unpacks", wrong)
        stray = glob.glob(f"{tree}/GNUmakefile")
        report.result("the tarball has no GNUmakefile", stray)
        # No compiled test, no static twin: only whether the sources are all there is asked here.
        for command in (["./configure", "-q", f"--prefix={prefix}", "--disable-static",
                         "CFLAGS=-O0"],
                        ["make", "-s", "-j2"], ["make", "-s", "install"]):
            wrong, _ = run(command, cwd=tree, env=env)
            report.result(" ".join(command[:3]).replace(prefix, "PREFIX"), wrong)
        wrong, output = run([f"{prefix}/bin/coffdump", "--version"]) if os.path.exists(
            f"{prefix}/bin/coffdump") else (["there is no coffdump"], "")
        report.result("the installed coffdump runs", wrong or ([] if output else ["prints nothing"]))
    report.finish()


main()
