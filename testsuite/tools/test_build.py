#!/usr/bin/python3
# What the library writes, judged by others: other tools read the samples of flavours that they know as
# coffdump does, linkers take objects that were made here, and what comes out runs under wine.
#
# Skip it unless you change how files are written; every flavour's sample against its text is in
# test_mkcoff.py.

import os
import re
import stat
import subprocess
import tempfile
from pathlib import Path

import harness
import wine
import jsondoc

suite = harness.Suite()

# The objdump that knows a flavour; llvm-readobj is asked for all of PE and XCOFF.
PEERS = {"pe-x86-64": "x86_64-w64-mingw32-objdump", "pe-bigobj-x86-64": "x86_64-w64-mingw32-objdump",
         "pe-i386": "i686-w64-mingw32-objdump", "pe-aarch64-little": None,
         "coff-go32": "i586-pc-msdosdjgpp-objdump", "coff-h8300": "h8300-hitachi-coff-objdump",
         "coff-z80": "z80-unknown-coff-objdump", "aixcoff-rs6000": None, "aix5coff64-rs6000": None}


def mkcoff(tmp, name, text):
    (tmp / "text").write_text(text)
    done = harness.run("testsuite/tools/mkcoff", str(tmp / "text"), str(tmp / name))
    suite.check(f"{name} is made", done.status == 0, done.err)
    return tmp / name


def without_strange_classes(tmp, path, text, objdump):
    """GNU's tools refuse a file for a storage class that no compiler of the flavour writes."""
    done = subprocess.run([objdump, "-t", str(path)], capture_output=True, text=True, check=False)
    refused = {int(n) for n in re.findall("unrecognized storage class ([0-9]+)", done.stderr)}
    lines = [line for line in text.splitlines()
             if not any(line.startswith(f'symbol "class_{n}_') for n in refused)]
    return mkcoff(tmp, path.name, "\n".join(lines) + "\n") if refused else path


def samples(tmp):
    compared = jsondoc.Comparison(suite)
    for target, objdump in PEERS.items():
        text = harness.run("testsuite/tools/mkcoff", "--sample", target, "object").out
        path = mkcoff(tmp, target + ".o", text)
        if objdump is not None:
            path = without_strange_classes(tmp, path, text, objdump)
        suite.check(f"{target}: a peer reads it", compared.file(str(path), objdump))
    suite.check("peers were asked for much", compared.facts > 5000, compared.facts)


# exit code 42 by way of a relocation against a symbol with a long name in another section.
OBJECT = """
target pe-x86-64 object
section ".text" flags=0x60500020
  bytes 8b 05 00000000 c3 # mov eax, [the_number]; ret
  reloc 2 "IMAGE_REL_AMD64_REL32" symbol=3
section ".rdata$a_group_with_a_long_name" flags=0x40500040
  bytes ffffffff 2a000000
symbol ".text" section=1 class=3
  section-aux
symbol ".rdata$a_group_with_a_long_name" section=2 class=3
  section-aux
symbol "start_of_the_program" section=1 class=2 type=0x20
symbol "the_number_in_question" section=2 value=4 class=2
"""
# The same as an image, with nothing else in it.
IMAGE = """
target pei-{machine} image
header flags={flags}
optional "{layout}" 16
set "AddressOfEntryPoint" 0x1000
set "Subsystem" 3
section ".text" flags=0x60000020 vaddr=0x1000
  bytes {code}
section ".data" flags=0xc0000040 vaddr=0x2000
  bytes 2a000000
section ".bss" flags=0xc0000080 vaddr=0x3000 size=0x2000
section ".reloc" flags=0x42000040 vaddr=0x5000
  base 0x2000 0
dir 5 0x5000 12
"""


def run_wine(name, path):
    suite.equal(f"{name}: exit code under wine", wine.run(path).status, 42)


def linked(tmp):
    path = mkcoff(tmp, "made.obj", OBJECT)
    for name, command in (
            ("lld", ["lld-link-19", "/entry:start_of_the_program", "/subsystem:console",
                     "/nodefaultlib", f"/out:{tmp}/lld.exe", str(path)]),
            ("GNU ld", ["x86_64-w64-mingw32-ld", "-e", "start_of_the_program", "-o",
                        f"{tmp}/ld.exe", str(path)])):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if suite.check(f"{name} links the object", done.returncode == 0, done.stderr):
            run_wine(name, Path(command[-2].removeprefix("/out:")) if name == "GNU ld"
                     else tmp / "lld.exe")


def image(tmp):
    code = "8b 05 fa0f0000 c3"  # mov eax, [rip + 0xffa]: 0x2000; ret
    path = mkcoff(tmp, "made.exe", IMAGE.format(machine="x86-64", flags="0x22", layout="PE32+",
                                                code=code))
    run_wine("image from nothing", path)
    doc = jsondoc.document(suite, str(path), "--headers", "--sections", "--certificates",
                           "--base-relocs")
    suite.equal("image: nothing is wrong with it", doc["diagnostics"], [])
    suite.equal("image: checksum", doc["checksum"]["stored"], doc["checksum"]["computed"])
    size = doc["optional_header"]["fields"]["SizeOfImage"]
    suite.equal("image: size in memory", size, 0x6000)


# ---- Output -----------------------------------------------------------------------------------

SMALL = """
target pe-x86-64 object
section ".data" flags=0xc0300040
  bytes 01
"""


def files(tmp):
    """Old files keep their permissions, links stay links, what is no file is written in place."""
    path = mkcoff(tmp, "old.obj", SMALL)
    path.chmod(0o640)
    (tmp / "link").symlink_to("old.obj")
    before = path.stat().st_ino
    mkcoff(tmp, "link", SMALL.replace("01", "02"))
    suite.check("a link stays one", (tmp / "link").is_symlink())
    suite.equal("permissions are kept", stat.S_IMODE(path.stat().st_mode), 0o640)
    suite.check("the file is a new one", path.stat().st_ino != before)
    suite.check("and has the new bytes", b"\x02" in path.read_bytes())
    (tmp / "text").write_text(SMALL)
    done = harness.run("testsuite/tools/mkcoff", str(tmp / "text"), "/dev/null")
    suite.check("/dev/null is written to", done.status == 0 and
                stat.S_ISCHR(os.stat("/dev/null").st_mode), done.err)
    piped = harness.run("testsuite/tools/mkcoff", str(tmp / "text"), "/dev/stdout")
    suite.check("a pipe is written to", piped.raw == mkcoff(tmp, "x.obj", SMALL).read_bytes())
    full = harness.run("testsuite/tools/mkcoff", str(tmp / "text"), "/dev/full")
    suite.check("a full device is an error", full.status == 1 and "No space" in full.err, full.err)
    (tmp / "text").write_text(SMALL + 'symbol "x" section=5 class=2\n')
    was = path.read_bytes()
    done = harness.run("testsuite/tools/mkcoff", str(tmp / "text"), str(path))
    suite.check("what cannot be written leaves the old file",
                done.status == 1 and path.read_bytes() == was, done.err)
    folder = tmp / "folder"
    folder.mkdir()
    done = harness.run("testsuite/tools/mkcoff", str(tmp / "text"), str(folder))
    suite.check("a folder is no place to write", done.status == 1, done.err)
    suite.equal("no litter", [p.name for p in tmp.iterdir() if "coffkit" in p.name], [])


def main():
    with tempfile.TemporaryDirectory() as folder:
        tmp = Path(folder)
        samples(tmp)
        linked(tmp)
        image(tmp)
        files(tmp)
    suite.finish()


main()
