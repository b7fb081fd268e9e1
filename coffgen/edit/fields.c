// Records into bytes, and the name of the field that a value does not fit.
//
// Skip it unless a report names the wrong field.
//
// The hooks say only that something did not fit. Which field it was is found by setting one after the
// other to 0 until the rest fits: that needs no knowledge of layouts, so it holds for families that bring
// their own hooks.
#include "edit/memory.h"
#include "edit/place.h"
#include <inttypes.h>
#include <string.h>

struct member {
  const char *name;
  size_t at, size;
};

#define MEMBER(kind, m, name)                                                                      \
  {                                                                                                \
    name, offsetof(struct coff_##kind, m), sizeof(((struct coff_##kind *)0)->m)                    \
  }

static const struct member filehdr_members[] = {
    MEMBER(filehdr, symptr, "f_symptr"),      MEMBER(filehdr, nsyms, "f_nsyms"),
    MEMBER(filehdr, magic, "f_magic"),        MEMBER(filehdr, nscns, "f_nscns"),
    MEMBER(filehdr, timdat, "f_timdat"),      MEMBER(filehdr, opthdr, "f_opthdr"),
    MEMBER(filehdr, flags, "f_flags"),        MEMBER(filehdr, target_id, "f_target_id"),
    MEMBER(filehdr, sig, "signature"),        MEMBER(filehdr, version, "Version"),
    MEMBER(filehdr, data_size, "SizeOfData"), MEMBER(filehdr, meta_size, "MetaDataSize"),
    MEMBER(filehdr, hint, "Ordinal/Hint"),    MEMBER(filehdr, meta_offset, "MetaDataOffset"),
    MEMBER(filehdr, import_type, "Type"),
};
static const struct member scnhdr_members[] = {
    MEMBER(scnhdr, paddr, "s_paddr"),   MEMBER(scnhdr, vaddr, "s_vaddr"),
    MEMBER(scnhdr, size, "s_size"),     MEMBER(scnhdr, scnptr, "s_scnptr"),
    MEMBER(scnhdr, relptr, "s_relptr"), MEMBER(scnhdr, lnnoptr, "s_lnnoptr"),
    MEMBER(scnhdr, nreloc, "s_nreloc"), MEMBER(scnhdr, nlnno, "s_nlnno"),
    MEMBER(scnhdr, flags, "s_flags"),   MEMBER(scnhdr, align, "s_align"),
    MEMBER(scnhdr, page, "s_page"),     MEMBER(scnhdr, mem_width, "s_mem_width"),
};
static const struct member syment_members[] = {
    MEMBER(syment, value, "n_value"),   MEMBER(syment, strx, "n_offset"),
    MEMBER(syment, scnum, "n_scnum"),   MEMBER(syment, type, "n_type"),
    MEMBER(syment, sclass, "n_sclass"), MEMBER(syment, numaux, "n_numaux"),
    MEMBER(syment, flags, "n_flags"),   MEMBER(syment, misc, "n_misc"),
    MEMBER(syment, index, "index"),     MEMBER(syment, file, "ifd"),
};
static const struct member reloc_members[] = {
    MEMBER(reloc, vaddr, "r_vaddr"), MEMBER(reloc, symndx, "r_symndx"),
    MEMBER(reloc, type, "r_type"),   MEMBER(reloc, offset, "r_offset"),
    MEMBER(reloc, rsize, "r_rsize"), MEMBER(reloc, stuff, "r_stuff"),
};
static const struct member lineno_members[] = {
    MEMBER(lineno, addr, "l_paddr"),    MEMBER(lineno, symndx, "l_symndx"),
    MEMBER(lineno, lnno, "l_lnno"),     MEMBER(lineno, srcndx, "l_srcndx"),
    MEMBER(lineno, fcnndx, "l_fcnndx"), MEMBER(lineno, flags, "l_flags"),
};

// One record, whatever its kind.
union record {
  struct coff_filehdr filehdr;
  struct coff_aouthdr aouthdr;
  struct coff_scnhdr scnhdr;
  struct coff_syment syment;
  struct coff_reloc reloc;
  struct coff_lineno lineno;
};

typedef bool encode(const struct coff_build *, const union record *, uint8_t *p);

static bool encode_filehdr(const struct coff_build *b, const union record *r, uint8_t *p)
{
  return coff_swap_filehdr_out(b->target, &r->filehdr, p);
}
static bool encode_scnhdr(const struct coff_build *b, const union record *r, uint8_t *p)
{
  return coff_swap_scnhdr_out(b->target, &r->scnhdr, 1, p);
}
static bool encode_syment(const struct coff_build *b, const union record *r, uint8_t *p)
{
  return r->syment.local ? coff_swap_local_out(b->target, &r->syment, 1, p)
                         : coff_swap_syment_out(b->target, &r->syment, 1, p);
}
static bool encode_reloc(const struct coff_build *b, const union record *r, uint8_t *p)
{
  return coff_swap_reloc_out(b->target, &r->reloc, 1, p);
}
static bool encode_lineno(const struct coff_build *b, const union record *r, uint8_t *p)
{
  return coff_swap_lineno_out(b->target, &r->lineno, 1, p);
}

struct culprit {
  const char *field;
  uint64_t value;
};

// A member of SIZE bytes, in the order of the host.
static uint64_t value_of(const uint8_t *at, size_t size)
{
  uint64_t v64 = 0;
  uint32_t v32;
  uint16_t v16;
  switch (size) {
  case 1: return *at;
  case 2: memcpy(&v16, at, sizeof v16); return v16;
  case 4: memcpy(&v32, at, sizeof v32); return v32;
  default: memcpy(&v64, at, sizeof v64); return v64;
  }
}

static struct culprit find_culprit(const struct coff_build *b, union record r,
                                   const struct member *m, size_t n, encode *out, uint8_t *p)
{
  for (; n > 0; m++, n--) {
    uint8_t *at = (uint8_t *)&r + m->at;
    struct culprit c = {m->name, value_of(at, m->size)};
    memset(at, 0, m->size);
    if (out(b, &r, p))
      return c;
  }
  return (struct culprit){"a field", 0};
}

#define FIND(b, r, kind, p)                                                                        \
  find_culprit(b, r, kind##_members, COFF_COUNT(kind##_members), encode_##kind, p)

bool coff_write_filehdr(const struct coff_build *b, const struct coff_filehdr *h, uint8_t *p)
{
  if (coff_swap_filehdr_out(b->target, h, p))
    return true;
  struct culprit c = FIND(b, (union record){.filehdr = *h}, filehdr, p);
  return coff_fail(b->ctx, coff_build_where(b), "file header: 0x%" PRIx64 " does not fit %s",
                   c.value, c.field);
}

bool coff_write_aouthdr(const struct coff_build *b, uint8_t *p, size_t size)
{
  const struct coff_aouthdr_layout *l = b->aout_layout;
  if (coff_swap_aouthdr_out(b->target, l, &b->placed_aout, p, size))
    return true;
  struct coff_aouthdr h = b->placed_aout;
  for (const struct coff_aout_item *i = l->items; i < l->items + l->nitems; i++) {
    uint64_t v = h.field[i->id];
    h.field[i->id] = 0;
    if (coff_swap_aouthdr_out(b->target, l, &h, p, size))
      return coff_fail(b->ctx, coff_build_where(b),
                       "optional header: 0x%" PRIx64 " does not fit %s", v, i->name);
  }
  return coff_fail(b->ctx, coff_build_where(b), "optional header: a field does not fit");
}

bool coff_write_scnhdr(const struct coff_build *b, const struct coff_scnhdr *s, uint32_t number,
                       uint8_t *p)
{
  if (coff_swap_scnhdr_out(b->target, s, 1, p))
    return true;
  struct culprit c = FIND(b, (union record){.scnhdr = *s}, scnhdr, p);
  return coff_fail(b->ctx, coff_build_where(b),
                   "header of section %" PRIu32 ": 0x%" PRIx64 " does not fit %s", number, c.value,
                   c.field);
}

bool coff_write_syment(const struct coff_build *b, const struct coff_syment *s, uint32_t id,
                       uint8_t *p)
{
  union record r = {.syment = *s};
  if (encode_syment(b, &r, p))
    return true;
  struct culprit c = FIND(b, r, syment, p);
  return coff_fail(b->ctx, coff_build_where(b), "symbol %" PRIu32 ": 0x%" PRIx64 " does not fit %s",
                   id, c.value, c.field);
}

bool coff_write_relocs(const struct coff_build *b, const struct coff_build_section *s,
                       const struct coff_reloc *r, size_t n, uint64_t first, uint8_t *p)
{
  if (coff_swap_reloc_out(b->target, r, n, p))
    return true;
  size_t i = 0;
  while (i + 1 < n && coff_swap_reloc_out(b->target, &r[i], 1, p))
    i++;
  struct culprit c = FIND(b, (union record){.reloc = r[i]}, reloc, p);
  return coff_fail(b->ctx, coff_build_where(b),
                   "relocation %" PRIu64 " of section %" PRIu32 ": 0x%" PRIx64 " does not fit %s",
                   first + i, s->number, c.value, c.field);
}

bool coff_write_linenos(const struct coff_build *b, const struct coff_build_section *s,
                        const struct coff_lineno *l, size_t n, uint64_t first, uint8_t *p)
{
  if (coff_swap_lineno_out(b->target, l, n, p))
    return true;
  size_t i = 0;
  while (i + 1 < n && coff_swap_lineno_out(b->target, &l[i], 1, p))
    i++;
  struct culprit c = FIND(b, (union record){.lineno = l[i]}, lineno, p);
  return coff_fail(b->ctx, coff_build_where(b),
                   "line number %" PRIu64 " of section %" PRIu32 ": 0x%" PRIx64 " does not fit %s",
                   first + i, s->number, c.value, c.field);
}
