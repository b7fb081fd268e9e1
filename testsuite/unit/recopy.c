// Files copied and edited by the builder, and what must hold of the result.
//
// Skip it unless you test edits.
#include "testsuite/unit/recopy.h"
#include "coff/debugdir.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 1 << 30 };

static const char *say(char *buf, size_t size, const char *what, uint64_t n, uint64_t x, uint64_t y)
{
  snprintf(buf, size, "%s %" PRIu64 ": 0x%" PRIx64 ", 0x%" PRIx64, what, n, x, y);
  return buf;
}

static bool same_string(struct coff_str x, struct coff_str y)
{
  return x.size == y.size && (x.size == 0 || memcmp(x.data, y.data, x.size) == 0);
}

// ---- Copies -----------------------------------------------------------------------------------

const char *copy_way_name(enum copy_way way)
{
  static const char *const names[] = {"plain", "owned", "put back"};
  return names[way];
}

// Edits that are placed, and taken back. Whether they can be placed does not matter.
static bool there_and_back(struct coff_build *b)
{
  struct coff_scnhdr h = {0};
  if (b->target->records->scnhdr == NULL)
    return true;
  if (!coff_build_own(b))
    return false;
  if (b->nsections != 0) {
    struct coff_str name = b->sections[0].name;
    b->sections[0].name = (struct coff_str){".a_name_that_is_long", 20};
    coff_place(b, NULL);
    b->sections[0].name = name;
    b->sections[0].dropped = true;
    coff_place(b, NULL);
    b->sections[0].dropped = false;
  }
  for (uint32_t i = 0; i < b->nsymbols; i += b->nsymbols / 2 + 1) {
    struct coff_str name = b->symbols[i].name;
    b->symbols[i].name = (struct coff_str){"a_name_that_is_long", 19};
    coff_place(b, NULL);
    b->symbols[i].name = name;
    b->symbols[i].dropped = true;
    coff_place(b, NULL);
    b->symbols[i].dropped = false;
  }
  uint32_t id = coff_build_section(b, (struct coff_str){".new", 4}, &h);
  if (id == 0 || !coff_build_contents(b, id, (struct coff_view){(const uint8_t *)"1234", 4, 0}))
    return false;
  coff_place(b, NULL);
  b->sections[id - 1].dropped = true;
  return true;
}

static uint64_t first_difference(const uint8_t *x, const uint8_t *y, uint64_t n)
{
  uint64_t i = 0;
  while (i < n && x[i] == y[i])
    i++;
  return i;
}

const char *copy_fault(const struct coff_file *f, enum copy_way way, bool *refused, char *buf,
                       size_t size)
{
  struct coff_view was = coff_file_bytes(f);
  struct coff_build *b = coff_build_edit(f);
  bool ready = b != NULL;
  if (ready && way == COPY_OWNED)
    ready = b->target->records->scnhdr == NULL || coff_build_own(b);
  if (ready && way == COPY_PUT_BACK)
    ready = there_and_back(b);
  struct rewritten made = {NULL, 0};
  if (ready)
    made = write_build(b, MOST);
  coff_build_free(b);
  *refused = made.bytes == NULL;
  if (*refused)
    return NULL;
  const char *found = NULL;
  uint64_t n = made.size < was.size ? made.size : was.size;
  uint64_t at = n == 0 ? 0 : first_difference(made.bytes, was.data, n);
  if (at != n)
    found = say(buf, size, "differs at", at, was.data[at], made.bytes[at]);
  else if (made.size != was.size)
    found = say(buf, size, "size", 0, was.size, made.size);
  free(made.bytes);
  return found;
}

struct coff_file *reopen(const struct coff_context *ctx, const struct coff_target *t,
                         const void *data, size_t size)
{
  struct coff_open as = {.target = t->name};
  static const struct coff_context quiet = {0};
  struct coff_file *f = coff_file_from_memory(&quiet, "again", data, size, &as);
  bool fits = f != NULL;
  coff_file_close(f);
  if (!fits)
    as.target = NULL;
  return coff_file_from_memory(ctx, "again", data, size, &as);
}

// ---- Sound files ------------------------------------------------------------------------------

struct counting {
  unsigned reports;
};

static void count(void *user, const struct coff_diag *d)
{
  struct counting *c = user;
  c->reports += d->severity != COFF_NOTE;
}

