// Contents without a type of their own: what their first bytes say, text, and the MUI configuration.
//
// Skip it unless one of them is taken for what it is not.
#include "base/magic.h"
#include "coff/resources.h"
#include "image/directory.h"
#include <string.h>

// ---- What the first bytes say -------------------------------------------------------------------

// Of two that match, the first one counts.
static const struct coff_magic magics[] = {
    {0, 4, "MZ\x90\x00", "PE or DOS image"},
    {0, 8, "\x89PNG\r\n\x1a\n", "PNG picture"},
    {0, 4, "PK\x03\x04", "ZIP archive"},
    {0, 4, "PK\x05\x06", "ZIP archive, empty"},
    {8, 4, "WAVE", "WAVE sound"},
    {8, 4, "AVI ", "AVI video"},
    {8, 4, "ACON", "animated cursor"},
    {8, 4, "WEBP", "WebP picture"},
    {0, 4, "RIFF", "RIFF data"},
    {0, 4, "GIF8", "GIF picture"},
    {0, 3, "\xff\xd8\xff", "JPEG picture"},
    {0, 4, "II*\0", "TIFF picture"},
    {0, 4, "MM\0*", "TIFF picture"},
    {0, 4, "TPF0", "Delphi form"},
    {0, 4, "MSFT", "type library"},
    {0, 4, "SLTG", "type library (old)"},
    {0, 4, "MSCF", "Cabinet archive"},
    {0, 6, "7z\xbc\xaf\x27\x1c", "7z archive"},
    {0, 6,
     "\xfd"
     "7zXZ\0",
     "XZ data"},
    {0, 4, "Rar!", "RAR archive"},
    {0, 4, "SZDD", "compressed file (SZDD)"},
    {0, 4, "\x28\xb5\x2f\xfd", "Zstandard data"},
    {0, 3, "\x1f\x8b\x08", "gzip data"},
    {0, 3, "BZh", "bzip2 data"},
    {0, 5, "%PDF-", "PDF document"},
    {0, 5, "{\\rtf", "RTF text"},
    {0, 5, "<?xml", "XML text"},
    {0, 8, "\xef\xbb\xbf<?xml", "XML text"},
    {0, 4,
     "\x7f"
     "ELF",
     "ELF file"},
    {0, 4, "CRIM", "event manifest (WEVT)"},
    {0, 4, "\xce\xca\xef\xbe", ".NET resources"},
    {0, 4, "BSJB", ".NET metadata"},
    {0, 8, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "OLE compound file"},
    {0, 4, "\x00\x01\x00\x00", "TrueType font"},
    {0, 4, "OTTO", "OpenType font"},
    {0, 4, "ttcf", "TrueType collection"},
    {0, 4, "wOFF", "WOFF font"},
    {0, 4, "OggS", "Ogg data"},
    {0, 3, "ID3", "MP3 sound"},
    {0, 4, "MThd", "MIDI sound"},
    {0, 3, "FWS", "Flash film"},
    {0, 3, "CWS", "Flash film, compressed"},
    {0, 4, "DXBC", "Direct3D shader"},
    {0, 4, "DDS ", "DirectDraw picture"},
    {0, 15, "SQLite format 3", "SQLite database"},
    {0, 5, "<html", "HTML text"},
    {0, 5, "<HTML", "HTML text"},
    {0, 14, "<!DOCTYPE html", "HTML text"},
    {0, 14, "<!DOCTYPE HTML", "HTML text"},
    {0, 9, "<!DOCTYPE", "markup text"},
};

const char *coff_resource_hint(struct coff_view v)
{
  bool utf16;
  struct coff_view text;
  if (coff_image_begins(v))
    return "PE image";
  const char *what = coff_magic_find(magics, COFF_COUNT(magics), v);
  if (what != NULL)
    return what;
  if (v.size > 14 && memcmp(v.data, "BM", 2) == 0 && coff_le32(v.data + 2) <= v.size &&
      coff_le32(v.data + 10) < v.size)
    return "bitmap file";
  if (coff_resource_is_text(v, &utf16, &text))
    return utf16 ? "text (UTF-16)" : "text";
  return NULL;
}

// ---- Text -------------------------------------------------------------------------------------

