#!/usr/bin/python3
# Function tables and unwind codes, entry by entry as llvm-readobj, objdump and pefile have them: of
# objects and images made here, of fixtures, and of Wine's libraries.
#
# Skip this unless unwind data are shown wrongly. Files given as arguments are compared instead.
# Where peers are silent or wrong, the cases say so.

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pefile

import harness
import jsondoc

suite = harness.Suite()
WINE = "/usr/lib/x86_64-linux-gnu/wine/x86_64-windows"
SAMPLE = ["ntdll.dll", "version.dll", "kernel32.dll", "msvcrt.dll", "comctl32.dll", "winver.exe"]
READOBJ = "llvm-readobj-19"


def run(*command, ok=True):
    done = subprocess.run([str(c) for c in command], capture_output=True, check=False, timeout=300)
    if ok and done.returncode != 0:
        raise SystemExit(f"{command}: {done.stderr.decode()[:2000]}")
    return done.stdout.decode("utf-8", "backslashreplace")


def entries(path, status=0):
    done = harness.coffdump("--json", "--unwind", str(path))
    suite.check(f"{path}: exit status {done.status}", done.status == status, done.err[:1000])
    doc = json.loads(done.raw)
    found = doc["directories"]["exceptions"]
    return doc, [] if found is None else found["entries"]


# ---- As llvm-readobj says it -------------------------------------------------------------------

def blocks(text, title):
    """The lines of each "title { ... }", whatever stands in it."""
    lines = text.split("\n")
    for i, line in enumerate(lines):
        if not re.match(rf"\s*{title} [{{\[]$", line):
            continue
        indent = len(line) - len(line.lstrip())
        end = next(k for k in range(i + 1, len(lines))
                   if lines[k].strip() in ("}", "]") and len(lines[k]) - len(lines[k].lstrip()) == indent)
        yield "\n".join(lines[i + 1:end])


def field(text, name):
    m = re.search(rf"^\s*{name}: (.*)$", text, re.M)
    return m and m[1]


def llvm_codes(text):
    return [line.strip() for line in text.split("\n") if line.strip()]


def llvm_asm(text):
    """[(bytes, instruction)] of a list of ARM's or ARM64's codes."""
    out = []
    for line in llvm_codes(text):
        code, _, words = line.partition(";")
        raw = re.sub(r"0x|\s", "", code)
        out.append((raw, re.sub(r"\s+", " ", words.strip())))
    return out


def llvm(path):
    out = []
    for body in blocks(run(READOBJ, "--unwind", path), "RuntimeFunction"):
        start = field(body, "StartAddress") or field(body, "Function")
        entry = {"name": start.split(" (")[0] if " (" in start else None,
                 "address": int(re.search(r"0x(\w+)\)?$", start)[1], 16)}
        handler = re.search(r"\bHandler: (\S+) \(|ExceptionHandler \[\n\s*Routine: (\S+) ", body)
        entry["handler"] = handler and (handler[1] or handler[2])
        if "UnwindInfo {" in body:
            entry["head"] = [int(field(body, k), 0) for k in ("Version", "PrologSize", "UnwindCodeCount")]
            entry["codes"] = [llvm_codes(b) for b in blocks(body, "UnwindCodes")][0]
            entry["frame"] = field(body, "FrameRegister").lower().split()[0]
        elif "ExceptionData {" in body:
            entry["head"] = [int(field(body, k), 0)
                             for k in ("FunctionLength", "Version", "ByteCodeLength")]
            prologs = [llvm_asm(b) for b in blocks(body, "Prologue")]
            entry["codes"] = prologs[0] if prologs else []
            scopes = list(blocks(body, "EpilogueScope"))
            entry["epilogs"] = [llvm_scope(b) for b in scopes]
            if field(body, "EpiloguePacked") == "Yes":
                entry["epilogs"] = [(None, int(field(body, "EpilogueOffset")), None)]
            entry["epilog_codes"] = [[raw for raw, _ in llvm_asm(b)]
                                     for b in list(blocks(body, "Epilogue")) + list(blocks(body, "Opcodes"))]
        else:
            entry["packed"] = {k: field(body, k) for k in
                               ("FunctionLength", "RegF", "RegI", "CR", "FrameSize", "Reg", "StackAdjustment")
                               if field(body, k) is not None}
            entry["codes"] = [llvm_codes(b) for b in blocks(body, "Prologue")][0]
        out.append(entry)
    return out


