// Thread-local storage of an image: the template and the callbacks.
//
// Skip it unless you read those.
#ifndef COFF_TLS_H
#define COFF_TLS_H
#include "coff/image.h"

#ifdef __cplusplus
extern "C" {
#endif

// PE and COFF specification, "The .tls Section". Addresses have the image base in them
// (coff_rva_of_address takes it off).
struct coff_tls {
  const struct coff_file *file;
  struct coff_view bytes;   // the directory
  uint64_t start, end;      // addresses of the template: what each thread's copy begins with
  uint64_t index;           // address of the variable that the loader puts the slot's number in
  uint64_t callbacks;       // address of the list of functions; 0: none
  uint32_t zero_fill;       // bytes of zeroes behind the template
  uint32_t characteristics; // the alignment, as section headers have it
  struct coff_view data;    // the template's bytes in the file; fewer where memory is zeroes
};

// False, without a report, if the image has no such directory; false, after one, if it is cut off. A
// template that leads astray is reported; DATA is then what is there of it.
COFF_API bool coff_tls_open(const struct coff_file *, struct coff_tls *);
// Bytes that the characteristics ask the template to be aligned to; 0 if they do not say.
COFF_API uint32_t coff_tls_alignment(const struct coff_tls *);

// The functions that are called when threads begin and end. A zero ends the list.
struct coff_tls_callbacks {
  const struct coff_file *file;
  struct coff_view rest;
  uint64_t address; // of what is next
  bool ended;
};
struct coff_tls_callback {
  uint64_t offset;   // of the entry, in the file
  uint64_t function; // its address, the image base included
};
// A list that is not in the file is reported, and is then empty.
COFF_API struct coff_tls_callbacks coff_tls_callbacks(const struct coff_tls *);
// False behind the last. A list that no zero ends is reported there.
COFF_API bool coff_tls_callback_next(struct coff_tls_callbacks *, struct coff_tls_callback *);

#ifdef __cplusplus
}
#endif
#endif
