// The object that a short import stands for (PE and COFF specification, section 8): linkers make it up,
// and tools that show objects need not know that there is none.
//
// Skip it unless such an object lacks a part, or is not what GNU's tools show.
//
// .idata$4 is the entry of the lookup table, .idata$5 that of the address table, .idata$6 hint and name.
// All symbols are external ones, those of the sections too, and there is no entry for the DLL: that is in
// the library's descriptor, which an undefined symbol asks for.
#include "coff/shortimport.h"
#include "base/alloc.h"
#include "coff/format-pe.h"
#include "coff/format-sysv.h"
#include "edit/memory.h"
#include <string.h>

enum { LOOKUP, ADDRESSES, NAME, CODE, PARTS };

struct import {
  struct coff_build *b;
  const struct coff_target *target;
  struct coff_import m;
  unsigned width;              // bytes of a table's entry
  uint32_t section[PARTS];     // ids, 0: none
  uint32_t section_sym[PARTS]; // ids
  uint32_t entry;              // __imp_X
};

// The flavour of objects for the machine of H: the one whose jump is known, if there is one. *INDEX: which
// of its machines.
static const struct coff_target *object_target(const struct coff_filehdr *h, unsigned *index)
{
  const struct coff_target *t, *best = NULL;
  for (size_t i = 0; (t = coff_target_at(i)) != NULL; i++) {
    if ((t->kinds & COFF_KIND_OBJECT) == 0 || t->container != COFF_AT_START ||
        !t->section_relative || coff_target_machine(t, h) == NULL)
      continue;
    if (t->import_jump != NULL || best == NULL)
      best = t;
    if (t->import_jump != NULL)
      break;
  }
  if (best != NULL)
    *index = (unsigned)(coff_target_machine(best, h) - best->machines);
  return best;
}

// ---- Sections ---------------------------------------------------------------------------------

// Adds a section of N zeroed bytes; *BYTES are its contents.
static bool add_section(struct import *i, unsigned part, uint32_t flags, size_t n, uint8_t **bytes)
{
  static const struct coff_str names[] = {
      [LOOKUP] = {".idata$4", 8},
      [ADDRESSES] = {".idata$5", 8},
      [NAME] = {".idata$6", 8},
      [CODE] = {".text", 5},
  };
  const struct coff_scnhdr header = {.flags = flags};
  uint32_t id = i->section[part] = coff_build_section(i->b, names[part], &header);
  *bytes = coff_build_bytes(i->b, n);
  return id != 0 && *bytes != NULL && coff_build_align(i->b, id, 2) &&
         coff_build_contents(i->b, id, (struct coff_view){*bytes, n, 0});
}

// Both tables begin as the same: the ordinal with the highest bit set, or the place of hint and name.
static bool add_tables(struct import *i)
{
  const uint32_t data = IMAGE_SCN_CNT_INITIALIZED_DATA | IMAGE_SCN_MEM_READ | IMAGE_SCN_MEM_WRITE;
  uint64_t by_ordinal = (uint64_t)1 << (8 * i->width - 1) | i->m.hint;
  for (unsigned part = LOOKUP; part <= ADDRESSES; part++) {
    uint8_t *bytes;
    if (!add_section(i, part, data, i->width, &bytes))
      return false;
    if (i->m.by_ordinal)
      coff_store(bytes, i->width, i->target->data_order, by_ordinal);
  }
  if (i->m.by_ordinal)
    return true;
  // GNU's room is for the symbol, whatever is taken off it, and a zero more.
  struct coff_str name = i->m.import_name;
  size_t longest = i->m.symbol.size > name.size ? i->m.symbol.size : name.size;
  uint8_t *bytes;
  if (!add_section(i, NAME, data, 2 + longest + 2, &bytes))
    return false;
  coff_store(bytes, 2, i->target->data_order, i->m.hint);
  memcpy(bytes + 2, name.data, name.size);
  return true;
}

static bool add_code(struct import *i)
{
  const struct coff_import_jump *jump = i->target->import_jump;
  size_t n = jump == NULL ? 0 : jump->size;
  uint8_t *bytes;
  if (!add_section(i, CODE, IMAGE_SCN_CNT_CODE | IMAGE_SCN_MEM_READ | IMAGE_SCN_MEM_EXECUTE, n,
                   &bytes))
    return false;
  if (n != 0)
    memcpy(bytes, jump->bytes, n);
  return true;
}

// ---- Symbols ----------------------------------------------------------------------------------

static uint32_t add_symbol(struct import *i, const char *prefix, struct coff_str name,
                           uint32_t section)
{
  const struct coff_syment native = {.scnum = (int32_t)section, .sclass = C_EXT};
  size_t n = strlen(prefix);
  uint8_t *bytes = coff_build_bytes(i->b, n + name.size);
  if (bytes == NULL)
    return COFF_BUILD_NONE;
  memcpy(bytes, prefix, n);
  if (name.size != 0)
    memcpy(bytes + n, name.data, name.size);
  return coff_build_symbol(i->b, (struct coff_str){(const char *)bytes, n + name.size}, &native);
}

