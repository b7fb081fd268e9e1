// The tables of .NET metadata and the heaps that they refer to.
//
// Skip it unless a row is read wrongly. No row has a fixed size: indices into heaps and tables have two
// or four bytes, by how large those are. A table's layout is a list of column kinds (ECMA-335,
// II.22), from which row sizes follow once the row counts are known.
#include "image/metadata.h"
#include <inttypes.h>

enum { // Kinds of columns; those below CODED are indices into the table of that number
  END = 0,
  CODED = 0x40, // + enum coded
  U2 = 0x80,
  U4,
  STR,
  GUID,
  BLOB
};

enum { // Indices into one of several tables, told apart by their low bits (II.24.2.6)
  TYPE_DEF_OR_REF = CODED,
  HAS_CONSTANT,
  HAS_ATTRIBUTE,
  HAS_MARSHAL,
  HAS_SECURITY,
  MEMBER_PARENT,
  HAS_SEMANTICS,
  METHOD_DEF_OR_REF,
  MEMBER_FORWARDED,
  IMPLEMENTATION,
  ATTRIBUTE_TYPE,
  RESOLUTION_SCOPE,
  TYPE_OR_METHOD_DEF,
  HAS_DEBUG
};

// Tables that a coded index may mean, 0xff at the end; BITS of it choose one. What a tag does not
// use repeats another table, which changes no size.
struct coded {
  uint8_t bits;
  uint8_t tables[28];
};

static const struct coded coded[] = {
    [TYPE_DEF_OR_REF - CODED] = {2, {0x02, 0x01, 0x1b, 0xff}},
    [HAS_CONSTANT - CODED] = {2, {0x04, 0x08, 0x17, 0xff}},
    [HAS_ATTRIBUTE -
        CODED] = {5, {0x06, 0x04, 0x01, 0x02, 0x08, 0x09, 0x0a, 0x00, 0x0e, 0x17, 0x14, 0x11,
                      0x1a, 0x1b, 0x20, 0x23, 0x26, 0x27, 0x28, 0x2a, 0x2c, 0x2b, 0xff}},
    [HAS_MARSHAL - CODED] = {1, {0x04, 0x08, 0xff}},
    [HAS_SECURITY - CODED] = {2, {0x02, 0x06, 0x20, 0xff}},
    [MEMBER_PARENT - CODED] = {3, {0x02, 0x01, 0x1a, 0x06, 0x1b, 0xff}},
    [HAS_SEMANTICS - CODED] = {1, {0x14, 0x17, 0xff}},
    [METHOD_DEF_OR_REF - CODED] = {1, {0x06, 0x0a, 0xff}},
    [MEMBER_FORWARDED - CODED] = {1, {0x04, 0x06, 0xff}},
    [IMPLEMENTATION - CODED] = {2, {0x26, 0x23, 0x27, 0xff}},
    [ATTRIBUTE_TYPE - CODED] = {3, {0x06, 0x06, 0x06, 0x0a, 0xff}},
    [RESOLUTION_SCOPE - CODED] = {2, {0x00, 0x1a, 0x23, 0x01, 0xff}},
    [TYPE_OR_METHOD_DEF - CODED] = {1, {0x02, 0x06, 0xff}},
    [HAS_DEBUG - CODED] = {5, {0x06, 0x04, 0x01, 0x02, 0x08, 0x09, 0x0a, 0x00, 0x0e, 0x17,
                               0x14, 0x11, 0x1a, 0x1b, 0x20, 0x23, 0x26, 0x27, 0x28, 0x2a,
                               0x2c, 0x2b, 0x30, 0x32, 0x33, 0x34, 0x35, 0xff}},
};

struct schema {
  const char *name; // NULL: no such table
  uint8_t column[COFF_METADATA_COLUMNS + 1];
};

