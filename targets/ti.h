// What all targets of Texas Instruments' tools state alike.
//
// Skip it unless you port a TI flavour. A target names one of TI_VERSION0, TI_VERSION1 and TI_VERSION2,
// its byte orders, machines and relocations, and states the rest itself.
#ifndef TARGETS_TI_H
#define TARGETS_TI_H
#include "coff/format-ti.h"
#include "targets/howto.h"

// s_flags has 16 bits before version 2.
#define TI_SCN_KNOWN_16 0xffffu
#define TI_SCN_KNOWN_32 0xfffffu

// clang-format off
#define TI_MACHINES(table) .machines = (table), .nmachines = COFF_COUNT(table)
#define TI_HOWTOS(table) .howtos = (table), .nhowtos = COFF_COUNT(table)

// Fields hold the value of their symbol, and the symbol index -1 stands for the section itself: a
// reference inside a section that moves with it.
#define TI_COMMON \
  .family = COFF_FAMILY_TI, \
  .kinds = COFF_KIND_OBJECT | COFF_KIND_IMAGE, \
  .container = COFF_AT_START, \
  .image_flags = F_EXEC, \
  .leading_char = '_', \
  .symbol_in_field = true, \
  .max_sections = 0x7fff, \
  .link = &coff_link_plain, \
  .align = {STYP_TI_ALIGN, 8, 0}, \
  .file_flags = &coff_file_flags_ti, \
  .section_flags = &coff_section_flags_ti, \
  .classes = &coff_classes_ti, \
  .types = &coff_types_sysv

#define TI_VERSION0 TI_COMMON, .records = &coff_records_ti0, .scn_flags_known = TI_SCN_KNOWN_16
#define TI_VERSION1 TI_COMMON, .records = &coff_records_ti1, .scn_flags_known = TI_SCN_KNOWN_16
#define TI_VERSION2 TI_COMMON, .records = &coff_records_ti2, .scn_flags_known = TI_SCN_KNOWN_32, \
  .name_scheme = COFF_NAME_ZEROES, .long_names = COFF_LONG_NAMES_ON
// The GNU tools read no such names, so what they know is written without.
#define TI_VERSION2_GNU TI_COMMON, .records = &coff_records_ti2, .scn_flags_known = TI_SCN_KNOWN_32, \
  .name_scheme = COFF_NAME_ZEROES, .long_names = COFF_LONG_NAMES_READ

// Types that most processors have, by number: 0 to 6, and 0xf to 0x14.
#define TI_DIRECT \
  {0x00, "R_ABS", NOTHING, FIELD, 0, 0, 0, 0, 0, ANY, NO_A, R_NONE, 0, 0}, \
  {0x01, "R_DIR16", S, FIELD, 2, 16, 0, 0, 0, ANY, IN_FIELD, R_NONE, 0, 0xffff}, \
  {0x02, "R_REL16", S_PC_DISP, FIELD, 2, 16, 0, 0, 0, ANY, IN_FIELD, R_NONE, 0, 0xffff}, \
  {0x04, "R_DIR24", S, FIELD, 4, 24, 0, 0, 0, ANY, IN_FIELD, R_NONE, 0, 0xffffff}, \
  {0x05, "R_REL24", S, FIELD, 4, 24, 0, 0, 0, ANY, IN_FIELD, R_24, 0, 0xffffff}, \
  {0x06, "R_DIR32", S, FIELD, 4, 32, 0, 0, 0, ANY, IN_FIELD, R_NONE, 0, 0xffffffff}
#define TI_RELATIVE \
  {0x0f, "R_RELBYTE", S, FIELD, 1, 8, 0, 0, 0, ANY, IN_FIELD, R_8, 0, 0xff}, \
  {0x10, "R_RELWORD", S, FIELD, 2, 16, 0, 0, 0, ANY, IN_FIELD, R_16, 0, 0xffff}, \
  {0x11, "R_RELLONG", S, FIELD, 4, 32, 0, 0, 0, ANY, IN_FIELD, R_32, 0, 0xffffffff}, \
  {0x12, "R_PCRBYTE", S_PC_DISP, FIELD, 1, 8, 0, 0, 0, ANY, IN_FIELD, R_8_PC, 0, 0xff}, \
  {0x13, "R_PCRWORD", S_PC_DISP, FIELD, 2, 16, 0, 0, 0, ANY, IN_FIELD, R_16_PC, 0, 0xffff}, \
  {0x14, "R_PCRLONG", S_PC_DISP, FIELD, 4, 32, 0, 0, 0, ANY, IN_FIELD, R_32_PC, 0, 0xffffffff}

