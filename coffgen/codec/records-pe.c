// The records of PE/COFF, objects and images alike (Microsoft PE and COFF specification, sections
// 3.3, 3.4, 4, 5.2, 5.3 and 5.4).
//
// Skip it unless you port a flavour. The MS-DOS header and the signature in front of an image are
// the recogniser's business.
#include "codec/records.h"
#include "coff/format-pe.h"
#include "coff/format-sysv.h"

// ---- Optional headers -------------------------------------------------------------------------

// clang-format off
static const struct coff_aout_item pe32_items[] = {
  // id,                          at, width, style,                  name
  {COFF_AOUT_MAGIC,                0, 2, COFF_STYLE_HEX,       "Magic"},
  {COFF_AOUT_LINKER_MAJOR,         2, 1, COFF_STYLE_DEC,       "MajorLinkerVersion"},
  {COFF_AOUT_LINKER_MINOR,         3, 1, COFF_STYLE_DEC,       "MinorLinkerVersion"},
  {COFF_AOUT_TSIZE,                4, 4, COFF_STYLE_HEX,       "SizeOfCode"},
  {COFF_AOUT_DSIZE,                8, 4, COFF_STYLE_HEX,       "SizeOfInitializedData"},
  {COFF_AOUT_BSIZE,               12, 4, COFF_STYLE_HEX,       "SizeOfUninitializedData"},
  {COFF_AOUT_ENTRY,               16, 4, COFF_STYLE_HEX,       "AddressOfEntryPoint"},
  {COFF_AOUT_TEXT_START,          20, 4, COFF_STYLE_HEX,       "BaseOfCode"},
  {COFF_AOUT_DATA_START,          24, 4, COFF_STYLE_HEX,       "BaseOfData"},
  {COFF_AOUT_IMAGE_BASE,          28, 4, COFF_STYLE_HEX,       "ImageBase"},
  {COFF_AOUT_SECTION_ALIGNMENT,   32, 4, COFF_STYLE_HEX,       "SectionAlignment"},
  {COFF_AOUT_FILE_ALIGNMENT,      36, 4, COFF_STYLE_HEX,       "FileAlignment"},
  {COFF_AOUT_OS_MAJOR,            40, 2, COFF_STYLE_DEC,       "MajorOperatingSystemVersion"},
  {COFF_AOUT_OS_MINOR,            42, 2, COFF_STYLE_DEC,       "MinorOperatingSystemVersion"},
  {COFF_AOUT_IMAGE_MAJOR,         44, 2, COFF_STYLE_DEC,       "MajorImageVersion"},
  {COFF_AOUT_IMAGE_MINOR,         46, 2, COFF_STYLE_DEC,       "MinorImageVersion"},
  {COFF_AOUT_SUBSYSTEM_MAJOR,     48, 2, COFF_STYLE_DEC,       "MajorSubsystemVersion"},
  {COFF_AOUT_SUBSYSTEM_MINOR,     50, 2, COFF_STYLE_DEC,       "MinorSubsystemVersion"},
  {COFF_AOUT_WIN32_VERSION,       52, 4, COFF_STYLE_HEX,       "Win32VersionValue"},
  {COFF_AOUT_SIZE_OF_IMAGE,       56, 4, COFF_STYLE_HEX,       "SizeOfImage"},
  {COFF_AOUT_SIZE_OF_HEADERS,     60, 4, COFF_STYLE_HEX,       "SizeOfHeaders"},
  {COFF_AOUT_CHECKSUM,            64, 4, COFF_STYLE_HEX,       "CheckSum"},
  {COFF_AOUT_SUBSYSTEM,           68, 2, COFF_STYLE_SUBSYSTEM, "Subsystem"},
  {COFF_AOUT_DLL_CHARACTERISTICS, 70, 2, COFF_STYLE_FLAGS,     "DllCharacteristics"},
  {COFF_AOUT_STACK_RESERVE,       72, 4, COFF_STYLE_HEX,       "SizeOfStackReserve"},
  {COFF_AOUT_STACK_COMMIT,        76, 4, COFF_STYLE_HEX,       "SizeOfStackCommit"},
  {COFF_AOUT_HEAP_RESERVE,        80, 4, COFF_STYLE_HEX,       "SizeOfHeapReserve"},
  {COFF_AOUT_HEAP_COMMIT,         84, 4, COFF_STYLE_HEX,       "SizeOfHeapCommit"},
  {COFF_AOUT_LOADER_FLAGS,        88, 4, COFF_STYLE_HEX,       "LoaderFlags"},
  {COFF_AOUT_NDIRS,               92, 4, COFF_STYLE_DEC,       "NumberOfRvaAndSizes"},
};
// No BaseOfData; five fields are 8 bytes wide.
static const struct coff_aout_item pe32plus_items[] = {
  {COFF_AOUT_MAGIC,                0, 2, COFF_STYLE_HEX,       "Magic"},
  {COFF_AOUT_LINKER_MAJOR,         2, 1, COFF_STYLE_DEC,       "MajorLinkerVersion"},
  {COFF_AOUT_LINKER_MINOR,         3, 1, COFF_STYLE_DEC,       "MinorLinkerVersion"},
  {COFF_AOUT_TSIZE,                4, 4, COFF_STYLE_HEX,       "SizeOfCode"},
  {COFF_AOUT_DSIZE,                8, 4, COFF_STYLE_HEX,       "SizeOfInitializedData"},
  {COFF_AOUT_BSIZE,               12, 4, COFF_STYLE_HEX,       "SizeOfUninitializedData"},
  {COFF_AOUT_ENTRY,               16, 4, COFF_STYLE_HEX,       "AddressOfEntryPoint"},
  {COFF_AOUT_TEXT_START,          20, 4, COFF_STYLE_HEX,       "BaseOfCode"},
  {COFF_AOUT_IMAGE_BASE,          24, 8, COFF_STYLE_HEX,       "ImageBase"},
  {COFF_AOUT_SECTION_ALIGNMENT,   32, 4, COFF_STYLE_HEX,       "SectionAlignment"},
  {COFF_AOUT_FILE_ALIGNMENT,      36, 4, COFF_STYLE_HEX,       "FileAlignment"},
  {COFF_AOUT_OS_MAJOR,            40, 2, COFF_STYLE_DEC,       "MajorOperatingSystemVersion"},
  {COFF_AOUT_OS_MINOR,            42, 2, COFF_STYLE_DEC,       "MinorOperatingSystemVersion"},
  {COFF_AOUT_IMAGE_MAJOR,         44, 2, COFF_STYLE_DEC,       "MajorImageVersion"},
  {COFF_AOUT_IMAGE_MINOR,         46, 2, COFF_STYLE_DEC,       "MinorImageVersion"},
  {COFF_AOUT_SUBSYSTEM_MAJOR,     48, 2, COFF_STYLE_DEC,       "MajorSubsystemVersion"},
  {COFF_AOUT_SUBSYSTEM_MINOR,     50, 2, COFF_STYLE_DEC,       "MinorSubsystemVersion"},
  {COFF_AOUT_WIN32_VERSION,       52, 4, COFF_STYLE_HEX,       "Win32VersionValue"},
  {COFF_AOUT_SIZE_OF_IMAGE,       56, 4, COFF_STYLE_HEX,       "SizeOfImage"},
  {COFF_AOUT_SIZE_OF_HEADERS,     60, 4, COFF_STYLE_HEX,       "SizeOfHeaders"},
  {COFF_AOUT_CHECKSUM,            64, 4, COFF_STYLE_HEX,       "CheckSum"},
  {COFF_AOUT_SUBSYSTEM,           68, 2, COFF_STYLE_SUBSYSTEM, "Subsystem"},
  {COFF_AOUT_DLL_CHARACTERISTICS, 70, 2, COFF_STYLE_FLAGS,     "DllCharacteristics"},
  {COFF_AOUT_STACK_RESERVE,       72, 8, COFF_STYLE_HEX,       "SizeOfStackReserve"},
  {COFF_AOUT_STACK_COMMIT,        80, 8, COFF_STYLE_HEX,       "SizeOfStackCommit"},
  {COFF_AOUT_HEAP_RESERVE,        88, 8, COFF_STYLE_HEX,       "SizeOfHeapReserve"},
  {COFF_AOUT_HEAP_COMMIT,         96, 8, COFF_STYLE_HEX,       "SizeOfHeapCommit"},
  {COFF_AOUT_LOADER_FLAGS,       104, 4, COFF_STYLE_HEX,       "LoaderFlags"},
  {COFF_AOUT_NDIRS,              108, 4, COFF_STYLE_DEC,       "NumberOfRvaAndSizes"},
};
// IMAGE_ROM_OPTIONAL_HEADER of winnt.h: images for a ROM, whose file header is the first thing in the
// file and which have no directories. Laid out as MIPS ECOFF's.
static const struct coff_aout_item rom_items[] = {
  // id,                          at, width, style,                  name
  {COFF_AOUT_MAGIC,                0, 2, COFF_STYLE_HEX,       "Magic"},
  {COFF_AOUT_LINKER_MAJOR,         2, 1, COFF_STYLE_DEC,       "MajorLinkerVersion"},
  {COFF_AOUT_LINKER_MINOR,         3, 1, COFF_STYLE_DEC,       "MinorLinkerVersion"},
  {COFF_AOUT_TSIZE,                4, 4, COFF_STYLE_HEX,       "SizeOfCode"},
  {COFF_AOUT_DSIZE,                8, 4, COFF_STYLE_HEX,       "SizeOfInitializedData"},
  {COFF_AOUT_BSIZE,               12, 4, COFF_STYLE_HEX,       "SizeOfUninitializedData"},
  {COFF_AOUT_ENTRY,               16, 4, COFF_STYLE_HEX,       "AddressOfEntryPoint"},
  {COFF_AOUT_TEXT_START,          20, 4, COFF_STYLE_HEX,       "BaseOfCode"},
  {COFF_AOUT_DATA_START,          24, 4, COFF_STYLE_HEX,       "BaseOfData"},
  {COFF_AOUT_BSS_START,           28, 4, COFF_STYLE_HEX,       "BaseOfBss"},
  {COFF_AOUT_GPRMASK,             32, 4, COFF_STYLE_HEX,       "GprMask"},
  {COFF_AOUT_CPRMASK0,            36, 4, COFF_STYLE_HEX,       "CprMask[0]"},
  {COFF_AOUT_CPRMASK1,            40, 4, COFF_STYLE_HEX,       "CprMask[1]"},
  {COFF_AOUT_CPRMASK2,            44, 4, COFF_STYLE_HEX,       "CprMask[2]"},
  {COFF_AOUT_CPRMASK3,            48, 4, COFF_STYLE_HEX,       "CprMask[3]"},
  {COFF_AOUT_GP_VALUE,            52, 4, COFF_STYLE_HEX,       "GpValue"},
};
// clang-format on