// clang-format off
static const struct schema schemas[COFF_METADATA_TABLES] = {
  [0x00] = {"Module",                 {U2, STR, GUID, GUID, GUID}},
  [0x01] = {"TypeRef",                {RESOLUTION_SCOPE, STR, STR}},
  [0x02] = {"TypeDef",                {U4, STR, STR, TYPE_DEF_OR_REF, 0x04, 0x06}},
  [0x03] = {"FieldPtr",               {0x04}},
  [0x04] = {"Field",                  {U2, STR, BLOB}},
  [0x05] = {"MethodPtr",              {0x06}},
  [0x06] = {"MethodDef",              {U4, U2, U2, STR, BLOB, 0x08}},
  [0x07] = {"ParamPtr",               {0x08}},
  [0x08] = {"Param",                  {U2, U2, STR}},
  [0x09] = {"InterfaceImpl",          {0x02, TYPE_DEF_OR_REF}},
  [0x0a] = {"MemberRef",              {MEMBER_PARENT, STR, BLOB}},
  [0x0b] = {"Constant",               {U2, HAS_CONSTANT, BLOB}},
  [0x0c] = {"CustomAttribute",        {HAS_ATTRIBUTE, ATTRIBUTE_TYPE, BLOB}},
  [0x0d] = {"FieldMarshal",           {HAS_MARSHAL, BLOB}},
  [0x0e] = {"DeclSecurity",           {U2, HAS_SECURITY, BLOB}},
  [0x0f] = {"ClassLayout",            {U2, U4, 0x02}},
  [0x10] = {"FieldLayout",            {U4, 0x04}},
  [0x11] = {"StandAloneSig",          {BLOB}},
  [0x12] = {"EventMap",               {0x02, 0x14}},
  [0x13] = {"EventPtr",               {0x14}},
  [0x14] = {"Event",                  {U2, STR, TYPE_DEF_OR_REF}},
  [0x15] = {"PropertyMap",            {0x02, 0x17}},
  [0x16] = {"PropertyPtr",            {0x17}},
  [0x17] = {"Property",               {U2, STR, BLOB}},
  [0x18] = {"MethodSemantics",        {U2, 0x06, HAS_SEMANTICS}},
  [0x19] = {"MethodImpl",             {0x02, METHOD_DEF_OR_REF, METHOD_DEF_OR_REF}},
  [0x1a] = {"ModuleRef",              {STR}},
  [0x1b] = {"TypeSpec",               {BLOB}},
  [0x1c] = {"ImplMap",                {U2, MEMBER_FORWARDED, STR, 0x1a}},
  [0x1d] = {"FieldRVA",               {U4, 0x04}},
  [0x1e] = {"EncLog",                 {U4, U4}},
  [0x1f] = {"EncMap",                 {U4}},
  [0x20] = {"Assembly",               {U4, U2, U2, U2, U2, U4, BLOB, STR, STR}},
  [0x21] = {"AssemblyProcessor",      {U4}},
  [0x22] = {"AssemblyOS",             {U4, U4, U4}},
  [0x23] = {"AssemblyRef",            {U2, U2, U2, U2, U4, BLOB, STR, STR, BLOB}},
  [0x24] = {"AssemblyRefProcessor",   {U4, 0x23}},
  [0x25] = {"AssemblyRefOS",          {U4, U4, U4, 0x23}},
  [0x26] = {"File",                   {U4, STR, BLOB}},
  [0x27] = {"ExportedType",           {U4, U4, STR, STR, IMPLEMENTATION}},
  [0x28] = {"ManifestResource",       {U4, U4, STR, IMPLEMENTATION}},
  [0x29] = {"NestedClass",            {0x02, 0x02}},
  [0x2a] = {"GenericParam",           {U2, U2, TYPE_OR_METHOD_DEF, STR}},
  [0x2b] = {"MethodSpec",             {METHOD_DEF_OR_REF, BLOB}},
  [0x2c] = {"GenericParamConstraint", {0x2a, TYPE_DEF_OR_REF}},
  [0x30] = {"Document",               {BLOB, GUID, BLOB, GUID}},
  [0x31] = {"MethodDebugInformation", {0x30, BLOB}},
  [0x32] = {"LocalScope",             {0x06, 0x35, 0x33, 0x34, U4, U4}},
  [0x33] = {"LocalVariable",          {U2, U2, STR}},
  [0x34] = {"LocalConstant",          {STR, BLOB}},
  [0x35] = {"ImportScope",            {0x35, BLOB}},
  [0x36] = {"StateMachineMethod",     {0x06, 0x06}},
  [0x37] = {"CustomDebugInformation", {HAS_DEBUG, GUID, BLOB}},
};
// clang-format on

