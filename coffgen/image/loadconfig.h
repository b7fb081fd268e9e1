// The fields of the load configuration and of what it points to.
//
// Skip it unless you read one of those structures.
#ifndef COFFGEN_IMAGE_LOADCONFIG_H
#define COFFGEN_IMAGE_LOADCONFIG_H
#include "coff/loadconfig.h"

extern const struct coff_lc_fields coff_lc_config_fields; // by enum coff_lc_id
// The fields of a version of hybrid metadata are a front part of the list.
extern const struct coff_lc_fields coff_lc_chpe_x86_fields, coff_lc_arm64ec_fields;
extern const struct coff_lc_fields coff_lc_volatile_fields, coff_lc_hot_patch_fields;
extern const struct coff_lc_fields coff_lc_enclave_fields, coff_lc_enclave_import_fields;

// Numbers of the fields that the readers themselves ask for.
enum { CHPE_VERSION, CHPE_RANGES, CHPE_RANGE_COUNT };
enum {
  EC_CODE_MAP = 1,
  EC_CODE_MAP_COUNT = 2,
  EC_ENTRY_POINTS = 3,
  EC_REDIRECTIONS = 4,
  EC_ENTRY_POINT_COUNT = 12,
  EC_REDIRECTION_COUNT = 13,
  EC_EXTRA_RFE = 16,
  EC_EXTRA_RFE_SIZE = 17
};
enum { VM_SIZE, VM_ACCESSES = 3, VM_ACCESSES_SIZE, VM_RANGES, VM_RANGES_SIZE };
enum { ENC_SIZE, ENC_IMPORT_COUNT = 3, ENC_IMPORTS, ENC_IMPORT_SIZE };
enum { ENC_IMPORT_NAME = 5 };

// The name of a table in messages and in the byte map: "guard function table".
const char *coff_lc_table_what(enum coff_lc_table_id id);
// The size of a record with all of the fields.
unsigned coff_lc_full_size(const struct coff_lc_fields *fields, bool wide);
// File offset of field I, or of the record if it is too short.
uint64_t coff_lc_place(const struct coff_lc_record *r, unsigned i);
// A record at RVA that holds at most SIZE bytes, or all fields if SIZE is 0; FROM is the offset of
// what names it. False, after a report, if no byte is there; fewer are reported.
bool coff_lc_record_at(const struct coff_file *f, const struct coff_lc_fields *fields, uint64_t rva,
                       uint64_t size, uint64_t from, struct coff_lc_record *out);
#endif
