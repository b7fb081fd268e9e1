// Contents of sections in hexadecimal: -s.
//
// Skip it unless a row differs from GNU's.
#include "coffdump/budget.h"
#include "objdump/objdump.h"
#include <inttypes.h>

enum { A_ROW = 16 };

static unsigned digits_of(uint64_t v, unsigned least)
{
  unsigned n = 1;
  while (v >>= 4)
    n++;
  return n < least ? least : n;
}

// Groups of four end at multiples of four of the section. AT: where the row begins.
static void row(const struct dump *d, const uint8_t *p, uint64_t at, uint64_t n)
{
  out_char(d->out, ' ');
  for (unsigned i = 0; i < A_ROW; i++) {
    if (i < n)
      out_hex_bare(d->out, p[i], 2);
    else
      out_text(d->out, "  ");
    if ((at + i) % 4 == 3)
      out_char(d->out, ' ');
  }
  out_char(d->out, ' ');
  for (unsigned i = 0; i < A_ROW; i++)
    out_char(d->out, i >= n ? ' ' : p[i] >= ' ' && p[i] < 0x7f ? (char)p[i] : '.');
}

// Some assemblers write zeroes for sections that are none of the file's, which GNU shows.
static void find(const struct dump *d, const struct coff_section *s, struct coff_view *v)
{
  uint64_t at = coff_file_offset_of(d->file, s->header.scnptr);
  if (s->file_size != 0)
    coff_section_contents(d->file, s, v);
  else
    coff_view_clip(coff_file_bytes(d->file), at, gnu_section_size(d->file, s) * s->octets, 1, v);
}

static void section(const struct dump *d, const struct coff_section *s)
{
  struct coff_view v;
  uint64_t from, to, address = dump_section_address(d, s);
  find(d, s, &v);
  uint64_t size = gnu_section_size(d->file, s) * s->octets;
  if (!dump_range(d, s, v.size < size ? v.size : size, &from, &to))
    return;
  out_text(d->out, "Contents of section ");
  dump_bytes(d, s->name);
  out_char(d->out, ':');
  if (d->opt->file_offsets)
    out_printf(d->out, "  (Starting at file offset: 0x%" PRIx64 ")", s->header.scnptr + from);
  out_char(d->out, '\n');
  unsigned width = digits_of(address + (to - 1) / s->octets, 4);
  for (uint64_t at = from; at < to; at += A_ROW) {
    out_char(d->out, ' ');
    out_hex_bare(d->out, address + at / s->octets, width);
    row(d, v.data + at, at, to - at);
    out_char(d->out, '\n');
  }
}

void dump_contents(const struct dump *d)
{
  struct coff_section s;
  struct budget b;
  budget_open(&b, d->file, SHARED_SPARE, "contents");
  for (uint32_t i = 1; coff_section_get(d->file, i, &s); i++) {
    uint64_t size = gnu_section_size(d->file, &s) * s.octets, all = coff_file_bytes(d->file).size;
    if ((gnu_section_flags(d->file, &s) & GNU_CONTENTS) == 0 || size == 0 || !dump_wants(d, &s))
      continue;
    if (budget_spend(&b, &s, size < all ? size : all))
      section(d, &s);
  }
}