// The end of every table of TI's own tools. Expressions: types for all processors, which say where they
// store in the record itself. RM_* mark ranges, and what they refer to is kept.
#define TI_EXPRESSION(type, name, calc) \
  {type, name, calc, FIELD, 0, 0, 0, 0, 0, ANY, NO_A, R_NONE, 0, 0}
#define TI_EXPRESSIONS \
  TI_EXPRESSION(0x4000, "RE_ADD", COFF_CALC_EXPR_ADD), \
  TI_EXPRESSION(0x4001, "RE_SUB", COFF_CALC_EXPR_SUB), \
  TI_EXPRESSION(0x4002, "RE_NEG", COFF_CALC_EXPR_NEG), \
  TI_EXPRESSION(0x4003, "RE_MPY", COFF_CALC_EXPR_MPY), \
  TI_EXPRESSION(0x4004, "RE_DIV", COFF_CALC_EXPR_DIV), \
  TI_EXPRESSION(0x4005, "RE_MOD", COFF_CALC_EXPR_MOD), \
  TI_EXPRESSION(0x4006, "RE_SR", COFF_CALC_EXPR_SR), \
  TI_EXPRESSION(0x4007, "RE_ASR", COFF_CALC_EXPR_ASR), \
  TI_EXPRESSION(0x4008, "RE_SL", COFF_CALC_EXPR_SL), \
  TI_EXPRESSION(0x4009, "RE_AND", COFF_CALC_EXPR_AND), \
  TI_EXPRESSION(0x400a, "RE_OR", COFF_CALC_EXPR_OR), \
  TI_EXPRESSION(0x400b, "RE_XOR", COFF_CALC_EXPR_XOR), \
  TI_EXPRESSION(0x400c, "RE_NOTB", COFF_CALC_EXPR_NOT), \
  TI_EXPRESSION(0x400d, "RE_ULDFLD", COFF_CALC_EXPR_LOAD), \
  TI_EXPRESSION(0x400e, "RE_SLDFLD", COFF_CALC_EXPR_LOAD_SIGNED), \
  TI_EXPRESSION(0x400f, "RE_USTFLD", COFF_CALC_EXPR_STORE_UNSIGNED), \
  TI_EXPRESSION(0x4010, "RE_SSTFLD", COFF_CALC_EXPR_STORE_SIGNED), \
  TI_EXPRESSION(0x4011, "RE_PUSH", COFF_CALC_EXPR_PUSH), \
  TI_EXPRESSION(0x4012, "RE_PUSHSK", COFF_CALC_EXPR_PUSH_SIGNED), \
  TI_EXPRESSION(0x4013, "RE_PUSHUK", COFF_CALC_EXPR_PUSH_NUMBER), \
  TI_EXPRESSION(0x4014, "RE_PUSHPC", COFF_CALC_EXPR_PUSH_PC), \
  TI_EXPRESSION(0x4015, "RE_DUP", COFF_CALC_EXPR_DUP), \
  TI_EXPRESSION(0x4016, "RE_XSTFLD", COFF_CALC_EXPR_STORE), \
  TI_EXPRESSION(0x5000, "RM_RANGE", NOTHING), \
  TI_EXPRESSION(0x5001, "RM_OBJ", NOTHING), \
  TI_EXPRESSION(0x5002, "RM_DWARF_LENGTH", NOTHING), \
  TI_EXPRESSION(0xc011, "RE_PUSHSV", COFF_CALC_EXPR_PUSH_BASED)
// RE_PUSH, RM_OBJ and RE_PUSHSV have symbols.
static const uint16_t ti_stack_symbols[] = {0x4011, 0x5001, 0xc011, 0};
#define TI_EXPRESSION_TYPES .stack_types = 0x4000, .stack_symbols = ti_stack_symbols

#define TI_LITTLE .order = COFF_LITTLE, .data_order = COFF_LITTLE
#define TI_BIG .order = COFF_BIG, .data_order = COFF_BIG
// Tools on big-endian hosts write headers as the host has them, and the processor's order in data.
#define TI_BIG_HEADERS .order = COFF_BIG, .data_order = COFF_LITTLE
#define TI_BIG_DATA .order = COFF_LITTLE, .data_order = COFF_BIG
// clang-format on
#endif
