#!/usr/bin/python3
# coffdump --certificates and --overlay, over images that are made and signed on the spot with keys
# made on the spot, against osslsigncode, sbsign, pesign and pefile; and over such images changed
# afterwards.

import os
import re
import struct
import subprocess
import tempfile

import pefile

import harness
import jsondoc

suite = harness.Suite()
TIME, TSA_TIME = 1700000000, 1700000100
TSA = """[req]
distinguished_name=dn
x509_extensions=usage
[dn]
[usage]
extendedKeyUsage=critical,timeStamping
keyUsage=critical,digitalSignature
basicConstraints=critical,CA:FALSE
"""


def command(*words, ok=True):
    done = subprocess.run(words, capture_output=True, text=True, errors="replace", timeout=120,
                          check=False)
    if ok:
        suite.check(" ".join(words), done.returncode == 0, done.stdout[-500:] + done.stderr[-500:])
    return done.stdout + done.stderr


def document(path, status=0):
    return jsondoc.document(suite, path, "--certificates", "--overlay", status=status)


def signatures(doc):
    return [s for e in doc["directories"]["certificates"]["entries"] for s in e["signatures"]]


class Keys:
    """Made for this run: an RSA key, an elliptic one, and one for timestamps."""

    def __init__(self, folder):
        self.folder = folder
        with open(os.path.join(folder, "tsa.cnf"), "w", encoding="ascii") as f:
            f.write(TSA)
        self.make("rsa", "/C=NL/O=Example, Ltd/CN=Signér", "rsa:2048")
        self.make("ec", "/CN=Elliptic", "ec", "-pkeyopt", "ec_paramgen_curve:P-384")
        self.make("tsa", "/CN=Time", "rsa:2048", "-config", os.path.join(folder, "tsa.cnf"))

    def make(self, name, subject, *how):
        command("openssl", "req", "-x509", "-newkey", *how, "-nodes", "-utf8", "-days", "30", "-subj",
                subject, "-keyout", self.path(name + ".key"), "-out", self.path(name + ".pem"))

    def path(self, name):
        return os.path.join(self.folder, name)

    def sign(self, source, name, *options, key="rsa"):
        out = self.path(name)
        command("osslsigncode", "sign", "-certs", self.path(key + ".pem"), "-key",
                self.path(key + ".key"), "-time", str(TIME), *options, "-in", source, "-out", out)
        return out


def patched(path, at, mask=1):
    """A copy with one byte changed."""
    with open(path, "rb") as f:
        data = bytearray(f.read())
    data[at] ^= mask
    with open(path + ".patched", "wb") as f:
        f.write(data)
    return path + ".patched"


def directory_entry(path):
    """Offset of the directory entry of the certificate table, and what is in it."""
    pe = pefile.PE(path, fast_load=True)
    entry = pe.OPTIONAL_HEADER.DATA_DIRECTORY[4]
    return entry.get_file_offset(), entry.VirtualAddress, entry.Size


def images(folder):
    """Every machine and both optional headers, with and without symbols behind the sections."""
    lld = [os.path.join(harness.DATA, "images-lld", n)
           for n in ("dll-x64.dll", "exe-x86.exe", "efi-arm64.efi", "arm64x.dll", "dll-arm.dll")]
    source = os.path.join(folder, "plain.c")
    with open(source, "w", encoding="ascii") as f:
        f.write("int main(void) { return 0; }\n")
    for host in ("x86_64-w64-mingw32", "i686-w64-mingw32"):
        for strip in ("", "-s"):
            out = os.path.join(folder, f"{host}{strip}.exe")
            command(f"{host}-gcc", source, "-o", out, *strip.split())
            lld.append(out)
    return lld


def peer_digests(path):
    """(signed, computed) of each signature by osslsigncode, whose chain of trust fails here."""
    text = command("osslsigncode", "verify", path, ok=False)
    return list(zip(re.findall(r"^Current message digest\s*: (\w+)", text, re.M),
                    re.findall(r"^Calculated message digest\s*: (\w+)", text, re.M)))


def unsigned(path):
    """The digest is there before any signature; the checksum is pefile's."""
    doc = document(path)
    suite.equal(f"{path}: no certificates", doc["directories"]["certificates"], None)
    digest = command("pesign", "-h", "-P", "-i", path).split()[-1]  # -P: as if filled up to 8 bytes
    suite.equal(f"{path}: digest", doc["authenticode_sha256"], digest)
    check_checksum(path, doc)
    return digest


