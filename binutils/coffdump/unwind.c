// Function tables, and where their address fields lead.
//
// Skip it unless an entry, a record or a handler is looked for in the wrong place.
#include "coffdump/unwind.h"
#include "coff/reloc.h"
#include <stdio.h>
#include <stdlib.h>

// ---- Relocations of an object -----------------------------------------------------------------

static int compare(const void *a, const void *b)
{
  const struct unwind_fixup *x = a, *y = b;
  if (x->section != y->section)
    return x->section < y->section ? -1 : 1;
  return x->reloc.vaddr < y->reloc.vaddr ? -1 : x->reloc.vaddr > y->reloc.vaddr;
}

// Tables, records, and with early handlers code as well.
static bool has_addresses(const struct coff_target *t, const struct coff_section *s)
{
  enum coff_special_kind kind = coff_target_special_section(t, s->name);
  return kind == COFF_SPECIAL_PDATA || kind == COFF_SPECIAL_XDATA ||
         (t->pdata->early_handler_field != 0 && (s->flags & COFF_SEC_CODE) != 0);
}

static bool add_fixups(struct unwind_data *d, const struct coff_section *s, size_t *room)
{
  struct coff_reloc_table t;
  struct coff_reloc r[64];
  size_t n;
  coff_section_relocs(d->file, s, &t);
  // Each relocation of a sound file belongs to one section: what all have together fits in it.
  if (t.count > coff_file_bytes(d->file).size / d->target->records->reloc->size - d->nfixups)
    return coff_fail(coff_file_context(d->file), coff_file_place(d->file, t.bytes.origin),
                     "sections share relocations; those of section %u are left out",
                     (unsigned)s->number);
  if (t.count > *room - d->nfixups) {
    *room = (size_t)(*room + t.count) * 2;
    struct unwind_fixup *grown = realloc(d->fixups, *room * sizeof *grown);
    if (grown == NULL) {
      *room = d->nfixups;
      return coff_fail(coff_file_context(d->file), coff_file_place(d->file, COFF_NOWHERE),
                       "out of memory");
    }
    d->fixups = grown;
  }
  for (uint64_t i = 0; (n = coff_reloc_read(d->file, &t, i, 64, r)) != 0; i += n)
    for (size_t k = 0; k < n; k++)
      d->fixups[d->nfixups++] = (struct unwind_fixup){s->number, r[k]};
  return true;
}

static void read_fixups(struct unwind_data *d)
{
  struct coff_section s;
  size_t room = 0;
  for (uint32_t i = 1; coff_section_get(d->file, i, &s); i++)
    if (has_addresses(d->target, &s) && s.nreloc != 0)
      add_fixups(d, &s, &room);
  if (d->nfixups != 0)
    qsort(d->fixups, d->nfixups, sizeof *d->fixups, compare);
}

static const struct coff_reloc *find_fixup(const struct unwind_data *d, uint32_t section,
                                           uint64_t vaddr)
{
  struct unwind_fixup key = {.section = section, .reloc.vaddr = vaddr};
  size_t low = 0, high = d->nfixups;
  while (low < high) {
    size_t mid = low + (high - low) / 2;
    if (compare(&d->fixups[mid], &key) < 0)
      low = mid + 1;
    else
      high = mid;
  }
  bool found = low < d->nfixups && compare(&d->fixups[low], &key) == 0;
  return found ? &d->fixups[low].reloc : NULL;
}

// ---- Places -----------------------------------------------------------------------------------

static bool name_at(const struct unwind_data *d, const struct unwind_place *to,
                    struct coff_syment *sym, struct coff_str *name)
{
  if (unwind_name_at(d->names, to->section, to->offset, sym, name))
    return true;
  // An address of Thumb code is odd; what begins there is not.
  return d->target->pdata->thumb && (to->offset & 1) != 0 &&
         unwind_name_at(d->names, to->section, to->offset - 1, sym, name);
}

static void name_place(const struct unwind_data *d, struct unwind_place *to)
{
  struct coff_syment sym = {0};
  struct coff_str name;
  if (!name_at(d, to, &sym, &name))
    return;
  to->has_name = true;
  to->plus = 0;
  // A name that is held in the record itself is taken out of it when it is asked for.
  bool in_record = name.data >= (const char *)&sym && name.data < (const char *)(&sym + 1);
  to->long_name = in_record ? (struct coff_str){0} : name;
  to->sym = sym;
}

