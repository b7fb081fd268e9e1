#!/usr/bin/python3
# Resources by coff-ld: of objects of windres and llvm-cvtres, and of .res files, in one tree; read by
# llvm-readobj and by programs under wine.
#
# Skip this unless it fails.

import os
import re
import struct
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness
import linkers
import wine

SCRIPTS = {
    "one": '100 RCDATA { "alpha" }\nSTRINGTABLE { 1 "hello" 2 "you" }\nNAMED RCDATA { 1, 2, 3 }\n',
    "two": '101 RCDATA { "beta" }\nLANGUAGE 7, 1\nSTRINGTABLE { 1 "hallo" }\nOWN KIND { 0x1234L }\n',
    "three": '3 KIND { "gamma" }\n77 300 { "x" }\n1 VERSIONINFO FILEVERSION 1,2,3,4 { }\n',
}
# (type, name, language): data
WANTED = {
    ("RCDATA", "100", 1033): b"alpha", ("RCDATA", "NAMED", 1033): struct.pack("<3H", 1, 2, 3),
    ("RCDATA", "101", 1033): b"beta", ("KIND", "OWN", 1031): struct.pack("<I", 0x1234),
    ("KIND", "3", 1033): b"gamma", ("300", "77", 1033): b"x",
}
MACHINES = {"x86_64": ("x64", "pe-x86-64"), "i686": ("x86", "pe-i386")}

READER = r"""
#include <stdio.h>
#include <string.h>
#include <windows.h>
static void show(const char *name, const char *type)
{
  HRSRC r = FindResourceA(NULL, name, type);
  if (r == NULL) { printf("none\n"); return; }
  printf("%.*s %lu\n", (int)SizeofResource(NULL, r), (const char *)LockResource(LoadResource(NULL, r)),
         (unsigned long)SizeofResource(NULL, r));
}
int main(void)
{
  char text[100];
  LoadStringA(NULL, 2, text, sizeof text);
  printf("%s\n", text);
  show(MAKEINTRESOURCEA(100), (const char *)RT_RCDATA);
  show(MAKEINTRESOURCEA(101), (const char *)RT_RCDATA);
  show(MAKEINTRESOURCEA(3), "KIND");
  show(MAKEINTRESOURCEA(4), "KIND");
  return 0;
}
"""


def make(lab, name, script):
    """{kind: file} of the script's resources: an object of windres, one of llvm-cvtres, a .res file."""
    source = lab.write(name + ".rc", script)
    files = {kind: lab.folder / (name + end) for kind, end in (("windres", ".w.o"), ("cvtres", ".c.o"), ("res", ".res"))}
    linkers.run(lab.gnu + "-windres", source, files["windres"])
    linkers.run(lab.gnu + "-windres", "-O", "res", source, files["res"])
    linkers.run("llvm-cvtres-19", "/machine:" + MACHINES[lab.machine][0], f"/out:{files['cvtres']}", files["res"])
    return files


def resources(path):
    """{(type, name, language): data} by llvm-readobj."""
    text = linkers.run("llvm-readobj-19", "--coff-resources", path)
    found, types, names = {}, None, None
    for line in text.splitlines():
        if m := re.match(r" *Type: (?:ID )?(\w+)", line):
            types = m.group(1)
        elif m := re.match(r" *Name: (?:\(ID (\d+)\)|(\S+))", line):
            names = m.group(1) or m.group(2)
        elif m := re.match(r" *Language: \(ID (\d+)\)", line):
            language, data = int(m.group(1)), b""
            found[types, names, language] = data
        elif m := re.match(r" +[0-9A-F]+: ([0-9A-F ]+?)  \|", line):
            found[types, names, language] += bytes.fromhex(m.group(1).replace(" ", ""))
    return found


