#!/usr/bin/python3
# The CLR header and metadata of assemblies that mcs makes on the spot, and of Mono's own, against
# monodis and pefile.
#
# Skip this unless it fails. The folders of Mono's assembly cache are named after version and public
# key token, which nobody computed here.

import glob
import os
import re
import struct
import tempfile

import pefile

import harness
import images
import jsondoc

suite = harness.Suite()
SOURCE = r"""
using System.Reflection;
using System.Runtime.InteropServices;
[assembly: AssemblyVersion("1.2.3.4")]
[assembly: AssemblyTitle("title \u00e4\u20ac")]
[assembly: System.Runtime.Versioning.TargetFramework(".NETFramework,Version=v4.7")]
public interface I { int F(int x); event System.Action E; int P { get; set; } }
public enum K { A, B = 7 }
public class G<T> where T : I { public T x; public class N { public static int[] a = {1, 2, 3, 4, 5, 6}; } }
static class M
{
  [DllImport("kernel32")] static extern int Beep(int a, int b);
  [DllImport("user32.dll")] static extern int MessageBeep(uint a);
  static void Main() { Beep(1, 2); MessageBeep(3); System.Console.WriteLine(new string[] {"a"}.Length + System.Linq.Enumerable.Count(G<I>.N.a)); }
}
"""
LARGE = "public class T%d { public int f%d; public int M%d(int a) { return a + %d; } }\n"
# The option of monodis that lists a table, by the table's name.
LISTS = {"ClassLayout": "classlayout", "Constant": "constant", "CustomAttribute": "customattr",
         "DeclSecurity": "declsec", "Event": "event", "ExportedType": "exported", "Field": "fields",
         "File": "file", "GenericParam": "genericpar", "InterfaceImpl": "interface",
         "ManifestResource": "manifest", "FieldMarshal": "marshal", "MemberRef": "memberref",
         "MethodDef": "method", "MethodImpl": "methodimpl", "MethodSemantics": "methodsem",
         "MethodSpec": "methodspec", "ModuleRef": "moduleref", "Module": "module",
         "NestedClass": "nested", "Property": "property", "PropertyMap": "propertymap",
         "ImplMap": "implmap", "FieldRVA": "fieldrva", "StandAloneSig": "standalonesig"}


def monodis(option, path):
    return images.output("monodis", f"--{option}", os.path.join(harness.DATA, path))


def clr(path, *args):
    doc = jsondoc.document(suite, path, "--clr", *args)
    return doc["directories"]["clr"]


def compare_rows(path, metadata):
    rows = {t["name"]: t["rows"] for t in metadata["tables"]}
    theirs = {}
    for table, option in LISTS.items():
        found = re.search(r"\(1\.\.(\d+)\)", monodis(option, path).partition("\n")[0])
        theirs[table] = int(found[1]) if found else None
    suite.equal(f"{path}: rows", {t: rows.get(t, 0) for t in theirs}, theirs)


def compare_references(path, metadata):
    text = monodis("assemblyref", path)
    theirs = [(m[2].strip(), m[1], m[3].replace(" ", "").strip().lower() or None) for m in
              re.finditer(r"\d+: Version=([\d.]+)\n\tName=(.*)\n\tFlags=.*\n(?:\tPublic Key:\n"
                          r"0x0+: ((?:[0-9A-F]{2} )+)|\tZero sized public key)", text)]
    ours = [(r["name"], r["version"], r["public_key_token"]) for r in metadata["references"]]
    suite.equal(f"{path}: references", ours, [(n, v, t or None) for n, v, t in theirs])
    suite.check(f"{path} refers to others", ours or "mscorlib" in path)


