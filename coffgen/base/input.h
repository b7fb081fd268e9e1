// The bytes of a file: mapped if that is possible and wanted, else read into memory.
//
// Skip it unless you open files.
#ifndef COFFGEN_BASE_INPUT_H
#define COFFGEN_BASE_INPUT_H
#include "coff/diag.h"
#include "coff/view.h"

struct coff_input {
  struct coff_view bytes;
  void *mapping; // to be unmapped, or NULL
  size_t mapped;
  void *buffer; // to be freed, or NULL
};

// Opens SIZE bytes at OFFSET of PATH (size 0: all from there). READ asks for memory instead of a mapping.
// Reports and returns false if that cannot be had. Release with coff_input_close.
COFF_API bool coff_input_open(const struct coff_context *ctx, const char *path, uint64_t offset,
                              uint64_t size, bool read, struct coff_input *in);
COFF_API void coff_input_close(const struct coff_context *ctx, struct coff_input *in);
#endif
