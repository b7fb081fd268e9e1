// Bound imports of an image: which versions of libraries it was bound to.
//
// Skip it unless one of them is read wrongly. IMAGE_BOUND_IMPORT_DESCRIPTOR and
// IMAGE_BOUND_FORWARDER_REF of the Windows SDK; the directory lies behind the section headers as a
// rule, and offsets of names count from its first byte.
#include "coff/imports.h"
#include "image/claims.h"

enum { RECORD_SIZE = 8 };

bool coff_bound_imports_open(const struct coff_file *f, struct coff_bound_imports *c)
{
  uint32_t rva, size;
  struct coff_view v;
  *c = (struct coff_bound_imports){.file = f, .left = 2 * coff_file_bytes(f).size};
  if (!coff_directory_view(f, COFF_DIR_BOUND_IMPORT, &v))
    return false;
  c->end = v.size;
  coff_file_find_directory(f, COFF_DIR_BOUND_IMPORT, &rva, &size);
  coff_rva_view(f, rva, &c->all);
  return true;
}

static bool fail_record(const struct coff_bound_imports *c, uint64_t offset, const char *text)
{
  return coff_fail(coff_file_context(c->file), coff_file_place(c->file, offset), "%s", text);
}

static void read_name(struct coff_bound_imports *c, struct coff_bound_import *b)
{
  bool terminated;
  struct coff_str name = coff_view_string(c->all, b->name_at, &terminated);
  if (b->name_at >= c->all.size)
    fail_record(c, b->offset + 4, "name of a bound import is not in the file");
  else if (!terminated)
    fail_record(c, b->offset + 4, "name of a bound import has no end");
  if (name.size <= c->left) {
    b->name = name;
    c->left -= name.size;
    return;
  }
  c->left = 0;
  // Whatever follows would be searched for the end of its name, however long that is.
  c->end = c->at;
  fail_record(c, b->offset,
              "names of bound imports are longer than the file; those from here on are left out");
}

static bool end_list(struct coff_bound_imports *c)
{
  c->end = c->at;
  return false;
}

bool coff_bound_import_next(struct coff_bound_imports *c, struct coff_bound_import *b)
{
  enum coff_order order = coff_file_target(c->file)->data_order;
  struct coff_view v;
  *b = (struct coff_bound_import){.name = {"", 0}};
  if (c->at >= c->end)
    return false;
  if (!coff_view_table(c->all, c->at, 1, RECORD_SIZE, &v) || c->end - c->at < RECORD_SIZE) {
    fail_record(c, c->all.origin + c->at, "bound import directory has no null record at its end");
    return end_list(c);
  }
  b->offset = v.origin;
  b->timdat = (uint32_t)coff_load(v.data, 4, order);
  b->name_at = (uint16_t)coff_load(v.data + 4, 2, order);
  b->forwarders = (uint16_t)coff_load(v.data + 6, 2, order);
  b->is_forwarder = c->forwarders != 0;
  // The loader asks for the name alone.
  if (!b->is_forwarder && b->name_at == 0)
    return end_list(c);
  c->at += RECORD_SIZE;
  c->forwarders = b->is_forwarder ? c->forwarders - 1 : b->forwarders;
  read_name(c, b);
  if (c->at == c->end && c->left != 0)
    fail_record(c, c->all.origin + c->at, "bound import directory has no null record at its end");
  return true;
}

void coff_claim_bound_imports(const struct coff_file *f, struct coff_claims *claims)
{
  struct coff_bound_imports c;
  struct coff_bound_import b;
  struct coff_view v;
  if (!coff_bound_imports_open(f, &c))
    return;
  coff_view_clip(c.all, 0, c.end, 1, &v);
  coff_claim(claims, COFF_RANGE_DIRECTORY, "bound import directory", v);
  while (coff_bound_import_next(&c, &b))
    if (coff_view_table(c.all, b.name_at, 1, b.name.size + 1, &v))
      coff_claim(claims, COFF_RANGE_ITEM, "names of bound imports", v);
}
