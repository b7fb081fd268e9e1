#!/usr/bin/python3
# coff-strings prints what GNU strings prints, over bytes made here: encodings, offsets, separators, and
# strings that the pieces of a stream are cut in. Where GNU is wrong, it follows the Unicode Standard.
#
# Skip this unless it fails. test_gnu_tools.py compares the two over files.

import os
import random
import subprocess
import tempfile

import harness

suite = harness.Suite()
GNU = "x86_64-w64-mingw32-strings"
OPTIONS = ["", "-n 1", "-n 7", "-12", "-t x", "-td", "-o", "-w", "-w -n 2", "-f", "-f -tx", "-e S", "-e l", "-e b",
           "-e L", "-e B", "-e l -n 1 -td", "-e b -n 1 -tx", "-e B -n 1 -tx", "-e L -n 2", "-eS -w",
           "-n 0x5", "-n 010", "--bytes=3 --radix=d --all", "-", "-d"]


def gnu(*args, **how):
    return subprocess.run([GNU, *args], capture_output=True, env={**os.environ, "LC_ALL": "C"}, timeout=60,
                          check=False, **how)


def ours(*args, stdin=subprocess.DEVNULL):
    command = [*os.environ.get("COFFKIT_RUN", "").split(), os.path.join(harness.BUILDDIR, "coff-strings")]
    return subprocess.run([*command, *args], stdin=stdin, capture_output=True, timeout=60, check=False)


def samples():
    """Bytes of all kinds; text in all encodings, at all alignments."""
    chance = random.Random(17)
    anything = bytes(chance.randrange(256) for _ in range(20000))
    few = bytes(chance.choice(b"ab\0\t\n\xe9 ") for _ in range(20000))
    words = b""
    for i in range(400):
        word = "".join(chance.choice("abc 1~\t") for _ in range(chance.randrange(1, 12)))
        code = chance.choice(["ascii", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
        words += word.encode(code) + bytes(chance.randrange(4))
    return {"anything": anything, "few": few, "words": words, "empty": b"", "short": b"abc", "all": b"abcd",
            "end16": b"\0a\0b\0c\0d\0", "cut32": b"a\0\0\0b\0\0\0c\0\0\0d\0\0\0e\0\0"}


def same(folder):
    for name, content in samples().items():
        path = os.path.join(folder, name)
        with open(path, "wb") as f:
            f.write(content)
        for option in OPTIONS:
            wanted, got = gnu(*option.split(), path), ours(*option.split(), path)
            suite.check(f"{name} {option}", got.stdout == wanted.stdout and got.returncode == 0,
                        f"GNU: {wanted.stdout[:200]!r}", f"us:  {got.stdout[:200]!r}")
        for separator in ("", "::", "\n\n"):
            suite.equal(f"{name}: behind strings {separator!r}", ours("-s", separator, path).stdout,
                        gnu("-s", separator, path).stdout)


def streams(folder):
    """Longer than a piece (256 KiB), with strings across its ends, one longer than many pieces."""
    path = os.path.join(folder, "stream")
    chance = random.Random(4)
    with open(path, "wb") as f:
        while f.tell() < 1 << 20:
            f.write(b"x" * chance.randrange(1, 9) + "wide".encode("utf-16-le") * chance.randrange(3) + b"\1")
        f.write(b"y" * (1 << 20) + b"\0z\0")
    for option in ("", "-tx", "-n 100000", "-e l -td", "-e b -n 1"):
        wanted = gnu(*option.split(), path).stdout
        suite.check(f"long file {option}", ours(*option.split(), path).stdout == wanted and wanted != b"")
        with open(path, "rb") as f:
            suite.check(f"standard input {option}", ours(*option.split(), stdin=f).stdout == wanted)
    # One byte a read: each string is cut everywhere.
    writer = subprocess.Popen(["/usr/bin/python3", "-c", "import os,time\nfor c in b'ab\\0cde\\xc3\\xa9fgh\\0wxyz':\n"
                               "  os.write(1, bytes([c])); time.sleep(0.002)"], stdout=subprocess.PIPE)
    got = ours("-t", "d", "-U", "hex", stdin=writer.stdout).stdout
    writer.wait()
    suite.equal("byte by byte", got, b"      3 cde<0xc3a9>fgh\n     12 wxyz\n")


def unicode(folder):
    path = os.path.join(folder, "utf8")
    with open(path, "wb") as f:
        f.write("ab\u00e9\0abc\u00e9\0\u00e9\u00e9\u20ac\U0001f600\0".encode() + b"ab\xc3\xa9cd\0")
    for mode in ("default", "invalid", "hex"):
        suite.equal(f"UTF-8, {mode}", ours("-tx", "-U", mode, path).stdout, gnu("-tx", "-U", mode, path).stdout)
    # GNU prints the first byte of each character alone.
    suite.equal("as it is", ours("-U", "show", path).stdout.decode(), "abc\u00e9\n\u00e9\u00e9\u20ac\U0001f600\nab\u00e9cd\n")
    # GNU puts the bits of four bytes together wrongly: \u07c600.
    suite.equal("escaped", ours("-U", "e", path).stdout, b"abc\\u00e9\n\\u00e9\\u00e9\\u20ac\\u01f600\nab\\u00e9cd\n")
    suite.equal("highlighted only on a terminal", ours("-U", "highlight", path).stdout, ours("-Ue", path).stdout)
    # What is no UTF-8 ends a string. GNU's offsets are 2^32 too large behind it, and it takes surrogates
    # and what is longer than it must be.
    for bad in (b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\xa9"):
        with open(path, "wb") as f:
            f.write(b"abcd" + bad + b"efgh" + bad)
        suite.equal(f"no UTF-8: {bad!r}", ours("-td", "-Ux", path).stdout,
                    b"      0 abcd\n%7d efgh\n" % (4 + len(bad)))


def sections(folder):
    """With -d, what is loaded with contents; a file of no flavour, and a library, as a whole."""
    path = harness.fixture("pe-x86-64-gnu/basic.o")
    suite.check("-d: fewer", 0 < len(ours("-d", path).stdout) < len(ours(path).stdout))
    text = os.path.join(folder, "text")
    with open(text, "w") as f:
        f.write("only text\n")
    suite.equal("-d: no object", ours("-d", text).stdout, b"only text\n")
    suite.equal("-d: no such flavour", ours("-d", "-T", "nonsense", path).returncode, 1)


def errors(folder):
    done = ours(os.path.join(folder, "none"), folder, harness.fixture("pe-x86-64-gnu/basic.o"))
    suite.equal("missing: status", done.returncode, 1)
    suite.check("missing: messages", done.stderr.count(b"coff-strings: ") == 2 and b"directory" in done.stderr)
    suite.check("missing: the rest", b".text" in done.stdout)
    for wrong in (["-n", "0"], ["-0"], ["-n", "x"], ["-n", "-1"], ["-t", "q"], ["-e", "z"], ["-U", "z"], ["--no"]):
        done = ours(*wrong)
        suite.check(f"{wrong}: refused", done.returncode == 2 and done.stderr.startswith(b"coff-strings: "),
                    done.stderr)
    for option in ("--version", "-v", "-V"):
        suite.check(option, ours(option).stdout.startswith(b"coff-strings (coffkit)"))
    suite.check("-H", ours("-H").stdout.startswith(b"Usage: coff-strings"))


with tempfile.TemporaryDirectory() as FOLDER:
    same(FOLDER)
    streams(FOLDER)
    unicode(FOLDER)
    sections(FOLDER)
    errors(FOLDER)
suite.finish()
