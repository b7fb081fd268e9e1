// Short import objects: a header and two or three strings that stand for one import of a DLL
// (Microsoft PE and COFF specification, section 8, "Import Library Format"); and the names of an
// image's data directories (section 3.4.3).
//
// Skip it unless you read import libraries.
#include "object/file.h"
#include <inttypes.h>
#include <string.h>

enum { TYPE_BITS = 2, NAME_TYPE_BITS = 3 };

const char *coff_import_type_name(unsigned type)
{
  static const char *const names[] = {
      [IMPORT_OBJECT_CODE] = "IMPORT_OBJECT_CODE",
      [IMPORT_OBJECT_DATA] = "IMPORT_OBJECT_DATA",
      [IMPORT_OBJECT_CONST] = "IMPORT_OBJECT_CONST",
  };
  return type < COFF_COUNT(names) ? names[type] : NULL;
}

const char *coff_import_name_type_name(unsigned name_type)
{
  static const char *const names[] = {
      [IMPORT_OBJECT_ORDINAL] = "IMPORT_OBJECT_ORDINAL",
      [IMPORT_OBJECT_NAME] = "IMPORT_OBJECT_NAME",
      [IMPORT_OBJECT_NAME_NO_PREFIX] = "IMPORT_OBJECT_NAME_NO_PREFIX",
      [IMPORT_OBJECT_NAME_UNDECORATE] = "IMPORT_OBJECT_NAME_UNDECORATE",
      [IMPORT_OBJECT_NAME_EXPORTAS] = "IMPORT_OBJECT_NAME_EXPORTAS",
  };
  return name_type < COFF_COUNT(names) ? names[name_type] : NULL;
}

// The name that the loader looks up: the symbol's, without what section 8.3 takes from it.
static struct coff_str import_name(const struct coff_import *m)
{
  struct coff_str s = m->symbol;
  switch (m->name_type) {
  case IMPORT_OBJECT_ORDINAL: return (struct coff_str){"", 0};
  case IMPORT_OBJECT_NAME: return s;
  case IMPORT_OBJECT_NAME_EXPORTAS: return m->export_as;
  default: break;
  }
  if (s.size != 0 && memchr("?@_", s.data[0], 3) != NULL) {
    s.data++;
    s.size--;
  }
  const char *at = s.size == 0 ? NULL : memchr(s.data, '@', s.size);
  if (m->name_type == IMPORT_OBJECT_NAME_UNDECORATE && at != NULL)
    s.size = (size_t)(at - s.data);
  return s;
}

// Takes the next string off V.
static bool take(const struct coff_file *f, struct coff_view *v, const char *what,
                 struct coff_str *s)
{
  bool terminated = false;
  *s = coff_view_string(*v, 0, &terminated);
  if (!terminated)
    return coff_fail(f->ctx, coff_file_place(f, v->origin), "%s of the import is cut off", what);
  v->data += s->size + 1;
  v->size -= s->size + 1;
  v->origin += s->size + 1;
  return true;
}

static bool take_strings(const struct coff_file *f, struct coff_view v, struct coff_import *m)
{
  if (!take(f, &v, "symbol name", &m->symbol) || !take(f, &v, "library name", &m->dll))
    return false;
  return m->name_type != IMPORT_OBJECT_NAME_EXPORTAS || take(f, &v, "export name", &m->export_as);
}

bool coff_import_get(const struct coff_file *f, struct coff_import *m)
{
  const struct coff_filehdr *h = &f->header;
  struct coff_view v;
  static const struct coff_str empty = {"", 0};
  *m = (struct coff_import){.symbol = empty, .dll = empty, .export_as = empty};
  m->import_name = empty;
  if (f->kind != COFF_KIND_IMPORT)
    return false;
  m->type = h->import_type & ((1u << TYPE_BITS) - 1);
  m->name_type = h->import_type >> TYPE_BITS & ((1u << NAME_TYPE_BITS) - 1);
  m->reserved = (uint16_t)(h->import_type >> (TYPE_BITS + NAME_TYPE_BITS));
  m->hint = h->hint;
  m->by_ordinal = m->name_type == IMPORT_OBJECT_ORDINAL;
  uint64_t at = f->header_at + f->target->records->filehdr->size;
  bool ok = true;
  if (coff_view_clip(f->bytes, at, h->data_size, 1, &v) != h->data_size)
    ok = coff_fail(f->ctx, coff_file_place(f, at),
                   "strings of the import (%" PRIu32 " bytes) run past the end of the file",
                   h->data_size);
  if (!take_strings(f, v, m))
    ok = false;
  m->import_name = import_name(m);
  if (coff_import_type_name(m->type) == NULL || coff_import_name_type_name(m->name_type) == NULL)
    ok = coff_fail(f->ctx, coff_file_place(f, f->header_at),
                   "import has type %u and name type %u, which are not both known",
                   (unsigned)m->type, (unsigned)m->name_type);
  return ok;
}
