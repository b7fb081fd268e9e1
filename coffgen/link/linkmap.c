// The map of a link (-Map), and who refers to what (--cref).
//
// Skip it unless the map shows something else than the image holds.
//
// In GNU ld's form, since scripts read it: sections of the image with address and size, under each what it is made
// of, under that the symbols.
#include "base/alloc.h"
#include "link/text.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct mapped {
  uint32_t atom, id;
  uint64_t value;
};

struct map {
  struct coff_link *ld;
  struct coff_link_text text;
  struct mapped *symbols; // by atom, then by place
  uint32_t n;
  int digits; // of an address
};

static int by_place(const void *x, const void *y)
{
  const struct mapped *a = x, *b = y;
  if (a->atom != b->atom)
    return a->atom < b->atom ? -1 : 1;
  if (a->value != b->value)
    return a->value < b->value ? -1 : 1;
  return a->id < b->id ? -1 : a->id > b->id;
}

static bool collect(struct map *m)
{
  struct coff_link *ld = m->ld;
  m->symbols = coff_alloc_array(ld->ctx, ld->nsymbols, sizeof *m->symbols);
  if (m->symbols == NULL)
    return coff_link_out_of_memory(ld);
  for (uint32_t i = 0; i < ld->nsymbols; i++) {
    const struct coff_link_symbol *s = &ld->symbols[i];
    if (s->state == COFF_LINK_DEFINED && (ld->atoms[s->atom].state & COFF_ATOM_GONE) == 0)
      m->symbols[m->n++] = (struct mapped){coff_link_stands_for(ld, s->atom), i, s->value};
  }
  qsort(m->symbols, m->n, sizeof *m->symbols, by_place);
  return true;
}

static const struct mapped *first_of(const struct map *m, uint32_t atom)
{
  uint32_t low = 0, high = m->n;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (m->symbols[middle].atom < atom)
      low = middle + 1;
    else
      high = middle;
  }
  return m->symbols + low;
}

// ---- Lines ----------------------------------------------------------------------------------------

// A name that is too long for its column has a line of its own.
static void add_name(struct map *m, const char *before, struct coff_str name)
{
  enum { COLUMN = 16 };
  size_t n = strlen(before) + name.size;
  coff_link_add(&m->text, "%s", before);
  coff_link_add_str(&m->text, name);
  if (n >= COLUMN)
    coff_link_add(&m->text, "\n%*s", COLUMN, "");
  else
    coff_link_add(&m->text, "%*s", (int)(COLUMN - n), "");
}

static void add_range(struct map *m, uint64_t address, uint64_t size)
{
  char hex[32];
  snprintf(hex, sizeof hex, "0x%" PRIx64, size);
  coff_link_add(&m->text, "0x%0*" PRIx64 " %10s", m->digits, address, hex);
}

static void add_atom(struct map *m, uint32_t id)
{
  const struct coff_atom *a = &m->ld->atoms[id];
  add_name(m, " ", a->name);
  add_range(m, (a->state & COFF_ATOM_GONE) == 0 ? a->address : 0, a->size);
  coff_link_add(&m->text, " ");
  if (a->file != 0)
    coff_link_add_str(&m->text, m->ld->files[a->file].name);
  else
    coff_link_add(&m->text, "(linker)");
  coff_link_add(&m->text, "\n");
}

static void add_symbols(struct map *m, uint32_t id)
{
  const struct coff_atom *a = &m->ld->atoms[id];
  for (const struct mapped *s = first_of(m, id); s < m->symbols + m->n && s->atom == id; s++) {
    coff_link_add(&m->text, "%16s0x%0*" PRIx64 "%16s", "", m->digits, a->address + s->value, "");
    coff_link_add_str(&m->text, m->ld->symbols[s->id].name);
    coff_link_add(&m->text, "\n");
  }
}

static void add_discarded(struct map *m)
{
  coff_link_add(&m->text, "\nDiscarded input sections\n\n");
  for (uint32_t i = 1; i < m->ld->natoms; i++)
    if (m->ld->atoms[i].state != 0 && m->ld->atoms[i].file != 0)
      add_atom(m, i);
}

static void add_sections(struct map *m)
{
  struct coff_link *ld = m->ld;
  coff_link_add(&m->text, "\nLinker script and memory map\n\n");
  for (uint32_t i = 0; i < ld->npaths; i++) {
    coff_link_add(&m->text, "LOAD ");
    coff_link_add_str(&m->text, coff_link_str(ld->paths[i]));
    coff_link_add(&m->text, "\n");
  }
  for (uint32_t i = 0; i < ld->nouts; i++) {
    const struct coff_link_out *o = &ld->outs[i];
    if (o->number == 0)
      continue;
    coff_link_add(&m->text, "\n");
    add_name(m, "", o->name);
    add_range(m, o->address, o->size);
    coff_link_add(&m->text, "\n");
    for (uint32_t k = 0; k < o->n; k++) {
      uint32_t id = ld->order[o->first + k];
      if (ld->atoms[id].name.size != 0)
        add_atom(m, id);
      add_symbols(m, id);
    }
  }
}

// ---- --cref ---------------------------------------------------------------------------------------

