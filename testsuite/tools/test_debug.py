#!/usr/bin/python3
# What the library reads in debug sections, compared with what llvm-readobj prints: directives,
# CodeView records and lines, function tables and unwind records, compressed sections.
#
# Skip this unless it fails: each FAIL line shows the first fact that differs. Without arguments it
# judges the fixtures and objects made on the spot; with arguments, those files.

import os
import re
import shlex
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

SRC = Path(os.environ.get("srcdir", "."))
DUMP = shlex.split(os.environ.get("COFFKIT_RUN", "")) + [
    os.path.join(os.environ.get("builddir", "."), "testsuite/tools/dump-debug")]

SOURCE = """
struct node { struct node *next; int value[4]; };
enum colour { RED, GREEN = 70000 };
typedef struct node tree;
static int count(tree *t, enum colour c) { int n = 0; for (; t; t = t->next) n += t->value[c]; return n; }
#pragma comment(linker, "/export:walk=walk2 /DEFAULTLIB:\\"a b.lib\\"")
int other(int *);
__attribute__((noinline)) int walk2(tree *t)
{
  int big[900];
  big[0] = count(t, RED);
  return other(big) + big[5];
}
"""
TRIPLES = ["x86_64-pc-windows-msvc", "i686-pc-windows-msvc", "thumbv7-pc-windows-msvc",
           "aarch64-pc-windows-msvc", "arm64ec-pc-windows-msvc", "x86_64-w64-mingw32"]


class Failure(Exception):
    pass


