// Names of numbers, from the target's tables: see names.h.
//
// Skip it unless a number has no name in a dump.
#include "coffdump/names.h"
#include "coff/image.h"

static void separate(struct out *o, bool *any)
{
  if (*any)
    out_text(o, " | ");
  *any = true;
}

void out_flags(struct out *o, const struct coff_flags *names, uint32_t v)
{
  uint32_t rest = v;
  bool any = false;
  for (size_t i = 0; names != NULL && i < names->n; i++) {
    const struct coff_flag *n = &names->flags[i];
    if ((v & n->mask) != n->value)
      continue;
    separate(o, &any);
    out_text(o, n->name);
    rest &= ~n->mask;
  }
  if (rest != 0) {
    separate(o, &any);
    out_hex(o, rest, 0);
  }
  if (!any)
    out_text(o, "none");
}

void out_guid(struct out *o, const uint8_t *bytes)
{
  char text[37];
  if (bytes == NULL) {
    out_text(o, "none");
    return;
  }
  coff_guid_text(bytes, text);
  out_text(o, text);
}

const char *enumerator_name(const struct coff_flags *names, uint64_t v)
{
  for (size_t i = 0; names != NULL && i < names->n; i++)
    if (v == names->flags[i].value)
      return names->flags[i].name;
  return NULL;
}

const char *section_word(unsigned bit)
{
  static const char *const words[] = {
      "code",   "data",   "bss",     "read",   "write",       "exec",  "info",
      "remove", "comdat", "discard", "shared", "noload",      "dummy", "debug",
      "loader", "counts", "tls",     "except", "many-relocs",
  };
  return bit < COFF_COUNT(words) ? words[bit] : NULL;
}

void out_section_words(struct out *o, uint32_t flags)
{
  const char *space = "";
  for (unsigned bit = 0; section_word(bit) != NULL; bit++) {
    if ((flags >> bit & 1) == 0)
      continue;
    out_text(o, space);
    out_text(o, section_word(bit));
    space = " ";
  }
}

const char *class_name(const struct coff_target *t, uint32_t sclass)
{
  size_t low = 0, high = t->classes == NULL ? 0 : t->classes->n;
  while (low < high) {
    size_t mid = low + (high - low) / 2;
    const struct coff_class *c = &t->classes->classes[mid];
    if (c->sclass == sclass)
      return c->name;
    if (c->sclass < sclass)
      low = mid + 1;
    else
      high = mid;
  }
  return NULL;
}

const char *family_name(enum coff_family f)
{
  static const char *const names[] = {
      [COFF_FAMILY_SYSV] = "System V", [COFF_FAMILY_TI] = "TI",       [COFF_FAMILY_PE] = "PE",
      [COFF_FAMILY_XCOFF] = "XCOFF",   [COFF_FAMILY_ECOFF] = "ECOFF", [COFF_FAMILY_OTHER] = "other",
  };
  return (size_t)f < COFF_COUNT(names) ? names[f] : "unknown";
}

const char *kind_name(enum coff_kind k)
{
  switch (k) {
  case COFF_KIND_OBJECT: return "object";
  case COFF_KIND_IMAGE: return "image";
  case COFF_KIND_IMPORT: return "short import object";
  case COFF_KIND_OPAQUE: return "anonymous object";
  case COFF_KIND_ARCHIVE: return "archive";
  default: return "unknown";
  }
}

const char *order_name(enum coff_order order)
{
  return order == COFF_BIG ? "big-endian" : "little-endian";
}
