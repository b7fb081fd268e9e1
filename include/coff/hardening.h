// What an image lets the system do against those who attack it.
//
// Skip it unless you audit images.
#ifndef COFF_HARDENING_H
#define COFF_HARDENING_H
#include "coff/image.h"

#ifdef __cplusplus
extern "C" {
#endif

enum coff_hardening {
  COFF_HARDENING_ASLR,            // may be loaded anywhere, and has what that takes
  COFF_HARDENING_HIGH_ENTROPY,    // ... above 4 GiB too
  COFF_HARDENING_NX,              // data is not executed
  COFF_HARDENING_CFG,             // calls through pointers are checked: control flow guard
  COFF_HARDENING_XFG,             // ... by the function's type too
  COFF_HARDENING_EH_CONTINUATION, // addresses at which exceptions may continue are listed
  COFF_HARDENING_CET,             // works with a shadow stack
  COFF_HARDENING_SAFE_SEH,        // exception handlers are listed, or there are none
  COFF_HARDENING_STACK_COOKIE,    // return addresses are guarded by a random number
  COFF_HARDENING_ISOLATION,       // takes libraries from where its manifest says
  COFF_HARDENING_INTEGRITY,       // is loaded only if its signature is good
  COFF_HARDENING_APP_CONTAINER,   // runs only in a container
  COFF_HARDENINGS
};

enum coff_hardening_state {
  COFF_HARDENING_NONE, // there is no such thing for this processor
  COFF_HARDENING_OFF,
  COFF_HARDENING_ON
};

// Fills STATE from the headers, the load configuration and the debug directory. False, without a
// report, if F is no PE image.
COFF_API bool coff_hardening_get(const struct coff_file *f,
                                 enum coff_hardening_state state[COFF_HARDENINGS]);
// Whether who loads F looks at each of them: firmware and the kernel do not ask what processes have.
// Reports what is wrong with the imports of images of the native subsystem.
COFF_API void coff_hardening_honoured(const struct coff_file *f, bool honoured[COFF_HARDENINGS]);
COFF_API const char *coff_hardening_name(enum coff_hardening); // "high entropy"
COFF_API const char *coff_hardening_key(enum coff_hardening);  // "high_entropy", for programs

#ifdef __cplusplus
}
#endif
#endif
