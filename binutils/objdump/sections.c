// The list of sections: -h.
//
// Skip it unless a column or a flag differs from GNU's.
#include "coff/format-pe.h"
#include "coff/format-sysv.h"
#include "objdump/objdump.h"
#include <inttypes.h>
#include <string.h>

static const char *link_once(uint32_t selection)
{
  switch (selection) {
  case IMAGE_COMDAT_SELECT_NODUPLICATES:
  case IMAGE_COMDAT_SELECT_ASSOCIATIVE: return NULL; // plain sections to GNU
  case IMAGE_COMDAT_SELECT_SAME_SIZE: return "LINK_ONCE_SAME_SIZE";
  case IMAGE_COMDAT_SELECT_EXACT_MATCH: return "LINK_ONCE_SAME_CONTENTS";
  default: return "LINK_ONCE_DISCARD";
  }
}

struct list {
  const struct dump *d;
  const char *comma;
};

static void word(struct list *l, bool holds, const char *text)
{
  if (!holds)
    return;
  out_text(l->d->out, l->comma);
  out_text(l->d->out, text);
  l->comma = ", ";
}

// GNU takes it for the name of the group only if it is also the end of the section's name, where that
// has a "$".
static bool is_group_name(const struct dump *d, struct coff_str section, struct coff_str leader)
{
  const char *dollar = memchr(section.data, '$', section.size);
  if (dollar == NULL)
    return true;
  size_t n = (size_t)(section.data + section.size - dollar) - 1;
  char c = d->target->leading_char;
  if (c != 0 && (leader.size == 0 || leader.data[0] != c))
    return false;
  if (c != 0)
    leader = (struct coff_str){leader.data + 1, leader.size - 1};
  return leader.size == n && memcmp(leader.data, dollar + 1, n) == 0;
}

static void comdat(struct list *l, const struct coff_section *s)
{
  struct coff_comdat c;
  struct coff_symbol leader;
  if ((s->flags & COFF_SEC_COMDAT) == 0)
    return;
  if (!coff_comdat_get(l->d->file, s->number, &c)) {
    word(l, true, "LINK_ONCE_DISCARD");
    return;
  }
  if (link_once(c.selection) == NULL)
    return;
  word(l, true, link_once(c.selection));
  if (c.leader == UINT64_MAX || !coff_symbol_get(l->d->file, c.leader, &leader) ||
      !is_group_name(l->d, s->name, leader.name))
    return;
  out_text(l->d->out, " (COMDAT ");
  dump_bytes(l->d, leader.name);
  out_printf(l->d->out, " %" PRIu64 ")", c.leader);
}

// Whether the flag of this name is set, if the flavour has it.
static bool has_native(const struct dump *d, const struct coff_section *s, const char *name)
{
  const struct coff_flags *all = d->target->section_flags;
  for (size_t i = 0; all != NULL && i < all->n; i++)
    if (all->flags[i].value != 0 && strcmp(all->flags[i].name, name) == 0)
      return (s->header.flags & all->flags[i].mask) == all->flags[i].value;
  return false;
}

static void flag_words(const struct dump *d, const struct coff_section *s)
{
  struct list l = {d, ""};
  unsigned f = gnu_section_flags(d->file, s);
  bool pe = d->target->family == COFF_FAMILY_PE;
  word(&l, (f & GNU_CONTENTS) != 0, "CONTENTS");
  word(&l, (f & GNU_ALLOC) != 0, "ALLOC");
  word(&l, (f & GNU_LOAD) != 0, "LOAD");
  word(&l, s->nreloc != 0, "RELOC");
  word(&l, (f & GNU_READONLY) != 0, "READONLY");
  word(&l, (f & GNU_CODE) != 0, "CODE");
  word(&l, (f & GNU_DATA) != 0 && d->item->import == NULL, "DATA");
  word(&l, (f & GNU_DEBUGGING) != 0, "DEBUGGING");
  word(&l, (f & GNU_NEVER_LOAD) != 0, "NEVER_LOAD");
  word(&l, (f & GNU_EXCLUDE) != 0, "EXCLUDE");
  word(&l, (s->flags & COFF_SEC_TLS) != 0, "THREAD_LOCAL");
  word(&l, (f & GNU_SMALL_DATA) != 0, "SMALL_DATA");
  word(&l, pe && (s->flags & COFF_SEC_SHARED) != 0, "SHARED");
  word(&l, pe && (s->flags & COFF_SEC_READ) == 0, "NOREAD");
  word(&l, has_native(d, s, "STYP_BLOCK"), "BLOCK");
  word(&l, has_native(d, s, "STYP_CLINK"), "CLINK");
  comdat(&l, s);
}

// --adjust-vma moves it only in files with relocations.
static uint64_t load_address(const struct dump *d, const struct coff_section *s, uint64_t address)
{
  bool moves = (coff_file_header(d->file)->flags & F_RELFLG) == 0;
  uint64_t stored = d->target->family == COFF_FAMILY_PE ? s->address : s->header.paddr;
  return moves ? stored + address - s->address : stored;
}

static void row(const struct dump *d, const struct coff_section *s, int width)
{
  struct out *o = d->out;
  uint64_t address = dump_section_address(d, s);
  out_printf(o, "%3" PRIu32 " ", s->number - 1);
  size_t start = o->column;
  dump_bytes(d, s->name);
  while (o->column < start + (size_t)width)
    out_char(o, ' ');
  out_printf(o, " %08" PRIx64 "  ", gnu_section_size(d->file, s));
  dump_address(d, address);
  out_text(o, "  ");
  dump_address(d, load_address(d, s, address));
  uint64_t at = d->item->import != NULL ? 0 : s->header.scnptr; // of an import, nothing lies there
  out_printf(o, "  %08" PRIx64 "  2**%u", at, gnu_align_power(d->file, s));
  if (!d->opt->wide)
    out_text(o, "\n                ");
  out_text(o, "  ");
  flag_words(d, s);
  out_char(o, '\n');
}

void dump_sections(const struct dump *d)
{
  struct coff_section s;
  int width = 13;
  for (uint32_t i = 1; d->opt->wide && coff_section_get(d->file, i, &s); i++)
    if (dump_wants(d, &s) && s.name.size > (size_t)width)
      width = s.name.size < INT16_MAX ? (int)s.name.size : INT16_MAX;
  out_printf(d->out, "Sections:\nIdx %-*s Size      %-*s%-*sFile off  Algn%s\n", width, "Name",
             d->digits + 2, "VMA", d->digits + 2, "LMA", d->opt->wide ? "  Flags" : "");
  for (uint32_t i = 1; coff_section_get(d->file, i, &s); i++)
    if (dump_wants(d, &s))
      row(d, &s, width);
}