const char *coff_metadata_table_name(unsigned table)
{
  return table < COFF_COUNT(schemas) ? schemas[table].name : NULL;
}

// ---- Sizes ------------------------------------------------------------------------------------

// Rows that an index into TABLE counts: those of the PDB itself, or of its image.
static uint32_t indexed_rows(const struct coff_metadata_tables *t, unsigned table)
{
  uint32_t own = t->table[table].claimed, foreign = t->table[table].foreign;
  return own > foreign ? own : foreign;
}

static unsigned coded_width(const struct coff_metadata_tables *t, unsigned which)
{
  const struct coded *c = &coded[which];
  for (unsigned i = 0; c->tables[i] != 0xff; i++)
    if (indexed_rows(t, c->tables[i]) >= 0x10000u >> c->bits)
      return 4;
  return 2;
}

static unsigned width(const struct coff_metadata_tables *t, unsigned kind)
{
  switch (kind) {
  case U2: return 2;
  case U4: return 4;
  case STR: return t->wide_heaps[0] ? 4 : 2;
  case GUID: return t->wide_heaps[1] ? 4 : 2;
  case BLOB: return t->wide_heaps[2] ? 4 : 2;
  default: break;
  }
  if (kind >= CODED)
    return coded_width(t, kind - CODED);
  return indexed_rows(t, kind) >= 0x10000 ? 4 : 2;
}

static void take_foreign_rows(struct coff_metadata_tables *t)
{
  struct coff_metadata_pdb pdb;
  uint64_t at = 0;
  if (!coff_metadata_pdb(t->metadata, &pdb))
    return;
  for (unsigned i = 0; i < COFF_METADATA_TABLES && at + 4 <= pdb.rows.size; i++) {
    if ((pdb.tables >> i & 1) == 0)
      continue;
    t->table[i].foreign = coff_le32(pdb.rows.data + at);
    at += 4;
  }
}

// Row counts stand behind the header, one for each bit of VALID; moves *AT behind them.
static bool take_row_counts(struct coff_metadata_tables *t, uint64_t *at)
{
  struct coff_view v;
  for (unsigned i = 0; i < COFF_METADATA_TABLES; i++) {
    if ((t->valid >> i & 1) == 0)
      continue;
    if (!coff_view_table(t->bytes, *at, 1, 4, &v))
      return metadata_fail(t->metadata, t->bytes, "metadata tables end within their row counts");
    t->table[i].claimed = coff_le32(v.data);
    *at += 4;
  }
  return true;
}

// The tables lie one behind the other from AT on.
static void place_tables(struct coff_metadata_tables *t, uint64_t at)
{
  bool cut = false;
  for (unsigned i = 0; i < COFF_METADATA_TABLES; i++) {
    if ((t->valid >> i & 1) == 0)
      continue;
    if (schemas[i].name == NULL && t->table[i].claimed != 0) {
      metadata_fail(t->metadata, t->bytes, "metadata tables have one that is not known");
      return;
    }
    struct coff_view rows;
    unsigned size = 0;
    for (unsigned k = 0; schemas[i].column[k] != END; k++)
      size += width(t, schemas[i].column[k]);
    t->table[i].row_size = (uint8_t)size;
    t->table[i].at = at;
    t->table[i].rows = (uint32_t)coff_view_clip(t->bytes, at, t->table[i].claimed, size, &rows);
    cut |= t->table[i].rows < t->table[i].claimed;
    at += (uint64_t)t->table[i].claimed * size;
  }
  if (cut)
    metadata_fail(t->metadata, t->bytes, "metadata tables are cut off");
}

// Names may be shared, and sound files do share short ones. Whoever shows each byte that it is given in
// N characters shows at most N times this.
enum { SHARED = 4, SPARE = 65536 };

