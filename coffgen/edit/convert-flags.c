// Conversion: flags of files and of sections, by what they mean.
//
// Skip it unless a converted section has the wrong type.
#include "codec/names.h"
#include "edit/convert.h"
#include "edit/memory.h"
#include <string.h>

// ---- Files ------------------------------------------------------------------------------------

// What the header says, or what the parts say where it has no flags.
static uint32_t file_means(const struct coff_build *b)
{
  const struct coff_flags *all = b->target->file_flags;
  bool relocs = false, lines = false;
  uint32_t means = 0;
  for (const struct coff_flag *f = all == NULL ? NULL : all->flags;
       f != NULL && f < all->flags + all->n; f++)
    if ((b->header.flags & f->mask) == f->value)
      means |= f->meaning;
  if (all != NULL)
    return means;
  for (uint32_t i = 0; i < b->nsections; i++) {
    relocs = relocs || (!b->sections[i].dropped && b->sections[i].nrelocs != 0);
    lines = lines || (!b->sections[i].dropped && b->sections[i].nlines != 0);
  }
  means |= relocs ? 0 : COFF_FILE_NO_RELOCS;
  means |= lines ? 0 : COFF_FILE_NO_LINES;
  return b->target->address_bits == 32 ? means | COFF_FILE_32BIT : means;
}

static const struct coff_flag *row_named(const struct coff_flags *all, const char *name)
{
  for (size_t i = 0; all != NULL && i < all->n; i++)
    if (strcmp(all->flags[i].name, name) == 0)
      return &all->flags[i];
  return NULL;
}

// Flags without a canonical meaning go by their name. The machine's own are set with the machine.
static uint32_t named_flags(struct coff_conversion *c)
{
  const struct coff_build *from = c->from;
  const struct coff_flags *all = from->target->file_flags;
  uint32_t flags = 0;
  for (size_t i = 0; all != NULL && i < all->n; i++) {
    const struct coff_flag *f = &all->flags[i];
    if ((from->header.flags & f->mask) != f->value || f->value == 0 || f->meaning != 0 ||
        (f->mask & c->machine->flags_mask) != 0)
      continue;
    const struct coff_flag *other = row_named(c->to->target->file_flags, f->name);
    if (other != NULL)
      flags |= other->value;
    else
      coff_convert_lose(c, COFF_LOSS_FILE_FLAGS, (struct coff_str){f->name, strlen(f->name)});
  }
  return flags;
}

uint32_t coff_convert_file_flags(struct coff_conversion *c)
{
  const struct coff_flags *all = c->to->target->file_flags;
  uint32_t means = file_means(c->from), flags = 0;
  if (all == c->from->target->file_flags && all != NULL)
    return c->from->header.flags & ~c->machine->flags_mask;
  for (size_t i = 0; all != NULL && i < all->n; i++)
    if ((all->flags[i].meaning & means) != 0 && all->flags[i].meaning != COFF_FILE_EXECUTABLE)
      flags |= all->flags[i].value;
  return flags | named_flags(c);
}

// ---- Sections ---------------------------------------------------------------------------------

bool coff_convert_is_debug(struct coff_str name)
{
  static const char *const all[] = {".debug", ".zdebug", ".stab"};
  for (size_t i = 0; i < COFF_COUNT(all); i++) {
    size_t n = strlen(all[i]);
    if (name.size >= n && memcmp(name.data, all[i], n) == 0)
      return true;
  }
  return false;
}

static unsigned bits(uint32_t v)
{
  unsigned n = 0;
  for (; v != 0; v &= v - 1)
    n++;
  return n;
}

// What kinds of contents are; access bits tell less.
static const uint32_t kinds = COFF_SEC_CODE | COFF_SEC_DATA | COFF_SEC_BSS | COFF_SEC_INFO |
                              COFF_SEC_DEBUG | COFF_SEC_LOADER | COFF_SEC_EXCEPT;

