// Certificates of an image, the digest that they sign, the checksum.
//
// Skip it unless you read those. PE and COFF specification, "The Attribute Certificate Table";
// Microsoft, "Windows Authenticode Portable Executable Signature Format"; PKCS #7 (RFC 2315).
//
// Signatures and digests need libcrypto: without it (coff_libcrypto_version is NULL) they are unknown.
#ifndef COFF_CERTIFICATES_H
#define COFF_CERTIFICATES_H
#include "coff/image.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---- Checksum ---------------------------------------------------------------------------------

struct coff_checksum {
  uint64_t offset;           // of the field in the file
  uint32_t stored, computed; // STORED 0: not set. Drivers, and DLLs loaded at boot, must have it
};

// Reads and recomputes CheckSum of the optional header. False, without a report, if F has none.
COFF_API bool coff_checksum_get(const struct coff_file *f, struct coff_checksum *sum);

// ---- Digest of an image -----------------------------------------------------------------------

enum coff_digest_kind {
  COFF_DIGEST_UNKNOWN,
  COFF_DIGEST_MD5,
  COFF_DIGEST_SHA1,
  COFF_DIGEST_SHA256,
  COFF_DIGEST_SHA384,
  COFF_DIGEST_SHA512,
  COFF_DIGEST_KINDS
};

struct coff_digest {
  enum coff_digest_kind kind;
  unsigned size;
  uint8_t bytes[64];
};

enum coff_verdict { COFF_VERDICT_UNKNOWN, COFF_VERDICT_GOOD, COFF_VERDICT_BAD };

// Version of the libcrypto in use; NULL if built without.
COFF_API const char *coff_libcrypto_version(void);
COFF_API const char *coff_digest_name(enum coff_digest_kind kind); // "SHA-256"; NULL if unknown

enum coff_digest_form {
  // As the specification says: headers, sections by their place in the file, what is behind them.
  COFF_DIGEST_BY_SECTIONS,
  // All bytes up to the certificate table in their order, as many tools do. The same, unless
  // sections overlap, leave gaps, or the certificate table is not the end of the file.
  COFF_DIGEST_FLAT
};

// Computes the digest that an Authenticode signature of F signs: all but CheckSum, the directory
// entry for certificates and the certificates. An image without certificates is filled up to 8
// bytes, as signing does. False, without a report, if F is no PE image or libcrypto cannot do KIND;
// false, after one, if memory runs out or if sections overlap so much that the file would be read
// over and over.
COFF_API bool coff_authenticode_digest(const struct coff_file *f, enum coff_digest_kind kind,
                                       enum coff_digest_form form, struct coff_digest *digest);

// ---- Certificate table ------------------------------------------------------------------------

enum { WIN_CERT_REVISION_1_0 = 0x0100, WIN_CERT_REVISION_2_0 = 0x0200 };
enum {
  WIN_CERT_TYPE_X509 = 1,
  WIN_CERT_TYPE_PKCS_SIGNED_DATA = 2,
  WIN_CERT_TYPE_RESERVED_1 = 3,
  WIN_CERT_TYPE_TS_STACK_SIGNED = 4,
  WIN_CERT_TYPE_PKCS1_SIGN = 9,
  WIN_CERT_TYPE_EFI_PKCS115 = 0x0ef0,
  WIN_CERT_TYPE_EFI_GUID = 0x0ef1
};

struct coff_certificates {
  const struct coff_file *file;
  struct coff_view table;
  uint32_t section; // that holds the table's first byte; 0: none, as it should be
  uint64_t behind;  // bytes of the file behind the table: 0, as it should be
  uint64_t next;    // offset in TABLE
};

// An entry, WIN_CERTIFICATE.
struct coff_certificate {
  uint64_t offset; // in the file
  uint32_t length; // dwLength: bytes with the header of 8
  uint16_t revision, type;
  struct coff_view data; // bCertificate, clipped to what is there
};

// False, without a report, if F has no certificate table; false, after one, if it is not in the
// file. A table in an odd place is reported as a warning.
COFF_API bool coff_certificates_open(const struct coff_file *f, struct coff_certificates *all);
// False at the end, and after a report at an entry whose length cannot be.
COFF_API bool coff_certificate_next(struct coff_certificates *all, struct coff_certificate *entry);
COFF_API const char *coff_certificate_revision_name(unsigned revision); // NULL if unknown
COFF_API const char *coff_certificate_type_name(unsigned type);         // NULL if unknown