def compare_names(path, metadata):
    text = monodis("assembly", path)
    found = re.search(r"Name: +(.*)\nHash Algoritm: (0x\w+)\nVersion: +(.*)\nFlags: +(0x\w+)", text)
    own = metadata["assembly"]
    if not found:
        suite.equal(f"{path}: no assembly", own, None)
    else:
        suite.equal(f"{path}: assembly",
                    (own["name"], own["hash_algorithm_raw"], own["version"], own["flags_raw"]),
                    (found[1], int(found[2], 16), found[3], int(found[4], 16)))
    found = re.search(r"1: (.*) \d+ \{(.*)\}", monodis("module", path))
    suite.equal(f"{path}: module", (metadata["module"]["name"], metadata["module"]["mvid"]),
                (found[1], found[2].lower()))
    theirs = re.findall(r"^\d+: (.*)$", monodis("moduleref", path), re.M)
    suite.equal(f"{path}: native modules", metadata["native_modules"], theirs)
    theirs = re.findall(r"^\d+: (\w+) '(.*)' at offset (\d+) in", monodis("manifest", path), re.M)
    suite.equal(f"{path}: resources",
                [("public" if r["flags"] == 1 else "private", r["name"], str(r["offset"]))
                 for r in metadata["resources"]], theirs)
    # Of attributes of the assembly: their types, and the first argument that is one string alone.
    theirs = re.findall(r"^\d+: Assembly: \d+: instance void class (?:\[[\w.+-]+\])?([\w.`/]+)::'.ctor'",
                        monodis("customattr", path), re.M)
    ours = [".".join(filter(None, (a["namespace"], a["name"]))) for a in metadata["attributes"]]
    suite.equal(f"{path}: attributes", ours, theirs)


def compare_header(path, header):
    """Fields as pefile's generic reader finds the directory, decoded here."""
    pe = pefile.PE(os.path.join(harness.DATA, path), fast_load=True)
    d = pe.OPTIONAL_HEADER.DATA_DIRECTORY[14]
    raw = struct.unpack("<IHH14I", pe.get_data(d.VirtualAddress, 64))
    ours = [header["size"], header["major_version"], header["minor_version"]]
    part = header["parts"]
    order = ["resources", "strong_name", "code_manager_table", "vtable_fixups", "export_jumps"]
    ours += [part["metadata"]["rva"], part["metadata"]["size"], header["flags_raw"],
             header["entry_point"]]
    for name in order:
        ours += [part[name]["rva"], part[name]["size"]]
    suite.equal(f"{path}: header", tuple(ours), raw)
    suite.equal(f"{path}: offset", header["offset"], pe.get_offset_from_rva(d.VirtualAddress))


def compare(path):
    header = clr(path)
    if not suite.check(f"{path} has a CLR header", header):
        return None
    metadata = header["metadata"]
    compare_header(path, header)
    compare_rows(path, metadata)
    compare_references(path, metadata)
    compare_names(path, metadata)
    return metadata


def made(folder):
    def at(name, text=None):
        path = os.path.join(folder, name)
        if text is not None:
            with open(path, "w", encoding="utf-8") as f:
                f.write(text)
        return path

    source, resource = at("m.cs", SOURCE), at("r.txt", "hello")
    exe = at("m.exe")
    images.make(suite, "mcs", "-nologo", "-platform:x86", "-warn:0", f"-resource:{resource},name.r",
                f"-resource:{source},second,private", f"-out:{exe}", source)
    metadata = compare(exe)
    suite.equal("attribute texts", [a["text"] for a in metadata["attributes"]][:2],
                ["title \u00e4\u20ac", ".NETFramework,Version=v4.7"])
    suite.equal("resource sizes", [r["size"] for r in metadata["resources"]],
                [5, os.path.getsize(source)])
    text = harness.coffdump("--clr", exe).out
    suite.has("text", text, "COMIMAGE_FLAGS_ILONLY | COMIMAGE_FLAGS_32BITREQUIRED", "token 0x0600",
              "m, Version=1.2.3.4, Culture=neutral, PublicKeyToken=null", "\n  calls into      user32.dll\n",
              "PublicKeyToken=b77a5c561934e089", "TargetFrameworkAttribute \".NETFramework,Version=v4.7\"",
              "name.r, 5 bytes at 0x0\n", "private\n", "GenericParamConstraint")

    module = at("n.netmodule")
    images.make(suite, "mcs", "-nologo", "-target:module", f"-out:{module}",
                at("n.cs", "public class N { }"))
    metadata = compare(module)
    suite.equal("a module is no assembly", metadata["assembly"], None)

    # More rows than an index of two bytes counts.
    large = at("large.dll")
    images.make(suite, "mcs", "-nologo", "-target:library", f"-out:{large}",
                at("large.cs", "".join(LARGE % (i, i, i, i) for i in range(9000))))
    metadata = compare(large)
    rows = {t["name"]: (t["rows"], t["row_size"]) for t in metadata["tables"]}
    suite.equal("wide indices", (rows["TypeDef"], rows["MethodDef"][0] > 0x4000, metadata["table_header"]["heap_sizes"] & 1),
                ((9001, 18), True, 1))
    return exe


