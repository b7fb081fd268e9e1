// Long import libraries, as GNU dlltool writes them, and those of delayed imports.
//
// Skip it unless a linker does not take one.
//
// A head has the DLL's entry of the import directory (.idata$2) and begins its tables ($4, $5); a tail ends them and
// has the DLL's name ($7). Members are called TAG_h.o, TAG_sNNNNN.o and TAG_t.o: GNU's linkers and LLVM's sort the
// groups by these names. Each import asks for the head by its symbol (in $7), the head for the tail.
//
// Delayed: the head has a descriptor (PE and COFF specification, section 4.8.1) and the code that calls
// __delayLoadHelper2 with it; entries of the address table begin as places in the imports' code.
#include "coff/format-pe.h"
#include "coff/format-sysv.h"
#include "edit/implib.h"
#include <stdio.h>
#include <string.h>

enum {
  DESCRIPTOR = 20,
  LOOKUP_AT = 0,
  NAME_AT = 12,
  ADDRESSES_AT = 16,
  DELAYED_DESCRIPTOR = 32, // attributes, name, handle, addresses, lookup, bound, unload, time
  BY_RVA = 1,              // attribute: all is said by addresses that count from the image's base
  FUNCTION_ENTRY = 12
};

static const uint32_t code_flags = IMAGE_SCN_CNT_CODE | IMAGE_SCN_MEM_READ | IMAGE_SCN_MEM_EXECUTE;
static const struct coff_str nothing = {"", 0};

// Names of the library's own symbols begin as C names do.
static struct coff_str own_name(struct coff_implib_object *o, const char *a, const char *b)
{
  char begin[64];
  const char lead[2] = {o->lib->target->leading_char, 0};
  snprintf(begin, sizeof begin, "%s%s", lead, a);
  return coff_implib_join(o, begin, o->lib->tag, b);
}

// ... but for this one, whose beginning GNU's is for all processors.
static struct coff_str name_symbol(struct coff_implib_object *o)
{
  return coff_implib_join(o, "__", o->lib->tag, "_iname");
}

static struct coff_str member_name(struct coff_implib_object *o, const char *what)
{
  return coff_implib_join(o, "", o->lib->tag, what);
}

static void put_code(struct coff_implib_object *o, uint32_t section, uint8_t *bytes,
                     const struct coff_import_code *c, const uint32_t *symbols)
{
  if (o->failed)
    return;
  memcpy(bytes, c->bytes, c->size);
  for (unsigned i = 0; i < c->nrelocs; i++)
    coff_implib_reloc(o, section, c->relocs[i].at, c->relocs[i].type, symbols[c->relocs[i].of]);
}

// ---- Head and tail ----------------------------------------------------------------------------

static bool add_head(struct coff_archive_build *a, const struct coff_implib *lib)
{
  struct coff_implib_object o;
  uint8_t *bytes;
  coff_implib_begin(lib, a, &o);
  size_t first = lib->nul_prefixed ? o.width : 0;
  uint32_t directory =
      coff_implib_section(&o, ".idata$2", coff_implib_data_flags, 2, DESCRIPTOR, &bytes);
  uint32_t address = coff_implib_section(&o, ".idata$5", coff_implib_data_flags,
                                         o.width == 8 ? 3 : 2, first, &bytes);
  uint32_t lookup = coff_implib_section(&o, ".idata$4", coff_implib_data_flags,
                                        o.width == 8 ? 3 : 2, first, &bytes);
  uint32_t at_lookup = coff_implib_symbol(&o, "hname", nothing, lookup, first, C_STAT);
  uint32_t at_address = coff_implib_symbol(&o, "fthunk", nothing, address, first, C_STAT);
  coff_implib_symbol(&o, "", own_name(&o, "_head_", ""), directory, 0, C_EXT);
  uint32_t name = coff_implib_symbol(&o, "", name_symbol(&o), 0, 0, C_EXT);
  coff_implib_rva(&o, directory, LOOKUP_AT, at_lookup);
  coff_implib_rva(&o, directory, NAME_AT, name);
  coff_implib_rva(&o, directory, ADDRESSES_AT, at_address);
  return coff_implib_end(&o, member_name(&o, "_h.o"));
}