def llvm_scope(text):
    condition = field(text, "Condition")
    condition = condition and re.search(r"0x(\w+)|(\d+)", condition)
    return (int(field(text, "StartOffset"), 0), int(field(text, "EpilogueStartIndex"), 0),
            condition and int(condition[0], 0))


# ---- As we say it, in LLVM's words -------------------------------------------------------------

def x64_words(code):
    name = code["name"].removeprefix("UWOP_")
    register = code.get("registers", ["?"])[0].upper()
    if code["op"] == "push":
        return f"{name} reg={register}"
    if code["op"] == "alloc":
        return f"{name} size={code['amount']}"
    if code["op"] in ("save", "set frame"):
        return f"{name} reg={register}, offset=0x{code['amount']:X}"
    if code["op"] == "machine frame":
        return f"{name} errcode={'yes' if code['amount'] else 'no'}"
    return name


def ranges(names):
    """r4, r5, r6, lr as r4-r6, lr."""
    out = []
    for n in names:
        if out and n[1:].isdigit() and int(n[1:]) == int(out[-1][-1][1:] if out[-1][-1][1:].isdigit() else -9) + 1 \
                and n[0] == out[-1][-1][0]:
            out[-1].append(n)
        else:
            out.append([n])
    return ", ".join(r[0] if len(r) == 1 else f"{r[0]}-{r[-1]}" for r in out)


def arm_words(code, packed=False):
    """The prolog's instruction."""
    wide = ".w" if code["name"].endswith("_w") else ""
    amount, op = code["amount"], code["op"]
    registers = code.get("registers", [])
    if op == "alloc":
        if packed:
            return f"sub{wide} sp, sp, #{amount}"
        return f"sub{wide} sp, sp, #({amount // 4} * 4)" if code["bytes"][0] == "f" else \
            f"sub{wide} sp, #({amount // 4} * 4)"
    if op == "push":
        return f"{'v' if registers[0][0] == 'd' else ''}push{wide} {{{ranges(registers)}}}"
    if op == "home":
        return f"push {{{ranges(registers)}}}"
    if op == "set frame":
        return f"add.w {registers[0]}, sp, #{amount}" if amount else f"mov {registers[0]}, sp"
    if op == "save":
        return f"str.w lr, [sp, #-{amount}]!"
    return {"nop": "nop" + wide, "end": {"end_nop": "bx <reg>", "end_nop_w": "b.w <target>"}.get(
        code["name"], "b <target>" if packed else "end")}.get(op, op)


def arm64_words(code, packed=False):
    names = {"fp": "x29"} if packed else {"fp": "x29", "lr": "x30"}
    registers = [names.get(r, r) for r in code.get("registers", [])]
    if packed or code["name"] == "save_lrpair":  # LLVM has both spellings
        registers = ["lr" if r == "x30" else r for r in registers]
    amount, op = code["amount"], code["op"]
    if op == "alloc":
        return f"sub sp, sp, #{amount}" if packed else f"sub sp, #{amount}"
    if op in ("save", "home"):
        where = f"[sp, #-{amount}]!" if code.get("writeback") else f"[sp, #{amount}]"
        return f"{'stp' if len(registers) == 2 else 'str'} {', '.join(registers)}, {where}"
    if op == "set frame":
        if packed or not amount:
            return "mov x29, sp" if packed else "mov fp, sp"
        return f"add fp, sp, #{amount}"
    return {"sign": "pacibsp", "clear unwound to call": "clear unwound to call",
            "save next": "save next", "end chained": "end_c"}.get(op, op)


def until_end(codes, first=0):
    out = []
    for c in codes:
        if c["offset"] < first:
            continue
        out.append(c)
        if c["op"] == "end":
            break
    return out


