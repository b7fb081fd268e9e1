// The words of a line of mkcoff's text.
//
// Skip it unless you change how the text is split; mkcoff-text.c says what it means.
#ifndef TESTSUITE_TOOLS_MKCOFF_WORDS_H
#define TESTSUITE_TOOLS_MKCOFF_WORDS_H
#include "coff/build.h"

enum { MOST_WORDS = 64 };

// A word of a line: a value, or a key with one.
struct word {
  struct coff_str key; // empty: none
  struct coff_str text;
  bool quoted;
};

struct parser {
  const struct coff_context *ctx;
  const char *name;
  const char *at, *end;
  unsigned line;
  struct coff_build *b;
  const struct coff_target *target;
  uint32_t section;
  // A block of base relocations that is not finished.
  uint8_t *block;
  uint32_t block_size, block_page;
  struct word words[MOST_WORDS];
  unsigned nwords;
};

// A key that a command takes, and where its number goes.
struct key {
  const char *name;
  void *to;
  unsigned size;
};

#define KEY(record, member)                                                                        \
  {                                                                                                \
#member, &(record).member, sizeof(record).member                                               \
  }

// Reports WHAT is wrong with the line; false.
bool mk_fail(struct parser *p, const char *what);
bool mk_is(struct coff_str s, const char *word);
// Takes the line from AT to END apart, into P->words. The others report, too, when they return false.
bool mk_split(struct parser *p, const char *at, const char *end);
bool mk_number(struct parser *p, struct coff_str s, uint64_t *v);
// The Nth value (0: behind the command), which has no key; a string stands in quotes.
bool mk_value(struct parser *p, unsigned n, uint64_t *v);
bool mk_string(struct parser *p, unsigned n, struct coff_str *s);
// Stores the numbers of all keys of the line.
bool mk_keys(struct parser *p, const struct key *all, size_t n);
// The commands of symbolic information (mkcoff-ecoff.c).
bool mk_do_fd(struct parser *p);
bool mk_do_record(struct parser *p);
bool mk_do_packed(struct parser *p);
// All words behind the command as hexadecimal bytes.
bool mk_bytes(struct parser *p, struct coff_view *v);
#endif