static bool add_tail(struct coff_archive_build *a, const struct coff_implib *lib)
{
  struct coff_implib_object o;
  uint8_t *bytes;
  coff_implib_begin(lib, a, &o);
  coff_implib_section(&o, ".idata$4", coff_implib_data_flags, o.width == 8 ? 3 : 2, o.width,
                      &bytes);
  coff_implib_section(&o, ".idata$5", coff_implib_data_flags, o.width == 8 ? 3 : 2, o.width,
                      &bytes);
  uint32_t name = coff_implib_section(&o, ".idata$7", coff_implib_data_flags, 2,
                                      (lib->dll.size + 4) & ~(size_t)3, &bytes);
  if (!o.failed && lib->dll.size != 0)
    memcpy(bytes, lib->dll.data, lib->dll.size);
  coff_implib_symbol(&o, "", name_symbol(&o), name, 0, C_EXT);
  return coff_implib_end(&o, member_name(&o, "_t.o"));
}

// ---- The head of delayed imports --------------------------------------------------------------

static void add_unwind(struct coff_implib_object *o, const struct coff_delay_code *d, uint32_t code)
{
  uint8_t *bytes, *entry;
  const uint32_t flags = IMAGE_SCN_CNT_INITIALIZED_DATA | IMAGE_SCN_MEM_READ;
  uint32_t codes = coff_implib_section(o, ".xdata", flags, 2, d->unwind_size, &bytes);
  uint32_t table = coff_implib_section(o, ".pdata", flags, 2, FUNCTION_ENTRY, &entry);
  if (o->failed)
    return;
  memcpy(bytes, d->unwind, d->unwind_size);
  uint32_t start = coff_implib_symbol(o, ".text", nothing, code, 0, C_STAT);
  uint32_t info = coff_implib_symbol(o, ".xdata", nothing, codes, 0, C_STAT);
  coff_store(entry + 4, 4, o->lib->target->data_order, d->merge.size);
  coff_implib_rva(o, table, 0, start);
  coff_implib_rva(o, table, 4, start);
  coff_implib_rva(o, table, 8, info);
}

static bool add_delayed_head(struct coff_archive_build *a, const struct coff_implib *lib)
{
  const struct coff_delay_code *d = lib->target->delay_code;
  const enum coff_order order = lib->target->data_order;
  struct coff_implib_object o;
  uint8_t *code, *handle, *descriptor, *bytes;
  coff_implib_begin(lib, a, &o);
  uint32_t text = coff_implib_section(&o, ".text", code_flags, 4, d->merge.size, &code);
  uint32_t data = coff_implib_section(&o, ".data", coff_implib_data_flags, 3, o.width, &handle);
  uint32_t place = coff_implib_section(&o, ".data$2", coff_implib_data_flags, 3, DELAYED_DESCRIPTOR,
                                       &descriptor);
  uint32_t address = coff_implib_section(&o, ".idata$5", coff_implib_data_flags,
                                         o.width == 8 ? 3 : 2, o.width, &bytes);
  uint32_t lookup = coff_implib_section(&o, ".idata$4", coff_implib_data_flags,
                                        o.width == 8 ? 3 : 2, o.width, &bytes);
  uint32_t symbols[COFF_DELAY_SYMBOLS] = {0};
  coff_implib_symbol(&o, "", own_name(&o, "__tailMerge_", ""), text, 0, C_EXT);
  symbols[COFF_DELAY_DESCRIPTOR] =
      coff_implib_symbol(&o, "", own_name(&o, "__DELAY_IMPORT_DESCRIPTOR_", ""), place, 0, C_EXT);
  symbols[COFF_DELAY_HELPER] = coff_implib_symbol(&o, d->helper, nothing, 0, 0, C_EXT);
  uint32_t name = coff_implib_symbol(&o, "", name_symbol(&o), 0, 0, C_EXT);
  uint32_t at_handle =
      coff_implib_symbol(&o, "", own_name(&o, "__DLL_HANDLE_", ""), data, 0, C_STAT);
  uint32_t at_address =
      coff_implib_symbol(&o, "", own_name(&o, "__IAT_", ""), address, o.width, C_STAT);
  uint32_t at_lookup =
      coff_implib_symbol(&o, "", own_name(&o, "__INT_", ""), lookup, o.width, C_STAT);
  put_code(&o, text, code, &d->merge, symbols);
  if (d->unwind_size != 0)
    add_unwind(&o, d, text);
  if (!o.failed)
    coff_store(descriptor, 4, order, BY_RVA);
  const uint32_t fields[] = {name, at_handle, at_address, at_lookup};
  for (unsigned i = 0; i < COFF_COUNT(fields); i++)
    coff_implib_rva(&o, place, 4 + 4 * i, fields[i]);
  return coff_implib_end(&o, member_name(&o, "_h.o"));
}