struct coff_str unwind_place_name(const struct coff_file *f, const struct unwind_place *to)
{
  struct coff_str name = to->long_name;
  if (name.data == NULL)
    coff_syment_name(f, &to->sym, &name);
  return name;
}

static void by_address(const struct unwind_data *d, uint32_t value, struct unwind_place *to)
{
  uint64_t rva = value;
  if (d->target->pdata->absolute && !coff_rva_of_address(d->file, value, &rva))
    return;
  to->is_known = true;
  to->offset = rva;
  to->section = coff_rva_section(d->file, rva);
  name_place(d, to);
}

// The four bytes at FIELD are those at OFFSET of section SECTION.
static void by_reloc(const struct unwind_data *d, uint32_t section, uint64_t offset,
                     const uint8_t *field, struct unwind_place *to)
{
  struct coff_section s;
  if (!coff_section_get(d->file, section, &s))
    return;
  const struct coff_reloc *r = find_fixup(d, section, s.header.vaddr + offset);
  if (r == NULL || coff_syment_read(d->file, r->symndx, 1, &to->sym) == 0)
    return;
  const struct coff_howto *h = coff_howto_find(d->target, r);
  if (h == NULL || h->size > 4)
    return;
  to->plus = coff_reloc_object_addend(d->target, h, r, &to->sym, field);
  to->is_known = true;
  to->has_name = true;
  to->section = to->sym.scnum > 0 ? (uint32_t)to->sym.scnum : 0;
  to->offset = to->sym.value + (uint64_t)to->plus;
  // A symbol at the very place says more than a distance from another one, or a section's name.
  struct coff_symbol symbol;
  if (to->section != 0 && (to->plus != 0 || (coff_symbol_get(d->file, r->symndx, &symbol) &&
                                             symbol.kind == COFF_SYMBOL_SECTION)))
    name_place(d, to);
}

// AT is the offset of the field in V, which lies in section SECTION, of an object: at its start.
static uint32_t read_place(const struct unwind_data *d, uint32_t section, struct coff_view v,
                           uint64_t at, struct unwind_place *to)
{
  struct coff_view word;
  *to = (struct unwind_place){0};
  if (!coff_view_table(v, at, 1, 4, &word))
    return 0;
  uint32_t value = (uint32_t)coff_load(word.data, 4, d->target->data_order);
  if (d->is_image)
    by_address(d, value, to);
  else
    by_reloc(d, section, at, word.data, to);
  return value;
}

// ---- Records ----------------------------------------------------------------------------------

// Records may be shared, and sound files do share small ones: but what a hostile file costs must not grow
// with the product of its table and its records.
enum { SHARED = 4, SPARE = 65536 };

static bool spend(struct unwind_data *d, const struct unwind_record *r)
{
  uint64_t cost = r->u.size + 16;
  if (cost <= d->budget) {
    d->budget -= cost;
    return true;
  }
  if (!d->spent)
    coff_fail(coff_file_context(d->file), coff_file_place(d->file, r->v.origin),
              "too many entries share unwind records; from here on records are not shown");
  d->spent = true;
  return false;
}

// FROM is the file offset of the field that leads to it.
static bool read_record(struct unwind_data *d, const struct unwind_place *to, uint64_t from,
                        struct unwind_record *r)
{
  struct coff_section s;
  *r = (struct unwind_record){.place = *to, .section = to->section};
  if (!to->is_known || d->spent)
    return false;
  if (d->is_image)
    return coff_unwind_at(d->file, to->offset, from, &r->v, &r->u) && spend(d, r);
  if (to->section == 0 || !coff_section_get(d->file, to->section, &s))
    return false;
  coff_section_contents(d->file, &s, &r->v);
  return coff_unwind_read(coff_file_reporter(d->file), d->target, r->v, to->offset, &r->u) &&
         spend(d, r);
}

uint32_t unwind_field(const struct unwind_data *d, const struct unwind_record *r, uint64_t at,
                      struct unwind_place *to)
{
  return read_place(d, r->section, r->v, at, to);
}

