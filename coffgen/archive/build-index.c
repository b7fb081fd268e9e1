// Which symbols the index of an archive gets, and of which members.
//
// Skip it unless a linker does not find a member.
//
// They are what other objects can refer to and the member defines, in the order of its symbol table:
// defined globals, common ones, weak ones with a definition. A weak external of PE is a reference with a default,
// unless it says IMAGE_WEAK_EXTERN_SEARCH_ALIAS: then it is how compilers spell a weak definition (PE and COFF
// specification, section 5.5.3), and linkers must find it. A short import defines the pointer __imp_X and, if it
// is code, the jump X (section 8.1).
#include "archive/archive.h"
#include "archive/build.h"
#include "base/alloc.h"
#include "coff/symbols.h"
#include <string.h>

enum { SEARCH_ALIAS = 3 };
// IMAGE_FILE_MACHINE_ARM64EC and its like: PE and COFF specification, section 3.3.1.
enum { MACHINE_ARM64 = 0xaa64, MACHINE_ARM64EC = 0xa641, MACHINE_ARM64X = 0xa64e };

// Symbols of one entry.
struct adding {
  const struct coff_archive_build *b;
  struct coff_archive_symbols *s;
  struct coff_archive_symbol like; // but for the name
};

// A name of three parts.
static bool add_parts(const struct adding *a, const char *prefix, const struct coff_str parts[2])
{
  size_t n = strlen(prefix), size = parts[0].size + parts[1].size;
  struct coff_archive_symbol symbol = a->like;
  if (n + size == 0)
    return true;
  symbol.name = a->s->strings.size;
  uint8_t *p = coff_archive_grow(a->b, &a->s->strings, n + size + 1);
  if (p == NULL)
    return false;
  memcpy(p, prefix, n);
  for (unsigned i = 0; i < 2; n += parts[i++].size)
    if (parts[i].size != 0)
      memcpy(p + n, parts[i].data, parts[i].size);
  p[n] = 0;
  p = coff_archive_grow(a->b, &a->s->all, sizeof symbol);
  if (p == NULL)
    return false;
  memcpy(p, &symbol, sizeof symbol);
  a->s->count++;
  return true;
}

static bool add(const struct adding *a, const char *prefix, struct coff_str name)
{
  // A NUL would end the string early in every index.
  const char *end = name.size == 0 ? NULL : memchr(name.data, 0, name.size);
  if (end != NULL)
    name.size = (size_t)(end - name.data);
  return add_parts(a, prefix, (struct coff_str[]){name, {"", 0}});
}

// Whether the weak external SYM is a definition.
static bool is_alias(const struct coff_file *f, const struct coff_symbol *sym)
{
  struct coff_auxent a;
  return coff_auxent_read(f, sym->index, &sym->native, 0, &a) &&
         a.field[COFF_AUX_CHARACTERISTICS] == SEARCH_ALIAS;
}

static bool is_listed(const struct coff_file *f, const struct coff_symbol *sym)
{
  if (sym->binding == COFF_BIND_LOCAL)
    return false;
  switch (sym->kind) {
  case COFF_SYMBOL_FUNCTION:
  case COFF_SYMBOL_OBJECT:
  case COFF_SYMBOL_LABEL:
  case COFF_SYMBOL_COMMON:
  case COFF_SYMBOL_ABSOLUTE: return true;
  case COFF_SYMBOL_WEAK: return is_alias(f, sym);
  default: return false;
  }
}

static bool begins(struct coff_str s, const char *with)
{
  size_t n = strlen(with);
  return s.size >= n && memcmp(s.data, with, n) == 0;
}

// Code for both looks for these, whose objects say ARM64 (LLVM lists them so).
static bool is_descriptor(struct coff_str name)
{
  static const char end[] = "_NULL_THUNK_DATA";
  size_t n = sizeof end - 1;
  return begins(name, "__IMPORT_DESCRIPTOR_") || begins(name, "__NULL_IMPORT_DESCRIPTOR") ||
         (begins(name, "\x7f") && name.size > n && memcmp(name.data + name.size - n, end, n) == 0);
}

static bool add_object(struct adding *a, const struct coff_file *f)
{
  struct coff_symbol sym;
  struct coff_str name;
  const struct coff_target *t = coff_file_target(f);
  bool ec = a->like.ec;
  a->like.wide_member = t->aix_archives && t->address_bits == 64;
  for (uint64_t i = 0; coff_symbol_outline(f, i, &sym); i = coff_symbol_next(&sym)) {
    if (!is_listed(f, &sym) || !coff_syment_name(f, &sym.native, &name))
      continue;
    a->like.ec = ec || is_descriptor(name);
    if (!add(a, "", name))
      return false;
  }
  return true;
}

// Of ARM64EC, code has a marked name; what it is called without the mark may be x64's.
static bool add_ec_import(const struct adding *a, const struct coff_import *m)
{
  struct coff_str plain[2];
  bool jump = m->type == IMPORT_OBJECT_CODE, constant = m->type == IMPORT_OBJECT_CONST;
  bool marked = coff_archive_plain_name(m->symbol, plain);
  return add_parts(a, "__imp_", plain) &&
         (!(jump || constant) || (add_parts(a, "", plain) && add_parts(a, "__imp_aux_", plain))) &&
         (!(jump && marked) || add(a, "", m->symbol));
}

