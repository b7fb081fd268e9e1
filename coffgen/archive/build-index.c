// Which symbols the index of an archive gets, and of which members.
//
// Skip it unless a linker does not find a member.
//
// They are what other objects can refer to and the member defines, in the order of its symbol table:
// defined globals, common ones, weak ones with a definition. A weak external of PE is a reference with a default,
// unless it says IMAGE_WEAK_EXTERN_SEARCH_ALIAS: then it is how compilers spell a weak definition (PE and COFF
// specification, section 5.5.3), and linkers must find it. A short import defines the pointer __imp_X and, if it
// is code, the jump X (section 8.1).
#include "archive/build.h"
#include "base/alloc.h"
#include "coff/symbols.h"
#include <string.h>

enum { SEARCH_ALIAS = 3 };

static bool add(const struct coff_archive_build *b, struct coff_archive_symbols *s, uint32_t entry,
                bool wide, const char *prefix, struct coff_str name)
{
  size_t n = strlen(prefix);
  // A NUL would end the string early in every index.
  const char *end = name.size == 0 ? NULL : memchr(name.data, 0, name.size);
  size_t size = end == NULL ? name.size : (size_t)(end - name.data);
  if (n + size == 0)
    return true;
  uint64_t at = s->strings.size;
  struct coff_archive_symbol symbol = {at, entry, wide};
  uint8_t *p = coff_archive_grow(b, &s->strings, n + size + 1);
  if (p == NULL)
    return false;
  memcpy(p, prefix, n);
  memcpy(p + n, name.data, size);
  p[n + size] = 0;
  p = coff_archive_grow(b, &s->all, sizeof symbol);
  if (p == NULL)
    return false;
  memcpy(p, &symbol, sizeof symbol);
  s->count++;
  return true;
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

static bool add_object(const struct coff_archive_build *b, struct coff_archive_symbols *s,
                       uint32_t entry, const struct coff_file *f)
{
  struct coff_symbol sym;
  struct coff_str name;
  const struct coff_target *t = coff_file_target(f);
  bool wide = t->aix_archives && t->address_bits == 64;
  for (uint64_t i = 0; coff_symbol_outline(f, i, &sym); i = coff_symbol_next(&sym))
    if (is_listed(f, &sym) && coff_syment_name(f, &sym.native, &name) &&
        !add(b, s, entry, wide, "", name))
      return false;
  return true;
}

static bool add_import(const struct coff_archive_build *b, struct coff_archive_symbols *s,
                       uint32_t entry, const struct coff_file *f)
{
  struct coff_import m;
  if (!coff_import_get(f, &m))
    return true;
  bool jump = m.type == IMPORT_OBJECT_CODE, constant = m.type == IMPORT_OBJECT_CONST;
  return add(b, s, entry, false, "__imp_", m.symbol) &&
         (!(jump || constant) || add(b, s, entry, false, "", m.symbol));
}

// IMAGES: of AIX, members are shared objects as often as not.
static bool add_file(const struct coff_archive_build *b, struct coff_archive_symbols *s,
                     uint32_t entry, const struct coff_file *f, bool images)
{
  switch (coff_file_kind(f)) {
  case COFF_KIND_OBJECT: break;
  case COFF_KIND_IMPORT: s->any_object = true; return add_import(b, s, entry, f);
  case COFF_KIND_IMAGE:
    if (images)
      break;
    return true;
  default: return true;
  }
  s->any_object = true;
  return add_object(b, s, entry, f);
}

// Passes on what it is asked for, and remembers whether there was a time when there was none: a member that
// cannot be read for that is no member without symbols.
struct watched {
  const struct coff_context *ctx;
  bool starved;
};

static void *watch(void *user, void *old, size_t size)
{
  struct watched *w = user;
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
  struct watched w = {b->ctx, false};
  struct coff_context ctx = *b->ctx;
  ctx.alloc = watch;
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
  return ok;
}

void coff_archive_symbols_free(const struct coff_archive_build *b, struct coff_archive_symbols *s)
{
  coff_free(b->ctx, s->all.data);
  coff_free(b->ctx, s->strings.data);
}
