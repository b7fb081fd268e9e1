// What each data directory claims of the file's bytes: one function a module.
//
// Skip it unless you add a directory; map.c lists them.
#ifndef COFFGEN_IMAGE_CLAIMS_H
#define COFFGEN_IMAGE_CLAIMS_H
#include "coff/map.h"

void coff_claim_exports(const struct coff_file *f, struct coff_claims *claims);
void coff_claim_imports(const struct coff_file *f, struct coff_claims *claims);
// Called by the one above: they have a file of their own.
void coff_claim_bound_imports(const struct coff_file *f, struct coff_claims *claims);
void coff_claim_baserelocs(const struct coff_file *f, struct coff_claims *claims);
void coff_claim_resources(const struct coff_file *f, struct coff_claims *claims);
void coff_claim_debugdir(const struct coff_file *f, struct coff_claims *claims);
void coff_claim_tls(const struct coff_file *f, struct coff_claims *claims);
void coff_claim_loadconfig(const struct coff_file *f, struct coff_claims *claims);
void coff_claim_clr(const struct coff_file *f, struct coff_claims *claims);
void coff_claim_certificates(const struct coff_file *f, struct coff_claims *claims);
void coff_claim_rich(const struct coff_file *f, struct coff_claims *claims);
void coff_claim_xcoffloader(const struct coff_file *f, struct coff_claims *claims);
#endif
