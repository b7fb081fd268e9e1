#!/usr/bin/python3
# Load configuration and thread-local storage of images, field by field and entry by entry, against
# llvm-readobj and pefile.
#
# No peer reads enclaves, volatile metadata, the hot patch table, lock prefixes, or the dynamic value
# relocations of version 2 and of ARM64X: those are compared with what the sources in
# testsuite/data/load-config say, as golden text that was checked against them by hand. pefile 2023.2.7
# raises TypeError at version 2, and takes four bytes for fixups that winnt.h gives two (symbols 4, 5).

import json
import os
import re
import struct
import tempfile

import pefile

import harness
import images
import jsondoc

suite = harness.Suite()
HYBRID = {"lc-x64.dll": None, "lc-x86.dll": "CHPE", "lc-arm64ec.dll": "ARM64EC",
          "lc-arm64x.dll": "ARM64X"}
# llvm-readobj's names, where they differ.
LLVM_NAMES = {"GuardCFCheckFunction": "guard_cf_check_function_pointer",
              "GuardCFCheckDispatch": "guard_cf_dispatch_function_pointer"}
LLVM_TABLES = {"SEHTable": "se_handlers", "GuardFidTable": "guard_functions",
               "GuardIatTable": "guard_iat_entries", "GuardLJmpTable": "guard_long_jump_targets",
               "GuardEHContTable": "guard_eh_continuations"}
# The names of pefile that hold something else, or that it spells otherwise: in its 32-bit layout it
# joins two fields in one string, and so reads neither nor what follows.
PEFILE_NOT = {"Reserved1", "GuardRFVerifyStackPointerFunctionPointerI,HotPatchTableOffset"}

GUARD = """
int risky(int *p);
int setj(void *) __attribute__((returns_twice));
int guarded(int *p) { return risky(p) + 1; }
int jumps(void *b) { if (setj(b)) return 3; return 4; }
int (*volatile fp)(int *) = guarded;
void nop(void) {}
void *__guard_check_icall_fptr = (void *)nop;
void *__guard_dispatch_icall_fptr = (void *)nop;
int start(void) { int x = 0; return fp(&x) + jumps(&x); }
"""
OTHERS = """
int __CxxFrameHandler3(void) { return 0; }
int setj(void *p) { return 0; }
int risky(int *p) { return *p; }
"""
CATCH = """
extern "C" int risky(int *);
extern "C" int caught(int *p) { try { return risky(p); } catch (...) { return 5; } }
"""
CONFIG = """
	.section .rdata,"dr"
	.globl _load_config_used
	.p2align 3
_load_config_used:
	.long 0x140
	.fill 0x6c, 1, 0
	.quad __guard_check_icall_fptr, __guard_dispatch_icall_fptr
	.quad __guard_fids_table, __guard_fids_count
	.long __guard_flags
	.fill 12, 1, 0
	.quad __guard_iat_table, __guard_iat_count
	.quad __guard_longjmp_table, __guard_longjmp_count
	.fill 0x108 - 0xc0, 1, 0
	.quad __guard_eh_cont_table, __guard_eh_cont_count
	.fill 0x140 - 0x118, 1, 0
"""
DYNAMIC = """
	.text
	.globl first
first:	ret
	.section .rdata,"dr"
	.globl _load_config_used
	.p2align 3
_load_config_used:
	.long 0xf8
	.fill 0xdc, 1, 0
	.secrel32 dynamic
	.secidx dynamic
	.fill 0xf8 - 0xe6, 1, 0
	.section .dyn,"dr"
	.quad 0
dynamic:
	.long 1, dynamic_end - dynamic - 8
	.quad 3
	.long 16
	.rva first
	.long 16
	.long 0x00003004, 0xffffe008
	.quad 0xfffff6fb7dbed000
	.long 12
	.rva first
	.long 12
	.short 0xa008, 0
dynamic_end:
"""
THREADS = """
unsigned _tls_index;
#pragma section(".tls", read, write)
#pragma section(".tls$ZZZ", read, write)
#pragma section(".CRT$XLB", read)
__declspec(allocate(".tls")) char first = 0;
__declspec(allocate(".tls$ZZZ")) char last = 0;
__declspec(thread) int variable = 7;
typedef void (__stdcall *callback)(void *, unsigned, void *);
void __stdcall one(void *a, unsigned b, void *c) {}
void __stdcall two(void *a, unsigned b, void *c) {}
__declspec(allocate(".CRT$XLB")) callback list[] = {one, two, 0};
const struct { void *start, *end, *index, *callbacks; unsigned zero, flags; } _tls_used =
  { &first, &last, &_tls_index, (void *)list, 16, 0x00300000 };
int start(void) { return variable; }
"""


