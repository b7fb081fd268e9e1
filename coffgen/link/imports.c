// Imports that no object has the tables of: short imports, and exports of DLLs that are linked directly.
//
// Skip it unless an import table is wrong. PE and COFF specification, sections 5.4 "The .idata Section" and 8.
//
// As such an import is read, its symbols are defined: __imp_X at an atom that stands for the entry of the
// address table, X at a jump. Once it is known which of them are needed, the tables are made: those of one DLL
// stand together, DLLs in the order of their names, all before the tables of long libraries, whose parts are
// ordered by file.
#include "base/alloc.h"
#include "coff/format-pe.h"
#include "link/delay.h"
#include "link/link.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { DESCRIPTOR = 20, LOOKUP_AT = 0, NAME_AT = 12, ADDRESSES_AT = 16 };

static const uint32_t data_flags = COFF_SEC_DATA | COFF_SEC_READ | COFF_SEC_WRITE;

// ---- Symbols ------------------------------------------------------------------------------------

// A definition that is there stays: who defines a function of a DLL anew means it.
static uint32_t define(struct coff_link *ld, struct coff_str name, uint32_t atom, uint32_t file)
{
  uint32_t id = coff_link_intern(ld, name);
  if (id == COFF_NO_ID)
    return COFF_NO_ID;
  struct coff_link_symbol *s = &ld->symbols[id];
  if (s->state == COFF_LINK_ABSOLUTE || s->state == COFF_LINK_DEFINED)
    return id;
  s->state = COFF_LINK_DEFINED;
  s->atom = atom;
  s->value = 0;
  s->file = file;
  s->index = COFF_REF_NONE;
  s->weak = false;
  return id;
}

static uint32_t make_thunk(struct coff_link *ld, uint32_t pointer)
{
  enum { MOST = 4 };
  const struct coff_import_jump *j = ld->target->import_jump;
  struct coff_link_fix fixes[MOST];
  uint32_t atom =
      coff_link_add_atom(ld, coff_link_str(".text"), COFF_SEC_CODE | COFF_SEC_READ | COFF_SEC_EXEC,
                         j->bytes, j->size, 2);
  if (atom == COFF_NO_ID)
    return COFF_NO_ID;
  for (unsigned i = 0; i < j->nrelocs; i++)
    fixes[i] = (struct coff_link_fix){j->relocs[i].at, j->relocs[i].type, pointer};
  return coff_link_set_relocs(ld, atom, fixes, j->nrelocs) ? atom : COFF_NO_ID;
}

static bool make_code(struct coff_link *ld, struct coff_link_import *i)
{
  if (i->delayed != 0)
    return coff_link_make_stub(ld, i);
  i->thunk = make_thunk(ld, i->pointer);
  return i->thunk != COFF_NO_ID;
}

bool coff_link_add_import(struct coff_link *ld, const struct coff_link_import *new,
                          struct coff_str symbol, bool is_code, bool is_both)
{
  struct coff_link_import *grown =
      coff_link_grow(ld, ld->imports, ld->nimports, 1, &ld->room_imports, sizeof *grown);
  struct coff_str pointer;
  if (grown == NULL || !coff_link_join(ld, "__imp_", symbol, "", &pointer))
    return false;
  ld->imports = grown;
  if (is_code && ld->target->import_jump == NULL)
    return coff_link_fail(ld, coff_link_in(ld, new->file), "%s has no jumps for imports",
                          ld->target->name);
  struct coff_link_import i = *new;
  i.symbol = i.thunk = COFF_NO_ID;
  bool ok = true;
  i.delayed = coff_link_delayed_dll(ld, new->dll, &ok);
  if (!ok)
    return false;
  if (i.delayed != 0 && !is_code)
    return coff_link_fail(
        ld, coff_link_in(ld, new->file),
        "%.*s is data: %.*s cannot be loaded when it is first called (--delayload)",
        (int)symbol.size, symbol.data, (int)new->dll.size, new->dll.data);
  i.slot = coff_link_add_atom(ld, coff_link_str(".idata$5"), data_flags, NULL, coff_link_word(ld),
                              coff_link_word_power(ld));
  if (i.slot == COFF_NO_ID)
    return false;
  i.pointer = define(ld, pointer, i.slot, new->file);
  if (i.pointer == COFF_NO_ID)
    return false;
  if (is_code && !make_code(ld, &i))
    return false;
  if (is_code || is_both)
    i.symbol = define(ld, symbol, is_code ? i.thunk : i.slot, new->file);
  ld->imports[ld->nimports++] = i;
  return true;
}

