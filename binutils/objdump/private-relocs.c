// Base relocations: -p.
//
// Skip it unless a line of them differs from GNU's.
#include "coff/baserelocs.h"
#include "objdump/private.h"
#include <inttypes.h>

// GNU has one list of types for all processors.
static const char *type_name(uint8_t type)
{
  static const char *const all[] = {"ABSOLUTE",  "HIGH",           "LOW",     "HIGHLOW",
                                    "HIGHADJ",   "MIPS_JMPADDR",   "SECTION", "REL32",
                                    "RESERVED1", "MIPS_JMPADDR16", "DIR64",   "HIGH3ADJ"};
  return type < COFF_COUNT(all) ? all[type] : "UNKNOWN";
}

static void block(const struct dump *d, const struct coff_base_reloc_block *b)
{
  uint64_t n = b->slots.size / 2;
  out_printf(d->out,
             "\nVirtual Address: %08" PRIx32 " Chunk size %" PRIu32 " (0x%" PRIx32
             ") Number of fixups %" PRIu64 "\n",
             b->page, b->size, b->size, n);
  for (uint64_t i = 0; i < n; i++) {
    uint16_t slot = (uint16_t)coff_load(b->slots.data + i * 2, 2, d->target->order);
    const char *name = type_name((uint8_t)(slot >> 12));
    out_printf(d->out, "\treloc %4" PRIu64 " offset %4x [%" PRIx32 "] %s", i, slot & 0xfff,
               b->page + (slot & 0xfff), name);
    if (slot >> 12 == 4 && i + 1 < n) {
      i++;
      out_printf(d->out, " (%4x)", (unsigned)coff_load(b->slots.data + i * 2, 2, d->target->order));
    }
    out_char(d->out, '\n');
  }
}

void private_base_relocs(const struct dump *d)
{
  struct coff_base_relocs r;
  struct coff_base_reloc_block b;
  if (!coff_base_relocs_open(d->file, &r))
    return;
  out_text(d->out, "\n\nPE File Base Relocations (interpreted .reloc section contents)\n");
  while (coff_base_reloc_block_next(&r, &b))
    block(d, &b);
}
