// A file that is edited: its parts, and what has changed.
//
// Skip it unless you work inside of the builder.
#ifndef COFFGEN_EDIT_TAKE_H
#define COFFGEN_EDIT_TAKE_H
#include "coff/build.h"

// A new part in front of number AT (as many as there are: behind the last); NULL after a report.
struct coff_build_part *coff_build_add_part(struct coff_build *b, uint32_t at);

// Whether contents are the bytes, or the name the one, of the file.
bool coff_build_same_contents(const struct coff_build *b, const struct coff_build_section *s);
bool coff_build_same_symbol_name(const struct coff_build *b, const struct coff_build_symbol *s);
// Whether NAME is the very string at OFFSET of that file: nobody need read what it says.
bool coff_build_is_string(const struct coff_build *b, struct coff_str name, uint64_t offset);
bool coff_build_same_section_name(const struct coff_build *b, const struct coff_build_section *s);

// place-parts.c: where the byte is placed that the file has at offset WAS. What was left out ends where
// the part before it does.
uint64_t coff_place_moved(const struct coff_build *b, uint64_t was);
// Places all parts from offset B->SIZE on. False after a report.
bool coff_place_parts(struct coff_build *b);

// place-kept.c: what stays of the file's string table, and where. False after a report.
bool coff_place_kept(struct coff_build *b);

// write-taken.c: relocations and line numbers of S that are still those of the file, from part P to AT, with
// the indices that symbols have now. False after a report.
bool coff_write_taken_relocs(const struct coff_build *b, const struct coff_build_section *s,
                             const struct coff_build_part *p, uint8_t *at);
bool coff_write_taken_lines(const struct coff_build *b, const struct coff_build_section *s,
                            const struct coff_build_part *p, uint8_t *at);
// Records of S at P that were the file's and are the builder's own keep the bits that no field names, if they
// stand where they stood.
void coff_write_unnamed_relocs(const struct coff_build *b, const struct coff_build_section *s,
                               uint8_t *p);
void coff_write_unnamed_lines(const struct coff_build *b, const struct coff_build_section *s,
                              uint8_t *p);

// write-taken.c: puts into P, which holds a record of N bytes as the file has it, what differs between its
// encodings WAS and IS: bits that no layout names stay.
void coff_patch(uint8_t *p, const uint8_t *was, const uint8_t *is, size_t n);
#endif
