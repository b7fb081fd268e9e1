// Fuzz target: names and strings: section names, symbol names, type words, string-table offsets.
//
// Skip it unless it finds something.
//
// The bytes are an object's string table, section names and symbols, put behind a sound header, so
// that the fuzzer need not find one.
#include "coff/object.h"
#include "coff/swap.h"
#include "coff/symbols.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SECTIONS = 2, SYMBOLS = 6 };

// Header, sections and symbols at the front of P; returns where the string table begins.
static size_t compose(const struct coff_target *t, const uint8_t *data, size_t size, uint8_t *p)
{
  const struct coff_records *r = t->records;
  size_t symbols = r->filehdr->size + (size_t)SECTIONS * r->scnhdr->size;
  size_t strings = symbols + (size_t)SYMBOLS * r->syment->size;
  struct coff_filehdr h = {.magic = t->machines[0].magic,
                           .nscns = SECTIONS,
                           .symptr = symbols,
                           .nsyms = SYMBOLS,
                           .version = t->anon_version};
  memcpy(p + r->filehdr->size, data, size);
  coff_swap_filehdr_out(t, &h, p);
  return strings;
}

static void read_names(const struct coff_file *f)
{
  struct coff_section s;
  struct coff_symbol sym;
  struct coff_str text;
  char type[32];
  for (uint32_t i = 1; coff_section_get(f, i, &s); i++)
    if (s.name.size != 0 && s.name.data == NULL)
      abort();
  for (uint64_t i = 0; coff_symbol_get(f, i, &sym); i = coff_symbol_next(&sym)) {
    if (sym.name.size != 0 && sym.name.data == NULL)
      abort();
    size_t n = coff_type_spell(f, &sym, type, sizeof type);
    if (strlen(type) > n)
      abort();
  }
  uint64_t size = coff_file_strings(f).size;
  for (uint64_t i = 0; i < size && i < 256; i++)
    coff_file_string(f, i, &text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct coff_context ctx = {0};
  if (size < 2)
    return 0;
  const struct coff_target *t = coff_target_at(data[0] % 64);
  if (t == NULL || t->container != COFF_AT_START || t->records->scnhdr == NULL)
    return 0;
  size_t total = t->records->filehdr->size + size - 1;
  uint8_t *p = malloc(total);
  if (p == NULL)
    return 0;
  if (compose(t, data + 1, size - 1, p) <= total) {
    struct coff_open opt = {.target = t->name};
    struct coff_file *f = coff_file_from_memory(&ctx, "names", p, total, &opt);
    if (f != NULL)
      read_names(f);
    coff_file_close(f);
  }
  free(p);
  return 0;
}
