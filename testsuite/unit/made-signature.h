// Signatures of images, made with libcrypto, for tests.
//
// Skip it unless you test how signatures are read.
#ifndef TESTSUITE_UNIT_MADE_SIGNATURE_H
#define TESTSUITE_UNIT_MADE_SIGNATURE_H
#include <stddef.h>
#include <stdint.h>

enum made_fault {
  MADE_SOUND,
  MADE_WRONG_CONTENT,    // signed, then the digest of the image changed
  MADE_WRONG_SIGNATURE,  // a bit of the signature changed
  MADE_NO_CERTIFICATE,   // the signer's certificate left out
  MADE_WRONG_COUNTERSIGN // a bit of the countersignature changed
};

// A PKCS #7 message that signs DIGEST (SHA-256) as that of an image, with a key made for it, and a
// countersignature of the time 1600000000. In MALLOCed memory.
uint8_t *made_signature(const uint8_t digest[32], enum made_fault fault, size_t *size);
#endif
