// coff-dlltool: the object with the export directory of a DLL that is linked without a definition file.
//
// Skip it unless an export is at the wrong place.
//
// PE and COFF specification, section 6.3: the directory, then addresses by ordinal, names and their ordinals in the
// order of the names, and the strings. All places in it count from the image's base, so each is a relocation.
#include "coff/format-pe.h"
#include "coff/format-sysv.h"
#include "dlltool/dlltool.h"
#include <stdlib.h>
#include <string.h>

enum { DIRECTORY = 40, NAME_AT = 12, ORDINALS_MOST = UINT16_MAX };

struct row {
  struct coff_str name, symbol;
  uint32_t ordinal;
  bool noname, forwarder;
};

struct exports {
  struct dlltool *d;
  struct coff_build *b;
  const struct coff_target *t;
  struct row *rows; // in the order of their names
  size_t count, named;
  uint32_t base, slots; // first ordinal, and entries of the address table
  uint32_t section, here;
  uint8_t *bytes;
  size_t size, strings; // where the next string goes
};

static int by_name(const void *pa, const void *pb)
{
  const struct row *a = pa, *b = pb;
  if (a->noname != b->noname)
    return a->noname ? 1 : -1;
  size_t n = a->name.size < b->name.size ? a->name.size : b->name.size;
  int c = n == 0 ? 0 : memcmp(a->name.data, b->name.data, n);
  return c != 0 ? c : (a->name.size > b->name.size) - (a->name.size < b->name.size);
}

// ---- Rows -------------------------------------------------------------------------------------

static void add_row(struct exports *x, const struct coff_def_export *e, struct coff_str name)
{
  struct row r = {.name = x->d->kill_at ? dlltool_plain_name(name) : name,
                  .symbol = e->internal.size != 0 ? e->internal : e->name,
                  .ordinal = e->has_ordinal ? e->ordinal : 0,
                  .noname = e->noname,
                  .forwarder = coff_def_is_forwarder(e)};
  x->rows[x->count++] = r;
}

static bool collect(struct exports *x)
{
  const struct coff_def *in = &x->d->input;
  x->rows = calloc(2 * in->nexports + 1, sizeof *x->rows);
  if (x->rows == NULL)
    return dlltool_fail(x->d, "out of memory", NULL);
  for (size_t i = 0; i < in->nexports; i++) {
    const struct coff_def_export *e = &in->exports[i];
    add_row(x, e, e->name);
    struct coff_str plain = dlltool_plain_name(e->name);
    if (x->d->stdcall_alias && plain.size != e->name.size && !e->noname) {
      add_row(x, e, plain);
      x->rows[x->count - 1].ordinal = 0;
    }
  }
  qsort(x->rows, x->count, sizeof *x->rows, by_name);
  for (size_t i = 0; i < x->count; i++)
    x->named += !x->rows[i].noname;
  return true;
}

// Those without an ordinal get the next free ones, in the order of their names.
static bool number_rows(struct exports *x)
{
  uint8_t *taken = calloc(ORDINALS_MOST + 2, 1);
  uint32_t next = 1, low = UINT32_MAX, high = 0;
  bool ok = taken != NULL || dlltool_fail(x->d, "out of memory", NULL);
  for (size_t i = 0; ok && i < x->count; i++) {
    uint32_t o = x->rows[i].ordinal;
    if (o != 0 && taken[o]++ != 0)
      ok = dlltool_fail(x->d, "two exports have one ordinal", NULL);
    next = o != 0 && (next == 1 || o < next) ? o : next;
  }
  for (size_t i = 0; ok && i < x->count; i++) {
    struct row *r = &x->rows[i];
    while (r->ordinal == 0 && next <= ORDINALS_MOST && taken[next] != 0)
      next++;
    if (r->ordinal == 0 && next > ORDINALS_MOST)
      ok = dlltool_fail(x->d, "there are more than 65535 exports", NULL);
    if (r->ordinal == 0 && ok) {
      taken[next] = 1;
      r->ordinal = next;
    }
    low = r->ordinal < low ? r->ordinal : low;
    high = r->ordinal > high ? r->ordinal : high;
  }
  x->base = x->count == 0 ? 1 : low;
  x->slots = x->count == 0 ? 0 : high - low + 1;
  free(taken);
  return ok;
}

// ---- The section ------------------------------------------------------------------------------

