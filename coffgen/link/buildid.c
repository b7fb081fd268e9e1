// --build-id: a debug directory whose record (RSDS) holds a hash of the image.
//
// Skip it unless debuggers do not find the symbols of an image. PE and COFF specification, section 5.1 "The .debug
// Section".
//
// The hash is of all bytes, those of the hash itself and of the checksum being 0: the same inputs give the same one.
#include "link/link.h"
#include <string.h>

enum {
  DIRECTORY = 28,
  DATE_AT = 4,
  TYPE_AT = 12,
  SIZE_AT = 16,
  RVA_AT = 20,
  OFFSET_AT = 24,
  CODEVIEW = 2, // IMAGE_DEBUG_TYPE_CODEVIEW
  RECORD = 25,  // signature, hash, age, an empty name
  HASH_AT = 4,
  HASH = 16,
  AGE_AT = 20
};

void coff_link_make_build_id(struct coff_link *ld)
{
  enum coff_order order = ld->image->data_order;
  if (ld->opt->build_id == NULL || ld->image->dirs == NULL)
    return;
  uint8_t *directory = coff_link_bytes(ld, DIRECTORY), *record = coff_link_bytes(ld, RECORD);
  if (directory == NULL || record == NULL)
    return;
  struct coff_str name = coff_link_str(".rdata");
  uint32_t flags = COFF_SEC_DATA | COFF_SEC_READ;
  uint32_t first = coff_link_add_atom(ld, name, flags, directory, DIRECTORY, 2);
  uint32_t second = coff_link_add_atom(ld, name, flags, record, RECORD, 2);
  if (first == COFF_NO_ID || second == COFF_NO_ID)
    return;
  coff_store(directory + DATE_AT, 4, order, ld->opt->timestamp);
  coff_store(directory + TYPE_AT, 4, order, CODEVIEW);
  coff_store(directory + SIZE_AT, 4, order, RECORD);
  memcpy(record, "RSDS", HASH_AT);
  coff_store(record + AGE_AT, 4, order, 1);
  const struct coff_link_fix fix = {RVA_AT, coff_link_type_for(ld, COFF_RELOC_32_RVA),
                                    COFF_REF_LOCAL | second};
  coff_link_set_relocs(ld, first, &fix, 1);
  ld->dirs[COFF_DIR_DEBUG] = (struct coff_link_span){first, first};
  ld->build_id = second;
}

static uint64_t offset_of(const struct coff_link *ld, uint32_t atom)
{
  const struct coff_atom *a = &ld->atoms[atom];
  const struct coff_link_out *o = &ld->outs[a->out];
  return o->file_offset + (a->address - o->address);
}

void coff_link_set_build_id(struct coff_link *ld, const uint8_t digest[HASH])
{
  if (ld->build_id == 0)
    return;
  uint64_t at = offset_of(ld, ld->build_id);
  uint64_t directory = offset_of(ld, ld->dirs[COFF_DIR_DEBUG].first);
  coff_store(ld->buf + directory + OFFSET_AT, 4, ld->image->data_order, at);
  memcpy(ld->buf + at + HASH_AT, digest, HASH);
}
