# Import libraries of real DLLs: gendef's definition file, made a library in each form, linked by GNU ld and
# lld, and run: every pointer that the loader filled in is what GetProcAddress says.
#
# Skip this unless test_dlltool.py or long/implibs.py fails.

import glob
import os
import re
import subprocess
from pathlib import Path

import harness
from images import WINE

GNU = "x86_64-w64-mingw32-"
ENV = {**os.environ, "LC_ALL": "C"}
UNLOADED = ("wintab32.dll",)  # needs a display
MOST = 40  # exports that one program asks for


def run(words, cwd, timeout=100):
    return subprocess.run([str(w) for w in words], cwd=cwd, env=ENV, stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=timeout, check=False)


def dlltool(*words, cwd):
    return run([*os.environ.get("COFFKIT_RUN", "").split(), os.path.join(harness.BUILDDIR, "coff-dlltool"), *words],
               cwd)


def with_linker(where, linker, machine="i386pep"):
    """A folder in which gcc finds LINKER as its ld."""
    folder = Path(where) / ("with-" + linker + machine)
    if not folder.exists():
        folder.mkdir()
        prefix = GNU if machine == "i386pep" else "i686-w64-mingw32-"
        (folder / "ld").write_text("#!/bin/sh\nexec " + (f"ld.lld-19 -m {machine}" if linker == "lld" else prefix + "ld")
                                   + ' "$@"\n')
        (folder / "ld").chmod(0o755)
    return str(folder) + "/"


def wine_dlls(count, at_least=5):
    """COUNT of wine's own 64-bit DLLs that have exports by C names, spread evenly."""
    found = []
    for path in sorted(glob.glob(WINE.format("x86_64") + ".dll")):
        if os.path.basename(path) not in UNLOADED and names_of(path) is not None and len(names_of(path)) >= at_least:
            found.append(path)
    step = max(1, len(found) // count)
    return found[::step][:count]


def names_of(path, cache={}):
    """C names that gendef finds, in a definition file; None if it finds none."""
    if path not in cache:
        text = run(["gendef", "-", path], "/").stdout.decode("latin-1")
        names = re.findall(r"^([A-Za-z_]\w*)$", text, re.M)
        cache[path] = [n for n in names if n not in ("EXPORTS", "DllMain")] or None
    return cache[path]


PROGRAM = """#include <windows.h>
%s
static struct { const char *name; void **at; } all[] = {%s};
int main(void) {
  HMODULE dll = LoadLibraryA("%s");
  if (dll == NULL) return 40;
  for (unsigned i = 0; i < sizeof all / sizeof *all; i++)
    if (*all[i].at != (void *)GetProcAddress(dll, all[i].name)) return 41;
  return 42;
}
"""


def check_dll(suite, path, tmp, programs, all_runs=False):
    """PROGRAMS: a wine.Programs. ALL_RUNS: each form is run as either linker made it, not only as one did."""
    name = os.path.basename(path)
    where = Path(tmp) / name.replace(".", "_")
    where.mkdir()
    text = run(["gendef", "-", path], where).stdout
    (where / "x.def").write_bytes(text)
    # Some do not know the name that the loader finds them by.
    own = [] if f'"{name}"'.lower().encode() in text.lower() else ["-D", name]
    names = names_of(path)
    names = names[::max(1, len(names) // MOST)][:MOST]
    (where / "main.c").write_text(PROGRAM % (
        "\n".join(f'extern void *imp{i} __asm__("__imp_{n}");' for i, n in enumerate(names)),
        ", ".join(f'{{"{n}", &imp{i}}}' for i, n in enumerate(names)), name))
    made = run([GNU + "gcc", "-c", "main.c", "-o", "main.o"], where)
    suite.check(f"{name}: a program of {len(names)} imports", made.returncode == 0, made.stderr[-500:])
    for form in ("long", "short"):
        made = dlltool("-d", "x.def", *own, "-l", form + ".a", "--format=" + form, cwd=where)
        suite.check(f"{name}: {form} library", made.returncode == 0 and made.stderr == b"", made.stderr[:500])
        for linker in ("bfd", "lld"):
            exe = f"{form}-{linker}.exe"
            done = run([GNU + "gcc", "-B", with_linker(where, linker), "main.o", form + ".a", "-o", exe], where)
            linked = suite.check(f"{name}: {form}, linked by {linker}", done.returncode == 0, done.stderr[-500:])
            if linked and (all_runs or (form == "long") == (linker == "bfd")):
                programs.add(f"{name}: {form}, linked by {linker}", where / exe, status=42)
    made = dlltool("-z", "again.def", path, cwd=where)
    again = dlltool("-d", "again.def", "-l", "again.a", cwd=where)
    suite.check(f"{name}: exports to definition file, and back", made.returncode == 0 and again.returncode == 0,
                made.stderr[:300], again.stderr[:300])
    suite.check(f"{name}: all of gendef's names", not set(names_of(path)) - set(exported(where / "again.def")),
                sorted(set(names_of(path)) - set(exported(where / "again.def")))[:5])
    done = dlltool("-I", "long.a", cwd=where), dlltool("-I", "short.a", "--identify-strict", cwd=where)
    suite.equal(f"{name}: identified", [d.stdout.decode().strip().lower() for d in done], [name.lower()] * 2)


def exported(path):
    return [line.split()[0] for line in path.read_text("latin-1").splitlines() if line.startswith("    ")]
