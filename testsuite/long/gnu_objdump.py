# What coff-objdump and GNU's objdump are compared by: running both, what of their text differs between
# versions of GNU's, and the named files whose text differs for a reason.
#
# Skip this unless test_objdump.py or objdump_text.py fails.

import gzip
import os
import re
import subprocess

# Whose reason it is, options it concerns (any of their letters), the end of the paths, the reason.
WEAK = "GNU drops the search type of a bigobj's weak external, and shows it for all others"
STABS = "2.16 takes sections of no type for debugging sections by their names; 2.40 as we do"
DIFFERENT = [
    ("", "tx", "/bigobj.o", WEAK),
    ("", "p", "fasm/efi64.efi", "GNU shows a directory without a size at 0, not where the header says"),
    ("", "p", "arm64ec.dll", "GNU takes the function table of the ARM64 code for one of x86-64"),
    ("", "p", "/lc-arm64ec.dll", "the same"),
    ("", "p", "/jscript.dll", "GNU leaves all unwind records out if two functions begin at one address"),
    ("h8300-hitachi", "hx", "/relocs-gstabs.o", STABS),
    ("h8300-hitachi", "hx", "/stabs.o", STABS),
]


def run(command):
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=600,
                          env={**os.environ, "LC_ALL": "C", "TZ": "UTC"})


def letters(option):
    """The options that show something: "-x" is several."""
    all_of = "".join(re.findall(r"(?:^| )-([a-zA-Z]+)", option))
    return all_of + ("pht" if "x" in all_of else "")


def left_out(prefix, option, paths):
    found = {}
    for path in paths:
        for whose, options, end, reason in DIFFERENT:
            if reason == WEAK and "-j" in option:
                continue  # such a symbol is in no section
            if prefix.startswith(whose) and path.endswith(end) and set(options) & set(letters(option)):
                found[path] = reason
    return found


def normal(prefix, text):
    """Older versions (djgpp 2.35, h8300 2.16) pad types by one less, put a blank behind VALUE, and 2.16
    of Debian counts with 64 bits, names a property of h8300 that 2.40 has not, and writes small addresses
    with 0x."""
    if "djgpp" not in prefix and "h8300" not in prefix:
        return text
    text = re.sub(rb"\(ty +", rb"(ty ", text).replace(b"VALUE \n", b"VALUE\n")
    if "djgpp" in prefix:
        return text
    text = re.sub(rb"flags 0x(\w+)", lambda m: b"flags 0x%08x" % (int(m[1], 16) & ~0x200),
                  text.replace(b", BFD_IS_RELAXABLE", b""))
    text = re.sub(rb"(\b|0x)0{8}([0-9a-f]{8})\b", rb"\1\2", text)
    text = re.sub(rb"^( +\d+ : )0x([0-9a-f]+)$", lambda m: m[1] + m[2].zfill(8), text, flags=re.M)
    return re.sub(rb" +", b" ", text)


def first_difference(a, b):
    title = b""
    for x, y in zip(a.splitlines(), b.splitlines()):
        if x != y:
            return title, f"GNU: {x!r}", f"us:  {y!r}"
        title = x if b"file format" in x else title
    return title, f"{a.count(bytes([10]))} and {b.count(bytes([10]))} lines"


# ---- Dumps that lie beside a file -------------------------------------------------------------------

def plain(text):
    """What does not count: formats and processors by name, widths of numbers (2.16 of 64-bit hosts),
    blanks, messages."""
    text = re.sub(r"^BFD: .*\n|^\S*objdump: .*\n", "", text, flags=re.M)
    text = re.sub(r"\n+# exit \d+\s*$", "", text)
    text = re.sub(r"^architecture: .*$", "architecture", text, flags=re.M)
    text = re.sub(r"file format .*", "file format", text).replace(", BFD_IS_RELAXABLE", "").replace(", SMALL_DATA", "")
    text = re.sub(r"\(ty +", "(ty ", text)
    text = re.sub(r"(\b|0x)0{8}([0-9a-f]{8})\b", r"\1\2", text)
    text = re.sub(r"\+0x(f{8}[0-9a-f]{8})\b", lambda m: "-0x%08x" % (2**64 - int(m[1], 16)), text)
    text = re.sub(r"^( +\d+ : )0x([0-9a-f]+)$", lambda m: m[1] + m[2].zfill(8), text, flags=re.M)
    text = text.replace(" (discriminator 0)", "")
    return [line.strip() for line in re.sub(r" +", " ", text).strip().split("\n")]


def dump(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="latin-1") as f:
        return f.read()


def against_dump(tool, path):
    """Whether TOOL shows the file beside PATH (NAME.ref.txt or .gz, a dump of GNU's) as the dump does, and the
    first lines that differ. None if it is a dump of another tool."""
    text = dump(path)
    command = re.match(r"\$ \S*objdump (.*?) \S+ 2>&1\n", text)
    named = re.search(r"file format (\S+)", text)
    if not command or not named:
        return None, None
    base = path.split(".ref.txt")[0]
    options = command[1].split()
    ours = run([tool, *options, "-b", named[1], base])
    if not ours.stdout:
        ours = run([tool, *options, base])
    shown = ours.stdout.decode("latin-1").replace(base, os.path.basename(base))
    a, b = plain(text[command.end():]), plain(shown)
    return a == b, next(((x, y) for x, y in zip(a, b) if x != y), (len(a), len(b)))
