// What lies behind an image in its file.
//
// Skip it unless an overlay is found wrongly.
#include "coff/overlay.h"
#include "base/magic.h"
#include "coff/debugdir.h"
#include "image/directory.h"
#include "image/signature.h"
#include <string.h>

static uint64_t later(uint64_t end, struct coff_view v)
{
  return v.size != 0 && v.origin + v.size > end ? v.origin + v.size : end;
}

static uint64_t claim(const struct coff_file *f, uint64_t end, uint64_t offset, uint64_t size)
{
  struct coff_view v = {0};
  coff_view_clip(coff_file_bytes(f), offset, size, 1, &v);
  return later(end, v);
}

static uint64_t end_of_section(const struct coff_file *f, const struct coff_section *s,
                               uint64_t end)
{
  const struct coff_records *r = coff_file_target(f)->records;
  uint64_t base = coff_file_base(f);
  end = claim(f, end, s->file_offset, s->file_size);
  if (r->reloc != NULL && s->nreloc != 0)
    end = claim(f, end, base + s->header.relptr, s->nreloc * r->reloc->size);
  if (r->lineno != NULL && s->nlnno != 0)
    end = claim(f, end, base + s->header.lnnoptr, s->nlnno * r->lineno->size);
  return end;
}

// Debug data may lie behind the sections, where nothing is loaded.
static uint64_t end_of_debug(const struct coff_file *f, uint64_t end)
{
  struct coff_debugdir all;
  struct coff_debugdir_entry e;
  if (!coff_debugdir_open(f, &all))
    return end;
  while (coff_debugdir_next(&all, &e))
    end = later(end, e.data);
  return end;
}

static uint64_t end_of_image(const struct coff_file *f)
{
  struct coff_section s;
  const struct coff_aouthdr *a = coff_file_aouthdr(f);
  uint64_t end = coff_file_header_offset(f) + coff_file_target(f)->records->filehdr->size;
  end = later(end, coff_file_aouthdr_bytes(f));
  end = claim(f, end, 0, a == NULL ? 0 : a->field[COFF_AOUT_SIZE_OF_HEADERS]);
  for (uint32_t i = 1; coff_section_get(f, i, &s); i++) {
    end = claim(f, end, s.header_offset, coff_file_target(f)->records->scnhdr->size);
    end = end_of_section(f, &s, end);
  }
  end = later(end, coff_syment_table(f));
  end = later(end, coff_file_strings(f));
  return end_of_debug(f, end);
}

// ---- What it is ---------------------------------------------------------------------------------

static bool all_are(struct coff_view v, uint8_t byte)
{
  for (uint64_t i = 0; i < v.size; i++)
    if (v.data[i] != byte)
      return false;
  return true;
}

static bool is_text(struct coff_view v)
{
  for (uint64_t i = 0; i < v.size; i++)
    if ((v.data[i] < 0x20 || v.data[i] > 0x7e) && (v.data[i] < 9 || v.data[i] > 13))
      return false;
  return true;
}

// The end of central directory of a ZIP archive, whose comment is of up to 65,535 bytes: archives
// made self-extracting need not begin with an entry.
static bool ends_in_zip(struct coff_view v)
{
  enum { RECORD = 22 };
  if (v.size < RECORD)
    return false;
  uint64_t last = v.size - RECORD, first = last < 0xffff ? 0 : last - 0xffff;
  for (uint64_t at = last; at + 1 > first; at--)
    if (memcmp(v.data + at, "PK\5\6", 4) == 0)
      return true;
  return false;
}

