// What an image says beyond its sections: data directories and the tables that they name, and how to
// reach them by address.
//
// Skip it unless you read images: each directory has a header of its own, which this one brings
// along.
//
// An RVA counts from the image base. All readers are cursors or look-ups over the mapped file: they
// end with the bytes, and keep no memory but for those that are to be closed. Damage is reported once, with the offset of the field that
// leads astray; what can still be given is given.
#ifndef COFF_IMAGE_H
#define COFF_IMAGE_H
#include "coff/map.h"
#include "coff/object.h"

#ifdef __cplusplus
extern "C" {
#endif

// The bytes of a data directory, clipped to what the file holds of it (reported). False, without a
// report, if the image has no such directory, or its section no contents in this file
// (coff_rva_is_elsewhere); false, after one, if no byte of it is in the file.
COFF_API bool coff_directory_view(const struct coff_file *, enum coff_dir, struct coff_view *);

// COUNT records of SIZE bytes at RVA. FROM is the file offset of the field that names RVA, for the
// report; WHAT is the table's name in it: "export address table". Gives as many whole records as
// there are; false, after a report, if that is fewer than COUNT.
COFF_API bool coff_rva_table(const struct coff_file *, uint64_t rva, uint64_t count, uint64_t size,
                             uint64_t from, const char *what, struct coff_view *);
// The NUL-terminated string at RVA. False, after a report, if it is not there or has no end; of the
// latter, STR has what is there.
COFF_API bool coff_rva_string(const struct coff_file *, uint64_t rva, uint64_t from,
                              const char *what, struct coff_str *str);

// The 16 bytes of a GUID as text, "01234567-89ab-cdef-0123-456789abcdef", and a NUL: the first three
// parts are little-endian numbers.
COFF_API void coff_guid_text(const uint8_t guid[16], char text[37]);

// What the data directories of an image claim of its bytes, for coff_map_build_with. N of them.
COFF_API const struct coff_claimer *coff_image_claimers(size_t *n);

#ifdef __cplusplus
}
#endif
#endif