// The size counts all 16 data directories; an image may have fewer. The standard fields (section
// 3.4.1) are the least that says anything: hand-made images do stop behind them.
static const struct coff_aouthdr_layout pe32 = {
    .name = "PE32",
    .magic = 0x10b,
    .address_bits = 32,
    .size = 224,
    .min_size = 28,
    .dirs_at = 96,
    .nitems = COFF_COUNT(pe32_items),
    .items = pe32_items,
};
static const struct coff_aouthdr_layout pe32plus = {
    .name = "PE32+",
    .magic = 0x20b,
    .address_bits = 64,
    .size = 240,
    .min_size = 24,
    .dirs_at = 112,
    .nitems = COFF_COUNT(pe32plus_items),
    .items = pe32plus_items,
};
static const struct coff_aouthdr_layout rom = {
    .name = "ROM",
    .magic = 0x107,
    .size = 56,
    .min_size = 56,
    .nitems = COFF_COUNT(rom_items),
    .items = rom_items,
};
static const struct coff_aouthdr_layout *const aouthdrs[] = {&pe32, &pe32plus, &rom, NULL};
static const struct coff_aouthdr_layout *const rom_aouthdrs[] = {&rom, NULL};

// ---- Symbols ----------------------------------------------------------------------------------

// Section numbers go up to 0xfeff (section 5.4.2): there is room for more sections than in System V
// and still for the negative numbers.
const struct coff_syment_layout coff_layout_syment_pe = COFF_LAYOUT_SYMENT(COFF_PE_SCNUM_MAX);