def snake(name):
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


# ---- Peers ------------------------------------------------------------------------------------

def number(text):
    """Of "1970-01-01 00:00:00 (0x0)", "0x12" or "12"."""
    found = re.search(r"\((0x[0-9a-fA-F]+)\)", text)
    return int(found[1] if found else text, 0)


def ours_number(value):
    return int(value, 0) if isinstance(value, str) else value


def llvm_config(path):
    """Fields by our names; tables as lists of (address, flags); the lines of CHPE's lists."""
    text = images.output("llvm-readobj-19", "--coff-load-config", path)
    found = re.search(r"^LoadConfig \[\n(.*?)^\]", text, re.S | re.M)
    fields = {}
    for name, value in re.findall(r"^  (\w+): (.*)$", found[1] if found else "", re.M):
        fields[LLVM_NAMES.get(name, snake(name))] = number(value)
    for value in re.findall(r"^  GuardFlags \[ (\(.*\))", found[1] if found else "", re.M):
        fields["guard_flags_raw"] = number(value)
    tables = {key: [(int(a, 16), int(f or "0", 16)) for a, f in
                    re.findall(r"^  (0x\w+)(?: flags (\w+))?", body[1], re.M)]
              for name, key in LLVM_TABLES.items()
              if (body := re.search(rf"^{name} \[\n(.*?)^\]", text, re.S | re.M))}
    return fields, tables, text


def compare_llvm(name, path, config, base):
    fields, tables, text = llvm_config(path)
    suite.check(f"{name}: llvm-readobj shows a load configuration", len(fields) > 10)
    ours = config["fields"]
    wrong = {k: (v, ours.get(k, ours.get(k + "_raw"))) for k, v in fields.items()
             if ours_number(ours.get(k + "_raw", ours.get(k))) != v}
    if wrong and "process_heap_flags" in wrong and name == "lc-x86.dll":
        # llvm-readobj 19 has the two in the order of 64-bit images; winnt.h has them the other way
        # round in the 32-bit structure.
        suite.equal(f"{name}: swapped", (wrong.pop("process_heap_flags")[0],
                                         wrong.pop("process_affinity_mask")[0]),
                    (ours["process_affinity_mask"], ours["process_heap_flags_raw"]))
    suite.equal(f"{name}: fields as llvm-readobj", wrong, {})
    for key in LLVM_TABLES.values():
        got = [(base + e["rva"], e.get("flags_raw", 0)) for e in config.get(key, [])]
        suite.equal(f"{name}: {key} as llvm-readobj", got, tables.get(key, []))
    if config["hybrid"] in ("ARM64EC", "ARM64X"):
        compare_hybrid(name, config["hybrid_metadata"], text)
    return len(fields)


def compare_hybrid(name, meta, text):
    names = {"ARM64EC": "ARM64EC", "ARM64": "ARM64", "x64": "X64"}
    got = [(hex(r["start"]), hex(r["start"] + r["length"]), names[r["type"]])
           for r in meta["code_map"]]
    wanted = [(a.lower(), b.lower(), c) for a, b, c in
              re.findall(r"(0x\w+) - (0x\w+)  (\w+)", text)]
    suite.equal(f"{name}: code map as llvm-readobj", got, wanted)
    got = [(r["start"], r["end"], r["entry_point"]) for r in meta.get("entry_points", [])]
    wanted = [tuple(int(n, 16) for n in m) for m in
              re.findall(r"(0x\w+) - (0x\w+) -> (0x\w+)", text)]
    suite.equal(f"{name}: entry points as llvm-readobj", got, wanted)
    got = [(r["source"], r["destination"]) for r in meta.get("redirections", [])]
    wanted = [tuple(int(n, 16) for n in m) for m in re.findall(r"^    (0x\w+) -> (0x\w+)", text, re.M)]
    suite.equal(f"{name}: redirections as llvm-readobj", got, wanted)
    llvm = {snake(k.removeprefix("__os_arm64x_").title().replace("_", "")
                  if k.startswith("__") else k): number(v)
            for k, v in re.findall(r"^  (\w+): (0x\w+)$", text[text.index("CHPEMetadata ["):], re.M)}
    wrong = {k: (v, meta["fields"].get(k)) for k, v in llvm.items() if meta["fields"].get(k) != v}
    suite.equal(f"{name}: hybrid metadata as llvm-readobj", wrong, {})


