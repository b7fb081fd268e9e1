// What images are like by default: addresses, alignments, fields of optional headers.
//
// Skip it unless an image that is made from nothing is not loaded.
#include "coff/target.h"

// Windows: addresses and sizes are what Microsoft's linker takes without options ("/BASE", "/ALIGN",
// "/STACK" and "/HEAP" in its documentation); versions are those of Windows Vista, from which on
// everything that loads an image of a processor still in use takes them.
static const struct coff_aout_setting settings_pe[] = {
    {COFF_AOUT_OS_MAJOR, 6},
    {COFF_AOUT_SUBSYSTEM_MAJOR, 6},
    {COFF_AOUT_STACK_RESERVE, 0x100000},
    {COFF_AOUT_STACK_COMMIT, 0x1000},
    {COFF_AOUT_HEAP_RESERVE, 0x100000},
    {COFF_AOUT_HEAP_COMMIT, 0x1000},
};

const struct coff_link_defaults coff_link_pe = {
    .image_base = 0x400000,
    .dll_base = 0x10000000,
    .high_image_base = 0x140000000,
    .high_dll_base = 0x180000000,
    .section_alignment = 0x1000,
    .file_alignment = 0x200,
    .settings = settings_pe,
    .nsettings = COFF_COUNT(settings_pe),
};
