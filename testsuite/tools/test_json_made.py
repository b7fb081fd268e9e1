#!/usr/bin/python3
# coffdump --json against its peers, over objects made on the spot by the compilers and assemblers
# at hand: other versions of them than those that made the fixtures, and counts past 65,535.

import json
import os
import subprocess
import tempfile

import harness
import jsondoc
import peers

suite = harness.Suite()
comparison = jsondoc.Comparison(suite)
DATA = harness.DATA
MINGW64, MINGW32 = "x86_64-w64-mingw32", "i686-w64-mingw32"


def make(what, *command, cwd=None):
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False,
                          cwd=cwd)
    return suite.check(f"{what} is made", done.returncode == 0, done.stderr[:500])


def compare(path, target, objdump=None):
    suite.check(f"{os.path.basename(path)} has a peer", comparison.file(path, objdump))
    doc = jsondoc.document(suite, path, "--headers")
    names = [c["target"] for c in doc["candidates"]] if doc["ambiguous"] else [doc["target"]]
    suite.check(f"{os.path.basename(path)} is {target}", target in names, names)


def gcc(folder):
    for host, target in ((MINGW64, "pe-x86-64"), (MINGW32, "pe-i386")):
        sources = "pe-x86-64-gnu" if target == "pe-x86-64" else "pe-i386-gnu"
        for name, options in (("plain", "-O2"), ("sections", "-O1 -ffunction-sections"),
                              ("debug", "-g -O0"), ("big", "-Wa,-mbig-obj")):
            out = os.path.join(folder, f"{target}-{name}.o")
            wanted = target
            if name == "big":
                wanted = "pe-bigobj-" + target[3:]
            source = os.path.join(DATA, sources, "cprog.c")
            if make(out, f"{host}-gcc", *options.split(), "-w", "-c", source, "-o", out):
                compare(out, wanted, f"{host}-objdump")


CLANG = {"x86_64-pc-windows-msvc": ("pe-x86-64", f"{MINGW64}-objdump"),
         "i686-pc-windows-msvc": ("pe-i386", f"{MINGW32}-objdump"),
         "aarch64-pc-windows-msvc": ("pe-aarch64-little", None),
         "arm64ec-pc-windows-msvc": ("pe-arm64ec", None),
         "thumbv7-pc-windows-msvc": ("pe-armnt", None),
         "x86_64-w64-mingw32": ("pe-x86-64", f"{MINGW64}-objdump"),
         "powerpc-ibm-aix": ("aixcoff-rs6000", None),
         "powerpc64-ibm-aix": ("aix5coff64-rs6000", None)}


def clang(folder):
    for triple, (target, objdump) in CLANG.items():
        aix = triple.endswith("aix")
        source = os.path.join(DATA, "xcoff-llvm/c.c" if aix else "clang-x64-msvc/c.c")
        for name, options in (("plain", "-O2"), ("debug", "-g -gdwarf" if aix else "-g -gcodeview"),
                              ("sections", "-O1 -ffunction-sections -fdata-sections")):
            out = os.path.join(folder, f"{triple}-{name}.obj")
            if make(out, "clang-19", "-target", triple, *options.split(), "-w", "-c", source, "-o",
                    out):
                compare(out, target, objdump)


def assemblers(folder):
    for name, source, form, target in (("n32", "win32.asm", "win32", "pe-i386"),
                                       ("n64", "win64.asm", "win64", "pe-x86-64"),
                                       ("ncoff", "coff.asm", "coff", "coff-i386")):
        out = os.path.join(folder, name + ".o")
        if make(out, "nasm", "-f", form, "-o", out, os.path.join(DATA, "nasm", source)):
            compare(out, target, "i586-pc-msdosdjgpp-objdump" if form == "coff"
                    else f"{MINGW64}-objdump")
    for prefix, data, target in (("i586-pc-msdosdjgpp", "coff-go32", "coff-go32"),
                                 ("h8300-hitachi-coff", "coff-h8300", "coff-h8300"),
                                 ("z80-unknown-coff", "coff-z80", "coff-z80")):
        for name in ("basic", "dbg", "relocs", "sections", "stabs"):
            out = os.path.join(folder, f"{data}-{name}.o")
            if make(out, f"{prefix}-as", "-o", out, os.path.join(DATA, data, f"{name}.s")):
                compare(out, target, f"{prefix}-objdump")