def cached():
    """Mono's own assemblies: /usr/lib/mono/gac/NAME/VERSION_CULTURE_TOKEN/NAME.dll"""
    found = sorted(glob.glob("/usr/lib/mono/gac/*/*/*.dll"))
    suite.check("Mono's assembly cache is there", len(found) > 3)
    for path in found[:6]:
        header = clr(path)
        own = header["metadata"]["assembly"]
        folder = path.split("/")[-2]
        suite.equal(f"{path}: identity",
                    f'{own["version"]}_{own["culture"]}_{own["public_key_token"]}', folder)
        compare(path)
        signature = header["strong_name"]
        suite.check(f"{path}: strong name", signature and len(signature) == 256)


def damaged(path, folder):
    """Any word of header and metadata root at its extremes: no crash, and JSON that fits."""
    with open(path, "rb") as f:
        data = f.read()
    pe = pefile.PE(data=data, fast_load=True)
    header = pe.get_offset_from_rva(pe.OPTIONAL_HEADER.DATA_DIRECTORY[14].VirtualAddress)
    root = pe.get_offset_from_rva(struct.unpack_from("<I", data, header + 8)[0])
    name = os.path.join(folder, "damaged.exe")
    reported = 0
    for at in [*range(header, header + 72, 8), *range(root, root + 180, 12)]:
        with open(name, "wb") as f:
            f.write(data[:at] + b"\xff\xff\xff\xff" + data[at + 4:])
        done = harness.coffdump("--clr", "--json", name)
        suite.check(f"word at {at:#x}: exit status {done.status}", done.status in (0, 1), done.err[:300])
        reported += done.status
    suite.check("most damage is reported", reported > 10, reported)


def shared(folder):
    """Two thousand attributes with one value of 16 KB: what is shown is bounded by the metadata."""
    count, title = 2000, "x" * 16000
    source, name = os.path.join(folder, "shared.cs"), os.path.join(folder, "shared.dll")
    with open(source, "w", encoding="utf-8") as f:
        f.write(f'[assembly: A("{title}")]\n')
        f.writelines(f'[assembly: A("n{i}")]\n' for i in range(count))
        f.write("[System.AttributeUsage(System.AttributeTargets.All, AllowMultiple = true)]\n"
                "class A : System.Attribute { public A(string s) { } }\n")
    images.make(suite, "mcs", "-nologo", "-target:library", f"-out:{name}", source)
    with open(name, "rb") as f:
        data = bytearray(f.read())
    # The last column of each row of CustomAttribute, behind the tables in front of it.
    metadata = clr(name)["metadata"]
    tables = metadata["tables"]
    before = [t for t in tables if t["number"] < 0xc]
    rows = next(t for t in tables if t["number"] == 0xc)
    at = data.index(b"BSJB") + next(s["offset"] for s in metadata["streams"] if s["name"] == "#~")
    at += 24 + 4 * len(tables) + sum(t["rows"] * t["row_size"] for t in before)
    heap = data.index(b"BSJB") + next(s["offset"] for s in metadata["streams"] if s["name"] == "#Blob")
    value = data.index(title.encode()) - heap - 6  # lengths of blob and string, and the prolog
    suite.equal("shared: the tables", rows["rows"] > count, True)
    for i in range(rows["rows"]):
        struct.pack_into("<H", data, at + (i + 1) * rows["row_size"] - 2, value)
    with open(name, "wb") as f:
        f.write(data)
    size = sum(s["size"] for s in metadata["streams"])
    for options, characters in (((), 4), (("--json",), 4)):
        done = harness.coffdump("--clr", *options, name)
        suite.equal(f"shared {options}: status", done.status, 1)
        suite.equal(f"shared {options}: said once", done.err.count("metadata names lie over each other"), 1)
        suite.check(f"shared {options}: {len(done.raw)} bytes",
                    4 * size < len(done.raw) < characters * (4 * size + 65536) + 200 * count)


with tempfile.TemporaryDirectory() as temporary:
    shared(temporary)
    damaged(made(temporary), temporary)
    cached()
compare("images-dotnet/net.dll")
suite.equal("no CLR header", clr("images-lld/exe-x64.exe"), None)
suite.finish()
