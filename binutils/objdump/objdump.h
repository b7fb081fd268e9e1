// coff-objdump: what files hold, in the text of GNU objdump.
//
// Skip it unless you change what it shows.
#ifndef OBJDUMP_H
#define OBJDUMP_H
#include "coff/symbols.h"
#include "coffdump/coffdump.h"
#include "tool/gnu.h"
#include "tool/names.h"
#include "tool/tool.h"

enum objdump_show {
  SHOW_MEMBER = 0x1,          // -a
  SHOW_FILE_HEADER = 0x2,     // -f
  SHOW_PRIVATE = 0x4,         // -p
  SHOW_SECTIONS = 0x8,        // -h
  SHOW_SYMBOLS = 0x10,        // -t
  SHOW_DYNAMIC = 0x20,        // -T
  SHOW_RELOCS = 0x40,         // -r
  SHOW_DYNAMIC_RELOCS = 0x80, // -R
  SHOW_CONTENTS = 0x100,      // -s
  SHOW_DISASSEMBLY = 0x200,   // -d
  SHOW_ALL_CODE = 0x400,      // -D
  SHOW_SOURCE = 0x800,        // -S
  SHOW_STABS = 0x1000,        // -G
  SHOW_INFO = 0x2000          // -i
};

struct objdump {
  unsigned show; // enum objdump_show
  const char *target, *machine;
  const char **sections; // -j; none: all
  bool *found;           // ... which of them some file had
  size_t nsections;
  uint64_t start, stop; // addresses
  bool has_start, has_stop;
  uint64_t adjust; // added to the addresses of sections
  bool wide, zeroes, lines, file_offsets, demangle, prefix_addresses, no_addresses, all_symbols;
  int raw;                   // the bytes of instructions: 1 shown, -1 not shown, 0 not said
  unsigned insn_width;       // bytes a line; 0: as many as suit the processor
  const char *disassemble;   // --disassemble=SYMBOL, or NULL
  const char *modes;         // -M, or NULL
  const char *private_parts; // -P, or NULL
  const char *source_comment, *prefix; // or NULL
  uint64_t prefix_strip;
  const char **include; // -I
  size_t ninclude;
  struct tool_names names;
  int first; // argument that is a file
};

// One file in hand.
struct dump {
  const struct objdump *opt;
  struct tool *tool;
  struct out *out;
  const struct tool_item *item;
  const struct coff_file *file;
  const struct coff_target *target;
  bool image;
  int digits; // of an address
};

// ---- Common ground ----------------------------------------------------------------------------

// An address, padded with zeroes to the width of the file's.
void dump_address(const struct dump *d, uint64_t address);
// A name of the file as it is.
void dump_bytes(const struct dump *d, struct coff_str name);
// ... demangled if that was asked for.
void dump_name(const struct dump *d, struct coff_str name);
// Whether -j names the section; all if there is no -j.
bool dump_wants(const struct dump *d, const struct coff_section *s);
// Its address, as --adjust-vma says.
uint64_t dump_section_address(const struct dump *d, const struct coff_section *s);
// The part of contents of SIZE bytes from ADDRESS on that --start-address and --stop-address leave;
// offsets in bytes. False if nothing.
bool dump_range(const struct dump *d, const struct coff_section *s, uint64_t size, uint64_t *from,
                uint64_t *to);
// The alignment that they take a section to have, as a power of 2.
unsigned gnu_align_power(const struct coff_file *, const struct coff_section *);
// What GNU adds to the symbol of a relocation of section S.
int64_t gnu_addend(const struct dump *, const struct coff_section *s, const struct coff_reloc *,
                   const struct coff_howto *);
// The processor that -m names, or that of the file.
enum coff_arch dump_architecture(const struct dump *);
// Whether they show addends of relocations in fields as 0.
bool gnu_has_no_addends(const struct coff_target *);
// The same of a relocation of ECOFF.
int64_t gnu_ecoff_addend(const struct dump *, const struct coff_section *s,
                         const struct coff_reloc *, const struct coff_howto *);
// Whether they show what relocations hold that change nothing.
bool gnu_has_mark_addends(const struct coff_target *);
// Whether they take the size of a common symbol out of fields that do not hold it.
bool gnu_has_common_addends(const struct coff_target *);
// Whether a relocation without a symbol is shown with its section.
bool gnu_is_of_section(const struct coff_target *, const struct coff_reloc *);
// What GNU's tools call the processor, and a relocation's type.
const char *gnu_machine_name(const struct coff_machine *);
const char *gnu_reloc_name(const struct coff_target *, const struct coff_howto *,
                           const struct coff_reloc *, char buf[64]);

// All that was asked for of a file that has been opened.
void dump_file(const struct objdump *, struct tool *, const struct tool_item *);

// Flavours and processors, for -i. The exit status.
int dump_info(void);

// ---- Parts ------------------------------------------------------------------------------------

void dump_file_header(const struct dump *);
void dump_member_header(const struct dump *);
void dump_private(const struct dump *);
void dump_sections(const struct dump *);
void dump_symbols(const struct dump *);
void dump_ecoff_symbol(const struct dump *, const struct coff_symbol *);
void dump_relocs(const struct dump *);
void dump_contents(const struct dump *);
void dump_dynamic(const struct dump *);
void dump_dynamic_relocs(const struct dump *);
void dump_stabs(const struct dump *);
void dump_disassembly(const struct dump *);
#endif