def run(*command, ok=(0,)):
    done = subprocess.run([str(c) for c in command], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    if done.returncode not in ok:
        raise Failure(f"{' '.join(map(str, command))}: exit status {done.returncode}\n"
                      f"{done.stderr.decode(errors='replace')}")
    return done.stdout.decode("utf-8", "backslashreplace")


def compare(what, ours, theirs):
    for i, (a, b) in enumerate(zip(ours, theirs)):
        if a != b:
            raise Failure(f"{what} {i}: ours {a}, LLVM's {b}")
    if len(ours) != len(theirs):
        raise Failure(f"{what}: ours are {len(ours)}, LLVM's {len(theirs)}")
    return len(ours)


# --- Ours ---------------------------------------------------------------------------------------

def ours(path):
    """The lines of dump-debug, by their first word."""
    facts = {}
    for line in run(*DUMP, path).split("\n"):
        word, _, rest = line.partition(" ")
        facts.setdefault(word, []).append(rest)
    return facts


def our_records(facts, word):
    out = []
    for line in facts.get(word, []):
        kind, name, string = line.split(" ", 2)
        out.append((int(kind, 16), name, string))
    return out


# --- LLVM's -------------------------------------------------------------------------------------

def blocks(text, opener):
    """The bodies of the blocks whose first line matches, and their indentation taken off."""
    lines = text.split("\n")
    for i, line in enumerate(lines):
        m = re.match(rf"( *){opener}[^\n]*[\[{{]$", line)
        if not m:
            continue
        body = []
        for inner in lines[i + 1:]:
            if len(inner) - len(inner.lstrip()) <= len(m[1]):
                break
            body.append(inner[len(m[1]) + 2:])
        yield body


def field(body, *labels):
    """The value of the first of these labels that the block has at its own level, or None."""
    for line in body:
        label, _, value = line.partition(": ")
        if label in labels:
            return value
    return None


def number(body, label):
    value = re.search(r"(0x[0-9A-Fa-f]+|\d+)\)?$", field(body, label))
    return int(value[1], 0)


STRINGS = ("ObjectName", "VersionName", "DisplayName", "VarName", "UDTName", "Name", "StringData")


def llvm_records(text, opener, label):
    out = []
    for body in blocks(text, opener):
        kind = field(body, label)
        if kind is None:
            continue
        name, value = re.match(r"(\w+) \((0x\w+)\)", kind).groups()
        out.append((int(value, 16), name, field(body, *STRINGS) or ""))
    return out


def llvm_types(text):
    """Types stand two columns in; the members of a field list stand deeper."""
    text = text.partition("CodeViewDebugInfo [")[0]
    return llvm_records(text, r"(?<=^  )\w+ \(0x\w+\) ", "TypeLeafKind")


def llvm_symbols(text):
    text = text.partition("CodeViewDebugInfo [")[2]
    return llvm_records(text, r"(?<=^    )\w+ ", "Kind")


def llvm_lines(text):
    out = []
    for body in blocks(text, "FunctionLineTable "):
        out.append(("function", number(body, "CodeSize")))
        for part in blocks("\n".join(body), "FilenameSegment "):
            name = re.sub(r" \(0x\w+\)$", "", field(part, "Filename"))
            for row in re.finditer(r"\+(0x\w+) \[\s+LineNumberStart: (\d+)\s+LineNumberEndDelta: "
                                   r"(\d+)\s+IsStatement: (\w+)", "\n".join(part)):
                at, line, delta = int(row[1], 16), int(row[2]), int(row[3])
                out.append((name, at, line, line + delta, row[4]))
    return out


def our_lines(path):
    out = []
    for line in run(*DUMP, path).split("\n"):
        if line.startswith("function "):
            out.append(("function", int(line.split()[1], 16)))
        m = re.match(r"line (.*) \+(0x\w+) (\d+)-(\d+) (\w+)$", line)
        if m:
            out.append((m[1], int(m[2], 16), int(m[3]), int(m[4]), m[5]))
    return out


# Fields of packed unwind data, with LLVM's labels.
PACKED = {"FunctionLength": "FunctionLength", "RegF": "RegF", "RegI": "RegI", "CR": "CR",
          "FrameSize": "FrameSize", "Reg": "Reg", "StackAdjust": "StackAdjustment"}


def llvm_unwind(text):
    out = []
    for body in blocks(text, "RuntimeFunction "):
        x64 = next(blocks("\n".join(body), "UnwindInfo "), None)
        arm = next(blocks("\n".join(body), "ExceptionData "), None)
        if x64 is not None:
            flags = int(re.search(r"\((0x\w+)\)", field(x64, "Flags [ (0x0)") or
                                  next(l for l in x64 if l.startswith("Flags")))[1], 16)
            register = field(x64, "FrameRegister")
            out.append(("x64", number(x64, "Version"), flags, number(x64, "PrologSize"),
                        0 if register == "-" else number(x64, "FrameRegister"),
                        0 if register == "-" else number(x64, "FrameOffset"),
                        number(x64, "UnwindCodeCount")))
        elif arm is not None:
            packed = field(arm, "EpiloguePacked") == "Yes"
            epilogs = number(arm, "EpilogueOffset" if packed else "EpilogueScopes")
            out.append(("arm", number(arm, "Version"), number(arm, "FunctionLength"), epilogs,
                        field(arm, "ExceptionData"), packed, number(arm, "ByteCodeLength")))
        elif field(body, "FunctionLength") is not None:
            out.append(("packed", {k: number(body, l) for k, l in PACKED.items()
                                   if field(body, l) is not None}))
        else:
            raise Failure(f"no unwind data in LLVM's {body}")
    return out


def our_unwind(path):
    out = []
    for line in run(*DUMP, path).split("\n"):
        word, _, rest = line.partition(" ")
        if word == "packed":
            parts = {k: int(v) for k, v in (p.split("=") for p in rest.split())}
            if "StackAdjust" in parts:
                parts["StackAdjust"] *= 4
            out.append(("packed", {k: v for k, v in parts.items() if k in PACKED}))
        if word != "unwind":
            continue
        (version, flags, prolog, register, frame, codes, length, epilogs, handler, packed,
         _) = map(int, rest.split())
        if length == 0:
            out.append(("x64", version, flags, prolog, register, frame // 16, codes))
        else:
            out.append(("arm", version, length, epilogs, "Yes" if handler else "No", bool(packed),
                        codes))
    return out


# --- Cases --------------------------------------------------------------------------------------

def judge(path):
    """Compares everything; returns the number of facts."""
    facts = ours(path)
    codeview = run("llvm-readobj-19", "--codeview", path)
    directives = [m[1] for m in re.finditer(r"^Directive\(s\): (.*)$",
                                            run("llvm-readobj-19", "--coff-directives", path),
                                            re.M)]
    n = compare("directives", " ".join(facts.get("directive", [])).split(),
                " ".join(directives).replace("\0", " ").split())
    n += compare("type", our_records(facts, "type"), llvm_types(codeview))
    n += compare("symbol", our_records(facts, "symbol"), llvm_symbols(codeview))
    n += compare("line", our_lines(path), llvm_lines(codeview))
    subsections = [f"0x{int(kind, 16):x} 0x{int(size, 16):x}" for kind, size in re.findall(
        r"SubSectionType: .*\((0x\w+)\)\s+SubSectionSize: (0x\w+)", codeview)]
    n += compare("subsection", facts.get("subsection", []), subsections)
    n += compare("unwind record", our_unwind(path),
                 llvm_unwind(run("llvm-readobj-19", "--unwind", path)))
    if n == 0:
        raise Failure("LLVM sees nothing to compare in it")
    return n


def made(triple, folder):
    """Objects of one target: with CodeView and hashes of types; a second without debug sections."""
    source, out = folder / "walk.c", folder / f"{triple}.obj"
    source.write_text(SOURCE)
    run("clang-19", "-target", triple, "-O1", "-g", "-gcodeview", "-gcodeview-ghash",
        "-gcolumn-info", "-c", source, "-o", out)
    return out


def judge_hashes(path):
    """The hashes of types, which llvm-readobj does not print: one a type, none twice."""
    facts = ours(path)
    hashes = facts.get("hash", [])
    if len(hashes) != len(facts["type"]) or len(set(hashes)) != len(hashes):
        raise Failure(f"{len(hashes)} hashes for {len(facts['type'])} types")
    return len(hashes)


def judge_compressed(folder):
    """Compressed sections must decompress to what they were. No tool at hand compresses those of
    PE objects, so zlib does, and GNU objcopy puts them in place of the plain ones."""
    source, plain, packed = folder / "z.c", folder / "z.o", folder / "zz.o"
    names = ("debug_info", "debug_abbrev", "debug_line")
    source.write_text(SOURCE)
    run("x86_64-w64-mingw32-gcc", "-g", "-c", source, "-o", plain)
    want, change = [], []
    for name in names:
        raw = folder / name
        run("x86_64-w64-mingw32-objcopy", "-O", "binary", "--set-section-flags", f".{name}=alloc",
            "-j", f".{name}", plain, raw)
        data = raw.read_bytes()
        want.append(f".z{name} {len(data)} {data.hex()}")
        raw.write_bytes(b"ZLIB" + len(data).to_bytes(8, "big") + zlib.compress(data))
        change += ["--update-section", f".{name}={raw}", "--rename-section", f".{name}=.z{name}"]
    run("x86_64-w64-mingw32-objcopy", *change, plain, packed)
    got = ours(packed).get("zdebug", [])
    if sorted(got) != sorted(want):
        raise Failure(f"decompressed to {[g[:60] for g in got]}, not {[w[:60] for w in want]}")
    return len(got)


def fixtures():
    return sorted(p for p in (SRC / "testsuite/data").rglob("*-cv.obj"))


def cases(paths, folder):
    for path in paths or fixtures():
        yield str(path), lambda path=path: judge(path)
    if paths:
        return
    for triple in TRIPLES:
        yield triple, lambda triple=triple: judge(made(triple, folder))
        yield f"{triple}, hashes", lambda triple=triple: judge_hashes(made(triple, folder))
    yield "compressed sections", lambda: judge_compressed(folder)


def main(paths):
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, case in cases(paths, Path(folder)):
            try:
                print(f"ok   {name}: {case()} facts")
                passed += 1
            except (Failure, OSError) as why:
                print(f"FAIL {name}: {why}")
                failed += 1
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
