// What members of archives are that are no COFF, by their first bytes.
//
// Skip it unless a member of another kind has no name.
#include "archive/archive.h"
#include "base/magic.h"
#include <string.h>

static const struct coff_magic magics[] = {
    {0, 4, "\177ELF", "ELF object"},
    {0, 4, "\xfe\xed\xfa\xce", "Mach-O object"},
    {0, 4, "\xce\xfa\xed\xfe", "Mach-O object"},
    {0, 4, "\xfe\xed\xfa\xcf", "Mach-O object"},
    {0, 4, "\xcf\xfa\xed\xfe", "Mach-O object"},
    {0, 4, "\xca\xfe\xba\xbe", "Mach-O universal file or Java class"},
    {0, 4, "BC\xc0\xde", "LLVM bitcode"},
    {0, 4, "\xde\xc0\x17\x0b", "LLVM bitcode"},
    {0, 4, "\0asm", "WebAssembly module"},
    {0, 8, "rust\0\0\0\x8", "Rust metadata"},
    {0, 8, "rust\0\0\0\x9", "Rust metadata"},
    {0, 8, "rust\0\0\0\xa", "Rust metadata"},
    {0, 10, "go object ", "Go object"},
    {0, 8, "\0\0\0\0\x20\0\0\0", "Windows resource file"},
    {0, 4, "PK\3\4", "ZIP file"},
    {0, 2, "\x1f\x8b", "gzip file"},
    {0, 4, "Micr", "Microsoft program database"},
    {0, 5, "<?xml", "XML text"},
};

// Printable ASCII and white space only, in what a person would look at first.
static bool is_text(struct coff_view v)
{
  size_t n = v.size < 256 ? (size_t)v.size : 256;
  for (size_t i = 0; i < n; i++)
    if ((v.data[i] < ' ' && memchr("\t\n\r\f", v.data[i], 4) == NULL) || v.data[i] > '~')
      return false;
  return true;
}

const char *coff_foreign_name(struct coff_view v)
{
  if (v.size == 0)
    return "empty";
  const char *name = coff_magic_find(magics, COFF_COUNT(magics), v);
  return name != NULL ? name : is_text(v) ? "text" : NULL;
}
