#!/usr/bin/python3
# Checks what the libraries' objects and shared objects define: exported names, mutable globals.
#
# Skip this unless you change a rule. It reads the build, so it runs for a plain one only:
# sanitizers put tables of their own into every object.

import glob
import os
import re
import subprocess
import tempfile

import lib

WRITABLE = re.compile(r"^(\.data(?!\.rel\.ro)|\.bss|\.tbss|\.tdata|\*COM\*|\.l?bss|\.ldata|COMMON)")
# Hooks in targets/ that no layout can say: (file, function): why. Flavours are tables.
HOOKS = {}
SAMPLE = {
    "int seen;": True,
    "static int seen = 3; int *f(void); int *f(void) { return &seen; }": True,
    "static _Thread_local int seen; int *f(void); int *f(void) { return &seen; }": True,
    "const char *name = \"a\";": True,
    "const char *const names[] = {\"a\", \"b\"};": False,
    "int f(int a); int f(int a) { return a + 1; }": False,
}


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def writable(path):
    """The symbols of an object that live where the program can write. By section name: a constant
    table that holds pointers is in .data.rel.ro, which the loader closes after relocating it."""
    found = []
    for line in run("objdump", "-t", path).splitlines():
        m = re.match(r"^[0-9a-f]+ (.{7}) (\S+)\s+[0-9a-f]+\s+(?:\.hidden )?(.*)$", line)
        if m and "d" not in m.group(1) and WRITABLE.match(m.group(2)):
            found.append(f"{m.group(3)} in {m.group(2)}")
    return found


def objects():
    """({source: PIC object}, the sources that have none). Registry of targets included."""
    sources = lib.files(lambda p: p.endswith(".c") and p.startswith(("coffgen/", "targets/")))
    found, lacking = {}, []
    for source in [*sources, "targets/registry.c"]:
        folder, name = os.path.split(source)
        stem = name.removesuffix(".c")
        hits = glob.glob(os.path.join(lib.BUILDDIR, folder, ".libs", f"{stem}.o"))
        hits += glob.glob(os.path.join(lib.BUILDDIR, folder, ".libs", f"lib*_la-{stem}.o"))
        if hits:
            found[source] = hits[0]
        else:
            lacking.append(f"{source}: no PIC object in {lib.BUILDDIR}: is it in Makefile.am?")
    return found, lacking


def compile_sample(text, folder, *flags):
    path = os.path.join(folder, "sample.c")
    with open(path, "w", encoding="utf-8") as f:
        f.write(text + "\n")
    out = os.path.join(folder, "sample.o")
    run("gcc", "-fPIC", *flags, "-o", out, path)
    return out


def globals_itself():
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for text, bad in SAMPLE.items():
            for extra in ("-fno-common", "-fcommon"):
                if bool(writable(compile_sample(text, folder, "-c", extra))) != bad:
                    found.append(f"{'misses' if bad else 'objects to'}: {text} ({extra})")
    return found


def functions(path):
    """Names of the functions that an object has."""
    return [line.split()[-1] for line in run("nm", path).splitlines()
            if line.split()[-2] in ("T", "t", "W", "i")]


def hooks(found):
    """Code in target files that HOOKS does not list, and what HOOKS lists in vain."""
    code = {(source, name) for source, path in found.items() if source.startswith("targets/")
            for name in functions(path)}
    return [f"{source}: {name}: a function among the tables" for source, name in code - set(HOOKS)] \
        + [f"{source}: {name}: listed, and not there" for source, name in set(HOOKS) - code]


def hooks_itself():
    text = "static int hook(int a) { return a + 1; } int (*const table[])(int) = {hook};"
    with tempfile.TemporaryDirectory() as folder:
        found = functions(compile_sample(text, folder, "-c"))
    return [] if found == ["hook"] else [f"found {found}, not hook"]


def exported(path):
    """Names in the dynamic symbol table, versions and the version's own symbol left out."""
    names = []
    for line in run("nm", "-D", "--defined-only", path).splitlines():
        kind, name = line.split()[-2:]
        if kind != "A":
            names.append(name.split("@")[0])
    return names


def export_breaches(path, taken):
    names = exported(path)
    found = [f"{name}: exported without coff_" for name in names if not name.startswith("coff_")]
    found += [f"{name}: libbfd exports this too" for name in names if name in taken]
    return found if names else [f"{path} exports nothing"]


def exports_itself(taken):
    text = "int coff_object_p, helper, coff_new_name;"
    with tempfile.TemporaryDirectory() as folder:
        found = export_breaches(compile_sample(text, folder, "-shared"), taken)
    wanted = {"helper: exported without coff_", "coff_object_p: libbfd exports this too"}
    return [] if set(found) == wanted else [f"found {found}, not {sorted(wanted)}"]


def versions(path):
    """Every exported name has a version."""
    out = run("nm", "-D", "--with-symbol-versions", "--defined-only", path)
    return [line for line in out.splitlines() if " A " not in line and "@COFFKIT_" not in line]


def main():
    report = lib.Report()
    taken = {line for line in lib.read("testsuite/checks/bfd-names.txt").splitlines()
             if not line.startswith("#")}
    found, lacking = objects()
    report.result("every source of the libraries is built", lacking)
    report.result("no mutable globals: the check itself", globals_itself())
    report.result("no mutable globals", [f"{source}: {what}" for source, path in found.items()
                                         for what in writable(path)])
    report.result("flavours are tables: the check itself", hooks_itself())
    report.result("flavours are tables", hooks(found))
    report.result("exported names: the check itself", exports_itself(taken))
    shared = sorted(glob.glob(os.path.join(lib.BUILDDIR, ".libs", "libcoff*.so")))
    report.result("there is a shared library", [] if shared else [lib.BUILDDIR])
    for path in shared:
        name = os.path.basename(path)
        report.result(f"{name}: exported names", export_breaches(path, taken))
        report.result(f"{name}: symbol versions", versions(path))
    report.finish()


main()