def large(folder):
    """Past the range of 16-bit counts: relocations in PE, sections in bigobj."""
    source = os.path.join(folder, "many.s")
    out = os.path.join(folder, "relocs.o")
    with open(source, "w", encoding="ascii") as f:
        f.write(".data\n.rept 70000\n.long outside\n.endr\n")
    if make(out, f"{MINGW64}-as", source, "-o", out):
        doc = json.loads(harness.coffdump("--json", "--sections", "--symbols", "--relocs", "--lines",
                                          out).raw)
        comparison.add(out, doc, "GNU",
                       peers.compare_gnu(doc, peers.run_gnu(f"{MINGW64}-objdump", out)))
        comparison.add(out, doc, "LLVM", peers.compare_llvm(doc, peers.run_llvm(out)))
        data = [s for s in doc["sections"] if s["name"] == ".data"][0]
        suite.equal("70,000 relocations", (data["relocation_count"], data["header"]["relocations"]),
                    (70000, 0xffff))
    with open(source, "w", encoding="ascii") as f:
        f.writelines(f'.section .s{i},"dr"\n.byte 1\n' for i in range(66000))
    if make(out, f"{MINGW64}-as", "-mbig-obj", source, "-o", out):
        # Validating so many takes minutes.
        doc = json.loads(harness.coffdump("--json", "--sections", "--symbols", out).raw)
        suite.equal("66,000 sections", doc["sections"][-1]["name"], ".s65999")
        suite.equal("and symbols in the last", doc["symbols"][-2]["section_number"] > 65535, True)


def imports(folder):
    """Short import objects: the members of an import library."""
    definition = os.path.join(folder, "k.def")
    with open(definition, "w", encoding="ascii") as f:
        f.write("LIBRARY kernel.dll\nEXPORTS\n  Sleep\n  Table DATA\n  ByNumber @7 NONAME\n")
    for machine, constant in (("i386:x86-64", "AMD64"), ("arm64", "ARM64"), ("i386", "I386"),
                              ("arm", "ARMNT")):
        library = os.path.join(folder, f"{machine.replace(':', '-')}.lib")
        members = os.path.join(folder, f"{machine.replace(':', '-')}-members")
        os.mkdir(members)
        if not make(library, "llvm-dlltool-19", "-m", machine, "-d", definition, "-l", library):
            continue
        # Members share one name: take them out one by one.
        listing = subprocess.run(["llvm-ar-19", "t", library], capture_output=True, text=True,
                                 check=True).stdout.split()
        found = {}
        for i in range(1, listing.count("kernel.dll") + 1):
            subprocess.run(["llvm-ar-19", "xN", str(i), library, "kernel.dll"], cwd=members,
                           check=True)
            path = os.path.join(members, "kernel.dll")
            doc = jsondoc.document(suite, path)
            if doc["kind"] == "short import object":
                found[doc["import"]["import_name"]] = doc
        suite.equal(f"{machine}: what is imported", sorted(found), ["", "Sleep", "Table"])
        suite.equal(f"{machine}: ordinal", found[""]["import"]["ordinal"], 7)
        suite.equal(f"{machine}: types", [found[n]["import"]["type"] for n in ("Sleep", "Table")],
                    ["IMPORT_OBJECT_CODE", "IMPORT_OBJECT_DATA"])
        suite.equal(f"{machine}: library", {d["import"]["dll"] for d in found.values()},
                    {"kernel.dll"})
        suite.equal(f"{machine}: machine", {d["machine"]["constant"] for d in found.values()},
                    {"IMAGE_FILE_MACHINE_" + constant})


with tempfile.TemporaryDirectory() as temp:
    gcc(temp)
    clang(temp)
    assemblers(temp)
    large(temp)
    imports(temp)
comparison.finish()
suite.check("facts were compared", comparison.facts > 100000, comparison.facts)
suite.finish()
