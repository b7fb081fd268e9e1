// Which rows of the targets' tables an input reaches, as counters for libFuzzer.
//
// Skip it unless coverage.py says that a corpus loses targets.
#include "testsuite/fuzz/reached.h"
#include "coff/reloc.h"
#include "coff/symbols.h"

enum { COUNTERS = 1 << 15, SYMBOLS = 2000, RELOCS = 2000 };

enum what { KIND, RELOCATION, AUXILIARY };

// libFuzzer finds them by the name of their section, and clears them before each input.
__attribute__((section("__libfuzzer_extra_counters"))) static uint8_t counters[COUNTERS];

static unsigned number_of(const struct coff_target *t)
{
  const struct coff_target *other;
  unsigned number = 0;
  for (size_t n = 0; (other = coff_target_at(n)) != NULL; n++, number++) {
    if (other == t)
      return number;
    for (const struct coff_target *const *v = other->variants; v != NULL && *v != NULL; v++)
      if (number++, *v == t)
        return number;
  }
  return number;
}

static void count(unsigned target, enum what what, unsigned row)
{
  // Spread by a multiplication: two rows of thousands that share a counter do no harm.
  uint32_t hash = (target * 3 + what) * 1024 + row;
  counters[hash * 0x9e3779b1u >> 17] = 1;
}

static void relocs(const struct coff_file *f, unsigned target)
{
  const struct coff_target *t = coff_file_target(f);
  struct coff_section s;
  struct coff_reloc_table table;
  struct coff_reloc r;
  unsigned left = RELOCS;
  for (uint32_t i = 1; i <= coff_section_count(f) && left > 0; i++) {
    coff_section_get(f, i, &s);
    coff_section_relocs(f, &s, &table);
    for (uint64_t k = 0; left > 0 && coff_reloc_read(f, &table, k, 1, &r) == 1; k++, left--) {
      const struct coff_howto *h = coff_howto_find(t, &r);
      if (h != NULL)
        count(target, RELOCATION, (unsigned)(h - t->howtos));
    }
    left -= left > 0;
  }
}

static void symbols(const struct coff_file *f, unsigned target)
{
  struct coff_symbol s;
  struct coff_auxent a;
  unsigned left = SYMBOLS;
  for (uint64_t i = 0; left > 0 && coff_symbol_outline(f, i, &s); i = coff_symbol_next(&s), left--)
    for (unsigned k = 0; k < s.native.numaux && coff_auxent_read(f, i, &s.native, k, &a); k++)
      if (a.layout != NULL)
        count(target, AUXILIARY, a.layout->form);
}

void reached_file(const struct coff_file *f)
{
  unsigned target = number_of(coff_file_target(f));
  count(target, KIND, coff_file_kind(f));
  relocs(f, target);
  symbols(f, target);
}
