#!/usr/bin/python3
# Flavours that are not Windows', linked: DJGPP, Z80 and H8/300 against the GNU linkers that Debian has for them,
# whose sections, contents and symbols must be ours. Objects of all flavours that a linker made an image of: our image
# of them must hold what reloc-apply makes of their relocations, which test_linked.py holds against that linker's.
#
# Skip this unless it fails.
#
# Usage: test_ld_classic.py [FOLDER]: only the objects of a folder with a MANIFEST.tsv, another than the fixtures.

import json
import os
import re
import shlex
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness
import linked
import linkers

OURS = shlex.split(harness.command("coff-ld"))

# Emulation: triple of the tools, option of the assembler.
PEERS = {"i386go32": "i586-pc-msdosdjgpp", "z80": "z80-unknown-coff", "h8300": "h8300-hitachi-coff"}

FOLDERS = {"i386go32": "coff-go32", "z80": "coff-z80", "h8300": "coff-h8300"}

# By emulation: sources, each of which becomes an object. Between them: references both ways, symbols of the layout,
# commons of two sizes, sections that the layout names and others.
SOURCES = {
    "i386go32": {
        "one": """
        .file "one.c"
        .text
        .globl start
start:  movl _var, %eax
        call _f
        jmp start
        .byte 1
        .data
        .globl _var
_var:   .long start, _buf, _end, end, .text, djgpp_first_ctor
        .comm _buf, 10
        .section .rodata
        .long 5, _cc
        .section .ctors
        .long start
""",
        "two": """
        .file "two.c"
        .text
        .globl _f
_f:     movb _var+1, %al
        movl $_cc, %edx
        ret
        .comm _cc, 3
        .comm _buf, 16
        .data
        .byte 5
        .bss
        .lcomm _loc, 5
        .section .debug_info
        .long .text
""",
    },
    "z80": {
        "one": """
        .text
        .globl _start
_start: ld hl, _var
        call _f
        jr loop
loop:   nop
        .data
        .globl _var
_var:   .word _start, _buf, __Hdata
        .bss
        .comm _buf, 10
""",
        "two": """
        .text
        .globl _f
_f:     ld a, (_var+1)
        ld de, _cc
        ret
        .comm _cc, 3
        .data
        .byte 5
""",
    },
    "h8300": {
        "one": """
        .text
        .globl _start
_start: mov.w @_var, r0
        jsr @_f
        bra _start
        .data
        .globl _var
_var:   .word _start, _buf, _end
        .comm _buf, 10
""",
        "two": """
        .text
        .globl _f
_f:     mov.w #_var+2, r1
        rts
        .section .rodata
        .long _f
""",
    },
}


def document(path):
    done = harness.coffdump("--json", path)
    if done.status != 0 or done.err:
        raise linkers.Failed(done.err)
    return json.loads(done.out)


def contents(path, doc):
    data = path.read_bytes()
    base = int(str(doc["header"]["offset"]), 0)
    return {s["name"]: data[base + s["file_offset"]:][:s["size"]] for s in doc["sections"]}


def sections(doc):
    return [(s["name"], hex(s["flags_raw"]), hex(s["virtual_address"]), s["size"], s["virtual_size"],
             s["header"]["line_numbers"]) for s in doc["sections"]]


def auxiliary(aux, names):
    """Its fields, with names for indices: GNU ld makes a file symbol of none. Line numbers are compared by themselves."""
    return sorted((k, names.get(v, "0") if k in ("x_tagndx", "x_endndx") else str(v)) for k, v in aux.items() if k not in ("x_lnnoptr", "x_offset"))


def symbols(doc):
    """Without their order: GNU ld has the global ones last. A file's value is the index of the next one."""
    names = {s["index"]: s["name"] for s in doc["symbols"] if s["kind"] != "file"}
    return sorted((s["name"], s["section_number"], 0 if s["kind"] == "file" else s["value"], s["storage_class"],
                   s.get("type_word", 0), [auxiliary(a, names) for a in s["aux"]]) for s in doc["symbols"])


# GNU ld for Z80 leaves the sizes in the optional header empty; for DJGPP it counts only .data as data.
FIELDS = ("magic", "entry")


def differences(ours, gnu):
    a, b = document(ours), document(gnu)
    wrong = []

    def compare(what, x, y):
        if x != y:
            wrong.append(f"{what}: ours {x!r}, GNU's {y!r}")

    for key in ("magic", "flags_raw", "symbol_count"):
        compare(key, a["header"][key], b["header"][key])
    for key in FIELDS:
        compare(key, a["optional_header"]["fields"][key], b["optional_header"]["fields"][key])
    compare("sections", sections(a), sections(b))
    x, y = contents(ours, a), contents(gnu, b)
    for name in x:
        compare("contents of " + name, x[name].hex(), y.get(name, b"").hex())
    x, y = symbols(a), symbols(b)
    wrong += [f"only ours: {s}" for s in x if s not in y] + [f"only GNU's: {s}" for s in y if s not in x]
    return wrong


