// --export-all-symbols: the global symbols that are the image's own.
//
// Skip it unless such a DLL exports too much, or too little.
//
// What is left out is what GNU ld leaves out ("--export-all-symbols" in its manual) and lld: start-up code, the
// compilers' and the C library's helpers, what comes of other DLLs, what the linkers themselves make.
#include "coff/def.h"
#include "link/exports.h"
#include "link/link.h"
#include <string.h>

// As C spells them.
static const char *const symbols[] = {
    "DllMain",
    "DllMain@12",
    "DllEntryPoint",
    "DllEntryPoint@0",
    "DllEntryPoint@12",
    "DllMainCRTStartup",
    "DllMainCRTStartup@12",
    "_pei386_runtime_relocator",
    "do_pseudo_reloc",
    "impure_ptr",
    "_impure_ptr",
    "_fmode",
    "environ",
    "__dso_handle",
    "_NULL_IMPORT_DESCRIPTOR",
};
static const char *const prefixes[] = {
    "__imp_", "_imp_",        "__IMPORT_DESCRIPTOR_",
    "_head_", "__rtti_",      "__builtin_",
    "_nm_",   "__nm_",        ".refptr.",
    ".weak.", "__tailMerge_", "__DELAY_IMPORT_DESCRIPTOR_",
};
static const char *const suffixes[] = {"_iname", "_NULL_THUNK_DATA"};

// Without folder and end.
static const char *const libraries[] = {
    "libgcc",
    "libgcc_s",
    "libgcc_eh",
    "libstdc++",
    "libstdc++fs",
    "libsupc++",
    "libobjc",
    "libmingw32",
    "libmingwex",
    "libmingwthrd",
    "libmsvcrt",
    "libmsvcrt-os",
    "libucrt",
    "libucrtbase",
    "libucrtapp",
    "libg2c",
    "libgfortran",
    "libquadmath",
    "libssp",
    "libssp_nonshared",
    "libatomic",
    "libgomp",
    "libgcj",
    "libc++",
    "libc++abi",
    "libunwind",
    "libcygwin",
    "libpthread",
    "libwinpthread",
    "libmoldname",
    "libgmon",
    "libssp_s",
    "libclang_rt.builtins-x86_64",
    "libclang_rt.builtins-i386",
    "libclang_rt.builtins-aarch64",
    "libclang_rt.builtins-arm",
};
static const char *const objects[] = {
    "crt0",       "crt1",     "crt1u",   "crt2",     "crt2u",    "dllcrt0", "dllcrt1",
    "dllcrt2",    "gcrt0",    "gcrt1",   "gcrt2",    "crtbegin", "crtend",  "crtfastmath",
    "CRT_noglob", "CRT_glob", "CRT_fp8", "CRT_fp10", "binmode",  "txtmode",
};

static struct coff_str base_of(struct coff_str path)
{
  for (size_t i = path.size; i-- != 0;)
    if (path.data[i] == '/' || path.data[i] == '\\')
      return (struct coff_str){path.data + i + 1, path.size - i - 1};
  return path;
}

// Without ".a", ".dll.a", ".lib", ".o", ".obj".
static struct coff_str stem_of(struct coff_str name)
{
  static const char *const ends[] = {".dll.a", ".a", ".lib", ".obj", ".o"};
  for (size_t i = 0; i < COFF_COUNT(ends); i++) {
    size_t n = strlen(ends[i]);
    if (name.size > n && memcmp(name.data + name.size - n, ends[i], n) == 0)
      return (struct coff_str){name.data, name.size - n};
  }
  return name;
}

bool coff_link_is_of(const struct coff_link *ld, uint32_t file, const char *const *names, size_t n)
{
  const struct coff_link_file *f = &ld->files[file];
  struct coff_str path = f->archive.size != 0 ? f->archive : f->member, base = base_of(path);
  struct coff_str stem = stem_of(base);
  for (size_t i = 0; i < n; i++)
    if (coff_link_is(path, names[i]) || coff_link_is(base, names[i]) ||
        coff_link_is(stem, names[i]))
      return true;
  return false;
}

static bool is_library_excluded(const struct coff_link *ld, uint32_t file)
{
  const struct coff_link_names *libs = &ld->opt->dll.exclude_libs;
  if (ld->files[file].archive.size == 0)
    return false;
  for (size_t i = 0; i < libs->n; i++)
    if (strcmp(libs->all[i], "ALL") == 0)
      return true;
  return coff_link_is_of(ld, file, libs->all, libs->n);
}

