#!/usr/bin/python3
# Tests the tarball: `tar x && ./configure && make install` works without git and the autotools; then, in the same
# tree, what the porting guide says.
#
# Skip this unless a release does not build.

import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import porting  # noqa: E402
from installed import environment, lib, make_variable, run  # noqa: E402


def strangers(tree):
    """What is in the tarball and neither in the sources nor made by the autotools."""
    known = set(lib.files(inputs=True))
    found = (os.path.relpath(os.path.join(top, name), tree) for top, _, names in os.walk(tree) for name in names)
    return [path for path in found if path not in known and not lib.GENERATED.match(os.path.basename(path))
            and not path.startswith(("build-aux/", "m4/"))]


def main():
    report = lib.Report()
    name = "coffkit-" + make_variable("PACKAGE_VERSION")
    env = environment()
    with tempfile.TemporaryDirectory() as top:
        tree, prefix = f"{top}/{name}", f"{top}/prefix"
        wrong, _ = run(["make", "-s", "-C", lib.BUILDDIR, "distdir", f"distdir={tree}"], env=env)
        report.result("make distdir", wrong)
        # How well it is compressed is not asked here.
        wrong, _ = run(["tar", "cf", f"{name}.tar", name], cwd=top)
        wrong = wrong or run(f"rm -rf {name} && tar xf {name}.tar", shell=True, cwd=top)[0]
        report.result("it packs and unpacks", wrong)
        report.result("the tarball holds sources only", strangers(tree))
        stray = [f for f in ("GNUmakefile", "testsuite/data/MANIFEST.tsv") if os.path.exists(f"{tree}/{f}") !=
                 f.startswith("testsuite")]
        report.result("the tarball has its data and no GNUmakefile", stray)
        # Each file is compiled once.
        for command in (["./configure", "-q", f"--prefix={prefix}", "--disable-shared", "--enable-werror",
                         "CFLAGS=-O0"],
                        ["make", "-s", "-j2"], ["make", "-s", "install"]):
            wrong, _ = run(command, cwd=tree, env=env)
            report.result(" ".join(command[:3]).replace(prefix, "PREFIX"), wrong)
        wrong, output = run([f"{prefix}/bin/coffdump", "--version"]) if os.path.exists(
            f"{prefix}/bin/coffdump") else (["there is no coffdump"], "")
        report.result("the installed coffdump runs", wrong or ([] if output else ["prints nothing"]))
        porting.check(report, tree, env)
    report.finish()


main()
