// A file read, written anew by the builder and read again.
//
// Skip it unless you test the writer.
#include "testsuite/unit/rewrite.h"
#include "coff/ecoff.h"
#include "coff/format-xcoff.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct rewritten write_build(struct coff_build *b, uint64_t most)
{
  struct rewritten r = {NULL, 0};
  if (b == NULL || !coff_place(b, &r.size) || r.size > most)
    return r;
  r.bytes = malloc(r.size == 0 ? 1 : (size_t)r.size);
  if (r.bytes != NULL && !coff_write(b, r.bytes, r.size)) {
    free(r.bytes);
    r.bytes = NULL;
  }
  return r;
}

struct rewritten rewrite_file(const struct coff_file *f, uint64_t most)
{
  struct coff_build *b = coff_build_from_file(f);
  struct rewritten r = write_build(b, most);
  coff_build_free(b);
  return r;
}

struct pair {
  const struct coff_file *a, *b;
  char *buf;
  size_t size;
};

static const char *differ(const struct pair *p, const char *what, uint64_t n, uint64_t x,
                          uint64_t y)
{
  snprintf(p->buf, p->size, "%s %" PRIu64 ": 0x%" PRIx64 " became 0x%" PRIx64, what, n, x, y);
  return p->buf;
}

static bool same_string(struct coff_str x, struct coff_str y)
{
  return x.size == y.size && (x.size == 0 || memcmp(x.data, y.data, x.size) == 0);
}

static bool same_bytes(struct coff_view x, struct coff_view y)
{
  size_t n = (size_t)(x.size < y.size ? x.size : y.size);
  if (n != 0 && memcmp(x.data, y.data, n) != 0)
    return false;
  // Images are padded to the file alignment.
  for (uint64_t i = n; i < y.size; i++)
    if (y.data[i] != 0)
      return false;
  return x.size <= y.size;
}

// ---- Sections ---------------------------------------------------------------------------------

static const char *compare_relocs(const struct pair *p, const struct coff_section *s,
                                  const struct coff_section *t)
{
  struct coff_reloc_table x, y;
  struct coff_reloc r, q;
  coff_section_relocs(p->a, s, &x);
  coff_section_relocs(p->b, t, &y);
  if (x.count != y.count)
    return differ(p, "number of relocations of section", s->number, x.count, y.count);
  for (uint64_t i = 0; coff_reloc_read(p->a, &x, i, 1, &r) != 0; i++) {
    if (coff_reloc_read(p->b, &y, i, 1, &q) == 0 || r.vaddr != q.vaddr || r.type != q.type ||
        r.symndx != q.symndx || r.offset != q.offset || r.rsize != q.rsize || r.stuff != q.stuff)
      return differ(p, "relocation", i, r.symndx, q.symndx);
  }
  return NULL;
}

static const char *compare_lines(const struct pair *p, const struct coff_section *s,
                                 const struct coff_section *t)
{
  struct coff_lineno_table x, y;
  struct coff_lineno l, m;
  coff_section_linenos(p->a, s, &x);
  coff_section_linenos(p->b, t, &y);
  if (x.count != y.count)
    return differ(p, "number of line numbers of section", s->number, x.count, y.count);
  for (uint64_t i = 0; coff_lineno_read(p->a, &x, i, 1, &l) != 0; i++)
    if (coff_lineno_read(p->b, &y, i, 1, &m) == 0 || l.addr != m.addr || l.lnno != m.lnno ||
        l.symndx != m.symndx || l.srcndx != m.srcndx || l.fcnndx != m.fcnndx || l.flags != m.flags)
      return differ(p, "line number", i, l.lnno, m.lnno);
  return NULL;
}

static const char *compare_section(const struct pair *p, uint32_t number)
{
  struct coff_section s, t;
  struct coff_view x, y;
  const struct coff_target *target = coff_file_target(p->a);
  coff_section_get(p->a, number, &s);
  if (!coff_section_get(p->b, number, &t))
    return differ(p, "section", number, 1, 0);
  if (!same_string(s.name, t.name) || s.header.flags != t.header.flags)
    return differ(p, "flags or name of section", number, s.header.flags, t.header.flags);
  if (s.header.vaddr != t.header.vaddr || s.header.align != t.header.align ||
      s.header.page != t.header.page)
    return differ(p, "address of section", number, s.header.vaddr, t.header.vaddr);
  if (!target->virtual_size && s.header.paddr != t.header.paddr)
    return differ(p, "physical address of section", number, s.header.paddr, t.header.paddr);
  coff_section_contents(p->a, &s, &x);
  coff_section_contents(p->b, &t, &y);
  bool names = target->debug_prefix != 0 && s.name.size == strlen(target->debug_section) &&
               memcmp(s.name.data, target->debug_section, s.name.size) == 0;
  if (!names && !same_bytes(x, y))
    return differ(p, "contents of section", number, x.size, y.size);
  const char *found = compare_relocs(p, &s, &t);
  return found != NULL ? found : compare_lines(p, &s, &t);
}