bool coff_link_add_import_once(struct coff_link *ld, const struct coff_link_import *new,
                               struct coff_str symbol, bool is_code)
{
  struct coff_str pointer;
  if (!coff_link_join(ld, "__imp_", symbol, "", &pointer))
    return false;
  uint32_t id = coff_link_find(ld, pointer, coff_link_hash(pointer));
  if (id != COFF_NO_ID && ld->symbols[id].state >= COFF_LINK_COMMON)
    return false;
  return coff_link_add_import(ld, new, symbol, is_code, false);
}

// ---- Short imports ------------------------------------------------------------------------------

// The flavour of objects for the machine of H that images are linked of.
static const struct coff_target *target_for(const struct coff_filehdr *h)
{
  const struct coff_target *t;
  for (size_t i = 0; (t = coff_target_at(i)) != NULL; i++)
    if (t->import_jump != NULL && t->image_target != NULL && coff_target_machine(t, h) != NULL)
      return t;
  return NULL;
}

static bool agree(struct coff_link *ld, const struct coff_file *f)
{
  const struct coff_filehdr h = {.magic = coff_file_header(f)->magic};
  const struct coff_target *t = ld->target == NULL ? target_for(&h) : ld->target;
  if (t == NULL || coff_target_machine(t, &h) == NULL)
    return coff_link_fail(ld, coff_file_place(f, COFF_NOWHERE),
                          "the import is for machine 0x%x, which %s is not", (unsigned)h.magic,
                          t == NULL ? "any that is linked for" : t->name);
  return ld->target != NULL || coff_link_choose_target(ld, t);
}

bool coff_link_add_short_import(struct coff_link *ld, uint32_t file)
{
  const struct coff_file *f = ld->files[file].file;
  struct coff_import m;
  if (!agree(ld, f))
    return false;
  if (!coff_import_get(f, &m)) {
    ld->errors++;
    return false;
  }
  struct coff_link_import new = {.dll = m.dll,
                                 .name = m.import_name,
                                 .file = file,
                                 .hint = m.hint,
                                 .by_ordinal = m.by_ordinal};
  return coff_link_add_import(ld, &new, m.symbol, m.type == IMPORT_OBJECT_CODE,
                              m.type == IMPORT_OBJECT_CONST);
}

// ---- Tables -------------------------------------------------------------------------------------

static int compare_names(struct coff_str a, struct coff_str b)
{
  size_t n = a.size < b.size ? a.size : b.size;
  int c = n == 0 ? 0 : strncasecmp(a.data, b.data, n);
  return c != 0 ? c : (a.size > b.size) - (a.size < b.size);
}

// Imports of one DLL stay in the order in which they were found.
static int by_dll(const void *a, const void *b)
{
  const struct coff_link_import *x = a, *y = b;
  int c = compare_names(x->dll, y->dll);
  return c != 0 ? c : (x->slot > y->slot) - (x->slot < y->slot);
}

static uint32_t add(struct coff_link *ld, const char *section, const uint8_t *data, uint64_t size,
                    uint8_t power)
{
  return coff_link_add_atom(ld, coff_link_str(section), data_flags, data, size, power);
}

static uint32_t add_string(struct coff_link *ld, const char *section, size_t before,
                           struct coff_str s, uint8_t power)
{
  size_t size = (before + s.size + 2) & ~(size_t)1;
  uint8_t *bytes = coff_link_bytes(ld, size);
  if (bytes == NULL)
    return COFF_NO_ID;
  memcpy(bytes + before, s.data, s.size);
  return add(ld, section, bytes, size, power);
}

static void put_hint(struct coff_link *ld, uint32_t atom, uint16_t hint)
{
  uint8_t *bytes = (uint8_t *)(uintptr_t)ld->atoms[atom].data; // made by add_string
  coff_store(bytes, 2, ld->image->data_order, hint);
}

// The entry of one of both tables. NAME: atom, if not by ordinal.
static uint32_t add_entry(struct coff_link *ld, const struct coff_link_import *i,
                          const char *section, uint32_t name)
{
  unsigned word = coff_link_word(ld);
  uint8_t *bytes = coff_link_bytes(ld, word);
  uint32_t atom =
      bytes == NULL ? COFF_NO_ID : add(ld, section, bytes, word, coff_link_word_power(ld));
  if (atom == COFF_NO_ID)
    return COFF_NO_ID;
  if (i->by_ordinal) {
    coff_store(bytes, word, ld->image->data_order, (uint64_t)1 << (8 * word - 1) | i->hint);
    return atom;
  }
  const struct coff_link_fix fix = {0, coff_link_type_for(ld, COFF_RELOC_32_RVA),
                                    COFF_REF_LOCAL | name};
  return coff_link_set_relocs(ld, atom, &fix, 1) ? atom : COFF_NO_ID;
}