// clang-format off
// STRX: GNU tools put a long name into the string table; Microsoft's let it run on over the next
// auxiliary entries.
static const struct coff_aux_item file_items[] = {
  // id,                      at, width, shift, name
  {COFF_AUX_STRX,              4, 4, 0, "x_offset"},
};
static const struct coff_aux_item section_items[] = {
  {COFF_AUX_SCNLEN,            0, 4, 0, "Length"},
  {COFF_AUX_NRELOC,            4, 2, 0, "NumberOfRelocations"},
  {COFF_AUX_NLINNO,            6, 2, 0, "NumberOfLinenumbers"},
  {COFF_AUX_CHECKSUM,          8, 4, 0, "CheckSum"},
  {COFF_AUX_ASSOCIATED,       12, 2, 0, "Number"},
  {COFF_AUX_SELECTION,        14, 1, 0, "Selection"},
};
static const struct coff_aux_item weak_items[] = {
  {COFF_AUX_TAGNDX,            0, 4, 0, "TagIndex"},
  {COFF_AUX_CHARACTERISTICS,   4, 4, 0, "Characteristics"},
};
static const struct coff_aux_item clr_items[] = {
  {COFF_AUX_AUXTYPE,           0, 1, 0, "bAuxType"},
  {COFF_AUX_TAGNDX,            2, 4, 0, "SymbolTableIndex"},
};
// clang-format on

