// Import libraries: which part of one an object is. The other half, which DLLs an archive stands
// for, is in importlist.c.
//
// Skip it unless a member of an import library is taken for another part.
//
// Before short imports there were only objects, and the tables' ends still are: what an image's
// import directory consists of, in sections that the linker sorts (PE and COFF specification,
// section 6.4, grouped sections): .idata$2 directory entries, $3 its end, $4 lookup table, $5 address
// table, $6 hints and names, $7 DLL names (GNU). For delayed imports GNU's are .didat$N.
#include "archive/archive.h"
#include "coff/symbols.h"
#include <string.h>

enum { GROUPS = 8, SECTIONS_MOST = 24, SYMBOLS_MOST = 96 };

static const struct coff_str nothing = {"", 0};

// The sections of the groups, by the digit behind the $; 0: none. CODE: one that holds code.
struct parts {
  uint32_t group[GROUPS];
  uint32_t code;
  bool delayed;
};

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

static bool find_parts(const struct coff_file *f, struct parts *p)
{
  struct coff_section s;
  bool any = false;
  *p = (struct parts){{0}, 0, false};
  if (coff_section_count(f) > SECTIONS_MOST || coff_syment_count(f) > SYMBOLS_MOST)
    return false;
  for (uint32_t i = 1; coff_section_get(f, i, &s); i++) {
    bool delayed = begins(s.name, ".didat$");
    if ((s.flags & COFF_SEC_CODE) != 0 && s.file_size != 0)
      p->code = i;
    if ((!delayed && !begins(s.name, ".idata$")) || s.name.size != 8)
      continue;
    unsigned digit = (unsigned)(s.name.data[7] - '0');
    if (digit >= GROUPS)
      continue;
    p->group[digit] = i;
    p->delayed |= delayed;
    any = true;
  }
  return any;
}

static struct coff_view contents(const struct coff_file *f, uint32_t section)
{
  struct coff_section s;
  struct coff_view v = {NULL, 0, 0};
  if (section != 0 && coff_section_get(f, section, &s) && s.file_size != 0)
    coff_section_contents(f, &s, &v);
  return v;
}

// A name that outlives SYM: inline ones lie in the table.
static struct coff_str lasting(const struct coff_file *f, const struct coff_symbol *sym)
{
  const char *raw = (const char *)&sym->native;
  if (sym->name.data < raw || sym->name.data >= raw + sizeof sym->native)
    return sym->name;
  const uint8_t *p = coff_syment_bytes(f, sym->index);
  return (struct coff_str){(const char *)p + coff_file_target(f)->records->syment->name.at,
                           sym->name.size};
}

// The import's own symbols: what it defines, and the one that leads to the DLL.
struct names {
  struct coff_str descriptor, null_descriptor, null_thunk; // Microsoft
  struct coff_str in_group[GROUPS];                        // the first global one defined there
  struct coff_str pointer, code, undefined;
  struct coff_str delay_descriptor, tail; // GNU: the latter is the symbol of a tail, undefined
};

// Whether NAME begins with WITH, but for underscores: i386 has one more.
static bool is_called(struct coff_str name, const char *with)
{
  while (name.size != 0 && name.data[0] == '_') {
    name.data++;
    name.size--;
  }
  return begins(name, with);
}

static void take_defined(const struct parts *p, const struct coff_symbol *sym, struct coff_str name,
                         struct names *n)
{
  if (begins(name, "__IMPORT_DESCRIPTOR_"))
    n->descriptor = name;
  if (begins(name, "__NULL_IMPORT_DESCRIPTOR"))
    n->null_descriptor = name;
  if (is_called(name, "DELAY_IMPORT_DESCRIPTOR_"))
    n->delay_descriptor = name;
  if (begins(name, "\x7f") && ends(name, "_NULL_THUNK_DATA"))
    n->null_thunk = name;
  for (unsigned i = 0; i < GROUPS; i++)
    if (p->group[i] != 0 && sym->section == (int32_t)p->group[i] && n->in_group[i].size == 0)
      n->in_group[i] = name;
  if (begins(name, "__imp_"))
    n->pointer = name;
  else if (p->code != 0 && sym->section == (int32_t)p->code && n->code.size == 0)
    n->code = name;
}

static void find_names(const struct coff_file *f, const struct parts *p, struct names *n)
{
  struct coff_symbol sym;
  *n = (struct names){.descriptor = nothing};
  for (uint64_t i = 0; coff_symbol_get(f, i, &sym); i = coff_symbol_next(&sym)) {
    if (sym.binding == COFF_BIND_LOCAL || sym.name.size == 0)
      continue;
    struct coff_str name = lasting(f, &sym);
    if (sym.kind == COFF_SYMBOL_UNDEFINED) {
      if (n->undefined.size == 0)
        n->undefined = name;
      if (ends(name, "_iname"))
        n->tail = name;
      continue;
    }
    take_defined(p, &sym, name, n);
  }
}