static uint32_t add_address(struct coff_link *ld, const struct coff_link_import *i, uint32_t name)
{
  return i->delayed != 0 ? coff_link_delayed_entry(ld, i) : add_entry(ld, i, ".idata$5", name);
}

static void lead_to(struct coff_link *ld, uint32_t symbol, uint32_t from, uint32_t to)
{
  if (symbol != COFF_NO_ID && ld->symbols[symbol].atom == from)
    ld->symbols[symbol].atom = to;
}

// FIRST: atoms where the tables of the DLL begin; set if they are not yet.
static bool add_import(struct coff_link *ld, uint32_t n, uint32_t first[2])
{
  const struct coff_link_import *i = &ld->imports[n];
  bool delayed = i->delayed != 0;
  uint32_t name = 0;
  if (!i->by_ordinal) {
    name = add_string(ld, delayed ? ".didat$6" : ".idata$6", 2, i->name, 1);
    if (name == COFF_NO_ID)
      return false;
    put_hint(ld, name, i->hint);
  }
  uint32_t lookup = add_entry(ld, i, delayed ? ".didat$4" : ".idata$4", name),
           address = add_address(ld, i, name);
  if (lookup == COFF_NO_ID || address == COFF_NO_ID)
    return false;
  if (first[0] == COFF_NO_ID) {
    first[0] = lookup;
    first[1] = address;
  }
  ld->atoms[i->slot].state |= COFF_ATOM_REMOVED;
  lead_to(ld, i->symbol, i->slot, address);
  lead_to(ld, i->pointer, i->slot, address);
  return true;
}

// The ends of both tables.
static bool add_ends(struct coff_link *ld, const char *lookup, const char *address)
{
  unsigned word = coff_link_word(ld);
  uint8_t power = coff_link_word_power(ld), *bytes = coff_link_bytes(ld, word);
  return bytes != NULL && add(ld, lookup, bytes, word, power) != COFF_NO_ID &&
         add(ld, address, bytes, word, power) != COFF_NO_ID;
}

static bool add_descriptor(struct coff_link *ld, const struct coff_link_import *i,
                           const uint32_t first[2])
{
  bool delayed = i->delayed != 0;
  uint32_t name = add_string(ld, delayed ? ".didat$7" : ".idata$7", 0, i->dll, 0);
  if (name == COFF_NO_ID ||
      !add_ends(ld, delayed ? ".didat$4" : ".idata$4", delayed ? ".didat$5" : ".idata$5"))
    return false;
  if (delayed)
    return coff_link_describe_delayed(ld, i->delayed, name, first);
  uint8_t *bytes = coff_link_bytes(ld, DESCRIPTOR);
  uint32_t atom = bytes == NULL ? COFF_NO_ID : add(ld, ".idata$2", bytes, DESCRIPTOR, 2);
  if (atom == COFF_NO_ID)
    return false;
  uint16_t rva = coff_link_type_for(ld, COFF_RELOC_32_RVA);
  const struct coff_link_fix fixes[] = {{LOOKUP_AT, rva, COFF_REF_LOCAL | first[0]},
                                        {NAME_AT, rva, COFF_REF_LOCAL | name},
                                        {ADDRESSES_AT, rva, COFF_REF_LOCAL | first[1]}};
  return coff_link_set_relocs(ld, atom, fixes, COFF_COUNT(fixes));
}

void coff_link_make_imports(struct coff_link *ld)
{
  if (ld->nimports != 0)
    qsort(ld->imports, ld->nimports, sizeof *ld->imports, by_dll);
  for (uint32_t i = 0; i < ld->nimports;) {
    struct coff_str dll = ld->imports[i].dll;
    uint32_t first[2] = {COFF_NO_ID, COFF_NO_ID};
    for (; i < ld->nimports && compare_names(ld->imports[i].dll, dll) == 0; i++)
      if (ld->atoms[ld->imports[i].slot].state == 0 && !add_import(ld, i, first))
        return;
    if (first[0] != COFF_NO_ID && !add_descriptor(ld, &ld->imports[i - 1], first))
      return;
  }
  coff_link_finish_delayed(ld);
  coff_link_move_auto_imports(ld);
}