// ---- Symbols ----------------------------------------------------------------------------------

// Fields that hold offsets in the file.
static bool is_offset(uint8_t id)
{
  return id == COFF_AUX_LNNOPTR || id == COFF_AUX_EXPTR || id == COFF_AUX_STRX;
}

static const char *compare_aux(const struct pair *p, uint64_t index, const struct coff_syment *s,
                               const struct coff_syment *t)
{
  struct coff_auxent x, y;
  for (unsigned i = 0; coff_auxent_read(p->a, index, s, i, &x); i++) {
    if (!coff_auxent_read(p->b, index, t, i, &y) || x.layout != y.layout)
      return differ(p, "form of an auxiliary entry of symbol", index, i, 0);
    for (unsigned k = 0; x.layout != NULL && k < x.layout->nitems; k++) {
      uint8_t id = x.layout->items[k].id;
      if (!is_offset(id) && x.field[id] != y.field[id])
        return differ(p, x.layout->items[k].name, index, x.field[id], y.field[id]);
    }
  }
  return NULL;
}

static const char *compare_symbol(const struct pair *p, uint64_t index, struct coff_syment *s)
{
  struct coff_syment t;
  struct coff_str x, y;
  bool chained;
  coff_syment_read(p->a, index, 1, s);
  if (coff_syment_read(p->b, index, 1, &t) == 0)
    return differ(p, "symbol", index, 1, 0);
  coff_syment_name(p->a, s, &x);
  coff_syment_name(p->b, &t, &y);
  if (!same_string(x, y))
    return differ(p, "name of symbol", index, x.size, y.size);
  // Of XCOFF's include files, an offset of line numbers.
  chained = coff_file_target(p->a)->family == COFF_FAMILY_XCOFF &&
            (s->sclass == C_BINCL || s->sclass == C_EINCL);
  if ((s->value != t.value && !chained) || s->scnum != t.scnum || s->type != t.type ||
      s->sclass != t.sclass || s->numaux != t.numaux || s->flags != t.flags ||
      s->index != t.index || s->file != t.file)
    return differ(p, "symbol", index, s->value, t.value);
  if (coff_auxent_file_name(p->a, index, s, &x) != coff_auxent_file_name(p->b, index, &t, &y) ||
      !same_string(x, y))
    return differ(p, "file name of symbol", index, x.size, y.size);
  return compare_aux(p, index, s, &t);
}

// Everything but where the tables lie: file descriptors count in the tables, so they stay what they are.
static const char *compare_symbolic(const struct pair *p)
{
  const struct coff_symbolic_numbers *x = coff_ecoff_header(p->a), *y = coff_ecoff_header(p->b);
  if ((x == NULL) != (y == NULL))
    return differ(p, "symbolic header", 0, x != NULL, y != NULL);
  for (unsigned i = 0; x != NULL && i < COFF_HDRR_COUNT; i++)
    if (x->field[i] != y->field[i])
      return differ(p, "number of the symbolic header", i, x->field[i], y->field[i]);
  for (unsigned i = 0; x != NULL && i < COFF_SYMBOLIC_TABLES; i++) {
    struct coff_view v = coff_ecoff_table(p->a, (enum coff_symbolic_table_id)i, NULL);
    struct coff_view w = coff_ecoff_table(p->b, (enum coff_symbolic_table_id)i, NULL);
    if (!same_bytes(v, w)) // padding may have come
      return differ(p, coff_ecoff_table_name((enum coff_symbolic_table_id)i), i, v.size, w.size);
  }
  return NULL;
}

const char *find_difference(const struct coff_file *a, const struct coff_file *b, char *buf,
                            size_t size)
{
  struct pair p = {a, b, buf, size};
  const struct coff_filehdr *h = coff_file_header(a), *g = coff_file_header(b);
  const char *found = NULL;
  if (coff_file_target(a) != coff_file_target(b) || coff_file_kind(a) != coff_file_kind(b))
    return differ(&p, "target", 0, coff_file_kind(a), coff_file_kind(b));
  if (h->flags != g->flags || h->timdat != g->timdat || h->magic != g->magic ||
      h->nscns != g->nscns || h->nsyms != g->nsyms || h->opthdr != g->opthdr)
    return differ(&p, "file header", 0, h->nscns, g->nscns);
  if (coff_file_aouthdr(a) != NULL && coff_file_aouthdr(b) == NULL)
    return differ(&p, "optional header", 0, 1, 0);
  for (uint32_t i = 1; found == NULL && i <= coff_section_count(a); i++)
    found = compare_section(&p, i);
  struct coff_syment s = {0};
  for (uint64_t i = 0; found == NULL && i < coff_syment_count(a); i += 1 + (uint64_t)s.numaux)
    found = compare_symbol(&p, i, &s);
  return found != NULL ? found : compare_symbolic(&p);
}