def assemble(lab, triple, sources):
    for name, text in sources.items():
        path = lab / (name + ".s")
        path.write_text(text)
        linkers.run(triple + "-as", path, "-o", lab / (name + ".o"))
    return [name + ".o" for name in sources]


def same(lab, emulation, objects, *words):
    ours, gnu = lab / "ours", lab / "gnu"
    linkers.run(*OURS, "-m", emulation, *words, *objects, "-o", ours, cwd=lab)
    linkers.run(PEERS[emulation] + "-ld", *words, *objects, "-o", gnu, cwd=lab)
    return differences(ours, gnu)


# ---- Stubs --------------------------------------------------------------------------------------

def stub(suite, lab):
    """--stub: as much of the file as its header says is in front of the image, and the image is the same behind it."""
    objects = assemble(lab, PEERS["i386go32"], SOURCES["i386go32"])
    plain, stubbed, program = lab / "plain", lab / "stubbed", bytearray(700)
    program[:6] = b"MZ" + bytes([0x58, 0, 2, 0]) # 0x58 bytes in the second page
    (lab / "stub.exe").write_bytes(program)
    linkers.run(*OURS, "-m", "i386go32", *objects, "-o", plain, cwd=lab)
    linkers.run(*OURS, "-m", "i386go32", "--stub=stub.exe", *objects, "-o", stubbed, cwd=lab)
    size, was = 512 + 0x58, int(str(document(plain)["header"]["offset"]), 0)
    data = stubbed.read_bytes()
    suite.check("--stub: the program", data[:size] == program[:size])
    suite.check("--stub: what is behind it", data[size:] == plain.read_bytes()[was:])
    suite.equal("--stub: opens", document(stubbed)["target"]["name"] if isinstance(document(stubbed)["target"], dict)
                else document(stubbed)["target"], "coff-go32-exe")
    # GNU objdump knows images by the text of DJGPP's stub, which that linker's own images have.
    linkers.run(PEERS["i386go32"] + "-ld", *objects, "-o", "gnu", cwd=lab)
    linkers.run(*OURS, "-m", "i386go32", "--stub=gnu", *objects, "-o", stubbed, cwd=lab)
    text = linkers.run(PEERS["i386go32"] + "-objdump", "-d", stubbed)
    suite.check("--stub: GNU objdump", "coff-go32-exe" in text and "<_f>" in text, text)
    for name, contents, said in (("short.exe", bytes(program[:600]), None), ("none.exe", bytes(90), "no program"),
                                 ("cut.exe", bytes(program[:590]), "not whole")):
        (lab / name).write_bytes(contents)
        status, text = linkers.run(*OURS, "-m", "i386go32", "--stub=" + name, *objects, "-o", "x", cwd=lab, ok=False)
        suite.check(f"--stub={name}", status == 0 if said is None else status != 0 and said in text, text)


# ---- Machines that meet -------------------------------------------------------------------------

# Z80's instructions are part of the others'. As GNU ld for Z80 has it; that for H8/300 only warns.
MEETING = {("z80", "z180"): 0x2000, ("z180", "z80"): 0x2000, ("z80", "z80n"): 0x6000, ("z80", "r800"): 0xb000,
           ("r800", "z180"): None, ("gbz80", "z80"): None, ("ez80-adl", "z80"): 0x4000}
F_MACHINE = 0xf000


def meeting(suite, lab):
    for pair, machine in MEETING.items():
        for name in pair:
            (lab / "nop.s").write_text(" .text\n nop\n")
            linkers.run("z80-unknown-coff-as", "-march=" + name, lab / "nop.s", "-o", lab / (name + ".o"))
        words = [name + ".o" for name in pair]
        theirs, _ = linkers.run("z80-unknown-coff-ld", *words, "-o", "gnu", cwd=lab, ok=False)
        status, text = linkers.run(*OURS, "-m", "z80", *words, "-o", "ours", cwd=lab, ok=False)
        what = " with ".join(pair)
        if machine is None:
            suite.check(what, status != 0 and theirs != 0 and all(w in text for w in words), text)
        else:
            found = [document(lab / f)["header"]["flags_raw"] & F_MACHINE for f in ("ours", "gnu")]
            suite.equal(what, found, [machine] * 2)


# ---- Every flavour ------------------------------------------------------------------------------

# A field of two bytes at the end of a section, with a type of four: GNU's linkers leave it alone.
TOO_LONG = {"coff-a29k/basic.o", "coff-or32/basic.o", "coff-tic80/basic.o"}
# Symbolic information is left out of images, so nothing says where objects lie.
NO_SYMBOLS = ("ecoff",)


def objects_of(row, manifest, inputs):
    """The objects of an image that are there."""
    folder = os.path.dirname(row["path"])
    found = [os.path.join(folder, n) for n in inputs]
    return [n for n in found if n in manifest and n not in TOO_LONG]