static const struct coff_aux_layout aux_file = {
    .form = COFF_AUX_FILE, .nitems = COFF_COUNT(file_items), .items = file_items, .name = {0, 18}};
static const struct coff_aux_layout aux_section = {
    .form = COFF_AUX_SECTION, .nitems = COFF_COUNT(section_items), .items = section_items};
static const struct coff_aux_layout aux_weak = {
    .form = COFF_AUX_WEAK, .nitems = COFF_COUNT(weak_items), .items = weak_items};
static const struct coff_aux_layout aux_clr = {
    .form = COFF_AUX_CLR, .nitems = COFF_COUNT(clr_items), .items = clr_items};

// clang-format off
// After sections 5.5.1 to 5.5.6; then what GNU compilers take over from System V (-gcoff).
static const struct coff_aux_rule aux_rules[] = {
  // class,                       when,                 x_auxtype,        layout
  {C_FILE,                        COFF_AUX_ALWAYS,      COFF_ANY_AUXTYPE, &aux_file},
  {IMAGE_SYM_CLASS_WEAK_EXTERNAL, COFF_AUX_ALWAYS,      COFF_ANY_AUXTYPE, &aux_weak},
  {IMAGE_SYM_CLASS_SECTION,       COFF_AUX_ALWAYS,      COFF_ANY_AUXTYPE, &aux_section},
  {IMAGE_SYM_CLASS_CLR_TOKEN,     COFF_AUX_ALWAYS,      COFF_ANY_AUXTYPE, &aux_clr},
  {C_STAT,                        COFF_AUX_IF_UNTYPED,  COFF_ANY_AUXTYPE, &aux_section},
  {C_STRTAG,                      COFF_AUX_ALWAYS,      COFF_ANY_AUXTYPE, &coff_layout_aux_tag},
  {C_UNTAG,                       COFF_AUX_ALWAYS,      COFF_ANY_AUXTYPE, &coff_layout_aux_tag},
  {C_ENTAG,                       COFF_AUX_ALWAYS,      COFF_ANY_AUXTYPE, &coff_layout_aux_tag},
  {C_EOS,                         COFF_AUX_ALWAYS,      COFF_ANY_AUXTYPE, &coff_layout_aux_end},
  {C_BLOCK,                       COFF_AUX_IF_END,      COFF_ANY_AUXTYPE, &coff_layout_aux_end},
  {C_BLOCK,                       COFF_AUX_ALWAYS,      COFF_ANY_AUXTYPE, &coff_layout_aux_block},
  {C_FCN,                         COFF_AUX_IF_END,      COFF_ANY_AUXTYPE, &coff_layout_aux_end},
  {C_FCN,                         COFF_AUX_ALWAYS,      COFF_ANY_AUXTYPE, &coff_layout_aux_block},
  {COFF_ANY_CLASS,                COFF_AUX_IF_FUNCTION, COFF_ANY_AUXTYPE, &coff_layout_aux_function},
  {COFF_ANY_CLASS,                COFF_AUX_IF_ARRAY,    COFF_ANY_AUXTYPE, &coff_layout_aux_array},
  {COFF_ANY_CLASS,                COFF_AUX_ALWAYS,      COFF_ANY_AUXTYPE, &coff_layout_aux_symbol},
  {0, 0, 0, NULL},
};
// clang-format on

