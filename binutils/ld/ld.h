// coff-ld's command line: what its words become.
//
// Skip it unless you work on the linker's options.
#ifndef LD_H
#define LD_H
#include "coff/link.h"
#include "tool/tool.h"

// What holds for the inputs behind an option, until the next one.
struct ld_state {
  bool whole, no_imports;
};

enum { LD_BLOCKS = 256 };

struct ld_command {
  struct coff_link_options opt;
  struct tool *tool;
  size_t room; // elements that each array has room for: more than there are words and commas
  struct coff_link_input *inputs;
  struct coff_link_define *defines;
  struct coff_link_section_address *addresses;
  struct coff_link_names paths, undefined, wraps;
  struct ld_state state, *states; // --push-state
  size_t nstates;
  char *texts; // for names that are parts of words
  size_t texts_used, texts_room;
  void *blocks[LD_BLOCKS]; // what is to be freed
  unsigned nblocks;
  uint64_t error_limit;
  bool limit_said;
  enum coff_link_choice timestamp;
  bool show_help, show_version, show_emulations, no_link; // print something instead of a link
  bool no_warnings, no_demangle, exe_suffix, print_target, print_sysroot;
  bool wrong; // a message was printed
};

enum ld_value {
  LD_NONE,
  LD_WORD,   // --name=VALUE or --name VALUE; of a letter: -nVALUE or -n VALUE
  LD_JOINED, // --name=VALUE only; of a letter: -nVALUE, or none
  LD_MAYBE   // --name=VALUE or --name
};

struct ld_option;
// Does what an option says; VALUE may be NULL. False after a message.
typedef bool ld_act(struct ld_command *, const struct ld_option *, const char *value);

// An option. Words begin with one dash or two, but where DASHES says otherwise.
struct ld_option {
  const char *name;
  uint8_t value;  // enum ld_value
  uint8_t dashes; // 1 or 2; 0: either
  uint16_t at;    // what ACT is about: offset in struct ld_command
  uint64_t number;
  ld_act *act;
  const char *argument; // as --help shows it; NULL: none
  const char *text;     // what it does; of LD_ACCEPT and LD_REFUSE: why it does nothing here
};

extern const struct ld_option ld_options[];
extern const size_t ld_noptions;

// parse.c: false after a message.
bool ld_parse(struct ld_command *, int argc, char **argv);
// "coff-ld: WORDS" on standard error; always false.
bool ld_say(struct ld_command *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void ld_add_input(struct ld_command *, enum coff_link_input_kind, const char *name);
// A copy of N characters that lives as long as the command.
const char *ld_text(struct ld_command *, const char *s, size_t n);

// help.c
void ld_help(struct ld_command *);
void ld_version(struct ld_command *, bool emulations);

// numbers.c: the whole of TEXT (up to END) is a number, of BASE or, if that is 0, as C writes it.
bool ld_number(const char *text, const char *end, int base, uint64_t *n);
// NUMBER, SYMBOL, SYMBOL+NUMBER, SYMBOL-NUMBER.
bool ld_expression(struct ld_command *, const char *text, struct coff_link_define *d);

// acts.c and values.c: what options do.
ld_act ld_yes, ld_no;     // the bool at AT
ld_act ld_choose;         // the enumeration at AT is NUMBER
ld_act ld_file;           // the string at AT is VALUE
ld_act ld_name, ld_names; // adds VALUE to the names at AT; splits it first at commas and colons
ld_act ld_field,
    ld_sizes; // field NUMBER of the optional header; that and the next: "RESERVE[,COMMIT]"
ld_act ld_bit, ld_bit_off; // bits NUMBER of DllCharacteristics
ld_act ld_bits, ld_fixed;  // all bits; the image cannot be moved
ld_act ld_accept, ld_refuse;
ld_act ld_path, ld_library, ld_input; // an input of kind NUMBER
ld_act ld_push, ld_pop;
ld_act ld_subsystem, ld_defsym, ld_section_start, ld_section_at, ld_keyword;
ld_act ld_unresolved, ld_limit, ld_threads, ld_icf, ld_format, ld_base, ld_build_id;
ld_act ld_microsoft;
ld_act ld_auto_base, ld_map_to_print, ld_version_wanted;
// Memory that lives as long as the command; NULL after a message.
void *ld_block(struct ld_command *, size_t n, size_t size);
#endif
