// Containers of which only the header is known here: short import objects and anonymous objects
// (IMPORT_OBJECT_HEADER, ANON_OBJECT_HEADER and ANON_OBJECT_HEADER_V2 of winnt.h).
//
// Skip it unless you port a flavour. A class id says what the payload of an anonymous object is;
// bigobj, the one that is a COFF object, has its own record set.
#include "codec/records.h"

static const struct coff_filehdr_layout import_header = {
    .size = 20,
    .sig = {0, 4},
    .version = {4, 2},
    .magic = {6, 2},
    .timdat = {8, 4},
    .data_size = {12, 4},
    .hint = {16, 2},
    .import_type = {18, 2},
};

static const struct coff_filehdr_layout anon1_header = {
    .size = 32,
    .sig = {0, 4},
    .version = {4, 2},
    .magic = {6, 2},
    .timdat = {8, 4},
    .class_id = {12, 16},
    .data_size = {28, 4},
};

static const struct coff_filehdr_layout anon2_header = {
    .size = 44,
    .sig = {0, 4},
    .version = {4, 2},
    .magic = {6, 2},
    .timdat = {8, 4},
    .class_id = {12, 16},
    .data_size = {28, 4},
    .flags = {32, 4},
    .meta_size = {36, 4},
    .meta_offset = {40, 4},
};

static const struct coff_aouthdr_layout *const aouthdrs[] = {NULL};

const struct coff_records coff_records_import = {.name = "short import",
                                                 .filehdr = &import_header,
                                                 .aouthdrs = aouthdrs,
                                                 .swap = &coff_swap_generic};
const struct coff_records coff_records_anon1 = {.name = "anonymous",
                                                .filehdr = &anon1_header,
                                                .aouthdrs = aouthdrs,
                                                .swap = &coff_swap_generic};
const struct coff_records coff_records_anon2 = {.name = "anonymous version 2",
                                                .filehdr = &anon2_header,
                                                .aouthdrs = aouthdrs,
                                                .swap = &coff_swap_generic};
