// Default layouts of images without a loader of Windows: DJGPP's, two embedded processors', and a plain one.
//
// Skip it unless a section of such an image lies in the wrong place.
#include "coff/target.h"

// clang-format off
#define REGION(name, at, units) {.what = COFF_LAYOUT_REGION, .text = (name), .value = (at), .flags = (units)}
#define SECTION(name, how_) {.what = COFF_LAYOUT_SECTION, .text = (name), .how = (how_)}
#define INPUT(name, how_) {.what = COFF_LAYOUT_INPUT, .text = (name), .how = (how_)}
#define SYMBOL(name) {.what = COFF_LAYOUT_SYMBOL, .text = (name)}
#define PROVIDE(name) {.what = COFF_LAYOUT_SYMBOL, .text = (name), .how = COFF_LAYOUT_PROVIDE}
#define ALIGN(n) {.what = COFF_LAYOUT_ALIGN, .value = (n)}
#define ZERO_WORD {.what = COFF_LAYOUT_WORDS, .count = 1, .width = 4}
#define DISCARD(name) {.what = COFF_LAYOUT_DISCARD, .text = (name)}
#define DEBUG_SECTION(name) SECTION(name, COFF_LAYOUT_UNLOADED), INPUT(name, 0)
#define KEEP COFF_LAYOUT_KEEP
#define BY_NAME COFF_LAYOUT_BY_NAME

// ---- DJGPP ------------------------------------------------------------------------------------

// What its start-up code and GNU ld's script for it ("i386go32") agree on: code behind the headers, which a page
// that stays empty lies in front of; lists of constructors and destructors in .data; sections that end at
// multiples of 512 bytes.
static const struct coff_layout layout_go32[] = {
  {.what = COFF_LAYOUT_REGION, .text = "memory", .value = 0x1000, .how = COFF_LAYOUT_HEADERS},
  SECTION(".text", KEEP),
  INPUT(".text", 0),
  INPUT(".text.*", 0),
  INPUT(".gnu.linkonce.t*", 0),
  INPUT(".const*", COFF_LAYOUT_PART),
  INPUT(".ro*", COFF_LAYOUT_PART),
  INPUT(".gnu.linkonce.r*", 0),
  SYMBOL("etext"),
  PROVIDE("_etext"),
  ALIGN(0x200),
  SECTION(".data", KEEP),
  SYMBOL("djgpp_first_ctor"),
  INPUT(".ctors.*", KEEP | BY_NAME),
  INPUT(".ctor", KEEP),
  INPUT(".ctors", KEEP),
  SYMBOL("djgpp_last_ctor"),
  SYMBOL("djgpp_first_dtor"),
  INPUT(".dtors.*", KEEP | BY_NAME),
  INPUT(".dtor", KEEP),
  INPUT(".dtors", KEEP),
  SYMBOL("djgpp_last_dtor"),
  SYMBOL("__environ"),
  PROVIDE("_environ"),
  ZERO_WORD,
  INPUT(".data", 0),
  INPUT(".data.*", 0),
  INPUT(".bss.*", 0),
  INPUT(".gcc_exc*", COFF_LAYOUT_PART),
  SYMBOL("___EH_FRAME_BEGIN__"),
  INPUT(".eh_fram*", COFF_LAYOUT_PART | COFF_LAYOUT_DESCRIBES),
  SYMBOL("___EH_FRAME_END__"),
  ZERO_WORD,
  INPUT(".gnu.linkonce.d*", 0),
  SYMBOL("edata"),
  PROVIDE("_edata"),
  ALIGN(0x200),
  SECTION(".bss", KEEP),
  INPUT(".bss", 0),
  INPUT(".gnu.linkonce.b.*", 0),
  INPUT("COMMON", 0),
  SYMBOL("end"),
  PROVIDE("_end"),
  ALIGN(0x200),
  DISCARD(".gnu.lto_*"),
  DEBUG_SECTION(".stab"),
  DEBUG_SECTION(".stabstr"),
  DEBUG_SECTION(".debug"),
  DEBUG_SECTION(".line"),
  DEBUG_SECTION(".debug_srcinfo"),
  DEBUG_SECTION(".debug_sfnames"),
  DEBUG_SECTION(".debug_aranges"),
  DEBUG_SECTION(".debug_pubnames"),
  DEBUG_SECTION(".debug_info"),
  INPUT(".gnu.linkonce.wi.*", 0),
  DEBUG_SECTION(".debug_abbrev"),
  DEBUG_SECTION(".debug_line"),
  INPUT(".debug_line.*", 0),
  INPUT(".debug_line_end", 0),
  DEBUG_SECTION(".debug_frame"),
  DEBUG_SECTION(".debug_str"),
  DEBUG_SECTION(".debug_loc"),
  DEBUG_SECTION(".debug_macinfo"),
  DEBUG_SECTION(".debug_weaknames"),
  DEBUG_SECTION(".debug_funcnames"),
  DEBUG_SECTION(".debug_typenames"),
  DEBUG_SECTION(".debug_varnames"),
  DEBUG_SECTION(".debug_pubtypes"),
  DEBUG_SECTION(".debug_ranges"),
  DEBUG_SECTION(".debug_macro"),
  DEBUG_SECTION(".debug_addr"),
  {.what = COFF_LAYOUT_ORPHANS},
  {.what = COFF_LAYOUT_DEBUG},
};