// Files that speak of each symbol, by symbol: STARTS[id] is where those of symbol ID begin in FILES.
struct cref {
  struct coff_link *ld;
  uint32_t *starts, *files, *order;
  uint64_t n;
};

static int by_name(const void *x, const void *y)
{
  const struct coff_str *a = x, *b = y;
  size_t n = a->size < b->size ? a->size : b->size;
  int order = n == 0 ? 0 : memcmp(a->data, b->data, n);
  return order != 0 ? order : a->size < b->size ? -1 : a->size > b->size;
}

// Calls for each file, in order, and each of its global symbols; of a symbol that has two entries in one file, twice.
static void count_refs(struct cref *c, bool fill)
{
  for (uint32_t i = 0; i < c->ld->nfiles; i++) {
    const struct coff_link_file *f = &c->ld->files[i];
    for (uint32_t k = 0; k < f->nrefs; k++) {
      uint32_t ref = f->refs[k];
      if (ref == COFF_REF_NONE || (ref & COFF_REF_LOCAL) != 0)
        continue;
      if (fill)
        c->files[c->starts[ref]++] = i;
      else
        c->starts[ref + 1]++;
    }
  }
}

static void add_file(struct map *m, struct coff_str name, uint32_t file)
{
  enum { COLUMN = 50 };
  coff_link_add_str(&m->text, name);
  coff_link_add(&m->text, "%*s", name.size < COLUMN ? (int)(COLUMN - name.size) : 1, "");
  coff_link_add_str(&m->text, m->ld->files[file].name);
  coff_link_add(&m->text, "\n");
}

// The file that defines it comes first.
static void add_cref(struct map *m, const struct cref *c, uint32_t id)
{
  const struct coff_link_symbol *s = &m->ld->symbols[id];
  uint32_t first = id == 0 ? 0 : c->starts[id - 1], last = COFF_NO_ID;
  struct coff_str name = s->name, none = {"", 0};
  bool defined = s->state >= COFF_LINK_COMMON && s->file != 0;
  if (defined)
    add_file(m, name, s->file);
  for (uint32_t i = first; i < c->starts[id]; i++) {
    if (c->files[i] == last || (defined && c->files[i] == s->file))
      continue;
    last = c->files[i];
    add_file(m, defined || i != first ? none : name, last);
  }
}

struct named {
  struct coff_str name; // first, for by_name
  uint32_t id;
};

static void add_crefs(struct map *m)
{
  struct coff_link *ld = m->ld;
  struct cref c = {.ld = ld};
  struct named *all = coff_alloc_array(ld->ctx, ld->nsymbols, sizeof *all);
  c.starts = coff_alloc_array(ld->ctx, (size_t)ld->nsymbols + 1, sizeof *c.starts);
  if (c.starts != NULL)
    count_refs(&c, false);
  for (uint32_t i = 0; i < ld->nsymbols && c.starts != NULL; i++)
    c.starts[i + 1] += c.starts[i];
  c.files =
      c.starts == NULL ? NULL : coff_alloc_array(ld->ctx, c.starts[ld->nsymbols], sizeof *c.files);
  if (all == NULL || c.files == NULL) {
    coff_link_out_of_memory(ld);
  } else {
    count_refs(&c, true); // STARTS[id] is now where those of the next symbol begin
    for (uint32_t i = 0; i < ld->nsymbols; i++)
      all[i] = (struct named){ld->symbols[i].name, i};
    qsort(all, ld->nsymbols, sizeof *all, by_name);
    coff_link_add(&m->text, "\nCross Reference Table\n\n%-50s%s\n", "Symbol", "File");
    for (uint32_t i = 0; i < ld->nsymbols; i++)
      add_cref(m, &c, all[i].id);
  }
  coff_free(ld->ctx, all);
  coff_free(ld->ctx, c.starts);
  coff_free(ld->ctx, c.files);
}

// ---- The file ---------------------------------------------------------------------------------------

// A folder gets a file that is called as the output.
static const char *map_path(struct coff_link *ld)
{
  const char *path = ld->opt->map == NULL ? "-" : ld->opt->map;
  const char *slash = strrchr(ld->opt->output, '/');
  struct stat st;
  struct coff_str joined;
  if (strcmp(path, "-") == 0 || stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
    return path;
  if (!coff_link_join(ld, path, coff_link_str("/"), slash == NULL ? ld->opt->output : slash + 1,
                      &joined) ||
      !coff_link_join(ld, joined.data, coff_link_str(".map"), "", &joined))
    return path;
  return joined.data;
}

bool coff_link_write_map(struct coff_link *ld)
{
  struct map m = {.ld = ld, .text = {.ld = ld}, .digits = ld->image->address_bits == 64 ? 16 : 8};
  if (ld->opt->map == NULL && !ld->opt->cref)
    return true;
  if (ld->opt->map != NULL && collect(&m)) {
    if (!ld->opt->map_without_discarded)
      add_discarded(&m);
    add_sections(&m);
  }
  coff_free(ld->ctx, m.symbols);
  if (ld->opt->cref)
    add_crefs(&m);
  return coff_link_text_write(&m.text, map_path(ld)) && ld->errors == 0;
}