def check_checksum(path, doc):
    pe = pefile.PE(path, fast_load=True)
    suite.equal(f"{path}: checksum", (doc["checksum"]["stored"], doc["checksum"]["computed"]),
                (pe.OPTIONAL_HEADER.CheckSum, pe.generate_checksum()))


def check_signed(path, algorithm, digest=None):
    """A sound signature: what it says and what osslsigncode says of it."""
    doc = document(path)
    table = doc["directories"]["certificates"]
    _, offset, size = directory_entry(path)
    suite.equal(f"{path}: table", (table["offset"], table["size"]), (offset, size))
    suite.equal(f"{path}: place", (table["bytes_behind"], table["section"]), (0, None))
    suite.equal(f"{path}: algorithm", [s["digest_algorithm"] for s in signatures(doc)], [algorithm])
    for s, (signed, computed) in zip(signatures(doc), peer_digests(path), strict=True):
        suite.equal(f"{path}: digests", (s["digest"], s["digest_computed"]),
                    (signed.lower(), computed.lower()))
        suite.equal(f"{path}: verdicts", (s["digest_matches"], s["digest_matches_in_file_order"],
                                          s["signers"][0]["verifies"]), (True, True, True))
    if digest:
        suite.equal(f"{path}: digest as without signature", doc["authenticode_sha256"], digest)
    check_checksum(path, doc)
    suite.check(f"{path}: checksum is right", doc["checksum"]["matches"])
    return doc


def algorithms(keys, folder):
    """Each image with each algorithm."""
    names = {"md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256", "sha384": "SHA-384",
             "sha512": "SHA-512"}
    for number, path in enumerate(images(folder)):
        digest = unsigned(path)
        chosen = names if number == 0 else ["sha1", "sha256"]
        for option in chosen:
            key = "ec" if option == "sha384" else "rsa"
            signed = keys.sign(path, f"{number}-{option}", "-h", option, key=key)
            check_signed(signed, names[option], digest)


def check_timestamp(signer):
    stamp = signer["timestamps"][0]
    suite.equal("timestamp", [stamp["kind"], stamp["time"], stamp["issuer"], stamp["verifies"],
                              stamp["certificate"]["subject"]],
                ["RFC 3161", "2023-11-14T22:15:00Z", "CN=Time", True, "CN=Time"])


def timestamping(keys):
    """Options that timestamp without a network; osslsigncode has them from 2.6 on. The fixture has
    such a timestamp in any case."""
    check_timestamp(signatures(document("images-signed/signed-x64.dll"))[0]["signers"][0])
    if "-TSA-certs" not in command("osslsigncode", "--help", ok=False):
        return []
    return ["-TSA-certs", keys.path("tsa.pem"), "-TSA-key", keys.path("tsa.key"), "-TSA-time",
            str(TSA_TIME)]


def attributes(keys):
    """What the signer says, who timestamped it, page hashes, a nested signature."""
    stamping = timestamping(keys)
    first = keys.sign(os.path.join(harness.DATA, "images-lld/dll-x64.dll"), "first.dll", "-h", "sha256",
                      "-ph", "-n", "Prögram", "-i", "http://example.org/", "-comm", *stamping)
    doc = check_signed(first, "SHA-256")
    signer = signatures(doc)[0]["signers"][0]
    suite.equal("signer", [signer[k] for k in ("subject", "issuer", "program", "url", "purpose",
                                               "signing_time", "signature_algorithm")],
                ["CN=Signér, O=Example\\, Ltd, C=NL"] * 2 + ["Prögram", "http://example.org/"] +
                ["SPC_COMMERCIAL_SP_KEY_PURPOSE_OBJID", "2023-11-14T22:13:20Z", "rsaEncryption"])
    if stamping:
        check_timestamp(signer)
    certificate(keys, signatures(doc)[0]["certificates"])
    pages(first, signatures(doc)[0])
    second = keys.sign(first, "second.dll", "-nest", "-h", "sha1", key="ec")
    both = signatures(document(second))
    suite.equal("nested", [(s["index"], s["nested_in"], s["digest_algorithm"], s["digest_matches"],
                            s["signers"][0]["subject"], s["signers"][0]["verifies"]) for s in both],
                [(0, None, "SHA-256", True, "CN=Signér, O=Example\\, Ltd, C=NL", True),
                 (1, 0, "SHA-1", True, "CN=Elliptic", True)])
    suite.equal("nested, by osslsigncode", [s["digest_computed"] for s in both],
                [d.lower() for _, d in peer_digests(second)])
    return first, second