// ---- Imports ----------------------------------------------------------------------------------

struct import {
  struct coff_implib_object o;
  const struct coff_implib_import *i;
  uint32_t text, address, lookup, name; // sections
  uint32_t at_name;                     // symbol
};

static void put_ordinal(const struct import *m, uint8_t *bytes)
{
  uint64_t v = (uint64_t)1 << (8 * m->o.width - 1) | m->i->ordinal;
  if (!m->o.failed && m->i->by_ordinal)
    coff_store(bytes, m->o.width, m->o.lib->target->data_order, v);
}

static void add_hint_and_name(struct import *m)
{
  uint8_t *bytes;
  struct coff_str s = m->i->name;
  size_t size = 2 + s.size + 1;
  m->name =
      coff_implib_section(&m->o, ".idata$6", coff_implib_data_flags, 1, size + (size & 1), &bytes);
  m->at_name = coff_implib_symbol(&m->o, ".idata$6", nothing, m->name, 0, C_STAT);
  if (m->o.failed)
    return;
  coff_store(bytes, 2, m->o.lib->target->data_order, m->i->hint);
  if (s.size != 0)
    memcpy(bytes + 2, s.data, s.size);
}

// The entries of the tables. Of a delayed function, that of the address table is where its code goes on.
static void add_entries(struct import *m)
{
  const struct coff_implib *lib = m->o.lib;
  bool delayed = lib->form == COFF_IMPLIB_DELAYED;
  uint8_t *bytes;
  if (!lib->no_addresses || delayed) {
    m->address = coff_implib_section(&m->o, ".idata$5", coff_implib_data_flags,
                                     m->o.width == 8 ? 3 : 2, m->o.width, &bytes);
    if (!delayed)
      put_ordinal(m, bytes);
  }
  if (!lib->no_lookup || delayed) {
    m->lookup = coff_implib_section(&m->o, ".idata$4", coff_implib_data_flags,
                                    m->o.width == 8 ? 3 : 2, m->o.width, &bytes);
    put_ordinal(m, bytes);
  }
  if (m->i->by_ordinal)
    return;
  add_hint_and_name(m);
  if (m->address != 0 && !delayed)
    coff_implib_rva(&m->o, m->address, 0, m->at_name);
  if (m->lookup != 0)
    coff_implib_rva(&m->o, m->lookup, 0, m->at_name);
}

static uint32_t add_pointer(struct import *m)
{
  const struct coff_implib_import *i = m->i;
  if (i->constant)
    coff_implib_symbol(&m->o, "", i->symbol, m->address, 0, C_EXT);
  return coff_implib_symbol(&m->o, "__imp_", i->symbol, m->address, 0, C_EXT);
}

