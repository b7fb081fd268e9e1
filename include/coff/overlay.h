// What lies around an image: the program for MS-DOS before it, the bytes behind it.
//
// Skip it unless you read those.
#ifndef COFF_OVERLAY_H
#define COFF_OVERLAY_H
#include "coff/image.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---- Stub -------------------------------------------------------------------------------------

// The header of an MZ program, in the order of its fields.
enum coff_dos_field {
  COFF_DOS_MAGIC, // "MZ"
  COFF_DOS_CBLP,
  COFF_DOS_CP,
  COFF_DOS_CRLC,
  COFF_DOS_CPARHDR,
  COFF_DOS_MINALLOC,
  COFF_DOS_MAXALLOC,
  COFF_DOS_SS,
  COFF_DOS_SP,
  COFF_DOS_CSUM,
  COFF_DOS_IP,
  COFF_DOS_CS,
  COFF_DOS_LFARLC,
  COFF_DOS_OVNO,
  COFF_DOS_OEMID,
  COFF_DOS_OEMINFO,
  COFF_DOS_LFANEW,
  COFF_DOS_FIELDS
};

struct coff_stub {
  struct coff_view bytes; // from the first byte of the file to the signature or file header
  uint32_t field[COFF_DOS_FIELDS]; // 0 where the stub ends before it
  uint64_t program_size;   // bytes that MS-DOS would load, header included, by e_cp and e_cblp
  struct coff_str message; // that the program prints, without the '$' at its end; empty if unknown
  bool standard;           // the program does nothing but print that it cannot be run in DOS mode
};

// The stub of F. False, without a report, if F does not begin with an MZ program.
COFF_API bool coff_stub_get(const struct coff_file *f, struct coff_stub *stub);
// "e_lfanew": the name of FIELD in Microsoft's declaration.
COFF_API const char *coff_dos_field_name(enum coff_dos_field field);

// ---- Overlay ----------------------------------------------------------------------------------

// Bytes behind everything that headers, sections and the debug directory name. A certificate table
// is none; it can part the rest in two.
struct coff_overlay {
  const struct coff_file *file;
  struct coff_view bytes;
  bool behind_certificates; // and so no part of what a signature covers
  const char *kind; // what the first bytes say it is: "ZIP archive"; static; NULL if unknown
  uint64_t next;    // where to look for the next piece
};

// For a walk over the pieces. False, without a report, if F is no image or has no such bytes.
COFF_API bool coff_overlay_first(const struct coff_file *f, struct coff_overlay *overlay);
COFF_API bool coff_overlay_next(struct coff_overlay *overlay);

#ifdef __cplusplus
}
#endif
#endif
