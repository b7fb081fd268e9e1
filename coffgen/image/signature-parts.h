// What the decoder of signatures is made of. Needs libcrypto.
//
// Skip it unless you change it.
#ifndef COFFGEN_IMAGE_SIGNATURE_PARTS_H
#define COFFGEN_IMAGE_SIGNATURE_PARTS_H
#include "image/signature.h"
#include <openssl/asn1.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>

struct decoder {
  struct coff_authenticode *image;
  struct coff_signatures *all;
  uint64_t offset; // of the entry in the file, for reports
  struct coff_signature *last;
  unsigned count; // of signatures in the list
};

// An object identifier, as its contents in DER.
struct oid {
  size_t size;
  const char *bytes;
};
// clang-format off
#define OID_SPC_INDIRECT_DATA ((struct oid){10, "\x2b\x06\x01\x04\x01\x82\x37\x02\x01\x04"}) // 1.3.6.1.4.1.311.2.1.4
#define OID_SPC_STATEMENT ((struct oid){10, "\x2b\x06\x01\x04\x01\x82\x37\x02\x01\x0b"})     // ...311.2.1.11
#define OID_SPC_OPUS ((struct oid){10, "\x2b\x06\x01\x04\x01\x82\x37\x02\x01\x0c"})          // ...311.2.1.12
#define OID_INDIVIDUAL ((struct oid){10, "\x2b\x06\x01\x04\x01\x82\x37\x02\x01\x15"})        // ...311.2.1.21
#define OID_COMMERCIAL ((struct oid){10, "\x2b\x06\x01\x04\x01\x82\x37\x02\x01\x16"})        // ...311.2.1.22
#define OID_SPC_NESTED ((struct oid){10, "\x2b\x06\x01\x04\x01\x82\x37\x02\x04\x01"})        // ...311.2.4.1
#define OID_SPC_RFC3161 ((struct oid){10, "\x2b\x06\x01\x04\x01\x82\x37\x03\x03\x01"})       // ...311.3.3.1
#define OID_SPC_CTL ((struct oid){9, "\x2b\x06\x01\x04\x01\x82\x37\x0a\x01"})                // ...311.10.1
// clang-format on

bool coff_sig_is(const ASN1_OBJECT *o, struct oid oid);
// Strings that live as long as the list; NULL or "" if memory runs out, which the list remembers.
char *coff_sig_string(struct decoder *d, const void *data, size_t size);
const char *coff_sig_object(struct decoder *d, const ASN1_OBJECT *o);
const char *coff_sig_name(struct decoder *d, const X509_NAME *name);
const char *coff_sig_serial(struct decoder *d, const ASN1_INTEGER *serial);
const char *coff_sig_spc_string(struct decoder *d, const struct coff_spc_string *s); // NULL: none
int64_t coff_sig_time(const ASN1_TIME *time); // COFF_NO_TIME if it is none
enum coff_digest_kind coff_sig_digest_kind(int nid);

// signature-signer.c: the signers of P7 and who timestamped them, as a list. CERTIFICATES are those of
// P7, decoded, in the same order.
struct coff_signer *coff_sig_signers(struct decoder *d, PKCS7 *p7,
                                     const struct coff_x509 *certificates);
// The signed contents of P7: the element, and the bytes that signers hash. False if there are none.
bool coff_sig_content(PKCS7 *p7, struct coff_view *element, struct coff_view *hashed);
// The certificates of P7, sk_X509_num of them; NULL if there are none.
struct coff_x509 *coff_sig_certificates(struct decoder *d, PKCS7 *p7);
// The signatures that are nested in P7, number PARENT of the list.
void coff_sig_nested(struct decoder *d, PKCS7 *p7, unsigned parent, unsigned depth);
// Decodes the PKCS #7 in DATA and appends it to the list; PARENT < 0: it is nested in none.
bool coff_sig_read(struct decoder *d, struct coff_view data, int parent, unsigned depth);
#endif