// The DLL's name without its extension.
static struct coff_str stem(struct coff_str dll)
{
  for (size_t n = dll.size; n-- != 0;)
    if (dll.data[n] == '.')
      return (struct coff_str){dll.data, n};
  return dll;
}

static bool add_section_symbol(struct import *i, unsigned part)
{
  if (i->section[part] == 0)
    return true;
  struct coff_str name = i->b->sections[i->section[part] - 1].name;
  i->section_sym[part] = add_symbol(i, "", name, i->section[part]);
  return i->section_sym[part] != COFF_BUILD_NONE;
}

static bool add_symbols(struct import *i)
{
  for (unsigned part = LOOKUP; part <= NAME; part++)
    if (!add_section_symbol(i, part))
      return false;
  i->entry = add_symbol(i, "__imp_", i->m.symbol, i->section[ADDRESSES]);
  if (i->entry == COFF_BUILD_NONE || !add_section_symbol(i, CODE))
    return false;
  uint32_t own = i->m.type == IMPORT_OBJECT_CODE    ? i->section[CODE]
                 : i->m.type == IMPORT_OBJECT_CONST ? i->section[ADDRESSES]
                                                    : 0;
  if (own != 0 && add_symbol(i, "", i->m.symbol, own) == COFF_BUILD_NONE)
    return false;
  return add_symbol(i, "__IMPORT_DESCRIPTOR_", stem(i->m.dll), 0) != COFF_BUILD_NONE;
}

// ---- Relocations ------------------------------------------------------------------------------

static bool add_relocs(struct import *i)
{
  const struct coff_import_jump *jump = i->target->import_jump;
  for (unsigned part = LOOKUP; part <= ADDRESSES && !i->m.by_ordinal; part++)
    if (!coff_build_reloc_for(i->b, i->section[part], COFF_RELOC_32_RVA, 0, i->section_sym[NAME],
                              0))
      return false;
  if (i->section[CODE] == 0 || jump == NULL)
    return true;
  for (unsigned k = 0; k < jump->nrelocs; k++) {
    struct coff_reloc r = {
        .vaddr = jump->relocs[k].at, .type = jump->relocs[k].type, .symndx = i->entry};
    r.is_number = i->target->pair_type != 0 && r.type == i->target->pair_type;
    if (r.is_number)
      r.symndx = 0;
    if (!coff_build_reloc(i->b, i->section[CODE], &r))
      return false;
  }
  return true;
}

// ---- All --------------------------------------------------------------------------------------

struct coff_build *coff_build_import_object(const struct coff_file *f)
{
  struct import i = {.b = NULL};
  const struct coff_context *ctx = coff_file_context(f);
  if (!coff_import_get(f, &i.m)) {
    if (coff_file_kind(f) != COFF_KIND_IMPORT)
      coff_fail(ctx, coff_file_place(f, COFF_NOWHERE), "the file is no short import");
    return NULL;
  }
  const struct coff_filehdr *h = coff_file_header(f);
  unsigned machine = 0;
  i.target = object_target(&(struct coff_filehdr){.magic = h->magic}, &machine);
  if (i.target == NULL) {
    coff_fail(ctx, coff_file_place(f, COFF_NOWHERE),
              "no objects of machine 0x%x are known, so the import stands for none",
              (unsigned)h->magic);
    return NULL;
  }
  i.b = coff_build_new(ctx, coff_file_name(f), i.target, COFF_KIND_OBJECT, machine);
  if (i.b == NULL)
    return NULL;
  i.width = i.target->address_bits / 8;
  i.b->header.timdat = h->timdat;
  bool ok = add_tables(&i) && (i.m.type != IMPORT_OBJECT_CODE || add_code(&i)) && add_symbols(&i) &&
            add_relocs(&i);
  if (ok)
    return i.b;
  coff_build_free(i.b);
  return NULL;
}

bool coff_import_object_open(const struct coff_file *f, struct coff_import_object *o)
{
  const struct coff_context *ctx = coff_file_context(f);
  *o = (struct coff_import_object){.file = NULL};
  struct coff_build *b = coff_build_import_object(f);
  if (b == NULL)
    return false;
  if (coff_place(b, &o->size)) {
    o->bytes = coff_alloc(ctx, (size_t)o->size);
    if (o->bytes == NULL)
      coff_fail(ctx, coff_file_place(f, COFF_NOWHERE), "out of memory");
    else if (coff_write(b, o->bytes, o->size))
      o->file = coff_file_from_memory(
          ctx, coff_file_name(f), o->bytes, (size_t)o->size,
          &(struct coff_open){.target = b->target->name, .member = coff_file_member(f)});
  }
  coff_build_free(b);
  return o->file != NULL;
}

void coff_import_object_close(const struct coff_context *ctx, struct coff_import_object *o)
{
  coff_file_close(o->file);
  coff_free(ctx, o->bytes);
  *o = (struct coff_import_object){.file = NULL};
}