// The row that says most of MEANS and least beside it.
static const struct coff_flag *best_row(const struct coff_flags *all, uint32_t means)
{
  const struct coff_flag *best = NULL;
  int most = 0;
  for (const struct coff_flag *f = all->flags; f < all->flags + all->n; f++) {
    int score = 8 * (int)bits(f->meaning & means & kinds) + 2 * (int)bits(f->meaning & means) -
                8 * (int)bits(f->meaning & ~means & kinds) - (int)bits(f->meaning & ~means);
    if (score > most || (score == most && best != NULL && best->value == 0)) {
      best = f;
      most = score;
    }
  }
  return best;
}

// The flags that mean MEANS; *SAID is what of it they say.
static uint32_t flags_for(const struct coff_target *t, uint32_t means, uint32_t *said)
{
  const struct coff_flags *all = t->section_flags;
  const struct coff_flag *best = all == NULL ? NULL : best_row(all, means);
  uint32_t flags = 0, taken = 0;
  *said = 0;
  if (best == NULL)
    return 0;
  flags = best->value;
  taken = best->mask;
  *said = best->meaning;
  for (const struct coff_flag *f = all->flags; f < all->flags + all->n; f++)
    if ((f->meaning & ~*said & means) != 0 && (f->meaning & ~means) == 0 &&
        (f->mask & taken) == 0) {
      flags |= f->value;
      taken |= f->mask;
      *said |= f->meaning;
    }
  return flags;
}

// Debug information is data that is dropped where a flavour has that (PE), else no part of memory. What is
// not loaded and no data has no place in an image (PE specification 4.1: LNK_INFO with LNK_REMOVE).
static uint32_t canonical(const struct coff_conversion *c, const struct coff_build_section *s,
                          uint32_t means)
{
  const struct coff_target *t = c->to->target;
  uint32_t rest =
      means & ~(kinds | COFF_SEC_READ | COFF_SEC_WRITE | COFF_SEC_EXEC | COFF_SEC_DISCARD);
  bool discards = coff_section_flag_for(t, COFF_SEC_DISCARD) != 0;
  if (coff_convert_is_debug(s->name) && discards)
    return rest | COFF_SEC_DATA | COFF_SEC_READ | COFF_SEC_DISCARD;
  if (coff_convert_is_debug(s->name))
    return rest | COFF_SEC_INFO;
  if ((means & kinds) == COFF_SEC_INFO && coff_section_flag_for(t, COFF_SEC_REMOVE) != 0)
    return means | COFF_SEC_REMOVE;
  if ((means & kinds) == 0 && !discards)
    return means | COFF_SEC_INFO;
  return means;
}

uint32_t coff_convert_section_flags(struct coff_conversion *c, const struct coff_build_section *s)
{
  const struct coff_target *from = c->from->target, *to = c->to->target;
  const uint32_t matters =
      COFF_SEC_NOLOAD | COFF_SEC_DUMMY | COFF_SEC_SHARED | COFF_SEC_LOADER | COFF_SEC_EXCEPT;
  uint32_t means = coff_section_flags_meaning(from, s->header.flags), said;
  uint32_t flags = s->header.flags & ~from->align.mask;
  if (from->section_flags == to->section_flags)
    return flags & ~coff_section_flag_for(from, COFF_SEC_COUNT_OVERFLOW);
  flags = flags_for(to, canonical(c, s, means & ~(uint32_t)COFF_SEC_COUNT_OVERFLOW), &said);
  if ((means & COFF_SEC_COMDAT & ~said) != 0)
    coff_convert_lose(c, COFF_LOSS_COMDAT, s->name);
  if ((means & COFF_SEC_TLS & ~said) != 0)
    coff_convert_lose(c, COFF_LOSS_TLS, s->name);
  if ((means & matters & ~said) != 0)
    coff_convert_lose(c, COFF_LOSS_SECTION_FLAGS, s->name);
  if (coff_target_special_section(from, s->name) == COFF_SPECIAL_DIRECTIVES &&
      coff_target_special_section(to, s->name) != COFF_SPECIAL_DIRECTIVES)
    coff_convert_lose(c, COFF_LOSS_DIRECTIVES, s->name);
  return flags;
}
