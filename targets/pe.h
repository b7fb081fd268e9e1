// What all PE targets state alike.
//
// Skip it unless you port a PE flavour. A target names one of PE_OBJECT, PE_BIGOBJ and PE_IMAGE, the
// byte order, its machines and its relocations, and states the rest itself.
#ifndef TARGETS_PE_H
#define TARGETS_PE_H
#include "coff/format-pe.h"
#include "coff/target.h"

// Every bit that section 4.1 of the specification names.
#define PE_SCN_KNOWN 0xfffedbe9u
// Alignment and memory attributes: System V objects have none of them. IMAGE_SCN_LNK_NRELOC_OVFL is
// left out, for DJGPP has it too.
#define PE_SCN_TYPICAL 0xfef00000u
// Section numbers end where the negative ones begin (section 5.4.2).
#define PE_MAX_SECTIONS     0xfeff
#define BIGOBJ_MAX_SECTIONS 0x7fffffff
#define BIGOBJ_VERSION      2

// Subsystems that are flavours of their own for the GNU tools.
enum { EFI_APPLICATION = 10, EFI_BOOT_DRIVER = 11, EFI_RUNTIME_DRIVER = 12 };

// clang-format off
#define PE_MACHINES(table) .machines = (table), .nmachines = COFF_COUNT(table)
#define PE_HOWTOS(table) .howtos = (table), .nhowtos = COFF_COUNT(table)

#define PE_LITTLE .order = COFF_LITTLE, .data_order = COFF_LITTLE
#define PE_BIG .order = COFF_BIG, .data_order = COFF_BIG
// Big-endian processors under Microsoft's tools: headers, symbols and relocations stay as they are.
#define PE_BIG_DATA .order = COFF_LITTLE, .data_order = COFF_BIG

// Known from the specification and the Windows SDK; no file has been seen.
#define PE_ASSUMED .assumed = true, .priority = COFF_PRIORITY_ASSUMED

// An image of the machine with this subsystem: files are taken for the plain one, as in objdump.
#define PE_EFI(number) .priority = 10, .twin = true, .subsystem = (number)

#define PE_COMMON \
  .family = COFF_FAMILY_PE, \
  .scn_flags_known = PE_SCN_KNOWN, \
  .scn_flags_typical = PE_SCN_TYPICAL, \
  .name_scheme = COFF_NAME_SLASH, \
  .long_filenames = true, \
  .section_relative = true, \
  .section_flags = &coff_section_flags_pe, \
  .classes = &coff_classes_pe, \
  .types = &coff_types_sysv, \
  .special_sections = &coff_special_sections_pe, \
  .special_symbols = &coff_special_symbols_pe

#define PE_OBJECT \
  PE_COMMON, \
  .kinds = COFF_KIND_OBJECT, \
  .container = COFF_AT_START, \
  .image_flags = IMAGE_FILE_EXECUTABLE_IMAGE, \
  .long_names = COFF_LONG_NAMES_ON, \
  .count_overflow = COFF_OVERFLOW_FIRST_ENTRY, \
  .no_addresses = true, \
  .link = &coff_link_pe, \
  .max_sections = PE_MAX_SECTIONS, \
  .align = {IMAGE_SCN_ALIGN_MASK, 20, 1}, \
  .file_flags = &coff_file_flags_pe

#define PE_BIGOBJ \
  PE_COMMON, \
  .kinds = COFF_KIND_OBJECT, \
  .container = COFF_ANONYMOUS, \
  .class_id = coff_class_id_bigobj, \
  .anon_version = BIGOBJ_VERSION, \
  .records = &coff_records_bigobj, \
  .long_names = COFF_LONG_NAMES_ON, \
  .count_overflow = COFF_OVERFLOW_FIRST_ENTRY, \
  .no_addresses = true, \
  .link = &coff_link_pe, \
  .max_sections = BIGOBJ_MAX_SECTIONS, \
  .align = {IMAGE_SCN_ALIGN_MASK, 20, 1}

#define PE_IMAGE \
  PE_COMMON, \
  .kinds = COFF_KIND_IMAGE, \
  .container = COFF_AT_LFANEW, \
  .image_flags = IMAGE_FILE_EXECUTABLE_IMAGE, \
  .long_names = COFF_LONG_NAMES_READ, \
  .line_high_in_nreloc = true, \
  .vaddr_is_rva = true, \
  .dirs = &coff_dirs_pe, \
  .virtual_size = true, \
  .position = COFF_POSITION_ALIGNED, \
  .post_link = COFF_POST_PE_CHECKSUM, \
  .link = &coff_link_pe, \
  .max_sections = PE_MAX_SECTIONS, \
  .file_flags = &coff_file_flags_pe, \
  .dll_flags = &coff_dll_flags_pe, \
  .subsystems = &coff_subsystems_pe
// clang-format on
#endif
