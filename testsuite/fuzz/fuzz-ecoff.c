// Fuzz target: ECOFF's symbolic information.
//
// Skip this unless you change how ECOFF is read. The first byte chooses the flavour; the rest stands
// behind headers that are made here: sections, then a symbolic header wherever the input has one.
#include "coff/ecoff.h"
#include "coff/swap.h"
#include "testsuite/unit/rewrite.h"
#include "testsuite/unit/walk.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST = 1 << 24 };

// As offsets are in files of gas: the input can be the rest of one.
static size_t headers_size(const struct coff_target *t)
{
  return t->records->filehdr->size + t->records->aouthdrs[0]->size + 2 * t->records->scnhdr->size;
}

static void make_headers(const struct coff_target *t, uint8_t *p, size_t size)
{
  const struct coff_records *r = t->records;
  size_t behind = headers_size(t);
  struct coff_filehdr h = {.magic = t->machines[0].magic,
                           .nscns = 2,
                           .symptr = behind,
                           .nsyms = r->symbolic->records[COFF_SYMBOLIC_HDRR].size,
                           .opthdr = r->aouthdrs[0]->size};
  struct coff_aouthdr a = {.field = {[COFF_AOUT_MAGIC] = 0407, [COFF_AOUT_GP_VALUE] = 0x8000}};
  struct coff_scnhdr s[2] = {{.name = ".text", .flags = 0x20}, {.name = ".data", .flags = 0x40}};
  for (unsigned i = 0; i < 2; i++) {
    s[i].scnptr = behind;
    s[i].size = size - behind;
    s[i].relptr = behind + r->symbolic->records[COFF_SYMBOLIC_HDRR].size;
    s[i].nreloc = 4;
  }
  coff_swap_filehdr_out(t, &h, p);
  coff_swap_aouthdr_out(t, r->aouthdrs[0], &a, p + r->filehdr->size, r->aouthdrs[0]->size);
  coff_swap_scnhdr_out(t, s, 2, p + r->filehdr->size + r->aouthdrs[0]->size);
  if (size >= behind + 2)
    coff_store(p + behind, 2, t->order, r->symbolic->magic);
}

// What can be written is read, and written again to the same bytes.
static void copy(const struct coff_target *t, const uint8_t *bytes, size_t size)
{
  static const struct coff_context quiet = {0};
  struct coff_open as = {.target = t->name};
  struct coff_file *f = coff_file_from_memory(&quiet, "input", bytes, size, &as);
  struct rewritten once = {NULL, 0}, twice;
  if (f != NULL)
    once = rewrite_file(f, MOST);
  coff_file_close(f);
  if (once.bytes == NULL)
    return;
  f = coff_file_from_memory(&quiet, "copy", once.bytes, (size_t)once.size, &as);
  if (f == NULL)
    abort();
  twice = rewrite_file(f, MOST);
  if (twice.size != once.size || memcmp(twice.bytes, once.bytes, (size_t)once.size) != 0)
    abort();
  coff_file_close(f);
  free(once.bytes);
  free(twice.bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static const char *const names[] = {"ecoff-bigmips", "ecoff-littlemips", "ecoff-biglittlemips",
                                      "ecoff-littlealpha"};
  struct walk w = {0};
  struct coff_context ctx = {.sink = walk_sink, .sink_user = &w};
  if (size == 0)
    return 0;
  const struct coff_target *t = coff_target_find(names[data[0] % 4]);
  size_t behind = headers_size(t), all = behind + size - 1;
  uint8_t *bytes = calloc(1, all);
  if (bytes == NULL)
    return 0;
  memcpy(bytes + behind, data + 1, size - 1);
  make_headers(t, bytes, all);
  walk_bytes(&ctx, t->name, bytes, all, &w);
  copy(t, bytes, all);
  free(bytes);
  return 0;
}