def pe_of(path, *directories):
    pe = pefile.PE(path, fast_load=True)
    pe.parse_data_directories([pefile.DIRECTORY_ENTRY["IMAGE_DIRECTORY_ENTRY_" + d]
                               for d in directories])
    return pe


def compare_pefile(name, pe, ours):
    """As many fields as pefile knows, which are those up to the enclave's."""
    theirs = pe.DIRECTORY_ENTRY_LOAD_CONFIG.struct
    known = 0
    for field in theirs.__keys__:
        for spelling in field:
            key = {"CSDVersion": "csd_version", "GuardFlags": "guard_flags_raw"}.get(spelling,
                                                                                  snake(spelling))
            key = key + "_raw" if key + "_raw" in ours else key
            if spelling in PEFILE_NOT or key not in ours:
                continue
            known += 1
            suite.equal(f"{name}: {spelling} as pefile", ours_number(ours[key]),
                        getattr(theirs, spelling))
    suite.check(f"{name}: pefile knows the fields", known > 30, known)


# ---- Load configurations ----------------------------------------------------------------------

def base_of(path):
    return pefile.PE(path, fast_load=True).OPTIONAL_HEADER.ImageBase


def config_of(path):
    doc = jsondoc.document(suite, path, "--load-config")
    return doc and doc["directories"]["load_config"]


def fixtures():
    for name, hybrid in HYBRID.items():
        path = harness.fixture(f"load-config/{name}")
        config = config_of(path)
        suite.equal(f"{name}: hybrid", config["hybrid"], hybrid)
        compare_llvm(name, path, config, base_of(path))
        # Version 2 raises in pefile only where the table does not begin its section.
        compare_pefile(name, pe_of(path, "LOAD_CONFIG"), config["fields"])
        text = harness.coffdump("--load-config", f"load-config/{name}")
        suite.equal(f"{name}: nothing to report", (text.status, text.err), (0, ""))
        suite.golden(f"{name}: text", text.out, f"load-config/{name}.txt")
    path = harness.fixture("images-lld/guard-delay-x64.exe")
    compare_llvm("guard-delay-x64.exe", path, config_of(path), base_of(path))


def json_says():
    """What the golden text does not show: the JSON of what only we read."""
    config = config_of(harness.fixture("load-config/lc-x64.dll"))
    enclave = config["enclave"]
    suite.equal("enclave: modules", [m["name"] for m in enclave["imports"]],
                ["bcrypt.dll", "vertdll.dll"])
    suite.equal("enclave: match", [m["fields"]["match_type"] for m in enclave["imports"]],
                ["IMAGE_ENCLAVE_IMPORT_MATCH_UNIQUE_ID", "IMAGE_ENCLAVE_IMPORT_MATCH_IMAGE_ID"])
    suite.equal("enclave: family", bytes.fromhex(enclave["fields"]["family_id"]),
                b"family-of-sixtee")
    volatile = config["volatile_metadata"]
    suite.equal("volatile metadata", (len(volatile["accesses"]),
                                      [r["length"] for r in volatile["ranges"]]), (3, [32, 2]))
    entries = {e["symbol"]: e for e in config["dynamic_relocations"]["entries"]}
    suite.equal("overrides", [(o["decision_diagram"], len(o["override_rvas"]),
                               [f["type"] for f in o["fixups"]])
                              for o in entries["FUNCTION_OVERRIDE"]["overrides"]],
                [(0, 2, ["X64_REL32", "ARM64_BRANCH26"]), (24, 1, [])])
    suite.equal("diagrams", [[n["value"] for n in d["nodes"]]
                             for d in entries["FUNCTION_OVERRIDE"]["decision_diagrams"]],
                [[0x10040, 1], [5]])
    suite.equal("a prologue", entries["GUARD_RF_PROLOGUE"]["header"], "05554889e590")
    suite.equal("an address that moves", entries[None]["symbol_raw"], "0xfffff6fb7dbed000")
    suite.equal("type hash", config["guard_functions"][0]["type_hash"], "0x8d52aeb7c3f10271")
    arm64x = config_of(harness.fixture("load-config/lc-arm64x.dll"))["dynamic_relocations"]["entries"]
    suite.equal("ARM64X", [(f["type"], f["size"], f.get("value", f.get("delta")))
                           for f in arm64x[0]["fixups"]],
                [("VALUE", 2, 0x8664), ("ZEROFILL", 4, None), ("VALUE", 4, 0x12345678),
                 ("VALUE", 8, 0x0004000300020001), ("DELTA", 4, 12), ("DELTA", 4, -16)])
    suite.equal("ARM64 imports", [(f["register"], f["iat_index"], f["delay_load"])
                                  for f in arm64x[1]["fixups"]], [(2, 3, True), (1, None, False)])