def facts(e, machine, image):
    """The same keys as llvm() gives."""
    out = {"address": e["function"]["raw"] + image if image else e["function"]["offset"]}
    record = e.get("unwind")
    if "packed" in e:
        arm = machine == "armnt"
        out["packed"] = e["packed"]["fields"]
        words = arm_words if arm else arm64_words
        # LLVM leaves out the end of ARM's, and the widths of its instructions.
        out["codes"] = [words(c, True).replace("push.w", "push").replace("sub.w", "sub") if arm else words(c, True)
                        for c in e["packed"]["codes"] if not arm or c["op"] != "end"]
        return out
    out["handler"] = record["handler"] and record["handler"]["name"]
    if "epilogs" not in record:
        out["head"] = [record["version"], record["prolog_size"], record["code_count"]]
        out["codes"] = [f"0x{c['prolog_offset']:02X}: {x64_words(c)}" for c in record["codes"]]
        out["frame"] = record["frame_register"] or "-"
        return out
    out["head"] = [record["function_length"], record["version"], record["code_count"]]
    words = arm_words if machine == "armnt" else arm64_words
    out["codes"] = [(c["bytes"], words(c)) for c in until_end(record["codes"]) if c["bytes"] != "ff"]
    unit = 2 if machine == "armnt" else 4
    out["epilogs"] = [(None if x["at_end"] else x["start"] // unit, x["first_code"]) for x in record["epilogs"]]
    out["epilog_codes"] = [[c["bytes"] for c in until_end(record["codes"], x["first_code"])
                            if c["bytes"] != "ff"]  # LLVM prints no line for it
                           for x in record["epilogs"]]
    return out


# LLVM's dump of ARM's full records words some instructions in its own way: spaces, forms of the same
# instruction. The bytes are compared as well, so words that differ only there are made the same.
def plain(asm):
    asm = asm.replace("sub.w sp, sp,", "sub.w sp,").replace("sub sp, sp,", "sub sp,")
    m = re.match(r"str\.w lr, \[sp, #-(\d+)\]!", asm)
    return f"str.w lr, [sp, #-{m[1]}]!" if m else asm


def compare_entry(name, ours, theirs):
    suite.equal(f"{name}: address", ours["address"], theirs["address"])
    if "packed" in theirs:
        wanted = {k: int(v) for k, v in theirs["packed"].items()}
        if "StackAdjustment" in wanted:
            wanted.pop("StackAdjustment")  # ours is the field, its special forms undone in the codes
        suite.equal(f"{name}: packed fields", {k: ours["packed"][k] for k in wanted}, wanted)
        suite.equal(f"{name}: packed codes", ours["codes"], theirs["codes"])
        return
    suite.equal(f"{name}: head", ours["head"], theirs["head"])
    if "frame" in ours:
        suite.equal(f"{name}: frame register", ours["frame"], theirs["frame"])
        suite.equal(f"{name}: codes", ours["codes"], theirs["codes"])
    else:
        suite.equal(f"{name}: codes", [(b, plain(a)) for b, a in ours["codes"]],
                    [(b, plain(a)) for b, a in theirs["codes"]])
        suite.equal(f"{name}: epilogs", [x for x in ours["epilogs"]], [x[:2] for x in theirs["epilogs"]])
        if theirs["epilog_codes"] and len(theirs["epilog_codes"]) == len(ours["epilog_codes"]):
            suite.equal(f"{name}: codes of epilogs", ours["epilog_codes"], theirs["epilog_codes"])
    if theirs["handler"]:
        suite.check(f"{name}: handler", ours["handler"] in (None, theirs["handler"]) or
                    theirs["handler"].startswith("0x"), ours["handler"], theirs["handler"])


def compare(path, label=None, status=0):
    doc, found = entries(path, status)
    theirs = llvm(path)
    label = label or os.path.basename(str(path))
    image = 0
    if doc["kind"] == "image":
        image = pefile.PE(str(path), fast_load=True).OPTIONAL_HEADER.ImageBase
    machine = "armnt" if "arm" in doc["target"] and "aarch64" not in doc["target"] and \
        "arm64" not in doc["target"] else "other"
    suite.equal(f"{label}: entries", len(found), len(theirs))
    for i, (e, t) in enumerate(zip(found, theirs)):
        if image == 0:
            t["address"] = e["function"]["offset"]  # LLVM prints the field's own offset
        compare_entry(f"{label} entry {i}", facts(e, machine, image), t)
        if t["name"] and not image and " +" not in t["name"]:  # a distance is from a symbol before it
            suite.check(f"{label} entry {i}: name", t["name"].startswith(e["function"]["name"] or "?") or
                        t["name"].startswith("."), e["function"], t["name"])
    return found


# ---- Compiled ----------------------------------------------------------------------------------

C = """
int use(void *, ...); double g(double);
int small(int a) { char b[64]; return use(b, a); }
int big(int a) { char b[100000]; return use(b, a); }
int huge(int a) { char b[2000000]; return use(b, a); }
double fl(double a, double b, double c, double d)
{ double x = g(a), y = g(b), z = g(c), w = g(d); return x*y + z*w + g(x)*g(y) + g(z)*g(w); }
int va(int n) { char b[n]; return use(b, n); }
int var(const char *f, ...) { __builtin_va_list l; __builtin_va_start(l, f); return use(l, f); }
int regs(int a, int b, int c, int d, int e, int f)
{ int x = use(0, a), y = use(0, b), z = use(0, c), w = use(0, d), v = use(0, e), u = use(0, f);
  use(0); return x + y + z + w + u + v + use(0, x, y, z, w, v, u); }
int early(int a) { if (a) return use(0); use(&a); return use(0, 1) + 1; }
"""
SEH = """
int use(void *, ...);
int seh(int *p) { __try { __try { use(p); return *p; } __finally { use(p); } } __except (1) { return use(0); } }
int seh2(int *p) { __try { use(p); return *p; } __except (use(p)) { return -1; } }
"""
CXX = """
extern "C" int use(void *, ...); struct T { ~T(); int v; };
int eh(int a) { T t; try { T u; use(&u); } catch (int x) { return x; } catch (...) { use(0); } return use(&t); }
"""
STUBS = """
int use(void *p, ...) { return p != 0; } double g(double x) { return x * 2; }
int _fltused, __security_cookie;
void __chkstk(void) {} int __C_specific_handler(void) { return 0; } int __CxxFrameHandler3(void) { return 0; }
int entry(void) { return 0; }
void *memset(void *p, int c, unsigned long long n) { return p; }
"""


def compiled(folder):
    for triple in ("x86_64-windows-msvc", "aarch64-windows-msvc", "thumbv7-windows-msvc",
                   "x86_64-w64-mingw32", "aarch64-w64-mingw32"):
        for level in ("-O0", "-O2"):
            for name, source in ((("c.c", C), ("seh.c", SEH), ("eh.cpp", CXX))):
                if name != "c.c" and ("mingw" in triple or "thumb" in triple):
                    continue
                out = folder / f"{triple}{level}-{name}.obj"
                (folder / name).write_text(source)
                run("clang-19", "-target", triple, level, "-fms-extensions", "-fcxx-exceptions",
                    "-fexceptions", "-Wno-everything", "-c", folder / name, "-o", out)
                found = compare(out)
                suite.check(f"{out.name}: has functions", found)
                if name == "seh.c":
                    check_scopes(out.name, found)
        if "msvc" in triple:
            linked(folder, triple)


def check_scopes(label, found):
    """llvm-readobj prints no scope tables: the source says what they must be. A __try that ends in
    __finally has no target, one that takes everything has the filter 1."""
    scopes = [s for e in found for s in e.get("unwind", {}).get("scopes", [])]
    suite.check(f"{label}: scopes", len(scopes) >= 3, scopes)
    names = [s["filter"]["name"] for s in scopes if s["filter"]["name"]]
    suite.check(f"{label}: filter and finally are named", len(names) >= 2, scopes)
    suite.check(f"{label}: one takes everything", any(s["filter"]["raw"] == 1 and not s["filter"]["name"]
                                                      for s in scopes), scopes)
    suite.check(f"{label}: one is __finally", any(s["target"]["raw"] == 0 and not s["target"]["name"]
                                                  for s in scopes), scopes)


def linked(folder, triple):
    """The same code with addresses in place of relocations, exported under its names."""
    (folder / "stubs.c").write_text(STUBS)
    stubs = folder / f"{triple}-stubs.obj"
    run("clang-19", "-target", triple, "-O1", "-Wno-everything", "-fno-builtin", "-c", folder / "stubs.c", "-o", stubs)
    objects = [folder / f"{triple}-O2-c.c.obj", stubs]
    if "thumb" not in triple:
        objects.append(folder / f"{triple}-O2-seh.c.obj")
    dll = folder / f"{triple}.dll"
    run("lld-link-19", "/dll", "/noentry", "/nodefaultlib", "/force:unresolved", "/export:big", "/export:va",
        f"/out:{dll}", *objects)
    found = compare(dll)
    names = {e["function"]["name"] for e in found}
    suite.check(f"{dll.name}: exports name functions", {"big", "va"} <= names, names)
    check_map(dll)


def check_map(path):
    """Table and records are claimed, and overlap nothing."""
    done = harness.coffdump("--json", "--map", str(path))
    whats = [r.get("what") for r in json.loads(done.raw)["map"]]
    suite.check(f"{path.name}: map", {"function table", "unwind records"} <= set(whats), whats, done.err)
    suite.equal(f"{path.name}: nothing overlaps", done.err, "")


# ---- Every code --------------------------------------------------------------------------------

def assembled(folder, triple, name, text):
    source, out = folder / f"{name}.s", folder / f"{name}.obj"
    source.write_text(text)
    run("clang-19", "-target", triple, "-c", source, "-o", out)
    return out


def records(codes, end, words_shift):
    """A record for each list of codes."""
    text = ".text\nf:\n .fill 16, 1, 0\n .section .xdata,\"dr\"\n"
    for i, code in enumerate(codes):
        code = code + [end] * (4 - len(code) % 4)
        head = 4 | len(code) // 4 << words_shift | 1 << 21
        text += f"x{i}:\n .long {head}\n .byte {','.join(map(str, code))}\n"
    text += " .section .pdata,\"dr\"\n"
    return text + "".join(f" .rva f\n .rva x{i}\n" for i in range(len(codes)))


def arm64_codes(folder):
    """Of 0xdf and the reserved ones LLVM 19 says "Bad opcode!", and it does not know the vectors
    of 0xe7: the unit test has those."""
    sizes = {b: 1 if b < 0xc0 else 2 for b in range(0xe0)}
    sizes.update({0xe0: 4, 0xe2: 2})
    # 0x9d as second byte of 0xd4 to 0xd7 would name registers past x30.
    codes = [[b, 0x41 if 0xd4 <= b <= 0xd7 else 0x9d, 0x55, 0xaa][:sizes.get(b, 1)]
             for b in [*range(0xdf), *range(0xe0, 0xe7), *range(0xe8, 0xed), 0xfc]]
    codes += [[0xe7, a, b] for a in (0x13, 0x33, 0x53, 0x73) for b in (3, 0x43, 0x83, 0x10, 0x50, 0x90)]
    compare(assembled(folder, "aarch64-windows", "arm64-codes", records(codes, 0xe4, 27)))


def arm_codes(folder):
    """LLVM 19 has no words for what nobody has defined (0xee, 0xef from 0x10 on, 0xf0 to 0xf4), and
    calls sp, lr and pc r13 to r15 (0xcd to 0xcf)."""
    more = {**{b: 1 for b in [*range(0x80, 0xc0), *range(0xe8, 0xee), 0xf5, 0xf6]},
            0xf7: 2, 0xf9: 2, 0xf8: 3, 0xfa: 3}
    codes = [[b, 0x5a, 0x31, 0x07][:1 + more.get(b, 0)] for b in range(0xfd)
             if not 0xcd <= b <= 0xcf and not 0xee <= b <= 0xf4]
    codes += [[0xef, 5]]
    compare(assembled(folder, "thumbv7-windows", "arm-codes", records(codes, 0xff, 28)))


X64 = ["40,0x03", "38,0x74,5,0", "36,0x65,0x34,0x12,1,0", "34,0x68,2,0", "30,0x79,0,0,2,0",
       "20,0x11,0,0,0x10,0", "16,0x01,0x50,0", "4,0x0a", "4,0x1a", "8,0x32", "2,0xf0"]


def x64_codes(folder):
    text = ".text\nf: .fill 512, 1, 0x90\n .section .xdata,\"dr\"\n"
    for i, code in enumerate(X64):
        slots = (code.count(",") + 1) // 2
        text += f"u{i}: .byte 1, 40, {slots}, 0x25, {code}\n .balign 4\n"
    text += " .section .pdata,\"dr\"\n"
    text += "".join(f" .rva f+{i * 16}\n .rva f+{i * 16 + 16}\n .rva u{i}\n" for i in range(len(X64)))
    found = compare(assembled(folder, "x86_64-windows", "x64-codes", text))
    suite.equal("x64: sizes of functions", {e["end"] - e["begin"] for e in found}, {16})


# llvm-readobj 19 dies of epilog codes, and of chained records in objects. The facts are those of
# this source.
X64_CHAIN = """
.text
f: .fill 64, 1, 0x90
g: .fill 64, 1, 0x90
.section .xdata,"dr"
u1: .byte 2|(3<<3), 8, 6, 0,  6,0x16, 0x20,0x06, 0x10,0x16, 0,6, 8,0x32, 4,0x30
 .rva __C_specific_handler
 .long 1
 .rva f+4
 .rva f+8
 .long 1
 .rva f+12
u2: .byte 1|(4<<3), 2, 1, 0, 2,0x50, 0,0
 .rva f
 .rva g
 .rva u1
u3: .byte 1, 2, 2, 0, 2,0x50, 1,0x2f
.section .pdata,"dr"
 .rva f
 .rva g
 .rva u1
 .rva g
 .rva g+32
 .rva u2
 .rva g+32
 .rva g+64
 .rva u3
"""


def x64_chain(folder):
    path = assembled(folder, "x86_64-windows", "x64-chain", X64_CHAIN)
    doc, (first, second, third) = entries(path, 1)
    suite.equal("epilogs", [(c["op"], c["amount"], c.get("at_end")) for c in first["unwind"]["codes"][:4]],
                [("epilog size", 6, True), ("epilog at", 0x20, None), ("epilog at", 0x110, None),
                 ("epilog at", 0, None)])
    suite.equal("handler", first["unwind"]["handler"]["name"], "__C_specific_handler")
    scope, = first["unwind"]["scopes"]
    suite.equal("scope", [(scope[k]["name"], scope[k].get("plus"), scope[k]["offset"]) for k in
                          ("begin", "end", "filter", "target")],
                [("f", 4, 4), ("f", 8, 8), (None, None, None), ("f", 12, 12)])
    link, = second["unwind"]["chain"]
    suite.equal("chain", (link["begin"]["name"], link["function_size"], link["unwind"]["name"]),
                ("f", 64, "u1"))
    # The bad code: its place, and what stands before it is still shown.
    suite.equal("codes before the bad one", [c["op"] for c in third["unwind"]["codes"]], ["push"])
    at = third["unwind"]["file_offset"] + 6
    suite.equal("bad code", [(d["offset"], d["text"]) for d in doc["diagnostics"]],
                [(at, "unwind code 0x2f is not known; the rest of the record is skipped")])
    text = harness.coffdump("--unwind", str(path)).out
    suite.has("chain as text", text, "epilog of 0x6 bytes, one at the end", "epilog at end-0x110",
              "handler __C_specific_handler", "try .text+0x4 f+0x4 to .text+0x8 f+0x8, any exception, target .text+0xc",
              "chained to .text+0x0 f, 0x40 bytes, unwind .xdata+0x0 u1", "push rbx", "alloc 0x20")


def hostile(folder):
    """A record that continues itself; 2,000 entries that share a record of 4,096 epilogs: neither
    costs more than the file is worth."""
    path = assembled(folder, "x86_64-windows", "cycle", """.text
f: .fill 16
.section .xdata,"dr"
u: .byte 0x21, 2, 1, 0, 2, 0x50, 0, 0
 .rva f
 .rva f+16
 .rva u
.section .pdata,"dr"
 .rva f
 .rva f+16
 .rva u
""")
    doc, (entry,) = entries(path, 1)
    suite.equal("cycle", [d["text"] for d in doc["diagnostics"]],
                ["chain of unwind records goes on and on"])
    suite.equal("cycle: links", len(entry["unwind"]["chain"]), 32)
    path = assembled(folder, "aarch64-windows", "shared", """.text
f: .fill 64
.section .xdata,"dr"
x: .long 16, 0x11000
 .fill 4096, 4, 0
 .long 0xe4e4e4e4
.section .pdata,"dr"
.rept 2000
 .rva f
 .rva x
.endr
""")
    done = harness.coffdump("--unwind", str(path))
    suite.equal("shared: status", done.status, 1)
    suite.equal("shared: said once", done.err.count("too many entries share unwind records"), 1)
    suite.equal("shared: entries", done.out.count("\n  .text+0x0 f"), 2000)
    suite.check("shared: bounded", 4096 <= done.out.count("epilog at") < 100 * 4096)


# ---- Packed ------------------------------------------------------------------------------------

def packed_rows(rows):
    return '.section .pdata,"dr"\n' + "".join(f" .long {0x1000 + 64 * i}\n .long {r}\n"
                                              for i, r in enumerate(rows))


def arm64_packed(folder):
    """All fields that do not contradict each other. LLVM shows RegI 1 with CR 1, of which version
    19 says "INVALID!", as we do from version 22 on."""
    rows = []
    for flag in (1, 2):
        for regi in (0, 1, 2, 3, 4, 9, 10):
            for regf in (0, 1, 2, 7):
                for homes in (0, 1):
                    for cr in range(4):
                        saved = (regi + (cr == 1) + (regf + 1 if regf else 0) + homes * 8 + 1) // 2
                        for frame in {saved + (cr > 1), saved + 2, 40, 300, 511}:
                            if (regi, cr) != (1, 1):
                                rows.append(flag | 16 << 2 | regf << 13 | regi << 16 | homes << 20 |
                                            cr << 21 | frame << 23)
    found = compare(assembled(folder, "aarch64-windows", "arm64-packed", packed_rows(rows)))
    suite.check("many were compared", len(found) > 1500, len(found))
    both = 1 | 16 << 2 | 1 << 16 | 1 << 21 | 4 << 23
    _, (entry,) = entries(assembled(folder, "aarch64-windows", "arm64-both", packed_rows([both])))
    suite.equal("x19 and lr alone", [(c["name"], c["amount"], c.get("registers")) for c in entry["packed"]["codes"]],
                [("alloc_s", 48, None), ("save_lrpair", 0, ["x19", "lr"]), ("alloc_s", 16, None),
                 ("end", 0, None)])
    for row, what in ((both | 3, "packed unwind data have the reserved flag 3"),
                      (1 | 11 << 16 | 100 << 23, "fields of packed unwind data contradict each other"),
                      (1 | 3 << 21, "fields of packed unwind data contradict each other")):
        doc, _ = entries(assembled(folder, "aarch64-windows", "arm64-bad", packed_rows([row])), 1)
        suite.equal(f"{row:#x}", [d["text"] for d in doc["diagnostics"]], [what])


def arm_packed(folder):
    """Compiled ones are compared above; this goes over the fields."""
    rows = []
    for reg in (0, 3, 7):
        for floats in (0, 1):
            for lr in (0, 1):
                for chain in (0, 1):
                    for homes in (0, 1):
                        for adjust in (0, 4, 0x3f3, 0x3f4, 0x3f5, 0x3f7, 0x3fb, 0x3ff):
                            if (chain and not lr) or (chain and reg == 7 and not floats):
                                continue
                            rows.append(1 | 16 << 2 | (0 if lr else 1) << 13 | homes << 15 | reg << 16 |
                                        floats << 19 | lr << 20 | chain << 21 | adjust << 22)
    compare(assembled(folder, "thumbv7-windows", "arm-packed", packed_rows(rows)))


# ---- Images ------------------------------------------------------------------------------------

def wine():
    for name in SAMPLE:
        path = os.path.join(WINE, name)
        suite.check(f"{name} is there", os.path.exists(path))
        found = compare(path)
        table = pefile.PE(path, fast_load=False).DIRECTORY_ENTRY_EXCEPTION
        suite.equal(f"{name}: pefile", [tuple(e["fields"].values()) for e in found],
                    [(t.struct.BeginAddress, t.struct.EndAddress, t.struct.UnwindData) for t in table])
    path = os.path.join(WINE, SAMPLE[1])
    shown = re.findall(r"^ (\w{16}):\t(\w{16}) (\w{16}) (\w{16})$",
                       run("x86_64-w64-mingw32-objdump", "-p", path), re.M)
    base = pefile.PE(path, fast_load=True).OPTIONAL_HEADER.ImageBase
    suite.equal("objdump", [tuple(v + base for v in e["fields"].values()) for e in entries(path)[1]],
                [tuple(int(x, 16) for x in row[1:]) for row in shown])


def fixtures():
    for name in ("clang-x64-msvc/eh.obj", "clang-x64-msvc/seh.obj", "clang-arm64-msvc/eh.obj",
                 "clang-arm-msvc/cpp.obj", "pe-x86-64-gnu/seh.o", "images-lld/dll-x64.dll",
                 "images-lld/exe-arm64.exe", "images-lld/exe-arm.exe"):
        compare(harness.fixture(name), name)
        jsondoc.document(suite, name, "--unwind")


def wince(folder):
    """Compressed entries: the handler and its data lie in the two words before the function. No
    peer reads them; the source says what they are."""
    source, out = folder / "wince.s", folder / "wince.o"
    source.write_text(""".text
 .long handler, 0x1234
f: .fill 64
handler: .long 0
.section .pdata,"dr"
 .long f, 0x80000000 | 1 << 30 | 16 << 8 | 3
""")
    run("clang-19", "-target", "thumbv7-windows", "-c", source, "-o", out)
    done = harness.run("coffdump", "--json", "--unwind", "--target=pe-arm-wince-little", str(out))
    found = json.loads(done.raw)["directories"]["exceptions"]["entries"]
    suite.equal("Windows CE", [(e["end"] - e["begin"], e["fields"]["PrologLength"], e["fields"]["ExceptionFlag"])
                               for e in found], [(64, 3, 1)])
    suite.equal("Windows CE: handler", [(e["handler"]["name"], e["handler_data"]["raw"]) for e in found],
                [("handler", 0x1234)])


def order(folder):
    """A table that is not sorted is shown, and said to be not."""
    path = os.path.join(WINE, SAMPLE[1])
    with open(path, "rb") as f:
        data = bytearray(f.read())
    doc, found = entries(path)
    at = next(r["offset"] for r in json.loads(harness.coffdump("--json", "--map", path).raw)["map"]
              if r.get("what") == "function table")
    data[at:at + 12], data[at + 12:at + 24] = data[at + 12:at + 24], data[at:at + 12]
    changed = folder / "order.dll"
    changed.write_bytes(data)
    doc, again = entries(changed)
    suite.equal("order", [(d["severity"], d["offset"], d["text"]) for d in doc["diagnostics"]],
                [("warning", at + 12, f"1 of {len(found)} entries of the function table begin before the end of "
                  "the one in front of them; this is the first")])
    suite.equal("order: entries", len(again), len(found))
    # Entry 0 shares the record of entry 1, by pointing to it.
    rva = found[0]["function"]["raw"]
    with open(path, "rb") as f:
        data = bytearray(f.read())
    table = pefile.PE(path, fast_load=True).OPTIONAL_HEADER.DATA_DIRECTORY[3].VirtualAddress
    data[at + 8:at + 12] = (table + 12 + 1).to_bytes(4, "little")
    changed.write_bytes(data)
    doc, again = entries(changed)
    suite.equal("indirect", (again[0]["indirect"], again[0]["unwind"]["offset"], again[0]["function"]["raw"]),
                (True, again[1]["unwind"]["offset"], rva))


def main():
    if len(sys.argv) > 1:
        for path in sys.argv[1:]:
            compare(path)
        suite.finish()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for case in (compiled, arm64_codes, arm_codes, x64_codes, x64_chain, hostile, arm64_packed,
                     arm_packed, wince, order):
            case(folder)
    fixtures()
    wine()
    suite.finish()


main()
