// The program for MS-DOS before an image.
//
// Skip it unless the stub is read wrongly.
#include "coff/overlay.h"
#include <string.h>

// Microsoft's IMAGE_DOS_HEADER; e_res and e_res2, which nobody uses, are left out.
static const struct {
  uint8_t at, width;
  const char *name;
} fields[COFF_DOS_FIELDS] = {
    [COFF_DOS_MAGIC] = {0, 2, "e_magic"},
    [COFF_DOS_CBLP] = {2, 2, "e_cblp"},
    [COFF_DOS_CP] = {4, 2, "e_cp"},
    [COFF_DOS_CRLC] = {6, 2, "e_crlc"},
    [COFF_DOS_CPARHDR] = {8, 2, "e_cparhdr"},
    [COFF_DOS_MINALLOC] = {10, 2, "e_minalloc"},
    [COFF_DOS_MAXALLOC] = {12, 2, "e_maxalloc"},
    [COFF_DOS_SS] = {14, 2, "e_ss"},
    [COFF_DOS_SP] = {16, 2, "e_sp"},
    [COFF_DOS_CSUM] = {18, 2, "e_csum"},
    [COFF_DOS_IP] = {20, 2, "e_ip"},
    [COFF_DOS_CS] = {22, 2, "e_cs"},
    [COFF_DOS_LFARLC] = {24, 2, "e_lfarlc"},
    [COFF_DOS_OVNO] = {26, 2, "e_ovno"},
    [COFF_DOS_OEMID] = {36, 2, "e_oemid"},
    [COFF_DOS_OEMINFO] = {38, 2, "e_oeminfo"},
    [COFF_DOS_LFANEW] = {60, 4, "e_lfanew"},
};
enum { MZ = 0x5a4d, PARAGRAPH = 16, PAGE = 512, CODE_MOST = 32 };

const char *coff_dos_field_name(enum coff_dos_field field)
{
  return (size_t)field < COFF_DOS_FIELDS ? fields[field].name : NULL;
}

// Where PATTERN begins in the first bytes of CODE; false if nowhere.
static bool find(struct coff_view code, const char *pattern, size_t n, uint64_t *at)
{
  for (*at = 0; *at + n <= code.size && *at + n <= CODE_MOST; ++*at)
    if (memcmp(code.data + *at, pattern, n) == 0)
      return true;
  return false;
}

// Function 9 of interrupt 21h prints what DX points to, up to a '$'; data segment is code segment.
static void find_message(struct coff_stub *s, struct coff_view code)
{
  static const char standard[] = "This program cannot be run in DOS mode";
  uint64_t at;
  struct coff_view text;
  if (!find(code, "\x0e\x1f", 2, &at) || !find(code, "\xb4\x09\xcd\x21", 4, &at) ||
      !find(code, "\xba", 1, &at) || code.size - at < 3)
    return;
  uint64_t where = coff_le16(code.data + at + 1);
  if (where >= code.size || !coff_view_table(code, where, code.size - where, 1, &text))
    return;
  const uint8_t *end = memchr(text.data, '$', (size_t)text.size);
  if (end == NULL)
    return;
  size_t n = (size_t)(end - text.data);
  while (n != 0 && (text.data[n - 1] == '\r' || text.data[n - 1] == '\n'))
    n--;
  s->message = (struct coff_str){(const char *)text.data, n};
  s->standard = where <= PARAGRAPH && n >= sizeof standard - 1 &&
                memcmp(text.data, standard, sizeof standard - 1) == 0;
}

bool coff_stub_get(const struct coff_file *f, struct coff_stub *s)
{
  // Big-endian images have this header in their order, too.
  enum coff_order order = coff_file_target(f)->order;
  struct coff_view all = coff_file_bytes(f), code;
  uint64_t end = coff_file_header_offset(f);
  bool pe = coff_file_target(f)->container == COFF_AT_LFANEW;
  *s = (struct coff_stub){.message = {"", 0}};
  end -= pe && end >= 4 ? 4 : 0; // the signature
  if (all.size < 2 || coff_load(all.data, 2, order) != MZ ||
      !coff_view_table(all, 0, end, 1, &s->bytes))
    return false;
  // Small images are laid out so that the headers share bytes: fields past the stub are there, too.
  // Those from e_res on exist only in headers that leave room for them.
  for (unsigned i = 0; i < COFF_DOS_FIELDS; i++)
    if (i <= COFF_DOS_OVNO || pe)
      if (coff_view_table(all, fields[i].at, 1, fields[i].width, &code))
        s->field[i] = (uint32_t)coff_load(code.data, fields[i].width, order);
  uint64_t size = (uint64_t)s->field[COFF_DOS_CP] * PAGE;
  uint64_t last = s->field[COFF_DOS_CBLP];
  s->program_size = last != 0 && last < PAGE && size >= PAGE ? size - PAGE + last : size;
  uint64_t entry = ((uint64_t)s->field[COFF_DOS_CPARHDR] + s->field[COFF_DOS_CS]) * PARAGRAPH;
  uint64_t ip = s->field[COFF_DOS_IP];
  if (ip == 0 && entry < end && coff_view_table(all, entry, end - entry, 1, &code))
    find_message(s, code);
  return true;
}