# ---- Made on the spot -------------------------------------------------------------------------

def compile(folder, name, source, *more, target="x86_64-pc-windows-msvc"):
    path, out = os.path.join(folder, name), os.path.join(folder, name + ".obj")
    with open(path, "w", encoding="ascii") as f:
        f.write(source)
    images.make(suite, "clang-19", "-target", target, "-O1", *more, "-c", path, "-o", out)
    return out


def link(out, *arguments):
    images.make(suite, "lld-link-19", "/nologo", "/nodefaultlib", f"/out:{out}", *arguments)
    return out


def guard(folder):
    flags = ("-Xclang", "-cfguard", "-Xclang", "-ehcontguard")
    objects = [compile(folder, "guard.c", GUARD, *flags), compile(folder, "others.c", OTHERS, *flags),
               compile(folder, "catch.cpp", CATCH, "-fcxx-exceptions", "-fexceptions", *flags),
               compile(folder, "config.s", CONFIG)]
    path = link(os.path.join(folder, "guard.exe"), "/subsystem:console", "/entry:start",
                "/include:caught", "/guard:cf,longjmp,ehcont", *objects)
    config = config_of(path)
    compare_llvm("guard.exe", path, config, base_of(path))
    compare_pefile("guard.exe", pe_of(path, "LOAD_CONFIG"), config["fields"])
    suite.check("guard.exe: guarded functions", len(config["guard_functions"]) >= 2)
    suite.check("guard.exe: continuations", len(config["guard_eh_continuations"]) == 1)
    suite.check("guard.exe: long jumps", len(config["guard_long_jump_targets"]) == 1)
    suite.check("guard.exe: newer fields are absent", "uma_function_pointers" not in config["fields"])


def dynamic(folder):
    path = link(os.path.join(folder, "dynamic.dll"), "/dll", "/noentry",
                compile(folder, "dynamic.s", DYNAMIC))
    theirs = pe_of(path, "LOAD_CONFIG").DIRECTORY_ENTRY_LOAD_CONFIG.dynamic_relocations
    ours = config_of(path)["dynamic_relocations"]["entries"]
    suite.equal("dynamic: symbols as pefile", [int(str(e["symbol_raw"]), 0) for e in ours],
                [e.symbol for e in theirs])
    suite.equal("dynamic: calls as pefile",
                [(f["rva"], int(f["indirect_call"]), f["iat_index"]) for f in ours[0]["fixups"]],
                [(e.rva, e.struct.IndirectCall, e.struct.IATIndex)
                 for e in theirs[0].relocations[0].entries])
    # pefile gives the padding, too.
    suite.equal("dynamic: others as pefile", [(f["rva"], f["type_raw"]) for f in ours[1]["fixups"]],
                [(e.rva, e.type) for e in theirs[1].relocations[0].entries if e.type != 0])


# ---- Thread-local storage ---------------------------------------------------------------------

def callbacks(pe, address):
    """The list as the specification describes it."""
    wide = pe.PE_TYPE == pefile.OPTIONAL_HEADER_MAGIC_PE_PLUS
    width, form = (8, "<Q") if wide else (4, "<I")
    at, found = address - pe.OPTIONAL_HEADER.ImageBase, []
    while address:
        (one,) = struct.unpack(form, pe.get_data(at, width))
        if one == 0:
            break
        found.append(one)
        at += width
    return found


def compare_tls(path):
    name = os.path.basename(path)
    doc = jsondoc.document(suite, path, "--tls")
    ours = doc["directories"]["tls"]
    pe = pe_of(path, "TLS")
    theirs = getattr(pe, "DIRECTORY_ENTRY_TLS", None)
    suite.equal(f"{name}: has thread-local storage", ours is not None, theirs is not None)
    if ours is None or theirs is None:
        return False
    theirs = theirs.struct
    got = (ours["start_address"], ours["end_address"], ours["index_address"],
           ours["callbacks_address"], ours["zero_fill"], ours["characteristics"])
    suite.equal(f"{name}: as pefile", got,
                (theirs.StartAddressOfRawData, theirs.EndAddressOfRawData, theirs.AddressOfIndex,
                 theirs.AddressOfCallBacks, theirs.SizeOfZeroFill, theirs.Characteristics))
    text = images.output("llvm-readobj-19", "--coff-tls-directory", path)
    # llvm-readobj 19 calls no alignment at all one of 1 (and prints 0x100000 for it).
    llvm = [int(v, 16) for v in re.findall(r"^  \w+: (0x\w+)$", text, re.M)]
    suite.equal(f"{name}: as llvm-readobj", list(got[:5]), llvm)
    suite.equal(f"{name}: callbacks", [c["address"] for c in ours["callbacks"]],
                callbacks(pe, theirs.AddressOfCallBacks))
    suite.equal(f"{name}: diagnostics",
                [d for d in doc["diagnostics"] if d["severity"] != "note"], [])
    return True


