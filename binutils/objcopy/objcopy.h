// coff-objcopy and coff-strip: what their command lines ask for.
//
// Skip it unless you work on them.
#ifndef OBJCOPY_H
#define OBJCOPY_H
#include "coff/edit.h"
#include "tool/tool.h"

// ---- Lists of names (lists.c) -----------------------------------------------------------------

struct names {
  const char **all;
  uint32_t count, room;
  bool sorted;
};

// False if there is no memory.
bool names_add(struct names *, const char *name);
// The words of the file at PATH, one a line; what follows '#' is not looked at. False after a message.
bool names_read(struct names *, const char *program, const char *path, struct tool_list *texts);
// WILDCARD: names are patterns, those that begin with '!' take out what others match.
bool names_match(struct names *, struct coff_str name, bool wildcard);
// Whether NAME matches the pattern of a section.
bool name_fits(struct coff_str name, const char *pattern);

// ---- What is asked for ------------------------------------------------------------------------

enum strip { STRIP_NOTHING, STRIP_DEBUG, STRIP_UNNEEDED, STRIP_ALL, STRIP_BUT_DEBUG };
enum discard { DISCARD_NOTHING, DISCARD_LABELS, DISCARD_LOCALS };

enum symbol_list {
  SYMBOLS_STRIP,
  SYMBOLS_STRIP_UNNEEDED,
  SYMBOLS_KEEP,
  SYMBOLS_LOCAL,
  SYMBOLS_GLOBAL,
  SYMBOLS_KEEP_GLOBAL,
  SYMBOLS_WEAK,
  SYMBOL_LISTS
};

enum section_edit_kind {
  SECTION_REMOVE,
  SECTION_ONLY,
  SECTION_KEEP,
  SECTION_REMOVE_RELOCS,
  SECTION_RENAME,
  SECTION_FLAGS,
  SECTION_ALIGN,
  SECTION_ADD,
  SECTION_UPDATE,
  SECTION_DUMP,
  SECTION_VMA,
  SECTION_LMA,
  SECTION_ADDRESS
};

// "NAME=ARGUMENT" of one option.
struct section_edit {
  enum section_edit_kind kind;
  const char *name;     // pattern, or name of a new one
  const char *argument; // file, or new name
  bool has_flags;
  uint32_t means; // COFF_SEC_*
  char sign;      // '=', '+', '-'
  uint64_t value;
  bool used;
};

struct symbol_to_add {
  const char *name, *section; // SECTION NULL: absolute
  uint64_t value;
  enum coff_binding binding;
  bool is_function;
};

struct renaming {
  const char *from, *to;
};

// A number that may have been given.
struct given {
  bool is, adds;
  uint64_t value;
};

struct objcopy {
  const char *program;
  struct tool *tool;
  bool stripping; // coff-strip
  const char *input_target, *output_target, *architecture, *output;
  enum strip strip;
  enum discard discard;
  bool wildcard, weaken_all, keep_files, keep_section_symbols, preserve_dates, verbose;
  bool deterministic; // -D
  bool extract_symbol, compress, decompress, keep_certificates, fsync, map, no_warnings;
  int long_names; // -1: as the file; else whether
  struct names symbols[SYMBOL_LISTS];
  const char *prefix_symbols, *remove_prefix, *prefix_sections, *prefix_alloc, *debuglink;
  bool remove_leading_char;
  struct section_edit *sections;
  uint32_t nsections, room_sections;
  struct symbol_to_add *added;
  uint32_t nadded, room_added;
  struct renaming *renamed;
  uint32_t nrenamed, room_renamed;
  bool renamed_sorted;
  struct given start, addresses;
  struct given subsystem, subsystem_major, subsystem_minor;
  struct given image_base, file_alignment, section_alignment, stack, stack_commit, heap,
      heap_commit;
  struct given gap_fill, pad_to, srec_len, verilog_width, reverse;
  struct given interleave, byte, interleave_width;
  bool srec_s3;
  struct tool_list texts; // what names point into
};

// options.c: values of options. All false after a message.
bool add_section_edit(struct objcopy *, enum section_edit_kind, const char *argument);
bool add_renaming(struct objcopy *, const char *argument);
bool read_renamings(struct objcopy *, const char *path);
bool add_symbol_option(struct objcopy *, const char *argument);
bool set_number(struct objcopy *, struct given *, const char *option, const char *argument);
bool set_pair(struct objcopy *, struct given *first, struct given *second, const char *option,
              const char *argument);
bool set_subsystem(struct objcopy *, const char *argument);
bool set_long_names(struct objcopy *, const char *argument);
bool set_compression(struct objcopy *, const char *argument);
void objcopy_free(struct objcopy *);

// sections.c, symbols.c, image.c: the edits. False after a report.
bool edit_sections(struct objcopy *, struct coff_build *);
bool edit_strip_all(struct objcopy *, struct coff_build *); // before the others
bool edit_symbols(struct objcopy *, struct coff_build *);
bool edit_name(struct objcopy *, struct coff_build *, struct coff_str *name);
bool edit_image(struct objcopy *, struct coff_build *);

// debug.c: whether a section or a symbol is debug information, for -g and its like.
bool is_debug_section(const struct coff_build *, uint32_t id);
bool is_debug_symbol(const struct coff_symbol *);
// Whether there is anything in F that -g takes, or that has to be looked at for it.
bool has_debug(const struct coff_file *f);
// GOES, by number less 1: the sections of F that are debug information.
void find_debug(const struct coff_file *f, bool *goes);

// zdebug.c: compresses (DOWN) or decompresses debug sections. False after a report.
bool edit_compression(struct objcopy *, struct coff_build *, bool down);

// raw.c: the sections that are loaded, as -O FORMAT wants them; bytes of -I FORMAT as an object, or in
// another such format. False after a report.
bool is_raw_format(const char *name);
bool is_raw_input(const char *name); // NULL: no
bool copy_to_raw(struct objcopy *, struct coff_build *, const char *path,
                 const struct coff_write_options *);
bool copy_from_raw(struct objcopy *, struct coff_view file, const char *path, const char *out,
                   const struct coff_write_options *);

// lists.c: the bytes of the file at PATH, with a NUL behind them, to be freed; NULL after a report.
void *read_whole(const struct coff_context *ctx, const char *path, struct coff_view *v);

// strip.c: objects from which options only take symbols and debug information.
// Whether that is all that they ask for.
bool strips_only(const struct objcopy *);
// The bytes that are left of the object F, as coff_edit_strip has it.
enum coff_stripped strip_object(const struct objcopy *, const struct coff_file *f,
                                struct coff_view *v);

// copy.c: copies F, or the file IN, to OUT. False after a report.
bool copy_object(struct objcopy *, const struct coff_file *f, const char *out,
                 const struct coff_write_options *);
bool copy_file(struct objcopy *, const char *in, const char *out);
#endif