// ---- Signatures -------------------------------------------------------------------------------

#define COFF_NO_TIME INT64_MIN

// An X.509 certificate. Strings are UTF-8; names of people and firms as in RFC 4514, last part
// first: "CN=Example, O=Example Ltd, C=NL".
struct coff_x509 {
  const char *subject, *issuer;
  const char *serial;              // hexadecimal digits
  int64_t not_before, not_after;   // seconds since 1970, or COFF_NO_TIME
  const char *algorithm;           // that its issuer signed it with
  const char *key;                 // "rsaEncryption 2048": the algorithm, and bits
  struct coff_digest sha1, sha256; // of the whole certificate: its thumbprints
};

enum coff_timestamp_kind { COFF_TIMESTAMP_PKCS9, COFF_TIMESTAMP_RFC3161 };

// Who says when the signature was there already.
struct coff_timestamp {
  enum coff_timestamp_kind kind;
  int64_t time;
  const char *issuer, *serial;         // which certificate of whom signed it
  const struct coff_x509 *certificate; // that one, NULL if it is not there
  enum coff_digest_kind digest_kind;
  enum coff_verdict verdict; // as in coff_signer
  const struct coff_timestamp *next;
};

struct coff_signer {
  const char *issuer, *serial;         // which certificate of whom signed
  const struct coff_x509 *certificate; // that one, NULL if it is not there
  enum coff_digest_kind digest_kind;
  const char *digest_name;   // of the algorithm, as the object identifier's name
  const char *algorithm;     // of the signature
  int64_t signing_time;      // as the signer says
  const char *program, *url; // SpcSpOpusInfo; NULL if not there
  const char *statement;     // purpose of the certificate, as the signer says; or NULL
  // Whether the signature is one over these contents by the key of CERTIFICATE. Whether that
  // certificate is to be trusted is not looked at: no chain, no revocation, no validity.
  enum coff_verdict verdict;
  const struct coff_timestamp *timestamps;
  const struct coff_signer *next;
};

struct coff_signature {
  unsigned index;                    // in its list, from 0
  unsigned parent;                   // index of the signature that it is nested in; its own: none
  const char *content_type;          // "SPC_INDIRECT_DATA_OBJID", or the object identifier
  struct coff_digest digest;         // of the image, as signed; size 0 if there is none
  const char *digest_name;           // its algorithm; NULL if there is no digest
  struct coff_digest computed;       // of the image, as it is (COFF_DIGEST_BY_SECTIONS)
  enum coff_verdict image;           // whether the two are the same
  enum coff_verdict image_flat;      // the same with COFF_DIGEST_FLAT
  enum coff_digest_kind page_digest; // COFF_DIGEST_UNKNOWN: no page hashes
  uint64_t page_count;               // entries in the table of page hashes
  enum coff_verdict pages;           // whether they are those of the image
  const struct coff_signer *signers;
  const struct coff_x509 *certificates; // ncertificates of them
  size_t ncertificates;
  const struct coff_signature *next;
};

// The signature of an entry and those nested in it, in the order of the file.
struct coff_signatures {
  const struct coff_context *ctx;
  const struct coff_signature *first;
  void *memory;
  bool incomplete; // memory ran out
};

// What reading the signatures of one file has computed, so that many of them cost no more digests
// than there are kinds. {.file = f} to begin with.
struct coff_authenticode {
  const struct coff_file *file;
  struct coff_digest digests[2][COFF_DIGEST_KINDS]; // by coff_digest_form
  bool tried[2][COFF_DIGEST_KINDS];
  unsigned checks, pages_checked; // how often; there is a limit
};

// Decodes a WIN_CERT_TYPE_PKCS_SIGNED_DATA entry and compares it with the image. False, without a
// report, for other entries and without libcrypto; false, after one, if it is no PKCS #7 signed data
// or if memory runs out. To be closed.
COFF_API bool coff_signatures_open(struct coff_authenticode *image,
                                   const struct coff_certificate *entry,
                                   struct coff_signatures *all);
COFF_API void coff_signatures_close(struct coff_signatures *all);

#ifdef __cplusplus
}
#endif
#endif
