// Fuzz target: imports, delayed and bound ones, and base relocations.
//
// Skip it unless it finds something.
//
// The first byte chooses the directory and the processor; the rest are the contents of a section
// that the directory names whole.
#include "coff/baserelocs.h"
#include "coff/imports.h"
#include "testsuite/unit/made-image.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// What is given is touched, so that a sanitizer sees.
static uint64_t touch(const void *p, uint64_t n)
{
  const uint8_t *b = p;
  uint64_t sum = 0;
  for (uint64_t i = 0; i < n; i++)
    sum += b[i];
  return sum;
}

// No more than the header promises: entries and names are paid for out of the file's size.
static uint64_t read_imports(struct coff_imports all)
{
  struct coff_import_library l;
  struct coff_import_entry e;
  uint64_t sum = 0, entries = 0, names = 0, size = coff_file_bytes(all.file).size;
  while (coff_import_library_next(&all, &l)) {
    sum += touch(l.name.data, l.name.size) + touch(l.slots.data, l.slots.size) +
           touch(l.bounds.data, l.bounds.size) + touch(l.unloads.data, l.unloads.size);
    names += l.name.size;
    for (uint64_t i = 0; coff_import_entry_get(&l, i, &e); i++, entries++) {
      names += e.name.size;
      sum += touch(e.name.data, e.name.size);
    }
  }
  if (entries > size / 4 || names > 2 * size)
    abort();
  return sum;
}

static uint64_t read_bound(struct coff_bound_imports all)
{
  struct coff_bound_import b;
  uint64_t sum = 0;
  while (coff_bound_import_next(&all, &b))
    sum += touch(b.name.data, b.name.size);
  return sum;
}

static uint64_t read_base_relocs(struct coff_base_relocs all)
{
  struct coff_base_reloc_block b;
  struct coff_base_reloc r;
  uint64_t sum = 0;
  while (coff_base_reloc_block_next(&all, &b))
    for (uint64_t at = 0; coff_base_reloc_next(&b, &at, &r);)
      sum += r.address + r.nparam;
  return sum;
}

static uint64_t read_all(const struct coff_file *f)
{
  struct coff_imports imports;
  struct coff_bound_imports bound;
  struct coff_base_relocs relocs;
  struct coff_map map;
  uint64_t sum = 0;
  size_t n;
  if (coff_imports_open(f, &imports))
    sum += read_imports(imports);
  if (coff_delay_imports_open(f, &imports))
    sum += read_imports(imports);
  if (coff_bound_imports_open(f, &bound))
    sum += read_bound(bound);
  if (coff_base_relocs_open(f, &relocs))
    sum += read_base_relocs(relocs);
  const struct coff_claimer *claimers = coff_image_claimers(&n);
  if (coff_map_build_with(f, claimers, n, &map))
    coff_map_free(f, &map);
  return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static const enum coff_dir dirs[] = {COFF_DIR_IMPORT, COFF_DIR_DELAY_IMPORT,
                                       COFF_DIR_BOUND_IMPORT, COFF_DIR_BASE_RELOC};
  static const uint16_t machines[] = {0x14c, 0x8664, 0x1c4, 0xaa64};
  struct coff_context ctx = {0};
  volatile uint64_t sum = 0;
  size_t total;
  if (size == 0)
    return 0;
  unsigned machine = data[0] >> 2 & 3;
  uint8_t *image = made_image(machines[machine], machine % 2 != 0, dirs[data[0] & 3], data + 1,
                              size - 1, &total);
  struct coff_file *f = coff_file_from_memory(&ctx, "fuzz", image, total, NULL);
  if (f != NULL)
    sum += read_all(f);
  coff_file_close(f);
  free(image);
  return 0;
}
