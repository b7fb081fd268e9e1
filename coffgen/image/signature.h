// What the readers of signatures and digests share.
//
// Skip it unless you change one of them.
#ifndef COFFGEN_IMAGE_SIGNATURE_H
#define COFFGEN_IMAGE_SIGNATURE_H
#include "coff/certificates.h"

// ---- checksum.c and certificates.c: what no digest covers ----

// CheckSum of the optional header, 4 bytes. False if F has no such field, or the file ends before.
bool coff_checksum_field(const struct coff_file *f, struct coff_view *field);
// The size of the certificate table, and where it begins; the file's end if there is none.
uint64_t coff_certificates_offset(const struct coff_file *f, uint64_t *size);

// ---- authenticode.c: the bytes that are signed ----

// Whether the entries of TABLE (offset of a page in the file, 4 bytes little-endian, and its digest)
// are those of the image's pages. Good, bad, or unknown if they cannot be had.
enum coff_verdict coff_page_hashes_check(const struct coff_file *f, enum coff_digest_kind kind,
                                         struct coff_view table);
// Bytes of a digest of KIND; 0 if unknown.
unsigned coff_digest_size(enum coff_digest_kind kind);

// ---- signature-spc.c: Microsoft's own structures, DER ----

// One element: its tag byte, what it holds, and the whole of it.
struct coff_der {
  uint8_t tag;
  struct coff_view content, all;
};
// Takes the first element off REST. False at the end, and for what is no DER with a tag of one byte.
bool coff_der_next(struct coff_view *rest, struct coff_der *element);
// The same, but false unless it has TAG.
bool coff_der_take(struct coff_view *rest, uint8_t tag, struct coff_der *element);

// SpcIndirectDataContent.
struct coff_spc {
  struct coff_view digest_algorithm; // object identifier, contents
  struct coff_view digest;
  struct coff_view page_hashes; // the table; empty if there is none
  bool page_sha256;             // version 2 of the table; version 1 has SHA-1
};
// DATA is the element that is signed. False if it is something else.
bool coff_spc_read(struct coff_view data, struct coff_spc *spc);
// Contents of SpcSpOpusInfo: the strings as they lie there.
struct coff_spc_string {
  struct coff_view bytes;
  bool utf16; // big-endian; otherwise ASCII
};
bool coff_spc_opus(struct coff_view data, struct coff_spc_string *program,
                   struct coff_spc_string *url);

// Memory that is freed all at once. NULL if there is none left.
struct coff_signatures;
void *coff_signatures_keep(struct coff_signatures *all, size_t size);
#endif