def undefined(text):
    return sorted(set(re.findall(r"undefined reference to '([^']*)'", text)))


def link_again(lab, row, words, objects):
    """Links; symbols that the objects that are not there define are numbers."""
    out = lab / row["path"]
    command = [*OURS, *words, *objects, "-o", out]
    status, text = linkers.run(*command, cwd=lab, ok=False)
    if status != 0 and undefined(text):
        names = harness.run("coff-nm", "-u", *[lab / o for o in objects]).out.split()
        for value in (4, 0x1010): # one fits small fields, one is in reach of jumps
            defines = [f"--defsym={n}={value}" for n in sorted(set(names) - {"U"}) if ":" not in n]
            status, text = linkers.run(*command, *defines, cwd=lab, ok=False)
            if status == 0:
                break
    if status != 0:
        raise linkers.Failed(text)


def relink(suite, top, row, manifest):
    target = None
    for inputs in linked.inputs_of(row):
        objects = objects_of(row, manifest, inputs)
        target = manifest[objects[0]]["target"] if objects else ""
        # ECOFF's definitions must be near the global pointer.
        if not objects or (target.startswith("ecoff") and len(objects) < len(inputs)):
            return False
        with tempfile.TemporaryDirectory() as folder:
            lab = linkers.Path(folder)
            (lab / row["path"]).parent.mkdir()
            for o in objects:
                shutil.copy(os.path.join(top, o), lab / o)
            start = re.search(r"-Ttext (\S+)", row["command"])
            words = ["-m", target, "-e", "0", *(["-Ttext", start.group(1)] if start else [])]
            link_again(lab, row, words, objects)
            image = "coff-go32-exe" if target == "coff-go32" else target
            said = harness.run("coffdump", "--target=" + image, "--all", lab / row["path"])
            suite.check(f"{row['path']}: opens", said.status == 0 and not said.err, said.err)
            if target.startswith(NO_SYMBOLS):
                return True
            mine = {**row, "target": image, "command": "ld " + " ".join(map(os.path.basename, objects)) + " -o x"}
            total, _ = linked.check(suite, folder, mine, manifest, linked.DIFFERS)
            suite.check(f"{row['path']}: relocations are compared", total)
            return True
    return False


def every_flavour(suite, top, least):
    manifest, done = linked.rows(top), set()
    for row in linked.images(manifest):
        if row["path"].startswith(("pe-", "images-", "hello", "coff-go32-exe")) or row["path"].endswith(".so"):
            continue
        try:
            if relink(suite, top, row, manifest):
                done.add(os.path.dirname(row["path"]))
        except (linkers.Failed, linked.Problem) as e:
            suite.check(row["path"], False, e)
    suite.check(f"{least} folders are linked", len(done) >= least, len(done), sorted(done))


# ---- Debugging ----------------------------------------------------------------------------------

def carried(lab, emulation, folder):
    """Tags, functions, blocks and line numbers of an object behind another one, and the chain of files."""
    for name in ("defs.o", "dbg.o"):
        shutil.copy(harness.fixture(os.path.join(folder, name)), lab / name)
    wrong = same(lab, emulation, ["defs.o", "dbg.o"], "-e", "0")
    # GNU ld for H8/300 loses the section of a label. Z80's (2.40) makes a section longer so that the next one is aligned
    # in the file as well.
    wrong = [w for w in wrong if "_a_label" not in w and not w.startswith("symbol_count") and
             not (emulation == "z80" and w.startswith(("sections", "contents of .text")))]
    lines = [harness.coffdump("--lines", lab / name).out for name in ("ours", "gnu")]
    if lines[0] != lines[1] or "helper" not in lines[0]:
        wrong.append(f"lines: {lines[0]}\nGNU's: {lines[1]}")
    table = document(lab / "ours")["symbols"]
    files = [s["index"] for s in table if s["kind"] == "file"]
    if [s["value"] for s in table if s["kind"] == "file"] != files[1:] + [0]:
        wrong.append(f"files are at {files}")
    return wrong


def check(suite, name, work, *args):
    try:
        wrong = work(*args)
    except linkers.Failed as e:
        wrong = [str(e)]
    suite.check(name, not wrong, *wrong)


def main():
    suite = harness.Suite()
    if len(sys.argv) > 1 and os.path.isdir(sys.argv[1]):
        every_flavour(suite, sys.argv[1], 0)
        suite.finish()
    for emulation, triple in PEERS.items():
        with tempfile.TemporaryDirectory() as folder:
            lab = linkers.Path(folder)
            objects = assemble(lab, triple, SOURCES[emulation])
            check(suite, emulation, same, lab, emulation, objects)
            check(suite, emulation + ": debugging", carried, lab, emulation, FOLDERS[emulation])
    with tempfile.TemporaryDirectory() as folder:
        meeting(suite, linkers.Path(folder))
        stub(suite, linkers.Path(folder))
    every_flavour(suite, harness.DATA, 20)
    suite.finish()


main()
