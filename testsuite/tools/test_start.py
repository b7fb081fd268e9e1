#!/usr/bin/python3
# What tools load before they begin: no library that only another tool uses, for loading libcrypto takes longer
# than most of them work.
#
# Skip this unless it fails: then something that they use now leads to one that they do not
# (`gcc ... -Wl,-t` or `-Wl,--trace-symbol=EVP_sha1` says what).

import os
import subprocess

import harness

suite = harness.Suite()
TOOLS = ("coff-ar", "coff-dlltool", "coff-nm", "coff-objcopy", "coff-ranlib", "coff-size", "coff-strings",
         "coff-strip")


def needed(program):
    """Empty for one that is linked statically, as CI does for foreign hosts."""
    done = subprocess.run(["readelf", "-d", os.path.join(harness.BUILDDIR, program)], capture_output=True,
                          text=True, check=False)
    suite.check(f"readelf {program}", done.returncode == 0, done.stderr)
    return [line.split("[")[1].rstrip("]") for line in done.stdout.splitlines() if "(NEEDED)" in line]


for tool in TOOLS:
    heavy = [n for n in needed(tool) if n.startswith(("libcrypto", "libcapstone", "libssl"))]
    suite.equal(f"{tool} loads nothing of others", heavy, [])
suite.finish()