def trees(suite, lab):
    made = {name: make(lab, name, script) for name, script in SCRIPTS.items()}
    main = lab.compile("m", "int start(void) { return 1; }")
    entry = ("_" if lab.machine == "i686" else "") + "start"
    first = None
    for kinds in (("windres",) * 3, ("cvtres",) * 3, ("res",) * 3, ("windres", "cvtres", "res")):
        for order in (list(SCRIPTS), list(SCRIPTS)[::-1]):
            inputs = [made[name][kind] for name, kind in zip(order, kinds)]
            exe = lab.link("ours", "r.exe", "-e", entry, *inputs, main)
            found = resources(exe)
            first = first or found
            name = f"{lab.machine}: {', '.join(f'{n} by {k}' for n, k in zip(order, kinds))}"
            suite.equal(f"{name}: resources", {k: found.get(k) for k in WANTED}, WANTED)
            suite.equal(f"{name}: the same tree as the first", found, first)
            report = harness.run("coffdump", "--map", str(exe))
            suite.check(f"{name}: no byte without a meaning", report.status == 0 and "unclaimed" not in report.out,
                        report.out[-1500:])
    theirs = lab.folder / "lld.exe"
    linkers.run("lld-link-19", f"/out:{theirs}", "/entry:start", "/subsystem:console", "/safeseh:no", main,
                *(files["res"] for files in made.values()))
    suite.equal(f"{lab.machine}: as lld-link's", first, resources(theirs))


def refusals(suite, lab):
    one = make(lab, "one", SCRIPTS["one"])
    again = make(lab, "again", '100 RCDATA { "other" }\n')
    main = lab.compile("m", "int start(void) { return 1; }")
    status, said = lab.link("ours", "r.exe", "-e", "start", one["windres"], again["res"], main, ok=False)
    suite.check("one resource twice", status != 0 and all(w in said for w in (
        "RT_RCDATA", "100", "en-US", "one.w.o", "again.res")), status, said)
    raw = one["res"].read_bytes()
    damaged = lab.folder / "damaged.res"
    said_of = 0
    for size in range(1, len(raw), 7):
        damaged.write_bytes(raw[:size])
        status, said = lab.link("ours", "r.exe", "-e", "start", damaged, main, ok=False)
        said_of += status != 0 and "damaged" in said
        suite.check(f".res cut off after {size} bytes", status in (0, 1), status, said)
    suite.check("cut .res files are reported", said_of > len(raw) // 7 // 2, said_of)


def manifests(suite, lab):
    """The manifest that drivers add gives way; two others do not."""
    text = {name: f'1 24 {{ "<{name}/>" }}\n' for name in ("default-manifest", "own", "other")}
    made = {name: make(lab, name, script) for name, script in text.items()}
    plain = lab.folder / "default-manifest.o"
    plain.write_bytes(made["default-manifest"]["windres"].read_bytes())
    main = lab.compile("m", "int start(void) { return 1; }")
    for inputs in ([plain, made["own"]["windres"]], [made["own"]["res"], plain]):
        found = resources(lab.link("ours", "r.exe", "-e", "start", *inputs, main))
        suite.equal("the default manifest gives way", list(found.values()), [b"<own/>"])
    found = resources(lab.link("ours", "r.exe", "-e", "start", plain, main))
    suite.equal("the default manifest alone", list(found.values()), [b"<default-manifest/>"])
    status, said = lab.link("ours", "r.exe", "-e", "start", made["own"]["res"], made["other"]["res"], main, ok=False)
    suite.check("two manifests", status != 0 and "RT_MANIFEST" in said, status, said)


def main():
    suite = harness.Suite()
    with tempfile.TemporaryDirectory() as tmp:
        programs = wine.Programs(suite)
        for machine in MACHINES:
            trees(suite, linkers.Lab(f"{tmp}/{machine}", machine))
        lab = linkers.Lab(f"{tmp}/others", "x86_64")
        refusals(suite, lab)
        manifests(suite, lab)
        made = [make(lab, name, script) for name, script in SCRIPTS.items()]
        exe = lab.program("ours", "reader.exe", lab.compile("reader", READER), made[0]["res"], made[1]["windres"],
                          made[2]["cvtres"])
        programs.add("resources at run time", exe, out="you\nalpha 5\nbeta 4\ngamma 5\nnone\n")
        programs.run()
    suite.finish()


main()