static const char *kind_of(struct coff_view v)
{
  static const struct coff_magic magics[] = {
      {4, 16, "\xef\xbe\xad\xdeNullsoftInst", "NSIS installer"},
      {0, 22, "Inno Setup Setup Data ", "Inno Setup data"},
      {0, 4, "zlb\x1a", "Inno Setup data"},
      {0, 8, "idska32\x1a", "Inno Setup data"},
      {0, 4, "PK\3\4", "ZIP archive"},
      {0, 6, "7z\xbc\xaf\x27\x1c", "7z archive"},
      {0, 7, "Rar!\x1a\7\0", "RAR archive"},
      {0, 8, "Rar!\x1a\7\1\0", "RAR 5 archive"},
      {0, 4, "MSCF", "cabinet"},
      {0, 4, "ISc(", "InstallShield cabinet"},
      {0, 8, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "compound file (MSI, OLE)"},
      {0, 6,
       "\xfd"
       "7zXZ\0",
       "xz data"},
      {0, 3, "\x1f\x8b\x08", "gzip data"},
      {0, 4, "\x28\xb5\x2f\xfd", "Zstandard data"},
      {0, 3, "BZh", "bzip2 data"},
      {257, 5, "ustar", "tar archive"},
      {0, 4,
       "\x7f"
       "ELF",
       "ELF file"},
      {0, 5, "%PDF-", "PDF document"},
      {0, 8, "\x89PNG\r\n\x1a\n", "PNG image"},
      {0, 16, "\xa3\x48\x4b\xbe\x98\x6c\x4a\xa9\x99\x4c\x53\x0a\x86\xd6\x48\x7d", "AutoIt script"},
      {0, 16, "SQLite format 3\0", "SQLite database"},
      {0, 4, "RSDS", "CodeView debug data"},
      {0, 4, "NB10", "CodeView debug data"},
      {0, 4, "NB11", "CodeView debug data"},
      {0, 4, "NB09", "CodeView debug data"},
      {0, 8, "!<arch>\n", "archive"},
  };
  if (all_are(v, 0))
    return "zeroes";
  if (coff_image_begins(v))
    return "PE image";
  const char *kind = coff_magic_find(magics, COFF_COUNT(magics), v);
  if (kind != NULL)
    return kind;
  if (ends_in_zip(v))
    return "data with a ZIP archive at its end";
  if (v.size >= 20 && v.data[0] == 0x30 && v.data[1] == 0x82)
    return "DER data, as a certificate is";
  if (all_are(v, v.data[0]))
    return "one byte, repeated";
  return is_text(v) ? "text" : NULL;
}

// ---- The pieces ---------------------------------------------------------------------------------

// Zeroes that fill the file up to 8 bytes, for the certificates, or to its alignment are none.
static bool is_padding(const struct coff_file *f, struct coff_view v)
{
  const struct coff_aouthdr *a = coff_file_aouthdr(f);
  uint64_t alignment = a == NULL ? 0 : a->field[COFF_AOUT_FILE_ALIGNMENT];
  bool fills = v.size < 8 || (v.size < alignment && (v.origin + v.size) % alignment == 0);
  return fills && all_are(v, 0);
}

bool coff_overlay_next(struct coff_overlay *o)
{
  struct coff_view all = coff_file_bytes(o->file);
  uint64_t size, table = coff_certificates_offset(o->file, &size);
  uint64_t past = size < all.size - table ? table + size : all.size;
  while (o->next < all.size) {
    uint64_t from = o->next, to = all.size;
    if (size != 0 && from < table)
      to = table;
    o->behind_certificates = size != 0 && from >= past;
    o->next = to == table ? past : to;
    if (from >= table && from < past) {
      o->next = past;
      continue;
    }
    if (!coff_view_table(all, from, to - from, 1, &o->bytes) || is_padding(o->file, o->bytes))
      continue;
    o->kind = kind_of(o->bytes);
    return true;
  }
  return false;
}

bool coff_overlay_first(const struct coff_file *f, struct coff_overlay *o)
{
  *o = (struct coff_overlay){.file = f};
  if (coff_file_kind(f) != COFF_KIND_IMAGE || coff_file_target(f)->records->scnhdr == NULL)
    return false;
  o->next = end_of_image(f);
  return coff_overlay_next(o);
}
