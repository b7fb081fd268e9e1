// What all PE targets state alike.
//
// Skip it unless you port a PE flavour.
#ifndef TARGETS_PE_H
#define TARGETS_PE_H
#include "coff/format-pe.h"

// Every bit that section 4.1 of the specification names.
#define PE_SCN_KNOWN 0xfffedbe9u
// Alignment and memory attributes: System V objects have none of them. IMAGE_SCN_LNK_NRELOC_OVFL is
// left out, for DJGPP has it too.
#define PE_SCN_TYPICAL 0xfef00000u
// Section numbers end where the negative ones begin (section 5.4.2).
#define PE_MAX_SECTIONS     0xfeff
#define BIGOBJ_MAX_SECTIONS 0x7fffffff
#define BIGOBJ_VERSION      2
#endif
