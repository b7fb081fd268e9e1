// Base relocations of an image: the places that hold addresses and change if it is loaded elsewhere.
//
// Skip it unless you read those. PE and COFF specification, "The .reloc Section".
#ifndef COFF_BASERELOCS_H
#define COFF_BASERELOCS_H
#include "coff/image.h"

#ifdef __cplusplus
extern "C" {
#endif

// A cursor over the blocks of the directory. Keeps no memory.
struct coff_base_relocs {
  const struct coff_file *file;
  struct coff_view rest; // blocks not given yet
};

// One block: entries for the 4096 bytes from PAGE on.
struct coff_base_reloc_block {
  uint64_t offset; // of its header, in the file
  uint32_t page;   // RVA
  uint32_t size;   // as stored: bytes, the header included
  uint32_t count;  // relocations; entries of type 0 fill up a block, and do not count
  const struct coff_file *file;
  struct coff_view slots; // of two bytes each, as many as there are
  struct coff_view bytes; // from PAGE on, to the end of its section; empty if there are none
};

struct coff_base_reloc {
  uint64_t offset; // of its slot, in the file
  uint8_t number;  // type as stored
  uint32_t rva;    // of the bytes that it changes
  // NULL if the target knows no such type.
  const struct coff_base_reloc_type *type;
  uint16_t param[2]; // slots behind its own that belong to it: NPARAM of them
  uint8_t nparam;
  bool has_address; // the bytes hold a whole address: ADDRESS, image base included
  uint64_t address;
};

// False, without a report, if the image has no base relocations.
COFF_API bool coff_base_relocs_open(const struct coff_file *, struct coff_base_relocs *);
// False after the last block. Reports what is wrong with a block and its entries, and gives what is
// there; a size that leads nowhere ends the list.
COFF_API bool coff_base_reloc_block_next(struct coff_base_relocs *, struct coff_base_reloc_block *);
// The relocation in slot *AT of the block, to begin with 0; moves *AT past it and its parameters.
// False, without a report, past the last.
COFF_API bool coff_base_reloc_next(const struct coff_base_reloc_block *, uint64_t *at,
                                   struct coff_base_reloc *);

#ifdef __cplusplus
}
#endif
#endif
