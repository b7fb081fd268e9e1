// Short import libraries, as Microsoft's and LLVM's tools write them.
//
// Skip it unless a linker does not take one.
//
// Three objects stand before the imports: the DLL's entry of the import directory (.idata$2, with its name in
// $6), the empty entry that ends the directory ($3), and the empty ones that end its tables ($4 and $5). Each
// is found by a symbol that the one before it asks for. All members have the name of the DLL. GNU ld puts their
// tables into order only if that ends in ".dll"; for one that does not (.drv, .ocx), ".dll" is appended.
#include "coff/format-pe.h"
#include "coff/format-sysv.h"
#include "edit/implib.h"
#include <string.h>
#include <strings.h>

enum { DESCRIPTOR = 20, LOOKUP_AT = 0, NAME_AT = 12, ADDRESSES_AT = 16 };

// The DLL's name without its extension.
static struct coff_str stem(struct coff_str dll)
{
  for (size_t n = dll.size; n-- != 0;)
    if (dll.data[n] == '.')
      return (struct coff_str){dll.data, n};
  return dll;
}

static bool add_member(struct coff_implib_object *o)
{
  static const char wanted[] = ".dll";
  struct coff_str dll = o->lib->dll;
  size_t n = sizeof wanted - 1;
  bool has = dll.size >= n && strncasecmp(dll.data + dll.size - n, wanted, n) == 0;
  return coff_implib_end(o, has ? dll : coff_implib_join(o, "", dll, wanted));
}

static struct coff_str word(const char *s)
{
  return (struct coff_str){s, strlen(s)};
}

static bool add_descriptor(struct coff_archive_build *a, const struct coff_implib *lib)
{
  struct coff_implib_object o;
  uint8_t *entry, *name;
  coff_implib_begin(lib, a, &o);
  uint32_t directory =
      coff_implib_section(&o, ".idata$2", coff_implib_data_flags, 2, DESCRIPTOR, &entry);
  uint32_t names = coff_implib_section(&o, ".idata$6", coff_implib_data_flags, 1,
                                       lib->dll.size + 1 + ((lib->dll.size + 1) & 1), &name);
  if (!o.failed && lib->dll.size != 0)
    memcpy(name, lib->dll.data, lib->dll.size);
  coff_implib_symbol(&o, "__IMPORT_DESCRIPTOR_", stem(lib->dll), directory, 0, C_EXT);
  coff_implib_symbol(&o, ".idata$2", word(""), directory, 0, IMAGE_SYM_CLASS_SECTION);
  uint32_t in_names = coff_implib_symbol(&o, ".idata$6", word(""), names, 0, C_STAT);
  // Undefined ones of this class stand for where the group begins.
  uint32_t lookup = coff_implib_symbol(&o, ".idata$4", word(""), 0, 0, IMAGE_SYM_CLASS_SECTION);
  uint32_t address = coff_implib_symbol(&o, ".idata$5", word(""), 0, 0, IMAGE_SYM_CLASS_SECTION);
  coff_implib_symbol(&o, "__NULL_IMPORT_DESCRIPTOR", word(""), 0, 0, C_EXT);
  struct coff_str end = coff_implib_join(&o, "\x7f", stem(lib->dll), "_NULL_THUNK_DATA");
  coff_implib_symbol(&o, "", end, 0, 0, C_EXT);
  coff_implib_rva(&o, directory, NAME_AT, in_names);
  coff_implib_rva(&o, directory, LOOKUP_AT, lookup);
  coff_implib_rva(&o, directory, ADDRESSES_AT, address);
  return add_member(&o);
}

static bool add_null_descriptor(struct coff_archive_build *a, const struct coff_implib *lib)
{
  struct coff_implib_object o;
  uint8_t *entry;
  coff_implib_begin(lib, a, &o);
  uint32_t end = coff_implib_section(&o, ".idata$3", coff_implib_data_flags, 2, DESCRIPTOR, &entry);
  coff_implib_symbol(&o, "__NULL_IMPORT_DESCRIPTOR", word(""), end, 0, C_EXT);
  return add_member(&o);
}

static bool add_null_thunk(struct coff_archive_build *a, const struct coff_implib *lib)
{
  struct coff_implib_object o;
  uint8_t *entry;
  coff_implib_begin(lib, a, &o);
  unsigned align = o.width == 8 ? 3 : 2;
  uint32_t address =
      coff_implib_section(&o, ".idata$5", coff_implib_data_flags, align, o.width, &entry);
  coff_implib_section(&o, ".idata$4", coff_implib_data_flags, align, o.width, &entry);
  struct coff_str name = coff_implib_join(&o, "\x7f", stem(lib->dll), "_NULL_THUNK_DATA");
  coff_implib_symbol(&o, "", name, address, 0, C_EXT);
  return add_member(&o);
}

// ---- Imports ----------------------------------------------------------------------------------

static bool is_equal(struct coff_str a, struct coff_str b)
{
  return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

// How the DLL's name for it follows from the symbol (section 8.3); what does not follow is spelled out.
static unsigned name_type(const struct coff_implib_import *i)
{
  struct coff_str s = i->symbol;
  if (i->by_ordinal)
    return IMPORT_OBJECT_ORDINAL;
  if (is_equal(s, i->name))
    return IMPORT_OBJECT_NAME;
  if (s.size != 0 && memchr("?@_", s.data[0], 3) != NULL)
    s = (struct coff_str){s.data + 1, s.size - 1};
  if (is_equal(s, i->name))
    return IMPORT_OBJECT_NAME_NO_PREFIX;
  const char *at = s.size == 0 ? NULL : memchr(s.data, '@', s.size);
  if (at != NULL)
    s.size = (size_t)(at - s.data);
  return is_equal(s, i->name) ? IMPORT_OBJECT_NAME_UNDECORATE : IMPORT_OBJECT_NAME_EXPORTAS;
}

static const struct coff_target *import_target(void)
{
  const struct coff_target *t;
  for (size_t i = 0; (t = coff_target_at(i)) != NULL; i++)
    if (t->kinds == COFF_KIND_IMPORT)
      return t;
  return NULL;
}

static bool add_import(struct coff_archive_build *a, const struct coff_implib *lib,
                       const struct coff_target *t, const struct coff_implib_import *i)
{
  struct coff_import m = {.symbol = i->symbol, .dll = lib->dll, .export_as = i->name};
  m.type = i->constant ? IMPORT_OBJECT_CONST : i->data ? IMPORT_OBJECT_DATA : IMPORT_OBJECT_CODE;
  m.name_type = (uint8_t)name_type(i);
  m.hint = i->by_ordinal ? i->ordinal : i->hint;
  struct coff_implib_object o = {.archive = a, .lib = lib};
  o.b = coff_build_new(a->ctx, a->name, t, COFF_KIND_IMPORT, 0);
  o.failed = o.b == NULL;
  if (!o.failed) {
    o.b->header.magic = lib->target->machines[lib->machine].magic;
    o.failed = !coff_build_import(o.b, &m);
  }
  return add_member(&o);
}

bool coff_implib_add_short(struct coff_archive_build *a, const struct coff_implib *lib,
                           const struct coff_implib_import *imports, size_t n)
{
  const struct coff_target *t = import_target();
  if (t == NULL)
    return coff_fail(a->ctx, (struct coff_place){a->name, NULL, COFF_NOWHERE},
                     "there is no flavour of short imports");
  bool ok = add_descriptor(a, lib) && add_null_descriptor(a, lib) && add_null_thunk(a, lib);
  for (size_t i = 0; ok && i < n; i++)
    ok = add_import(a, lib, t, &imports[i]);
  return ok;
}
