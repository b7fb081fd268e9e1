// What targets of the System V family state alike.
//
// Skip it unless you port such a flavour. A target names SYSV_TARGET, a byte order, its machines and
// its relocations; SYSV_NAMES if its numbers have the meaning that AT&T gave them; and states the
// rest itself.
#ifndef TARGETS_SYSV_H
#define TARGETS_SYSV_H
#include "coff/format-sysv.h"
#include "coff/target.h"

// clang-format off
#define SYSV_MACHINES(table) .machines = (table), .nmachines = COFF_COUNT(table)
#define SYSV_HOWTOS(table) .howtos = (table), .nhowtos = COFF_COUNT(table)

#define SYSV_LITTLE .order = COFF_LITTLE, .data_order = COFF_LITTLE
#define SYSV_BIG .order = COFF_BIG, .data_order = COFF_BIG

#define SYSV_TARGET \
  .family = COFF_FAMILY_SYSV, \
  .kinds = COFF_KIND_OBJECT | COFF_KIND_IMAGE, \
  .container = COFF_AT_START, \
  .image_flags = F_EXEC, \
  .max_sections = 0x7fff, \
  .special_sections = &coff_special_sections_sysv

#define SYSV_NAMES \
  .scn_flags_known = 0x0000ffff, \
  .file_flags = &coff_file_flags_sysv, \
  .section_flags = &coff_section_flags_sysv, \
  .classes = &coff_classes_sysv, \
  .types = &coff_types_sysv

// Rows of a table of file flags, for flavours that have bits of their own: a machine, say. The first four
// are all that some have in common with the rest.
#define SYSV_FILE_FLAGS_TO_8 \
  {F_RELFLG, F_RELFLG, "F_RELFLG", COFF_FILE_NO_RELOCS}, \
  {F_EXEC,   F_EXEC,   "F_EXEC",   COFF_FILE_EXECUTABLE}, \
  {F_LNNO,   F_LNNO,   "F_LNNO",   COFF_FILE_NO_LINES}, \
  {F_LSYMS,  F_LSYMS,  "F_LSYMS",  COFF_FILE_NO_LOCALS}
#define SYSV_FILE_FLAGS \
  SYSV_FILE_FLAGS_TO_8, \
  {F_MINMAL, F_MINMAL, "F_MINMAL", 0}, \
  {F_UPDATE, F_UPDATE, "F_UPDATE", 0}, \
  {F_SWABD,  F_SWABD,  "F_SWABD",  0}, \
  {F_AR16WR, F_AR16WR, "F_AR16WR", 0}, \
  {F_AR32WR, F_AR32WR, "F_AR32WR", COFF_FILE_32BIT}, \
  {F_AR32W,  F_AR32W,  "F_AR32W",  0}, \
  {F_PATCH,  F_PATCH,  "F_PATCH",  0}

// Rows of a table of storage classes, for flavours that number some of them otherwise.
#define SYSV_CLASSES_TO_18 \
  {C_NULL,     COFF_CLASS_NULL,     "C_NULL"}, \
  {C_AUTO,     COFF_CLASS_DEBUG,    "C_AUTO"}, \
  {C_EXT,      COFF_CLASS_EXTERNAL, "C_EXT"}, \
  {C_STAT,     COFF_CLASS_STATIC,   "C_STAT"}, \
  {C_REG,      COFF_CLASS_DEBUG,    "C_REG"}, \
  {C_EXTDEF,   COFF_CLASS_EXTERNAL, "C_EXTDEF"}, \
  {C_LABEL,    COFF_CLASS_LABEL,    "C_LABEL"}, \
  {C_ULABEL,   COFF_CLASS_LABEL,    "C_ULABEL"}, \
  {C_MOS,      COFF_CLASS_DEBUG,    "C_MOS"}, \
  {C_ARG,      COFF_CLASS_DEBUG,    "C_ARG"}, \
  {C_STRTAG,   COFF_CLASS_DEBUG,    "C_STRTAG"}, \
  {C_MOU,      COFF_CLASS_DEBUG,    "C_MOU"}, \
  {C_UNTAG,    COFF_CLASS_DEBUG,    "C_UNTAG"}, \
  {C_TPDEF,    COFF_CLASS_DEBUG,    "C_TPDEF"}, \
  {C_USTATIC,  COFF_CLASS_STATIC,   "C_USTATIC"}, \
  {C_ENTAG,    COFF_CLASS_DEBUG,    "C_ENTAG"}, \
  {C_MOE,      COFF_CLASS_DEBUG,    "C_MOE"}, \
  {C_REGPARM,  COFF_CLASS_DEBUG,    "C_REGPARM"}, \
  {C_FIELD,    COFF_CLASS_DEBUG,    "C_FIELD"}
#define SYSV_CLASSES_19_AND_20 \
  {C_AUTOARG,  COFF_CLASS_DEBUG,    "C_AUTOARG"}, \
  {C_LASTENT,  COFF_CLASS_OTHER,    "C_LASTENT"}
#define SYSV_CLASSES_100_TO_106 \
  {C_BLOCK,    COFF_CLASS_SCOPE,    "C_BLOCK"}, \
  {C_FCN,      COFF_CLASS_SCOPE,    "C_FCN"}, \
  {C_EOS,      COFF_CLASS_DEBUG,    "C_EOS"}, \
  {C_FILE,     COFF_CLASS_FILE,     "C_FILE"}, \
  {C_LINE,     COFF_CLASS_OTHER,    "C_LINE"}, \
  {C_ALIAS,    COFF_CLASS_OTHER,    "C_ALIAS"}, \
  {C_HIDDEN,   COFF_CLASS_OTHER,    "C_HIDDEN"}
#define SYSV_CLASS_127 {C_WEAKEXT, COFF_CLASS_WEAK,  "C_WEAKEXT"}
#define SYSV_CLASS_255 {C_EFCN,    COFF_CLASS_SCOPE, "C_EFCN"}
#define SYSV_CLASSES_FROM_100 SYSV_CLASSES_100_TO_106, SYSV_CLASS_127, SYSV_CLASS_255

// Only the magic number is known; all else is what the ports to other processors have in common.
#define SYSV_ASSUMED .assumed = true, .priority = COFF_PRIORITY_ASSUMED
// clang-format on
#endif
