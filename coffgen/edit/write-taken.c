// Writing what is still the file's that is edited: relocations and line numbers, with new indices.
//
// Skip it unless an edit changes more of them than that.
#include "coff/build.h"
#include "edit/place.h"
#include "edit/symbols.h"
#include "edit/take.h"
#include "object/file.h"
#include <string.h>

enum { LARGEST_RECORD = 64 };

void coff_patch(uint8_t *p, const uint8_t *was, const uint8_t *is, size_t n)
{
  if (memcmp(p, was, n) == 0) { // as most records are
    memcpy(p, is, n);
    return;
  }
  for (size_t i = 0; i < n; i++)
    p[i] ^= was[i] ^ is[i];
}

bool coff_write_taken_relocs(const struct coff_build *b, const struct coff_build_section *s,
                             const struct coff_build_part *p, uint8_t *at)
{
  struct coff_reloc_table t;
  struct coff_reloc old, new;
  size_t size = b->target->records->reloc->size;
  uint8_t was[LARGEST_RECORD] = {0}, is[LARGEST_RECORD] = {0};
  memcpy(at, coff_file_bytes(b->from).data + p->was, (size_t)p->length);
  if (b->symbols_taken)
    return true;
  if (!coff_section_relocs_of(b->from, s->from, &t))
    return false;
  at += t.bytes.origin - p->was;
  for (uint64_t i = 0; coff_reloc_read(b->from, &t, i, 1, &old) != 0; i++) {
    new = old;
    if (!coff_build_reloc_id(b, &new) || !coff_write_resolve_reloc(b, &new))
      return false;
    if (new.symndx == old.symndx)
      continue;
    coff_swap_reloc_out(b->target, &old, 1, was);
    if (!coff_write_relocs(b, s, &new, 1, i, is))
      return false;
    coff_patch(at + i * size, was, is, size);
  }
  return true;
}

bool coff_write_taken_lines(const struct coff_build *b, const struct coff_build_section *s,
                            const struct coff_build_part *p, uint8_t *at)
{
  struct coff_section from;
  struct coff_lineno_table t;
  struct coff_lineno old, now;
  size_t size = b->target->records->lineno->size;
  uint8_t was[LARGEST_RECORD] = {0}, is[LARGEST_RECORD] = {0};
  memcpy(at, coff_file_bytes(b->from).data + p->was, (size_t)p->length);
  if (b->symbols_taken)
    return true;
  coff_section_get_unnamed(b->from, s->from, &from);
  if (!coff_section_linenos(b->from, &from, &t))
    return false;
  for (uint64_t i = 0; coff_lineno_read(b->from, &t, i, 1, &old) != 0; i++) {
    now = old;
    if (!coff_build_line_id(b, &now) || !coff_write_resolve_line(b, &now))
      return false;
    if (now.symndx == old.symndx && now.srcndx == old.srcndx && now.fcnndx == old.fcnndx)
      continue;
    coff_swap_lineno_out(b->target, &old, 1, was);
    if (!coff_write_linenos(b, s, &now, 1, i, is))
      return false;
    coff_patch(at + i * size, was, is, size);
  }
  return true;
}

// ---- Bits without a name ----------------------------------------------------------------------

void coff_write_unnamed_relocs(const struct coff_build *b, const struct coff_build_section *s,
                               uint8_t *p)
{
  struct coff_reloc_table t;
  struct coff_reloc old;
  size_t size = b->target->records->reloc->size;
  uint8_t was[LARGEST_RECORD] = {0};
  if (s->from == 0 || !coff_section_relocs_of(b->from, s->from, &t))
    return;
  for (uint64_t i = 0; i < s->nrelocs && coff_reloc_read(b->from, &t, i, 1, &old) != 0; i++) {
    if (old.vaddr == s->relocs[i].vaddr && old.type == s->relocs[i].type &&
        coff_swap_reloc_out(b->target, &old, 1, was))
      coff_patch(p + i * size, was, t.bytes.data + i * size, size);
  }
}

void coff_write_unnamed_lines(const struct coff_build *b, const struct coff_build_section *s,
                              uint8_t *p)
{
  struct coff_section from;
  struct coff_lineno_table t;
  struct coff_lineno old;
  size_t size = b->target->records->lineno->size;
  uint8_t was[LARGEST_RECORD] = {0};
  if (s->from == 0 || !coff_section_get_unnamed(b->from, s->from, &from) ||
      !coff_section_linenos(b->from, &from, &t))
    return;
  for (uint64_t i = 0; i < s->nlines && coff_lineno_read(b->from, &t, i, 1, &old) != 0; i++) {
    if (old.lnno == s->lines[i].lnno && coff_swap_lineno_out(b->target, &old, 1, was))
      coff_patch(p + i * size, was, t.bytes.data + i * size, size);
  }
}