static bool is_text_character(uint32_t c)
{
  return c >= 0x20 ? c != 0x7f : c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

// Length of the well-formed UTF-8 sequence at P of N bytes (Unicode standard, table 3-7), or 0.
static unsigned sequence(const uint8_t *p, uint64_t n)
{
  if (p[0] < 0x80)
    return 1;
  unsigned need = p[0] >= 0xc2 && p[0] <= 0xdf   ? 2
                  : (p[0] & 0xf0) == 0xe0        ? 3
                  : p[0] >= 0xf0 && p[0] <= 0xf4 ? 4
                                                 : 0;
  if (need == 0 || need > n)
    return 0;
  uint32_t c = p[0] & (0xffu >> (need + 1));
  for (unsigned i = 1; i < need; i++) {
    if ((p[i] & 0xc0) != 0x80)
      return 0;
    c = c << 6 | (p[i] & 0x3f);
  }
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  return c < least[need] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff) ? 0 : need;
}

static bool is_bytes_text(struct coff_view v)
{
  unsigned n;
  for (uint64_t i = 0; i < v.size; i += n) {
    n = 1;
    if (v.data[i] >= 0x20 && v.data[i] < 0x7f)
      continue;
    n = sequence(v.data + i, v.size - i);
    if (n == 0 || (n == 1 && !is_text_character(v.data[i])))
      return false;
  }
  return true;
}

// Without a mark only what is plain ASCII counts: any even number of bytes is some UTF-16.
static bool is_units_text(struct coff_view v, bool marked)
{
  for (uint64_t i = 0; i + 2 <= v.size; i += 2) {
    uint32_t c = coff_le16(v.data + i);
    if (!is_text_character(c) || (c >= 0x7f && !marked))
      return false;
  }
  return v.size % 2 == 0;
}

bool coff_resource_is_text(struct coff_view v, bool *utf16, struct coff_view *text)
{
  bool wide = v.size >= 2 && memcmp(v.data, "\xff\xfe", 2) == 0;
  uint64_t mark = wide ? 2 : v.size >= 3 && memcmp(v.data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
  *utf16 = wide;
  coff_view_table(v, mark, v.size - mark, 1, text);
  if (wide) {
    while (text->size >= 2 && coff_le16(text->data + text->size - 2) == 0)
      text->size -= 2;
    return is_units_text(*text, true);
  }
  struct coff_view whole = *text;
  while (text->size != 0 && text->data[text->size - 1] == 0)
    text->size--;
  if (text->size == 0)
    return false;
  if (is_bytes_text(*text))
    return true;
  *text = whole;
  while (text->size >= 2 && coff_le16(text->data + text->size - 2) == 0)
    text->size -= 2;
  *utf16 = mark == 0 && text->size >= 4 && is_units_text(*text, false);
  return *utf16;
}

// ---- MUI --------------------------------------------------------------------------------------

enum { MUI_SIZE = 132 };

// The part that the pair of offset and size at AT names.
static bool mui_part(struct coff_view v, unsigned at, struct coff_view *part)
{
  uint32_t offset = coff_le32(v.data + at), size = coff_le32(v.data + at + 4);
  return size == 0 || coff_view_table(v, offset, size, 1, part);
}

// Where the parts stand is not in the SDK, which has functions that read them (GetFileMUIInfo).
bool coff_mui_read(const struct coff_file *f, struct coff_view v, struct coff_mui *m)
{
  *m = (struct coff_mui){0};
  if (v.size < 4 || coff_le32(v.data) != 0xfecdfecd)
    return false;
  struct coff_place here = coff_file_place(f, v.origin);
  if (v.size < MUI_SIZE)
    return coff_fail(coff_file_context(f), here, "MUI configuration is cut off");
  m->version = coff_le32(v.data + 8);
  m->path_type = coff_le32(v.data + 12);
  m->file_type = coff_le32(v.data + 16);
  m->system_attributes = coff_le32(v.data + 20);
  m->fallback_location = coff_le32(v.data + 24);
  memcpy(m->service_checksum, v.data + 28, 16);
  memcpy(m->checksum, v.data + 44, 16);
  bool whole = mui_part(v, 84, &m->main_names);
  whole &= mui_part(v, 92, &m->main_ids);
  whole &= mui_part(v, 100, &m->mui_names);
  whole &= mui_part(v, 108, &m->mui_ids);
  whole &= mui_part(v, 116, &m->language);
  whole &= mui_part(v, 124, &m->fallback_language);
  m->language = coff_utf16_string(m->language, NULL);
  m->fallback_language = coff_utf16_string(m->fallback_language, NULL);
  return whole || coff_fail(coff_file_context(f), here,
                            "a part of the MUI configuration lies outside of it");
}