static bool reads_all(const struct coff_file *f)
{
  struct coff_section s;
  struct coff_view v;
  struct coff_reloc_table relocs;
  struct coff_lineno_table lines;
  struct coff_map map;
  bool ok = true;
  for (uint32_t i = 1; coff_section_get(f, i, &s); i++)
    ok = ok && !s.name_is_damaged && coff_section_contents(f, &s, &v) &&
         coff_section_relocs(f, &s, &relocs) && coff_section_linenos(f, &s, &lines);
  if (!ok || !coff_map_build(f, &map))
    return false;
  for (size_t i = 0; i < map.count; i++)
    ok = ok && !map.ranges[i].overlaps;
  coff_map_free(f, &map);
  return ok;
}

bool is_sound(const struct coff_file *f)
{
  struct counting c = {0};
  struct coff_context ctx = {.sink = count, .sink_user = &c};
  struct coff_open as = {.target = coff_file_target(f)->name};
  struct coff_view v = coff_file_bytes(f);
  struct coff_file *again = coff_file_from_memory(&ctx, "again", v.data, (size_t)v.size, &as);
  bool ok = again != NULL && reads_all(again);
  coff_file_close(again);
  return ok && c.reports == 0;
}

// ---- Edits ------------------------------------------------------------------------------------

struct judged {
  const struct coff_build *b;
  const struct coff_file *f;
  char *buf;
  size_t size;
};

static const char *wrong(const struct judged *j, const char *what, uint64_t n, uint64_t x,
                         uint64_t y)
{
  return say(j->buf, j->size, what, n, x, y);
}

static struct coff_str symbol_name(const struct coff_file *f, uint64_t index, struct coff_syment *s)
{
  struct coff_str name = {"", 0};
  if (coff_syment_read(f, index, 1, s) != 0)
    coff_syment_name(f, s, &name);
  return name;
}

// Whether the byte at OFFSET of the file that is edited is of an offset in its debug directory, which
// follows what it points to.
static bool is_pointer(const struct judged *j, uint64_t offset)
{
  struct coff_debugdir all;
  struct coff_debugdir_entry e;
  if (!coff_debugdir_open(j->b->from, &all))
    return false;
  while (coff_debugdir_next(&all, &e))
    if (offset >= e.offset + 24 && offset < e.offset + 28)
      return true;
  return false;
}

static bool same_piece(const struct judged *j, struct coff_view p, const uint8_t *is)
{
  if (p.size == 0 || memcmp(is, p.data, (size_t)p.size) == 0)
    return true;
  uint64_t old = (uint64_t)(p.data - coff_file_bytes(j->b->from).data);
  for (uint64_t i = 0; i < p.size; i++)
    if (is[i] != p.data[i] && !is_pointer(j, old + i))
      return false;
  return true;
}

static bool same_contents(const struct judged *j, const struct coff_build_section *s,
                          struct coff_view v)
{
  uint64_t at = 0;
  for (uint32_t i = 0; i < s->npieces; i++) {
    struct coff_view p = s->pieces[i];
    if (p.size > v.size - at || !same_piece(j, p, v.data + at))
      return false;
    at += p.size;
  }
  for (; at < v.size; at++) // up to the alignment of files
    if (v.data[at] != 0)
      return false;
  return true;
}

// Relocation Q of the new file against R, which the builder has or the file that is edited.
static bool same_target(const struct judged *j, const struct coff_build_section *s,
                        const struct coff_reloc *r, const struct coff_reloc *q)
{
  struct coff_syment old, new;
  if (r->vaddr != q->vaddr || r->type != q->type)
    return false;
  if (r->is_number || r->by_section)
    return true;
  uint32_t id = r->symndx;
  if (!s->relocs_taken)
    return id >= j->b->nsymbols ||
           same_string(symbol_name(j->f, q->symndx, &new), j->b->symbols[id].name);
  if (!j->b->symbols_taken && id < coff_syment_count(j->b->from) && j->b->ids[id] < j->b->nsymbols)
    return same_string(j->b->symbols[j->b->ids[id]].name, symbol_name(j->f, q->symndx, &new));
  return same_string(symbol_name(j->b->from, id, &old), symbol_name(j->f, q->symndx, &new));
}