uint64_t unwind_codes_used(const struct unwind_data *d, const struct unwind_record *r)
{
  struct coff_unwind_epilog e;
  struct coff_unwind_code c;
  uint64_t last = 0;
  for (uint64_t i = 0; coff_unwind_epilog_get(d->target, r->v, &r->u, i, &e); i++)
    last = e.first_code > last ? e.first_code : last;
  const struct coff_context silent = {0};
  struct coff_reporter quiet = {&silent, "", NULL};
  struct coff_unwind_codes all = coff_unwind_codes_open(quiet, d->target, r->v, &r->u, 0);
  while (coff_unwind_code_next(&all, &c))
    if (c.op == COFF_UNWIND_END && all.at > last)
      return all.at;
  return r->u.codes_size;
}

// ---- Tables -----------------------------------------------------------------------------------

void unwind_open(struct unwind_data *d, const struct coff_file *f)
{
  *d = (struct unwind_data){.file = f, .target = coff_file_target(f)};
  d->is_image = coff_file_kind(f) == COFF_KIND_IMAGE;
  budget_open(&d->tables, f, SHARED_SPARE, "function tables");
  d->budget = coff_file_bytes(f).size * SHARED + SPARE;
  d->names = unwind_names_open(f);
  if (!d->is_image && d->target->pdata != NULL)
    read_fixups(d);
}

void unwind_close(struct unwind_data *d)
{
  unwind_names_close(d->names);
  free(d->fixups);
}

bool unwind_next_table(struct unwind_data *d, uint32_t *section, struct unwind_table *t)
{
  struct coff_reporter to = coff_file_reporter(d->file);
  *t = (struct unwind_table){0};
  if (d->target->pdata == NULL)
    return false;
  if (d->is_image) {
    uint32_t rva, size;
    if (++*section != 1 || !coff_unwind_table(d->file, &t->pdata))
      return false;
    coff_file_find_directory(d->file, COFF_DIR_EXCEPTION, &rva, &size);
    coff_section_get(d->file, coff_rva_section(d->file, rva), &t->section);
    coff_pdata_check_order(to, &t->pdata);
    return true;
  }
  while (coff_section_get(d->file, ++*section, &t->section)) {
    if (coff_target_special_section(d->target, t->section.name) != COFF_SPECIAL_PDATA)
      continue;
    struct coff_view v = coff_pdata_contents(d->file, &t->section);
    return budget_spend(&d->tables, &t->section, v.size) &&
           coff_pdata_open(to, d->target, v, &t->pdata);
  }
  return false;
}

uint32_t unwind_entry_field(const struct unwind_data *d, const struct unwind_table *t,
                            const struct coff_pdata_entry *e, unsigned i, struct unwind_place *to)
{
  const struct coff_bits *b = &t->pdata.layout->fields[i];
  return read_place(d, t->section.number, t->pdata.bytes, e->at + b->at, to);
}

// Windows CE: the handler and its data stand before the function.
static void early_handler(const struct unwind_data *d, struct unwind_function *fn)
{
  struct coff_section s;
  struct coff_view v;
  struct unwind_place *at = &fn->begin;
  if (!fn->bounds.has_early_handler || !at->is_known || at->offset < 8)
    return;
  if (d->is_image) {
    if (!coff_rva_view(d->file, at->offset - 8, &v))
      return;
    fn->handler_raw = read_place(d, 0, v, 0, &fn->handler);
    fn->handler_data_raw = read_place(d, 0, v, 4, &fn->handler_data);
  } else {
    if (at->section == 0 || !coff_section_get(d->file, at->section, &s))
      return;
    coff_section_contents(d->file, &s, &v);
    fn->handler_raw = read_place(d, at->section, v, at->offset - 8, &fn->handler);
    fn->handler_data_raw = read_place(d, at->section, v, at->offset - 4, &fn->handler_data);
  }
  fn->has_early_handler = true;
}

// Takes the bit for Thumb out of a place that has it.
static void without_thumb(const struct unwind_data *d, struct unwind_function *fn)
{
  struct unwind_place *at = &fn->begin;
  if (!fn->bounds.is_thumb || !at->is_known || (at->offset & 1) == 0)
    return;
  at->offset--;
  at->plus -= d->is_image ? 0 : 1;
}

// In an object the two ends of a function may count from different symbols: their fields are no
// addresses to subtract. AT is where the entry begins in V, which lies in section SECTION.
static void measure(const struct unwind_data *d, uint32_t section, struct coff_view v, uint64_t at,
                    struct unwind_function *fn)
{
  const struct coff_pdata_layout *l = d->target->pdata;
  struct unwind_place end;
  if (d->is_image || l->end_field == 0)
    return;
  read_place(d, section, v, at + l->fields[l->end_field].at, &end);
  if (!end.is_known && !fn->begin.is_known)
    return;
  fn->bounds.has_size = end.is_known && fn->begin.is_known && end.section == fn->begin.section &&
                        end.offset >= fn->begin.offset;
  fn->bounds.size = end.offset - fn->begin.offset;
}

