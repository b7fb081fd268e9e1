#!/usr/bin/python3
# Terse executables (TE), made of images that lld-link links here: everything that coffdump says of
# the one must be what it says of the other, but for the place in the file.
#
# Skip it unless you change targets/pe-te.c or how offsets of a file without its headers are found.
# llvm-readobj and objdump do not read TE images.

import subprocess
import tempfile
from pathlib import Path

import harness
import jsondoc
import terse

suite = harness.Suite()
SOURCE = """
static int data = 5;
int *volatile pointer = &data;
int big[400] = {1};
int efi_main(void *handle, void *table)
{
  static void *p[] = {(void *)efi_main, p};
  return handle == p[0] ? *pointer : table != p;
}
"""
TARGETS = {"x86_64": "te-image", "aarch64": "te-image", "i686": "te-image-i386",
           "thumbv7": "te-image-arm"}
# Fields of the optional header that are left, by PE's names.
FIELDS = ("AddressOfEntryPoint", "BaseOfCode", "ImageBase", "Subsystem")


def link(tmp, machine, *options):
    (tmp / "efi.c").write_text(SOURCE)
    subprocess.run(["clang-19", f"--target={machine}-pc-windows-msvc", "-O1", "-ffreestanding", "-w",
                    "-c", "efi.c", "-o", "efi.obj"], cwd=tmp, check=True)
    subprocess.run(["lld-link-19", "/subsystem:efi_boot_service_driver", "/entry:efi_main",
                    "/nodefaultlib", "/debug", "/dynamicbase", "/driver", *options, "efi.obj",
                    "/out:efi.efi"], cwd=tmp, check=True)
    return (tmp / "efi.efi").read_bytes()


def fields(doc):
    return {k: doc["optional_header"]["fields"][k] for k in FIELDS}


def sections(doc, stripped):
    """file_offset is what the header says; the map knows where the bytes are."""
    keys = ("name", "virtual_address", "virtual_size", "size", "flags_raw",
            "file_offset")
    places = {r["section"]: (terse.position(r["offset"], stripped), r["size"])
              for r in doc["map"] if r["kind"] == "contents"}
    return [{**{k: s[k] for k in keys}, "at": places.get(s["index"])} for s in doc["sections"]]


def directories(doc):
    return {d["name"]: (d["address"], d["size"]) for d in doc["optional_header"]["directories"]
            if d["name"] in ("Base Relocation Table", "Debug")}


def without_offsets(value, stripped=None):
    """Places in the file differ by what was stripped; all else, stored offsets too, is the same."""
    if isinstance(value, list):
        return [without_offsets(v, stripped) for v in value]
    if not isinstance(value, dict):
        return value
    out = {k: without_offsets(v, stripped) for k, v in value.items()}
    if stripped is not None and isinstance(out.get("offset"), int):
        out["offset"] = terse.position(out["offset"], stripped)
    return out


def compare(tmp, machine, target, name, *options):
    image = link(tmp, machine, *options)
    small = terse.convert(image)
    (tmp / "efi.te").write_bytes(small)
    parts = ("--headers", "--sections", "--base-relocs", "--debug", "--map", "--contents")
    pe = jsondoc.document(suite, str(tmp / "efi.efi"), *parts)
    te = jsondoc.document(suite, str(tmp / "efi.te"), *parts)
    stripped = int.from_bytes(small[6:8], "little")
    suite.equal(f"{name}: target", (te["target"], te["kind"], te["diagnostics"]),
                (target, "image", []))
    suite.equal(f"{name}: machine", te["machine"], pe["machine"])
    suite.equal(f"{name}: fields", fields(te), fields(pe))
    suite.equal(f"{name}: directories", directories(te), directories(pe))
    suite.equal(f"{name}: sections", sections(te, terse.HEADER), sections(pe, stripped))
    suite.check(f"{name}: sections are there", len(te["sections"]) >= 4)
    suite.equal(f"{name}: contents", [s.get("contents") for s in te["sections"]],
                [s.get("contents") for s in pe["sections"]])
    for part in ("base_relocations", "debug"):
        suite.equal(f"{name}: {part}", without_offsets(te["directories"].get(part)),
                    without_offsets(pe["directories"].get(part), stripped))
    suite.check(f"{name}: relocations are there", te["directories"]["base_relocations"])
    kinds = {r["kind"] for r in te["map"]}
    suite.check(f"{name}: every byte has a meaning", "unclaimed" not in kinds, kinds)


def damage(tmp):
    """The first hundred bytes damaged in turn, and the file cut: an end, and no signal."""
    raw = terse.convert(link(tmp, "x86_64"))
    told = 0
    for i, size in [(i, len(raw)) for i in range(0, 100, 3)] + [(0, n) for n in range(0, 60, 7)]:
        for value in (0, 0xff):
            bad = bytearray(raw[:size])
            if size == len(raw):
                bad[i] = value
            (tmp / "bad.te").write_bytes(bad)
            done = harness.coffdump("--all", str(tmp / "bad.te"))
            told += done.status == 1
            suite.check(f"byte {i:#x} = {value:#x}, {size} bytes: status {done.status}",
                        done.status in (0, 1), done.err[-300:])
    suite.check(f"{told} damages are reported", told > 20)


def main():
    with tempfile.TemporaryDirectory() as name:
        tmp = Path(name)
        for machine, target in TARGETS.items():
            compare(tmp, machine, target, machine)
            compare(tmp, machine, target, f"{machine}, in place", "/align:32", "/filealign:32")
        damage(tmp)
    suite.finish()


main()