bool coff_metadata_tables(const struct coff_metadata *m, struct coff_metadata_tables *t)
{
  enum { HEAD = 24, EXTRA = 0x40 };
  struct coff_view delta;
  *t = (struct coff_metadata_tables){.metadata = m, .budget = m->bytes.size * SHARED + SPARE};
  t->uncompressed = !coff_metadata_find(m, "#~", &t->bytes);
  if (t->uncompressed && !coff_metadata_find(m, "#-", &t->bytes))
    return false;
  if (t->bytes.size < HEAD)
    return metadata_fail(m, t->bytes, "metadata tables have no header");
  coff_metadata_find(m, "#Strings", &t->strings);
  coff_metadata_find(m, "#GUID", &t->guids);
  coff_metadata_find(m, "#Blob", &t->blobs);
  const uint8_t *p = t->bytes.data;
  t->major = p[4];
  t->minor = p[5];
  t->heaps = p[6];
  t->valid = coff_le64(p + 8);
  t->sorted = coff_le64(p + 16);
  // A delta for Edit and Continue says so with a stream; all its indices have four bytes.
  bool wide = coff_metadata_find(m, "#JTD", &delta);
  for (unsigned i = 0; i < 3; i++)
    t->wide_heaps[i] = wide || (t->heaps >> i & 1) != 0;
  uint64_t at = HEAD;
  take_foreign_rows(t);
  if (!take_row_counts(t, &at))
    return false;
  for (unsigned i = 0; wide && i < COFF_METADATA_TABLES; i++)
    t->table[i].foreign = UINT32_MAX;
  place_tables(t, (t->heaps & EXTRA) != 0 ? at + 4 : at);
  return true;
}

bool coff_metadata_row(const struct coff_metadata_tables *t, unsigned table, uint32_t index,
                       uint32_t column[COFF_METADATA_COLUMNS])
{
  if (table >= COFF_METADATA_TABLES || index == 0 || index > t->table[table].rows)
    return false;
  const struct schema *s = &schemas[table];
  const uint8_t *p =
      t->bytes.data + t->table[table].at + (uint64_t)(index - 1) * t->table[table].row_size;
  for (unsigned i = 0; i < COFF_METADATA_COLUMNS; i++)
    column[i] = 0;
  for (unsigned i = 0; s->column[i] != END; i++) {
    unsigned n = width(t, s->column[i]);
    column[i] = (uint32_t)coff_load(p, n, COFF_LITTLE);
    p += n;
  }
  return true;
}

// ---- Heaps ------------------------------------------------------------------------------------

bool metadata_number(struct coff_view v, uint64_t *at, uint32_t *value)
{
  struct coff_view b;
  if (!coff_view_table(v, *at, 1, 1, &b))
    return false;
  uint8_t first = b.data[0];
  unsigned n = first < 0x80 ? 1 : first < 0xc0 ? 2 : 4;
  if (first >= 0xe0 || !coff_view_table(v, *at, 1, n, &b))
    return false;
  *value = (uint32_t)coff_load(b.data, n, COFF_BIG) & (n == 1   ? 0x7fu
                                                       : n == 2 ? 0x3fffu
                                                                : 0x1fffffffu);
  *at += n;
  return true;
}

// Takes SIZE bytes off the budget; reports once when it is used up.
static bool afford(struct coff_metadata_tables *t, uint64_t size)
{
  if (size <= t->budget) {
    t->budget -= size;
    return true;
  }
  if (t->budget != 0)
    metadata_fail(t->metadata, t->metadata->bytes,
                  "metadata names lie over each other; the rest is left out");
  t->budget = 0;
  return false;
}

struct coff_str coff_metadata_string(struct coff_metadata_tables *t, uint32_t offset)
{
  struct coff_str none = {"", 0};
  if (t->budget == 0) // a long string would be searched for its end again and again
    return none;
  struct coff_str s = coff_view_string(t->strings, offset, NULL);
  return afford(t, s.size) ? s : none;
}

struct coff_view coff_metadata_blob(struct coff_metadata_tables *t, uint32_t offset)
{
  struct coff_view v = {(const uint8_t *)"", 0, t->blobs.origin};
  uint64_t at = offset;
  uint32_t size;
  if (offset == 0 || !metadata_number(t->blobs, &at, &size) ||
      !coff_view_table(t->blobs, at, 1, size, &v) || !afford(t, size))
    v.size = 0;
  return v;
}

const uint8_t *coff_metadata_guid(const struct coff_metadata_tables *t, uint32_t index)
{
  struct coff_view v;
  if (index == 0 || !coff_view_table(t->guids, (uint64_t)(index - 1) * 16, 1, 16, &v))
    return NULL;
  return v.data;
}