def certificate(keys, found):
    """A certificate as openssl prints it."""
    text = command("openssl", "x509", "-in", keys.path("rsa.pem"), "-noout", "-serial", "-fingerprint",
                   "-sha256", "-dates", "-dateopt", "iso_8601")
    facts = dict(line.split("=", 1) for line in text.splitlines())
    facts = {k.lower(): v for k, v in facts.items()}
    one = [c for c in found if c["issuer"].startswith("CN=Sign")][0]
    suite.equal("certificate", [one[k] for k in ("serial", "sha256", "not_before", "not_after", "key",
                                                 "algorithm")],
                [facts["serial"].lower(), facts["sha256 fingerprint"].replace(":", "").lower(),
                 facts["notbefore"].replace(" ", "T"), facts["notafter"].replace(" ", "T"),
                 "rsaEncryption 2048", "RSA-SHA256"])


def pages(path, signature):
    """One for the headers, one a page of each section, one for the end."""
    pe = pefile.PE(path, fast_load=True)
    page = pe.OPTIONAL_HEADER.SectionAlignment
    count = 2 + sum((s.SizeOfRawData + page - 1) // page for s in pe.sections)
    suite.equal("page hashes", [signature[k] for k in ("page_hash_algorithm", "page_hashes",
                                                       "page_hashes_match")], ["SHA-256", count, True])


def changed(first, second):
    """What a change does to the verdicts."""
    pe = pefile.PE(first, fast_load=True)
    doc = document(patched(first, pe.sections[1].PointerToRawData))
    s = signatures(doc)[0]
    suite.equal("a byte of a section", (s["digest_matches"], s["digest_matches_in_file_order"],
                                        s["page_hashes_match"], s["signers"][0]["verifies"]),
                (False, False, False, True))
    suite.check("and the checksum", doc["checksum"]["matches"] is False)
    # The last byte of the message is in the certificates of the nested signature.
    entry = document(second)["directories"]["certificates"]["entries"][0]
    with open(second, "rb") as f:
        data = f.read()
    digest = bytes.fromhex(entry["signatures"][0]["digest"])
    doc = document(patched(second, data.index(digest) + 5))
    s = signatures(doc)[0]
    suite.equal("a byte of the signed digest", (s["digest_matches"], s["signers"][0]["verifies"]),
                (False, False))
    # CheckSum and the directory entry are no part of what is signed.
    doc = document(patched(first, pe.OPTIONAL_HEADER.get_file_offset() + 64))
    suite.equal("a byte of CheckSum", (signatures(doc)[0]["digest_matches"],
                                       doc["checksum"]["matches"]), (True, False))


def appended(keys, first):
    """Bytes before the certificates are signed; those behind are not, and do harm."""
    plain = keys.path("appended.exe")
    with open(os.path.join(harness.DATA, "images-lld/opts-x86.exe"), "rb") as f:
        data = f.read()
    with open(plain, "wb") as f:
        f.write(data + b"7z\xbc\xaf\x27\x1c no archive")
    doc = check_signed(keys.sign(plain, "appended-signed.exe", "-h", "sha256"), "SHA-256")
    suite.equal("overlay before", [(o["offset"], o["kind"], o["behind_certificates"])
                                   for o in doc["overlay"]], [(len(data), "7z archive", False)])
    with open(first, "rb") as f:
        data = f.read()
    behind = keys.path("behind.dll")
    with open(behind, "wb") as f:
        f.write(data + b"behind the certificates\n")
    doc = document(behind)
    suite.equal("overlay behind", doc["overlay"], [
        {"offset": len(data), "size": 24, "kind": "text", "behind_certificates": True}])
    suite.equal("bytes behind", doc["directories"]["certificates"]["bytes_behind"], 24)
    # The specification takes the table from the end of the file, where it is not now. File order
    # stops where the table begins, as osslsigncode does.
    s = signatures(doc)[0]
    suite.equal("digest then", (s["digest_matches"], s["digest_matches_in_file_order"]), (False, True))
    suite.has("is said", doc["diagnostics"][0]["text"], "not the end of the file")


def entries(keys):
    """sbsign puts a second signature beside the first one."""
    source = os.path.join(harness.DATA, "images-lld/efi-x64.efi")
    once, twice = keys.path("once.efi"), keys.path("twice.efi")
    for before, after in ((source, once), (once, twice)):
        command("sbsign", "--key", keys.path("rsa.key"), "--cert", keys.path("rsa.pem"), "--output",
                after, before)
    table = document(twice)["directories"]["certificates"]
    suite.equal("entries of sbsign", [(e["type"], len(e["signatures"]),
                                       e["signatures"][0]["digest_matches"],
                                       e["signatures"][0]["signers"][0]["verifies"])
                                      for e in table["entries"]],
                [("WIN_CERT_TYPE_PKCS_SIGNED_DATA", 1, True, True)] * 2)
    suite.equal("are sbverify's", command("sbverify", "--list", twice).count("image signature issuers"),
                2)


def damaged(keys, first):
    """Lengths and places that cannot be: the rest is shown, and it ends."""
    entry, offset, size = directory_entry(first)
    with open(first, "rb") as f:
        sound = f.read()

    def shown(what, at, value, words):
        path = keys.path("damaged.dll")
        with open(path, "wb") as f:
            f.write(sound[:at] + struct.pack("<I", value) + sound[at + 4:])
        doc = document(path, status=1)
        texts = [d["text"] for d in doc["diagnostics"]]
        suite.check(f"{what} is said", any(words in t for t in texts), texts)
        return doc

    for value in (0, 7):
        shown(f"length {value}", offset, value, f"says that it has {value} bytes")
    doc = shown("a long entry", offset, 0x7fffffff, "longer than the table")
    suite.check("but decoded", signatures(doc)[0]["signers"][0]["verifies"])
    shown("a long table", entry + 4, size + 8, "is cut off")
    doc = shown("a table nowhere", entry, 0x7ffffff0, "not in the file")
    suite.equal("and none", doc["directories"]["certificates"], None)
    shown("a table in a section", entry, 0x400, "inside of section 1")
    shown("another message", offset + 8, 0, "cannot be decoded")


def stubs(folder):
    """The header field by field, and the overlay, as pefile sees them."""
    seen = 0
    data = os.path.join(harness.DATA, "images-lld")
    files = [os.path.join(data, n) for n in sorted(os.listdir(data))
             if n.endswith((".exe", ".dll", ".efi", ".sys"))]
    files += [os.path.join(folder, n) for n in os.listdir(folder) if n.endswith("mingw32.exe")]
    for path in files:
        doc = document(path)
        pe = pefile.PE(path, fast_load=True)
        header = doc["stub"]["header"]
        suite.equal(f"{path}: DOS header", header, {k: getattr(pe.DOS_HEADER, k) for k in header})
        suite.equal(f"{path}: stub", (doc["stub"]["size"], doc["stub"]["standard"]),
                    (pe.DOS_HEADER.e_lfanew, True))
        check_checksum(path, doc)
        # Symbols that are left in the image are no overlay, which pefile takes them for.
        if pe.FILE_HEADER.PointerToSymbolTable == 0:
            suite.equal(f"{path}: overlay", doc["overlay"], None)
            suite.equal(f"{path}: overlay of pefile", pe.get_overlay(), None)
        seen += 1
    suite.check("images were looked at", seen > 15)


def texts(second):
    """What a reader sees."""
    text = harness.coffdump("--certificates", "--overlay", second).out
    suite.has("text", text, "Checksum:", "(right)", "Signature 2, nested in signature 1",
              "subject         CN=Signér, O=Example\\, Ltd, C=NL", "program         Prögram",
              "verdict           matches the image", "trust is not checked", "page hashes", "2023-11-14T22:13:20Z", "Stub:", "cannot be run in DOS mode",
              "e_lfanew")
    text = harness.coffdump("--certificates", "images-signed/signed-x64.dll").out
    suite.has("text of a timestamp", text, "(RFC 3161)", "2023-11-14T22:15:00Z")
    text = harness.coffdump("--map", second).out
    suite.has("map", text, "certificate table")


def main():
    version = harness.coffdump("--version").out
    suite.has("version", version, "libcrypto")
    signed = harness.fixture("images-signed/signed-x64.dll")
    if "libcrypto  no" in version:
        suite.has("says that it cannot", harness.coffdump("--certificates", signed).out,
                  "built without libcrypto", "WIN_CERT_TYPE_PKCS_SIGNED_DATA", "(right)")
        suite.finish()
    for name in ("images-signed/signed-x64.dll", "images-signed/appended-x86.exe"):
        suite.check(f"{name} is sound", all(s["digest_matches"] and s["signers"][0]["verifies"]
                                            for s in signatures(document(name))))
    with tempfile.TemporaryDirectory() as folder:
        keys = Keys(folder)
        algorithms(keys, folder)
        first, second = attributes(keys)
        changed(first, second)
        appended(keys, first)
        entries(keys)
        damaged(keys, first)
        stubs(folder)
        texts(second)
    suite.finish()


main()