static bool begins(struct coff_str s, const char *with)
{
  size_t n = strlen(with);
  return s.size >= n && memcmp(s.data, with, n) == 0;
}

static bool ends(struct coff_str s, const char *with)
{
  size_t n = strlen(with);
  return s.size >= n && memcmp(s.data + s.size - n, with, n) == 0;
}

static bool is_internal_name(struct coff_str name)
{
  for (size_t i = 0; i < COFF_COUNT(symbols); i++)
    if (coff_link_is(name, symbols[i]))
      return true;
  for (size_t i = 0; i < COFF_COUNT(prefixes); i++)
    if (begins(name, prefixes[i]))
      return true;
  for (size_t i = 0; i < COFF_COUNT(suffixes); i++)
    if (ends(name, suffixes[i]))
      return true;
  return false;
}

static struct coff_str c_name(const struct coff_link *ld, struct coff_str name)
{
  char lead = ld->target->leading_char;
  return lead != 0 && name.size > 1 && name.data[0] == lead
             ? (struct coff_str){name.data + 1, name.size - 1}
             : name;
}

static bool is_excluded_by_def(const struct coff_link *ld, struct coff_str name)
{
  for (uint32_t i = 0; i < ld->ndefs; i++)
    for (size_t j = 0; j < ld->defs[i].nexcluded; j++)
      if (coff_link_same(name, ld->defs[i].excluded[j]))
        return true;
  return false;
}

bool coff_link_is_excluded(const struct coff_link *ld, uint32_t symbol)
{
  const struct coff_link_symbol *s = &ld->symbols[symbol];
  struct coff_str name = c_name(ld, s->name);
  const struct coff_link_names *said = &ld->opt->dll.exclude_symbols;
  for (size_t i = 0; i < said->n; i++)
    if (coff_link_is(name, said->all[i]) || coff_link_is(s->name, said->all[i]))
      return true;
  return s->excluded || is_excluded_by_def(ld, name) || is_internal_name(name) ||
         is_internal_name(s->name);
}

static bool is_own(const struct coff_link *ld, const struct coff_link_symbol *s)
{
  return s->state == COFF_LINK_DEFINED && s->index != COFF_REF_NONE && s->file != 0 &&
         ld->atoms[s->atom].state == 0;
}

// Files are asked once each. 1: its symbols are not exported, 2: they are.
static bool is_file_excluded(const struct coff_link *ld, uint8_t *known, uint32_t file)
{
  if (known[file] == 0) {
    bool in_library = ld->files[file].archive.size != 0;
    bool out = in_library ? coff_link_is_of(ld, file, libraries, COFF_COUNT(libraries))
                          : coff_link_is_of(ld, file, objects, COFF_COUNT(objects));
    known[file] = out || is_library_excluded(ld, file) ? 1 : 2;
  }
  return known[file] == 1;
}

// X is of a DLL if there is a pointer to it that is not the linker's own.
static void exclude_imports(struct coff_link *ld)
{
  static const char pointer[] = "__imp_";
  for (uint32_t id = 0; id < ld->nsymbols; id++) {
    const struct coff_link_symbol *s = &ld->symbols[id];
    if (s->state != COFF_LINK_DEFINED || s->file == 0 || !begins(s->name, pointer))
      continue;
    size_t n = sizeof pointer - 1;
    struct coff_str rest = {s->name.data + n, s->name.size - n};
    uint32_t of = coff_link_find(ld, rest, coff_link_hash(rest));
    if (of != COFF_NO_ID)
      ld->symbols[of].excluded = true;
  }
}

void coff_link_export_all(struct coff_link *ld)
{
  uint8_t *known = coff_link_bytes(ld, ld->nfiles);
  exclude_imports(ld);
  for (uint32_t id = 0; id < ld->nsymbols && known != NULL; id++) {
    const struct coff_link_symbol *s = &ld->symbols[id];
    if (!is_own(ld, s) || is_file_excluded(ld, known, s->file) || coff_link_is_excluded(ld, id))
      continue;
    struct coff_link_export e = {.name = c_name(ld, s->name),
                                 .internal = s->name,
                                 .symbol = id,
                                 .file = s->file,
                                 .automatic = true};
    e.data = (ld->atoms[s->atom].flags & COFF_SEC_CODE) == 0;
    ld->symbols[id].root = true;
    if (!coff_link_add_export(ld, &e))
      return;
  }
}