static void put(struct exports *x, size_t at, unsigned width, uint64_t v)
{
  coff_store(x->bytes + at, width, x->t->data_order, v);
}

// Makes the word at AT the place of byte TO of the section.
static bool refer(struct exports *x, size_t at, size_t to)
{
  put(x, at, 4, to);
  return coff_build_reloc_for(x->b, x->section, COFF_RELOC_32_RVA, at, x->here, 0);
}

static size_t put_string(struct exports *x, struct coff_str s)
{
  size_t at = x->strings;
  if (s.size != 0)
    memcpy(x->bytes + at, s.data, s.size);
  x->strings += s.size + 1;
  return at;
}

static bool put_row(struct exports *x, const struct row *r)
{
  size_t at = DIRECTORY + 4 * (size_t)(r->ordinal - x->base);
  if (r->forwarder)
    return refer(x, at, put_string(x, r->symbol));
  const char c = x->t->leading_char;
  bool plain = c == 0 || r->symbol.data[0] == '?' || r->symbol.data[0] == '@';
  uint8_t *name = coff_build_bytes(x->b, r->symbol.size + 2);
  if (name == NULL)
    return false;
  size_t n = 0;
  if (!plain)
    name[n++] = (uint8_t)c;
  memcpy(name + n, r->symbol.data, r->symbol.size);
  const struct coff_syment native = {.sclass = C_EXT};
  uint32_t id =
      coff_build_symbol(x->b, (struct coff_str){(const char *)name, n + r->symbol.size}, &native);
  return id != COFF_BUILD_NONE &&
         coff_build_reloc_for(x->b, x->section, COFF_RELOC_32_RVA, at, id, 0);
}

static bool fill(struct exports *x)
{
  size_t names = DIRECTORY + 4 * (size_t)x->slots, ordinals = names + 4 * x->named;
  x->strings = ordinals + 2 * x->named;
  put(x, 16, 4, x->base);
  put(x, 20, 4, x->slots);
  put(x, 24, 4, x->named);
  bool ok = refer(x, NAME_AT, put_string(x, x->d->dll_name)) && refer(x, 28, DIRECTORY) &&
            refer(x, 32, names) && refer(x, 36, ordinals);
  for (size_t i = 0; ok && i < x->named; i++) {
    ok = refer(x, names + 4 * i, put_string(x, x->rows[i].name));
    put(x, ordinals + 2 * i, 2, x->rows[i].ordinal - x->base);
  }
  for (size_t i = 0; ok && i < x->count; i++)
    ok = put_row(x, &x->rows[i]);
  return ok;
}

static bool build(struct exports *x)
{
  const struct coff_scnhdr header = {.flags = IMAGE_SCN_CNT_INITIALIZED_DATA | IMAGE_SCN_MEM_READ};
  x->size = DIRECTORY + 4 * (size_t)x->slots + 6 * x->named + x->d->dll_name.size + 1;
  for (size_t i = 0; i < x->count; i++)
    x->size += x->rows[i].name.size + 1 + (x->rows[i].forwarder ? x->rows[i].symbol.size + 1 : 0);
  x->section = coff_build_section(x->b, (struct coff_str){".edata", 6}, &header);
  x->bytes = x->section == 0 ? NULL : coff_build_bytes(x->b, x->size);
  if (x->bytes == NULL || !coff_build_align(x->b, x->section, 2) ||
      !coff_build_contents(x->b, x->section, (struct coff_view){x->bytes, x->size, 0}))
    return false;
  const struct coff_syment native = {.scnum = (int32_t)x->section, .sclass = C_STAT};
  x->here = coff_build_symbol(x->b, (struct coff_str){".edata", 6}, &native);
  return x->here != COFF_BUILD_NONE && fill(x);
}

bool dlltool_write_exports(struct dlltool *d)
{
  struct exports x = {.d = d, .t = coff_target_find(d->machine->target)};
  if (!d->has_input || d->dll_name.size == 0 || x.t == NULL)
    return dlltool_fail(d, "an export file needs a definition file (-d) and a DLL's name (-D)",
                        NULL);
  x.b = coff_build_new(&d->tool->ctx, d->exports, x.t, COFF_KIND_OBJECT, 0);
  bool ok = x.b != NULL && collect(&x) && number_rows(&x) && build(&x) &&
            coff_write_file(x.b, d->exports, NULL);
  free(x.rows);
  coff_build_free(x.b);
  return ok;
}
