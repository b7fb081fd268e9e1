#!/usr/bin/python3
# Flavours that are not Windows', linked: DJGPP, Z80 and H8/300 against the GNU linkers that Debian has for them.
# Sections, contents and symbols must be theirs.
#
# Skip this unless it fails.

import json
import os
import shlex
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness
import linkers

OURS = shlex.split(harness.command("coff-ld"))

# Emulation: triple of the tools, option of the assembler.
PEERS = {"i386go32": "i586-pc-msdosdjgpp", "z80": "z80-unknown-coff", "h8300": "h8300-hitachi-coff"}

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


def symbols(doc):
    """Without their order: GNU ld has the global ones last. A file's value is the index of the next one."""
    return sorted((s["name"], s["section_number"], 0 if s["kind"] == "file" else s["value"], s["storage_class"],
                   s.get("type_word", 0), len(s["aux"])) for s in doc["symbols"])


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


def check(suite, name, work, *args):
    try:
        wrong = work(*args)
    except linkers.Failed as e:
        wrong = [str(e)]
    suite.check(name, not wrong, *wrong)


def main():
    suite = harness.Suite()
    for emulation, triple in PEERS.items():
        with tempfile.TemporaryDirectory() as folder:
            lab = linkers.Path(folder)
            objects = assemble(lab, triple, SOURCES[emulation])
            check(suite, emulation, same, lab, emulation, objects)
    suite.finish()


main()