static const char *judge_relocs(const struct judged *j, const struct coff_build_section *s,
                                const struct coff_section *is)
{
  struct coff_section was;
  struct coff_reloc_table x, y;
  struct coff_reloc r, q;
  coff_section_relocs(j->f, is, &y);
  if (y.count != s->nrelocs)
    return wrong(j, "number of relocations of section", s->number, s->nrelocs, y.count);
  if (s->relocs_taken &&
      (!coff_section_get(j->b->from, s->from, &was) || !coff_section_relocs(j->b->from, &was, &x)))
    return NULL;
  for (uint64_t i = 0; i < y.count; i++) {
    if (!s->relocs_taken)
      r = s->relocs[i];
    else if (coff_reloc_read(j->b->from, &x, i, 1, &r) == 0)
      return wrong(j, "relocation", i, s->number, 0);
    if (coff_reloc_read(j->f, &y, i, 1, &q) == 0 || !same_target(j, s, &r, &q))
      return wrong(j, "relocation", i, s->number, q.symndx);
  }
  return NULL;
}

// Whether what is in the file at a section's offset is its contents.
static bool has_contents(const struct judged *j, const struct coff_section *s)
{
  return j->b->target->virtual_size || (s->flags & COFF_SEC_BSS) == 0 ||
         (s->flags & (COFF_SEC_CODE | COFF_SEC_DATA)) != 0;
}

// Names that the flavour has no room for are cut.
static bool same_section_name(const struct judged *j, const struct coff_build_section *s,
                              struct coff_str is)
{
  struct coff_str want = s->name;
  if (want.size > 8 && !j->b->long_names)
    want.size = 8;
  return same_string(want, is);
}

static const char *judge_section(const struct judged *j, const struct coff_build_section *s)
{
  struct coff_section is;
  struct coff_view v;
  if (!coff_section_get(j->f, s->number, &is))
    return wrong(j, "section", s->number, 1, 0);
  if (s->overflow_of != 0)
    return NULL;
  if (!same_section_name(j, s, is.name))
    return wrong(j, "name of section", s->number, s->name.size, is.name.size);
  if (!coff_section_contents(j->f, &is, &v))
    return wrong(j, "contents are cut off of section", s->number, is.file_size, v.size);
  if (has_contents(j, &is) && !s->holds_names && !same_contents(j, s, v))
    return wrong(j, "contents of section", s->number, s->npieces == 0 ? 0 : s->pieces->size,
                 v.size);
  return judge_relocs(j, s, &is);
}

static const char *judge_symbol(const struct judged *j, uint32_t id)
{
  const struct coff_build_symbol *s = &j->b->symbols[id];
  struct coff_syment is;
  int32_t number = s->native.scnum;
  if (s->dropped || (s->native.local && j->b->symbolic.only_externals))
    return NULL;
  struct coff_str name = symbol_name(j->f, j->b->indices[id], &is);
  if (!same_string(name, s->name))
    return wrong(j, "name of symbol", id, s->name.size, name.size);
  if (number > 0)
    number = (int32_t)j->b->sections[number - 1].number;
  if (j->b->target->records->symbolic == NULL && is.scnum != number)
    return wrong(j, "section of symbol", id, (uint64_t)number, (uint64_t)is.scnum);
  if (is.numaux != s->naux)
    return wrong(j, "auxiliary entries of symbol", id, s->naux, is.numaux);
  return NULL;
}

static const char *judge(const struct judged *j)
{
  const char *found = NULL;
  if (j->b->target->records->scnhdr == NULL)
    return NULL;
  if (coff_section_count(j->f) != j->b->nscns)
    return wrong(j, "number of sections", 0, j->b->nscns, coff_section_count(j->f));
  if (coff_syment_count(j->f) != j->b->nentries)
    return wrong(j, "number of symbols", 0, j->b->nentries, coff_syment_count(j->f));
  for (uint32_t i = 0; found == NULL && i < j->b->nsections; i++)
    if (!j->b->sections[i].dropped)
      found = judge_section(j, &j->b->sections[i]);
  for (uint32_t i = 0; found == NULL && !j->b->symbols_taken && i < j->b->nsymbols; i++)
    found = judge_symbol(j, i);
  return found;
}

const char *edit_fault(const struct coff_build *b, struct rewritten made, char *buf, size_t size)
{
  static const struct coff_context quiet = {0};
  struct judged j = {b, NULL, buf, size};
  struct coff_file *f = reopen(&quiet, b->target, made.bytes, (size_t)made.size);
  if (f == NULL)
    return say(buf, size, "cannot be read, size", made.size, 0, 0);
  j.f = f;
  const char *found = judge(&j);
  coff_file_close(f);
  return found;
}