// ---- TE ---------------------------------------------------------------------------------------

// Platform Initialization specification, volume 1, section 15.3. One header stands for all those of
// an image; what others have in their optional header begins with its sixth byte.
static const struct coff_filehdr_layout te_header = {
    .size = 40, .sig = {0, 2}, .magic = {2, 2}, .nscns = {4, 1}, .aouthdr = {5, 35}};

// clang-format off
static const struct coff_aout_item te_items[] = {
  // id,                          at, width, style,                  name
  {COFF_AOUT_SUBSYSTEM,            0, 1, COFF_STYLE_SUBSYSTEM, "Subsystem"},
  {COFF_AOUT_STRIPPED_SIZE,        1, 2, COFF_STYLE_HEX,       "StrippedSize"},
  {COFF_AOUT_ENTRY,                3, 4, COFF_STYLE_HEX,       "AddressOfEntryPoint"},
  {COFF_AOUT_TEXT_START,           7, 4, COFF_STYLE_HEX,       "BaseOfCode"},
  {COFF_AOUT_IMAGE_BASE,          11, 8, COFF_STYLE_HEX,       "ImageBase"},
};
// clang-format on
static const struct coff_aouthdr_layout te = {.name = "TE",
                                              .size = 35,
                                              .min_size = 35,
                                              .dirs_at = 19,
                                              .ndirs = 2,
                                              .nitems = COFF_COUNT(te_items),
                                              .items = te_items};
static const struct coff_aouthdr_layout *const te_aouthdrs[] = {&te, NULL};

// Symbols and relocations are as in other images, but that no header leads to them.
const struct coff_records coff_records_te = {
    .name = "TE",
    .filehdr = &te_header,
    .aouthdrs = te_aouthdrs,
    .scnhdr = &coff_layout_scnhdr,
    .syment = &coff_layout_syment_pe,
    .reloc = &coff_layout_reloc,
    .lineno = &coff_layout_lineno,
    .aux_rules = aux_rules,
    .auxesz = 18,
    .filnmlen = 18,
    .swap = &coff_swap_generic,
};

const struct coff_records coff_records_pe = {
    .name = "PE",
    .filehdr = &coff_layout_filehdr,
    .aouthdrs = aouthdrs,
    .scnhdr = &coff_layout_scnhdr,
    .syment = &coff_layout_syment_pe,
    .reloc = &coff_layout_reloc,
    .lineno = &coff_layout_lineno,
    .aux_rules = aux_rules,
    .auxesz = 18,
    .filnmlen = 18,
    .file_aux_spans = true,
    .share_tails = true,
    .swap = &coff_swap_generic,
};

// GNU's own flavours of PE have relocations of System V's form there; r_offset is no addend, but what
// the assembler computed.
static const struct coff_reloc_layout reloc_ofs = {
    .size = 14, .vaddr = {0, 4}, .symndx = {4, 4}, .type = {8, 2}, .offset = {10, 4}};

const struct coff_records coff_records_pe_ofs = {
    .name = "PE, GNU",
    .filehdr = &coff_layout_filehdr,
    .aouthdrs = aouthdrs,
    .scnhdr = &coff_layout_scnhdr,
    .syment = &coff_layout_syment_pe,
    .reloc = &reloc_ofs,
    .lineno = &coff_layout_lineno,
    .aux_rules = aux_rules,
    .auxesz = 18,
    .filnmlen = 18,
    .file_aux_spans = true,
    .share_tails = true,
    .swap = &coff_swap_generic,
};

const struct coff_records coff_records_pe_rom = {
    .name = "PE, ROM",
    .filehdr = &coff_layout_filehdr,
    .aouthdrs = rom_aouthdrs,
    .scnhdr = &coff_layout_scnhdr,
    .syment = &coff_layout_syment_pe,
    .reloc = &coff_layout_reloc,
    .lineno = &coff_layout_lineno,
    .aux_rules = aux_rules,
    .auxesz = 18,
    .filnmlen = 18,
    .file_aux_spans = true,
    .share_tails = true,
    .swap = &coff_swap_generic,
};