def threads(folder):
    for arch, machine in (("x86_64", "x64"), ("i686", "x86"), ("aarch64", "arm64")):
        source = THREADS if machine != "x86" else THREADS.replace(
            "int start", "void *_tls_array; int start")
        made = compile(folder, f"threads-{machine}.c", source,
                       target=f"{arch}-pc-windows-msvc")
        entry = "start"
        path = link(os.path.join(folder, f"threads-{machine}.exe"), f"/machine:{machine}",
                    "/subsystem:console", f"/entry:{entry}", "/safeseh:no", made)
        suite.check(f"{machine}: thread-local storage", compare_tls(path))
        tls = jsondoc.document(suite, path, "--tls")["directories"]["tls"]
        suite.equal(f"{machine}: made as asked", (len(tls["callbacks"]), tls["zero_fill"],
                                                  tls["alignment"]), (2, 16, 4))
    text = harness.coffdump("--tls", path).out
    suite.has("text", text, "(alignment 4)", "callback ", " in .text+", "zero fill         0x10")


def directory(path, number):
    """RVA of a data directory: the headers alone are read, for there are many files."""
    with open(path, "rb") as f:
        data = f.read(1024)
    header = struct.unpack_from("<I", data, 0x3c)[0] if data[:2] == b"MZ" else 1024
    if data[header:header + 4] != b"PE\0\0":
        return 0
    (magic,) = struct.unpack_from("<H", data, header + 24)
    at = header + 24 + (112 if magic == 0x20b else 96) + 8 * number
    return struct.unpack_from("<I", data, at)[0] if at + 4 <= len(data) else 0


def installed():
    """All of libwine that has thread-local storage, and some that has none; none has the other."""
    everything = images.wine(10000)
    found = [p for p in everything if directory(p, 9)]
    suite.check("some of libwine have thread-local storage", len(found) >= 2, found)
    for path in found + [p for p in images.wine(20) if p not in found]:
        suite.equal(f"{os.path.basename(path)}: is as its header says", compare_tls(path),
                    path in found)
        suite.equal(f"{os.path.basename(path)}: load configuration", config_of(path) is not None,
                    directory(path, 10) != 0)


# ---- Damage -----------------------------------------------------------------------------------

def damaged(folder):
    """Every word of the structures set to something hostile: the document is whole all the same."""
    path = harness.fixture("load-config/lc-x64.dll")
    config = config_of(path)
    with open(path, "rb") as f:
        sound = f.read()
    places = [config["offset"] + i for i in range(0, config["size"], 24)]
    for part in ("enclave", "volatile_metadata", "hot_patch"):
        places += [config[part]["offset"] + i for i in range(0, 24, 4)]
    start = config["dynamic_relocations"]["offset"]
    places += range(start, start + config["dynamic_relocations"]["size"], 12)
    reports = 0
    for number, place in enumerate(places):
        broken = os.path.join(folder, "broken.dll")
        hostile = (b"\xff\xff\xff\xff", b"\x00\x00\x00\x80", b"\x01\x00\x00\x00")[number % 3]
        with open(broken, "wb") as f:
            f.write(sound[:place] + hostile + sound[place + 4:])
        done = harness.coffdump("--json", "--load-config", broken)
        suite.check(f"damage at {place:#x}: status {done.status}", done.status in (0, 1), done.err)
        doc = json.loads(done.raw)
        suite.check(f"damage at {place:#x}: fits the schema", jsondoc.VALIDATOR.is_valid(doc))
        reports += bool(doc["diagnostics"])
    suite.check("damage is reported", reports >= 15, reports, len(places))


def main():
    fixtures()
    json_says()
    with tempfile.TemporaryDirectory() as folder:
        guard(folder)
        dynamic(folder)
        threads(folder)
        damaged(folder)
    for name in ("exe-x86.exe", "exe-x64.exe", "exe-arm.exe", "exe-arm64.exe", "opts-x64.exe"):
        suite.check(f"{name} has thread-local storage",
                    compare_tls(harness.fixture(f"images-lld/{name}")))
    installed()
    suite.finish()


main()