static void add_jump(struct import *m)
{
  const struct coff_import_jump *j = m->o.lib->target->import_jump;
  uint8_t *bytes;
  m->text = coff_implib_section(&m->o, ".text", code_flags, 2, j->size, &bytes);
  if (m->o.failed)
    return;
  memcpy(bytes, j->bytes, j->size);
  coff_implib_symbol(&m->o, "", m->i->symbol, m->text, 0, C_EXT);
  uint32_t pointer = add_pointer(m);
  for (unsigned k = 0; k < j->nrelocs; k++)
    coff_implib_reloc(&m->o, m->text, j->relocs[k].at, j->relocs[k].type, pointer);
}

// The entry of a delayed function is first where its code asks for the function.
static void add_delayed_jump(struct import *m)
{
  const struct coff_target *t = m->o.lib->target;
  const struct coff_delay_code *d = t->delay_code;
  uint32_t symbols[COFF_DELAY_SYMBOLS] = {0};
  uint8_t *bytes;
  m->text = coff_implib_section(&m->o, ".text", code_flags, 2, d->stub.size, &bytes);
  coff_implib_symbol(&m->o, "", m->i->symbol, m->text, 0, C_EXT);
  symbols[COFF_DELAY_POINTER] = add_pointer(m);
  symbols[COFF_DELAY_MERGE] =
      coff_implib_symbol(&m->o, "", own_name(&m->o, "__tailMerge_", ""), 0, 0, C_EXT);
  // A symbol of its own, so that the place needs no addend.
  uint32_t later = coff_implib_symbol(&m->o, "later", nothing, m->text, d->stub_later, C_STAT);
  put_code(&m->o, m->text, bytes, &d->stub, symbols);
  enum coff_reloc_code whole = m->o.width == 8 ? COFF_RELOC_64 : COFF_RELOC_32;
  m->o.failed = m->o.failed || !coff_build_reloc_for(m->o.b, m->address, whole, 0, later, 0);
}

static bool add_import(struct coff_archive_build *a, const struct coff_implib *lib,
                       const struct coff_implib_import *i, size_t number)
{
  struct import m = {.i = i};
  uint8_t *bytes;
  char end[32];
  coff_implib_begin(lib, a, &m.o);
  add_entries(&m);
  if (lib->form == COFF_IMPLIB_DELAYED)
    add_delayed_jump(&m);
  else if (i->data || i->constant)
    add_pointer(&m);
  else
    add_jump(&m);
  if (lib->form == COFF_IMPLIB_LONG) {
    uint32_t link = coff_implib_section(&m.o, ".idata$7", coff_implib_data_flags, 2, 4, &bytes);
    uint32_t head = coff_implib_symbol(&m.o, "", own_name(&m.o, "_head_", ""), 0, 0, C_EXT);
    coff_implib_rva(&m.o, link, 0, head);
  }
  snprintf(end, sizeof end, "_s%05zu.o", number);
  return coff_implib_end(&m.o, member_name(&m.o, end));
}

static bool check(const struct coff_archive_build *a, const struct coff_implib *lib,
                  const struct coff_implib_import *imports, size_t n)
{
  struct coff_place at = {a->name, NULL, COFF_NOWHERE};
  bool delayed = lib->form == COFF_IMPLIB_DELAYED;
  if (lib->target->import_jump == NULL || (delayed && lib->target->delay_code == NULL))
    return coff_fail(a->ctx, at, "%s has no %s for import libraries", lib->target->name,
                     delayed ? "code of delayed imports" : "jumps");
  for (size_t i = 0; delayed && i < n; i++)
    if (imports[i].data || imports[i].constant)
      return coff_fail(a->ctx, at, "data cannot be imported later: %.*s",
                       (int)(imports[i].symbol.size < 200 ? imports[i].symbol.size : 200),
                       imports[i].symbol.data);
  return true;
}

bool coff_implib_add_long(struct coff_archive_build *a, const struct coff_implib *lib,
                          const struct coff_implib_import *imports, size_t n)
{
  bool ok = check(a, lib, imports, n) &&
            (lib->form == COFF_IMPLIB_DELAYED ? add_delayed_head(a, lib) : add_head(a, lib));
  for (size_t i = 0; ok && i < n; i++)
    ok = add_import(a, lib, &imports[i], i);
  return ok && add_tail(a, lib);
}