static const struct coff_section_power powers_go32[] = {
  {".text", 4},
  {".data", 4},
  {".debug*", 0},
  {".gnu.linkonce.wi*", 0},
  {NULL, 0},
};

// ---- H8/300 -----------------------------------------------------------------------------------

// Regions are those of GNU ld's script "h8300".
static const struct coff_layout layout_h8300[] = {
  REGION("vectors", 0, 0xc4),
  {.what = COFF_LAYOUT_SECTION, .text = ".vectors", .how = KEEP, .flags = 0x8020},
  INPUT(".vectors", KEEP),
  REGION("ram", 0x100, 0xfdfc),
  SECTION(".init", 0),
  INPUT(".init", KEEP),
  SECTION(".text", KEEP),
  INPUT(".rodata", 0),
  INPUT(".text", 0),
  INPUT(".text.*", 0),
  INPUT(".strings", 0),
  SYMBOL("_etext"),
  SECTION(".tors", KEEP),
  SYMBOL("___ctors"),
  INPUT(".ctors", KEEP),
  SYMBOL("___ctors_end"),
  SYMBOL("___dtors"),
  INPUT(".dtors", KEEP),
  SYMBOL("___dtors_end"),
  SECTION(".data", KEEP),
  INPUT(".data", 0),
  INPUT(".data.*", 0),
  INPUT(".tiny", 0),
  SYMBOL("_edata"),
  {.what = COFF_LAYOUT_ORPHANS},
  SECTION(".bss", KEEP),
  SYMBOL("_bss_start"),
  INPUT(".bss", 0),
  INPUT("COMMON", 0),
  SYMBOL("_end"),
  REGION("topram", 0xfefc, 4),
  SECTION(".stack", KEEP),
  SYMBOL("_stack"),
  INPUT(".stack", KEEP),
  REGION("eight", 0xff00, 0x100),
  SECTION(".eight", 0),
  INPUT(".eight", 0),
  DEBUG_SECTION(".stab"),
  DEBUG_SECTION(".stabstr"),
  {.what = COFF_LAYOUT_DEBUG},
};

// ---- Z80 --------------------------------------------------------------------------------------

static const struct coff_layout layout_z80[] = {
  REGION("memory", 0, 0),
  SECTION(".isr", 0),
  SYMBOL("__Labs"),
  INPUT(".isr", KEEP),
  INPUT("isr", KEEP),
  SYMBOL("__Habs"),
  SECTION(".text", 0),
  SYMBOL("__Ltext"),
  INPUT(".text", 0),
  INPUT("text", 0),
  SYMBOL("__Htext"),
  SECTION(".data", 0),
  SYMBOL("__Ldata"),
  INPUT(".data", 0),
  INPUT("data", 0),
  SYMBOL("__Hdata"),
  SECTION(".bss", 0),
  SYMBOL("__Lbss"),
  INPUT(".bss", 0),
  INPUT("bss", 0),
  SYMBOL("__Hbss"),
  INPUT("COMMON", 0),
  {.what = COFF_LAYOUT_ORPHANS},
  {.what = COFF_LAYOUT_DEBUG},
};

// ---- All others -------------------------------------------------------------------------------

static const struct coff_layout layout_plain[] = {
  REGION("memory", 0, 0),
  SECTION(".text", 0),
  INPUT(".init", KEEP),
  INPUT(".text", 0),
  INPUT(".text.*", 0),
  INPUT(".fini", KEEP),
  PROVIDE("etext"),
  PROVIDE("_etext"),
  SECTION(".data", 0),
  INPUT(".data", 0),
  INPUT(".data.*", 0),
  PROVIDE("edata"),
  PROVIDE("_edata"),
  {.what = COFF_LAYOUT_ORPHANS},
  SECTION(".bss", 0),
  INPUT(".bss", 0),
  INPUT(".bss.*", 0),
  INPUT("COMMON", 0),
  PROVIDE("end"),
  PROVIDE("_end"),
  {.what = COFF_LAYOUT_DEBUG},
};
// clang-format on

enum { PAGE = 0x1000, PAGED = 0x10b };

// The magic number of an optional header whose image is read page by page (System V: ZMAGIC).
static const struct coff_aout_setting paged[] = {{COFF_AOUT_MAGIC, PAGED}};

#define LAYOUT(table)   .layout = (table), .nlayout = COFF_COUNT(table)
#define SETTINGS(table) .settings = (table), .nsettings = COFF_COUNT(table)

const struct coff_link_defaults
    coff_link_go32 =
        {
            LAYOUT(layout_go32),       SETTINGS(paged),       .section_alignment = PAGE,
            .plain_entry = "start",    .powers = powers_go32, .common_power = 2,
            .code_fill = {0x66, 0x90}, // a nop of two bytes, and one of one
};

const struct coff_link_defaults coff_link_h8300 = {
    LAYOUT(layout_h8300),
    .plain_entry = "_start",
    .file_flags = 0x200, // F_AR32W
    .common_power = 4,
};

const struct coff_link_defaults coff_link_z80 = {
    LAYOUT(layout_z80),
    .common_power = 4,
};

// What compilers reach by way of the global pointer.
static const char *const gp_sections[] = {".lita", ".lit8", ".lit4", ".sdata", ".sbss", NULL};

const struct coff_link_defaults coff_link_plain = {
    LAYOUT(layout_plain), .gp_sections = gp_sections, .gp_offset = 0x8000,
    .entry = "start",     .common_power = 3,
};
