// What metadata say of the assembly: its name, what it refers to, its attributes and resources; and
// the source files of a portable PDB.
//
// Skip it unless one of them is read wrongly.
#include "image/metadata.h"
#include <string.h>

bool coff_metadata_assembly(struct coff_metadata_tables *t, struct coff_metadata_assembly *a)
{
  uint32_t c[COFF_METADATA_COLUMNS];
  if (!coff_metadata_row(t, COFF_METADATA_ASSEMBLY, 1, c))
    return false;
  *a = (struct coff_metadata_assembly){.hash_algorithm = c[0], .flags = c[5]};
  for (unsigned i = 0; i < 4; i++)
    a->version[i] = (uint16_t)c[1 + i];
  a->key = coff_metadata_blob(t, c[6]);
  a->name = coff_metadata_string(t, c[7]);
  a->culture = coff_metadata_string(t, c[8]);
  return true;
}

bool coff_metadata_reference(struct coff_metadata_tables *t, uint32_t index,
                             struct coff_metadata_assembly *a)
{
  uint32_t c[COFF_METADATA_COLUMNS];
  if (!coff_metadata_row(t, COFF_METADATA_ASSEMBLY_REF, index, c))
    return false;
  *a = (struct coff_metadata_assembly){.flags = c[4]};
  for (unsigned i = 0; i < 4; i++)
    a->version[i] = (uint16_t)c[i];
  a->key = coff_metadata_blob(t, c[5]);
  a->name = coff_metadata_string(t, c[6]);
  a->culture = coff_metadata_string(t, c[7]);
  a->hash = coff_metadata_blob(t, c[8]);
  return true;
}

const struct coff_flags *coff_metadata_assembly_flags(void)
{
  static const struct coff_flag flags[] = {
      {0x0001, 0x0001, "PublicKey", 0},
      {0x0070, 0x0010, "MSIL", 0},
      {0x0070, 0x0020, "x86", 0},
      {0x0070, 0x0030, "IA64", 0},
      {0x0070, 0x0040, "AMD64", 0},
      {0x0070, 0x0050, "ARM", 0},
      {0x0070, 0x0060, "ARM64", 0},
      {0x0070, 0x0070, "NoPlatform", 0},
      {0x0080, 0x0080, "PA_Specified", 0},
      {0x0100, 0x0100, "Retargetable", 0},
      {0x0e00, 0x0200, "WindowsRuntime", 0},
      {0x4000, 0x4000, "DisableJITcompileOptimizer", 0},
      {0x8000, 0x8000, "EnableJITcompileTracking", 0},
  };
  static const struct coff_flags all = {flags, COFF_COUNT(flags)};
  return &all;
}

const char *coff_metadata_hash_name(uint32_t algorithm)
{
  switch (algorithm) {
  case 0x0000: return "none";
  case 0x8003: return "MD5";
  case 0x8004: return "SHA1";
  case 0x800c: return "SHA256";
  case 0x800d: return "SHA384";
  case 0x800e: return "SHA512";
  default: return NULL;
  }
}

void coff_metadata_key_token(struct coff_view key, uint8_t token[8])
{
  uint8_t digest[20];
  metadata_sha1(key, digest);
  for (unsigned i = 0; i < 8; i++)
    token[i] = digest[19 - i];
}

bool coff_metadata_module(struct coff_metadata_tables *t, struct coff_metadata_module *m)
{
  uint32_t c[COFF_METADATA_COLUMNS];
  if (!coff_metadata_row(t, COFF_METADATA_MODULE, 1, c))
    return false;
  *m = (struct coff_metadata_module){coff_metadata_string(t, c[1]), coff_metadata_guid(t, c[2])};
  return true;
}

// ---- Attributes -------------------------------------------------------------------------------

enum { OF_ASSEMBLY = 14, OF_METHOD_DEF = 2, OF_MEMBER_REF = 3 }; // tags of coded indices

// The type that defines method INDEX: the last one whose first method is not behind it (II.22.37).
static bool type_of_method(const struct coff_metadata_tables *t, uint32_t index,
                           uint32_t c[COFF_METADATA_COLUMNS])
{
  uint32_t low = 1, high = t->table[COFF_METADATA_TYPE_DEF].rows;
  while (low < high) {
    uint32_t middle = high - (high - low) / 2;
    if (!coff_metadata_row(t, COFF_METADATA_TYPE_DEF, middle, c))
      return false;
    if (c[5] <= index)
      low = middle;
    else
      high = middle - 1;
  }
  return coff_metadata_row(t, COFF_METADATA_TYPE_DEF, low, c);
}

// Name and signature of an attribute's constructor. Constructors of generic types are left out: no
// attribute is generic that an assembly has.
static uint32_t read_constructor(struct coff_metadata_tables *t, uint32_t coded,
                                 struct coff_metadata_attribute *a)
{
  enum { PARENT_TYPE_DEF, PARENT_TYPE_REF };
  uint32_t c[COFF_METADATA_COLUMNS], type[COFF_METADATA_COLUMNS];
  bool found = false;
  uint32_t signature = 0;
  if ((coded & 7) == OF_METHOD_DEF &&
      coff_metadata_row(t, COFF_METADATA_METHOD_DEF, coded >> 3, c)) {
    signature = c[4];
    found = type_of_method(t, coded >> 3, type);
  } else if ((coded & 7) == OF_MEMBER_REF &&
             coff_metadata_row(t, COFF_METADATA_MEMBER_REF, coded >> 3, c)) {
    uint32_t tag = c[0] & 7;
    signature = c[2];
    found = tag <= PARENT_TYPE_REF &&
            coff_metadata_row(
                t, tag == PARENT_TYPE_REF ? COFF_METADATA_TYPE_REF : COFF_METADATA_TYPE_DEF,
                c[0] >> 3, type);
  }
  a->name = coff_metadata_string(t, found ? type[1] : 0);
  a->scope = coff_metadata_string(t, found ? type[2] : 0);
  return signature;
}