// How the loader finds the import: an entry of the lookup table with the highest bit set is an
// ordinal, else a hint and a name stand in .idata$6. The address table begins as a copy, but that of
// delayed imports with places in the code.
static void find_number(const struct coff_file *f, const struct parts *p,
                        struct coff_import_member *m)
{
  struct coff_view entry = contents(f, p->group[p->group[4] != 0 ? 4 : 5]),
                   name = contents(f, p->group[6]);
  unsigned width = entry.size >= 8 && coff_file_target(f)->address_bits == 64 ? 8 : 4;
  if (name.size >= 2) {
    m->has_number = true;
    m->number = coff_le16(name.data);
    m->name = coff_view_string(name, 2, NULL);
  }
  if (entry.size < width)
    return;
  uint64_t v = coff_load(entry.data, width, COFF_LITTLE);
  if ((v >> (8 * width - 1)) == 0)
    return;
  m->by_ordinal = m->has_number = true;
  m->number = (uint16_t)v;
  m->name = nothing;
}

static struct coff_str string_of(const struct coff_file *f, uint32_t section)
{
  return coff_view_string(contents(f, section), 0, NULL);
}

static void classify_long(const struct coff_file *f, const struct parts *p, const struct names *n,
                          struct coff_import_member *m)
{
  m->kind = COFF_IMPORT_LONG;
  m->has_code = p->code != 0;
  m->link = n->undefined;
  m->delayed |= is_called(n->undefined, "tailMerge_");
  m->symbol = n->code;
  if (m->symbol.size == 0)
    m->symbol = (struct coff_str){n->pointer.data + 6, n->pointer.size - 6};
  find_number(f, p, m);
}

static void classify_object(const struct coff_file *f, const struct parts *p,
                            struct coff_import_member *m)
{
  struct names n;
  find_names(f, p, &n);
  m->delayed = p->delayed;
  if (n.descriptor.size != 0) {
    m->kind = COFF_IMPORT_DESCRIPTOR;
    m->symbol = n.descriptor;
    m->dll = string_of(f, p->group[6]);
  } else if (n.null_descriptor.size != 0) {
    m->kind = COFF_IMPORT_NULL_DESCRIPTOR;
    m->symbol = n.null_descriptor;
  } else if (n.null_thunk.size != 0) {
    m->kind = COFF_IMPORT_NULL_THUNK;
    m->symbol = n.null_thunk;
  } else if (n.pointer.size > 6 && p->group[5] != 0) {
    classify_long(f, p, &n, m);
  } else if (n.delay_descriptor.size != 0 && n.tail.size != 0) {
    m->kind = COFF_IMPORT_HEAD;
    m->delayed = true;
    m->symbol = n.code; // which finds the function at the first call, and is what imports name
    m->link = n.tail;
  } else if (n.in_group[2].size != 0 && n.undefined.size != 0) {
    m->kind = COFF_IMPORT_HEAD;
    m->symbol = n.in_group[2];
    m->link = n.undefined;
  } else if (n.in_group[7].size != 0) {
    m->kind = COFF_IMPORT_TAIL;
    m->symbol = n.in_group[7];
    m->dll = string_of(f, p->group[7]);
  }
}

bool coff_import_classify(const struct coff_file *f, struct coff_import_member *m)
{
  struct coff_import short_import;
  struct parts p;
  *m = (struct coff_import_member){
      .dll = nothing, .symbol = nothing, .name = nothing, .link = nothing};
  if (coff_import_get(f, &short_import) || coff_file_kind(f) == COFF_KIND_IMPORT) {
    m->kind = COFF_IMPORT_SHORT;
    m->by_ordinal = short_import.by_ordinal;
    m->has_number = true;
    m->number = short_import.hint;
    m->has_code = short_import.type == IMPORT_OBJECT_CODE;
    m->dll = short_import.dll;
    m->symbol = short_import.symbol;
    m->name = short_import.import_name;
    return true;
  }
  if (coff_file_kind(f) == COFF_KIND_OBJECT && find_parts(f, &p))
    classify_object(f, &p, m);
  struct coff_str *all[] = {&m->dll, &m->symbol, &m->name, &m->link};
  for (size_t i = 0; i < COFF_COUNT(all); i++)
    if (all[i]->size == 0)
      *all[i] = nothing;
  return m->kind != COFF_IMPORT_NONE;
}

const char *coff_import_kind_name(enum coff_import_kind kind)
{
  static const char *const names[] = {
      [COFF_IMPORT_NONE] = "none",
      [COFF_IMPORT_SHORT] = "short import",
      [COFF_IMPORT_DESCRIPTOR] = "import descriptor",
      [COFF_IMPORT_NULL_DESCRIPTOR] = "null import descriptor",
      [COFF_IMPORT_NULL_THUNK] = "null thunk",
      [COFF_IMPORT_HEAD] = "import head",
      [COFF_IMPORT_TAIL] = "import tail",
      [COFF_IMPORT_LONG] = "long import",
  };
  return names[kind];
}
