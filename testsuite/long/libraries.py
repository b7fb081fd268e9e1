#!/usr/bin/python3
# coffdump over every library of mingw-w64 and of its gcc: members against ar, the symbol index against nm
# and against the members, nothing reported.
#
# Skip this unless it fails. Part of `make check-long`. Folders may be given.

import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import harness
from archives import compare_index, compare_members

FOLDERS = ["/usr/x86_64-w64-mingw32/lib", "/usr/i686-w64-mingw32/lib",
           "/usr/lib/gcc/x86_64-w64-mingw32", "/usr/lib/gcc/i686-w64-mingw32"]
GNU = "x86_64-w64-mingw32-"


def libraries(tops):
    for top in tops:
        for folder, folders, names in os.walk(top):
            folders.sort()
            for name in sorted(names):
                path = os.path.join(folder, name)
                if name.endswith((".a", ".lib")) and not os.path.islink(path):
                    yield path


def output(*command):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, timeout=300, check=False)
    return done.stdout.decode("utf-8", "surrogateescape")


def armap(path):
    """The index comes first: nm need not read the members."""
    with subprocess.Popen([GNU + "nm", "--print-armap", path], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True, errors="surrogateescape") as run:
        lines = []
        for line in run.stdout:
            if lines and line == "\n":
                break
            lines.append(line)
        run.kill()
    return "".join(lines)


def main():
    suite = harness.Suite()
    count = symbols = 0
    for path in libraries(sys.argv[1:] or FOLDERS):
        done = harness.coffdump("--json", "--archive-index", path)
        suite.equal(f"{path}: status", (done.status, done.err), (0, ""))
        doc = json.loads(done.raw)
        if not any(m["special"] is None for m in doc["archive"]["members"]):
            continue  # some libraries are empty on purpose
        compare_members(suite, path, doc, output(GNU + "ar", "tv", path))
        if doc["archive"]["index"]:
            symbols += compare_index(suite, path, doc, armap(path))
        count += 1
    print(f"{count} libraries, {symbols} symbols")
    suite.check("symbols were compared", symbols > count, symbols)
    suite.check("libraries were found", count > 100 or sys.argv[1:], count)
    suite.finish()


main()
