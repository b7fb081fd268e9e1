// Stabs: -G.
//
// Skip it unless a row differs from GNU's.
//
// Records of 12 bytes (a.out.h of BSD): offset of a string, type, other, description, value. The first
// record of each object says how long its strings are, behind which the next one's begin.
#include "objdump/objdump.h"
#include <inttypes.h>

enum { SIZE = 12 };

// stab.def of GNU.
static const struct {
  uint8_t type;
  const char *name;
} types[] = {
    {0x20, "GSYM"},  {0x22, "FNAME"},  {0x24, "FUN"},    {0x26, "STSYM"},  {0x28, "LCSYM"},
    {0x2a, "MAIN"},  {0x2c, "ROSYM"},  {0x2e, "BNSYM"},  {0x30, "PC"},     {0x32, "NSYMS"},
    {0x34, "NOMAP"}, {0x38, "OBJ"},    {0x3c, "OPT"},    {0x40, "RSYM"},   {0x42, "M2C"},
    {0x44, "SLINE"}, {0x46, "DSLINE"}, {0x48, "BSLINE"}, {0x4a, "DEFD"},   {0x4c, "FLINE"},
    {0x4e, "ENSYM"}, {0x50, "EHDECL"}, {0x54, "CATCH"},  {0x60, "SSYM"},   {0x62, "ENDM"},
    {0x64, "SO"},    {0x66, "OSO"},    {0x6c, "ALIAS"},  {0x80, "LSYM"},   {0x82, "BINCL"},
    {0x84, "SOL"},   {0xa0, "PSYM"},   {0xa2, "EINCL"},  {0xa4, "ENTRY"},  {0xc0, "LBRAC"},
    {0xc2, "EXCL"},  {0xc4, "SCOPE"},  {0xd0, "PATCH"},  {0xe0, "RBRAC"},  {0xe2, "BCOMM"},
    {0xe4, "ECOMM"}, {0xe8, "ECOML"},  {0xea, "WITH"},   {0xf0, "NBTEXT"}, {0xf2, "NBDATA"},
    {0xf4, "NBBSS"}, {0xf6, "NBSTS"},  {0xf8, "NBLCS"},  {0xfe, "LENG"}};

static const char *type_name(uint8_t type)
{
  for (size_t i = 0; i < COFF_COUNT(types); i++)
    if (types[i].type == type)
      return types[i].name;
  return type == 0 ? "HdrSym" : NULL;
}

static void row(const struct dump *d, const uint8_t *p, int64_t number, struct coff_str text)
{
  enum coff_order order = d->target->data_order;
  const char *name = type_name(p[4]);
  out_printf(d->out, "\n%-6" PRId64 " ", number);
  if (name != NULL)
    out_printf(d->out, "%-6s", name);
  else
    out_printf(d->out, "%-6d", p[4]);
  out_printf(d->out, " %-6d %-6d ", p[5], (int)coff_load(p + 6, 2, order));
  dump_address(d, coff_load(p + 8, 4, order));
  out_printf(d->out, " %-6" PRIu64, coff_load(p, 4, order));
  if (p[4] == 0) // of a header, the string is the object's name
    return;
  out_char(d->out, ' ');
  dump_bytes(d, text);
}

static void table(const struct dump *d, struct coff_view v, struct coff_view strings)
{
  uint64_t base = 0, next = 0;
  enum coff_order order = d->target->data_order;
  out_text(d->out, "Symnum n_type n_othr n_desc n_value  n_strx String\n");
  for (uint64_t i = 0; i < v.size / SIZE && !d->out->failed; i++) {
    const uint8_t *p = v.data + i * SIZE;
    if (p[4] == 0) {
      base = next;
      next += coff_load(p + 8, 4, order);
    }
    uint64_t at = coff_load(p, 4, order) + base;
    row(d, p, (int64_t)i - 1, coff_view_string(strings, at, NULL));
  }
  out_text(d->out, "\n\n");
}

void dump_stabs(const struct dump *d)
{
  struct coff_section s, t;
  struct coff_view v, strings = {0};
  if (!coff_section_find(d->file, ".stab", &s))
    return;
  bool named = coff_section_find(d->file, ".stabstr", &t);
  if (!named) {
    tool_say(d->tool, d->item->path, d->item->member, "no strings for its stabs: no .stabstr");
    d->tool->failed = true;
    return;
  }
  coff_section_contents(d->file, &s, &v);
  coff_section_contents(d->file, &t, &strings);
  out_text(d->out, "Contents of .stab section:\n\n");
  table(d, v, strings);
}