static void read_function(struct unwind_data *d, const struct unwind_table *t,
                          struct unwind_function *fn)
{
  const struct coff_pdata_layout *l = t->pdata.layout;
  struct coff_pdata_entry last = fn->e;
  coff_pdata_function(&t->pdata, &fn->e, &fn->bounds);
  unwind_entry_field(d, t, &fn->e, 0, &fn->begin);
  without_thumb(d, fn);
  measure(d, t->section.number, t->pdata.bytes, fn->e.at, fn);
  early_handler(d, fn);
  if (l->unwind == COFF_UNWIND_NONE || fn->e.is_packed)
    return;
  unwind_entry_field(d, t, &fn->e, l->unwind_field, &fn->unwind);
  if (d->is_image && (fn->e.unwind & l->indirect_mask) != 0) {
    if (!coff_unwind_follow(d->file, &t->pdata, &fn->e, &last))
      return;
    fn->unwind = (struct unwind_place){0};
    by_address(d, last.unwind, &fn->unwind);
  }
  uint64_t from = t->pdata.bytes.origin + fn->e.at + l->fields[l->unwind_field].at;
  fn->has_record = read_record(d, &fn->unwind, from, &fn->record);
  if (fn->has_record && !fn->bounds.has_size && fn->record.u.function_length != 0) {
    fn->bounds.has_size = true;
    fn->bounds.size = fn->record.u.function_length;
  }
}

bool unwind_function(struct unwind_data *d, const struct unwind_table *t, uint64_t index,
                     struct unwind_function *fn)
{
  *fn = (struct unwind_function){0};
  if (!coff_pdata_get(&t->pdata, index, &fn->e))
    return false;
  read_function(d, t, fn);
  return true;
}

bool unwind_parent(struct unwind_data *d, const struct unwind_record *r,
                   struct unwind_function *parent)
{
  struct unwind_table t = {.section.number = r->section};
  const struct coff_pdata_layout *l = d->target->pdata;
  *parent = (struct unwind_function){0};
  if (!coff_unwind_chained(d->target, r->v, &r->u, &t.pdata, &parent->e))
    return false;
  coff_pdata_function(&t.pdata, &parent->e, &parent->bounds);
  // Relocations are found by the offset in the section, not in the entry.
  read_place(d, r->section, r->v, r->u.handler_at, &parent->begin);
  measure(d, r->section, r->v, r->u.handler_at, parent);
  uint64_t at = r->u.handler_at + l->fields[l->unwind_field].at;
  read_place(d, r->section, r->v, at, &parent->unwind);
  parent->has_record = read_record(d, &parent->unwind, r->v.origin + at, &parent->record);
  return true;
}

// ---- Words ------------------------------------------------------------------------------------

const char *unwind_register(enum coff_unwind_bank bank, unsigned n, char buf[8])
{
  static const char *const x64[] = {"rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi"};
  static const char *const prefixes[] = {
      [COFF_BANK_NONE] = "?", [COFF_BANK_X64] = "r", [COFF_BANK_XMM] = "xmm", [COFF_BANK_MM] = "mm",
      [COFF_BANK_R] = "r",    [COFF_BANK_X] = "x",   [COFF_BANK_D] = "d",     [COFF_BANK_Q] = "q",
      [COFF_BANK_Z] = "z",    [COFF_BANK_P] = "p"};
  static const char *const r[] = {"sp", "lr", "pc"}, *const x[] = {"fp", "lr", "sp"};
  if (bank == COFF_BANK_X64 && n < COFF_COUNT(x64))
    return x64[n];
  if (bank == COFF_BANK_R && n >= 13 && n < 16)
    return r[n - 13];
  if (bank == COFF_BANK_X && n >= 29 && n < 32)
    return x[n - 29];
  char *p = stpcpy(buf, prefixes[bank]);
  if (n >= 10)
    *p++ = (char)('0' + n / 10 % 10);
  *p++ = (char)('0' + n % 10);
  *p = 0;
  return buf;
}