static bool add_import(const struct adding *a, const struct coff_file *f)
{
  struct coff_import m;
  if (!coff_import_get(f, &m))
    return true;
  if (coff_file_header(f)->magic == MACHINE_ARM64EC)
    return add_ec_import(a, &m);
  bool jump = m.type == IMPORT_OBJECT_CODE, constant = m.type == IMPORT_OBJECT_CONST;
  return add(a, "__imp_", m.symbol) && (!(jump || constant) || add(a, "", m.symbol));
}

// The index for ARM64EC is a matter of libraries: of objects and of short imports there are numbers of machines.
static void choose_index(struct adding *a, const struct coff_file *f)
{
  uint32_t machine = coff_file_header(f)->magic;
  bool pe = coff_file_target(f)->family == COFF_FAMILY_PE;
  bool own = pe && machine == MACHINE_ARM64;
  a->s->any_arm64 =
      a->s->any_arm64 || own || (pe && (machine == MACHINE_ARM64EC || machine == MACHINE_ARM64X));
  a->like.native = own;
  a->like.ec = !own;
}

// IMAGES: of AIX, members are shared objects as often as not.
static bool add_file(const struct coff_archive_build *b, struct coff_archive_symbols *s,
                     uint32_t entry, const struct coff_file *f, bool images)
{
  struct adding a = {.b = b, .s = s, .like = {.entry = entry}};
  enum coff_kind kind = coff_file_kind(f);
  if (kind != COFF_KIND_OBJECT && kind != COFF_KIND_IMPORT && !(kind == COFF_KIND_IMAGE && images))
    return true;
  s->any_object = true;
  if (s->ecoff == NULL && kind == COFF_KIND_OBJECT &&
      coff_file_target(f)->records->symbolic != NULL)
    s->ecoff = coff_file_target(f);
  choose_index(&a, f);
  return kind == COFF_KIND_IMPORT ? add_import(&a, f) : add_object(&a, f);
}

void *coff_archive_watched(void *watch, void *old, size_t size)
{
  struct coff_archive_watch *w = watch;
  void *p = coff_realloc(w->ctx, old, size);
  w->starved |= p == NULL && size != 0;
  return p;
}

static bool add_opened(struct coff_archive_build *b, struct coff_archive_symbols *s, uint32_t i,
                       bool images)
{
  const struct coff_archive_entry *e = &b->entries[i];
  struct coff_open how = {.target = b->target, .member = e->name.data, .maybe = true};
  struct coff_view v = e->bytes;
  if (v.size == 0 || coff_archive_is(v) || (coff_foreign_name(v) != NULL && b->target == NULL))
    return true;
  // Entries' names end with a NUL only if the builder has copied them.
  if (e->source != 0)
    how.member = coff_archive_build_keep(b, e->name);
  if (how.member == NULL)
    return false;
  struct coff_archive_watch w = {b->ctx, false};
  struct coff_context ctx = *b->ctx;
  ctx.alloc = coff_archive_watched;
  ctx.alloc_user = &w;
  struct coff_file *f = coff_file_from_memory(&ctx, b->name, v.data, (size_t)v.size, &how);
  if (f == NULL) // no COFF
    return b->target == NULL && !w.starved;
  bool ok = add_file(b, s, i, f, images);
  coff_file_close(f);
  return ok && !w.starved;
}

// A member of the thin archive that is rewritten: a file of its own.
static bool add_external(struct coff_archive_build *b, struct coff_archive_symbols *s, uint32_t i,
                         bool images)
{
  struct coff_member m;
  struct coff_member_opened o;
  if (b->source == NULL || !coff_member_at(b->source, b->entries[i].source, &m))
    return true;
  bool ok = coff_member_open(b->source, &m, b->target, &o) &&
            (o.file == NULL || add_file(b, s, i, o.file, images));
  coff_member_close(b->source, &o);
  return ok;
}

bool coff_archive_collect(struct coff_archive_build *b, enum coff_dialect dialect,
                          struct coff_archive_symbols *s)
{
  bool images = dialect == COFF_ARCHIVE_AIX_SMALL || dialect == COFF_ARCHIVE_AIX_BIG, ok = true;
  for (uint32_t i = 0; ok && i < b->count; i++)
    ok = b->entries[i].bytes.data == NULL ? add_external(b, s, i, images)
                                          : add_opened(b, s, i, images);
  for (size_t i = 0; ok && i < s->count; i++) {
    struct coff_archive_symbol *y = (struct coff_archive_symbol *)(void *)s->all.data + i;
    y->native = y->native || !s->any_arm64; // then there is one index for all
    y->ec = y->ec && s->any_arm64;
    s->nec += y->ec;
  }
  return ok;
}

void coff_archive_symbols_free(const struct coff_archive_build *b, struct coff_archive_symbols *s)
{
  coff_free(b->ctx, s->all.data);
  coff_free(b->ctx, s->strings.data);
}