// The first argument as text, if the constructor takes a string first (II.23.2.1, II.23.3).
static void read_text(struct coff_metadata_tables *t, uint32_t signature,
                      struct coff_metadata_attribute *a)
{
  enum { HAS_THIS = 0x20, TYPE_VOID = 0x01, TYPE_STRING = 0x0e, PROLOG = 1 };
  struct coff_view s = coff_metadata_blob(t, signature), text;
  uint64_t at = 2;
  uint32_t size;
  if (s.size < 4 || s.data[0] != HAS_THIS || s.data[1] == 0 || s.data[2] != TYPE_VOID ||
      s.data[3] != TYPE_STRING || a->value.size < 3 || coff_le16(a->value.data) != PROLOG)
    return;
  if (!metadata_number(a->value, &at, &size) || !coff_view_table(a->value, at, 1, size, &text))
    return; // also 0xff, the null string
  a->has_text = true;
  a->text = (struct coff_str){(const char *)text.data, (size_t)text.size};
}

bool coff_metadata_attribute_next(struct coff_metadata_tables *t, uint32_t *index,
                                  struct coff_metadata_attribute *a)
{
  uint32_t c[COFF_METADATA_COLUMNS];
  while (coff_metadata_row(t, COFF_METADATA_CUSTOM_ATTRIBUTE, *index, c)) {
    ++*index;
    if (c[0] != (1u << 5 | OF_ASSEMBLY))
      continue;
    *a = (struct coff_metadata_attribute){.text = {"", 0}};
    uint32_t signature = read_constructor(t, c[1], a);
    a->value = coff_metadata_blob(t, c[2]);
    read_text(t, signature, a);
    return true;
  }
  return false;
}

// ---- Resources --------------------------------------------------------------------------------

// Contents have their length in front (II.24.2.4).
static void find_contents(struct coff_metadata_tables *t, const struct coff_clr *clr,
                          struct coff_metadata_resource *r)
{
  struct coff_view all, length;
  if (!coff_clr_view(clr, COFF_CLR_RESOURCES, &all) ||
      !coff_view_table(all, r->offset, 1, 4, &length)) {
    metadata_fail(t->metadata, t->bytes, "a managed resource is not in the image");
    return;
  }
  uint32_t size = coff_le32(length.data);
  if (coff_view_clip(all, (uint64_t)r->offset + 4, size, 1, &r->data) < size)
    metadata_fail(t->metadata, length, "a managed resource is cut off");
}

bool coff_metadata_resource(struct coff_metadata_tables *t, const struct coff_clr *clr,
                            uint32_t index, struct coff_metadata_resource *r)
{
  static const uint8_t tables[] = {0x26, 0x23, 0x27, 0}; // of the coded index
  uint32_t c[COFF_METADATA_COLUMNS];
  if (!coff_metadata_row(t, COFF_METADATA_MANIFEST_RESOURCE, index, c))
    return false;
  *r = (struct coff_metadata_resource){.offset = c[0], .flags = c[1]};
  r->name = coff_metadata_string(t, c[2]);
  r->data = (struct coff_view){(const uint8_t *)"", 0, 0};
  if (c[3] >> 2 != 0)
    r->implementation = (uint32_t)tables[c[3] & 3] << 24 | (c[3] >> 2 & 0xffffff);
  else if (clr != NULL)
    find_contents(t, clr, r);
  return true;
}

// ---- Documents --------------------------------------------------------------------------------

bool coff_metadata_document(struct coff_metadata_tables *t, uint32_t index,
                            struct coff_metadata_document *d)
{
  uint32_t c[COFF_METADATA_COLUMNS];
  if (!coff_metadata_row(t, COFF_METADATA_DOCUMENT, index, c))
    return false;
  d->name = coff_metadata_blob(t, c[0]);
  d->hash_kind = coff_metadata_guid(t, c[1]);
  d->hash = coff_metadata_blob(t, c[2]);
  d->language = coff_metadata_guid(t, c[3]);
  return true;
}

// "Portable PDB", Document Name Blob: the separator, then an index into the heap for each part. A
// separator that is no ASCII character is none that is known.
bool coff_metadata_document_part(struct coff_metadata_tables *t,
                                 const struct coff_metadata_document *d, uint64_t *at,
                                 char *separator, struct coff_str *part)
{
  uint32_t index;
  *separator = 0;
  if (d->name.size == 0)
    return false;
  if (*at == 0)
    *at = 1;
  else if (d->name.data[0] < 0x80)
    *separator = (char)d->name.data[0];
  if (!metadata_number(d->name, at, &index))
    return false;
  struct coff_view v = coff_metadata_blob(t, index);
  *part = (struct coff_str){(const char *)v.data, (size_t)v.size};
  return true;
}
