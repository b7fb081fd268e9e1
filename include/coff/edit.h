// The usual edits of a file, ready to be used: on a builder that coff_build_edit made (build.h).
//
// Skip it unless you change files. Each says what an object copier would say on its command line; what is
// not said here is a change of a field in the builder.
#ifndef COFF_EDIT_H
#define COFF_EDIT_H
#include "coff/build.h"
#include "coff/symbols.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---- Sections ---------------------------------------------------------------------------------

// The section called NAME whose id is above AFTER (0: the first); 0 if there is none.
COFF_API uint32_t coff_edit_find(const struct coff_build *, struct coff_str name, uint32_t after);
// A section with these contents, which mean MEANS (COFF_SEC_* bits). In an image it gets the next free
// address. Its id, or 0 after a report.
COFF_API uint32_t coff_edit_add_section(struct coff_build *, struct coff_str name,
                                        struct coff_view contents, uint32_t means);
// Makes the flags of a section mean MEANS: contents (code, data, none) and access; what else they say
// stays. What the flavour cannot say is left out.
COFF_API bool coff_edit_section_flags(struct coff_build *, uint32_t section, uint32_t means);
// Section .gnu_debuglink: the name of the file at PATH without its folder, filled up to 4 bytes, and the
// CRC-32 of its bytes (GDB manual, "Separate Debug Files"). One that is there is replaced. False after a
// report.
COFF_API bool coff_edit_add_debuglink(struct coff_build *, const char *path);
// What the flags of a section mean now.
COFF_API uint32_t coff_edit_section_meaning(const struct coff_build *, uint32_t section);
// Other contents. In an image they stay within the addresses that the section has: false, after a report,
// if the next section begins before they end. Its relocations stay. A section of zeroes that gets bytes becomes
// one of initialised data.
COFF_API bool coff_edit_contents(struct coff_build *, uint32_t section, struct coff_view bytes);
// Moves a section to ADDRESS: symbols in it, relocations and line numbers follow where the flavour has
// addresses in them.
COFF_API bool coff_edit_move(struct coff_build *, uint32_t section, uint64_t address);
// Sections have been marked `dropped`: drops the COMDAT sections that follow them and the symbols in all
// of them. False after a report.
COFF_API bool coff_edit_follow_sections(struct coff_build *);
COFF_API bool coff_edit_remove_relocs(struct coff_build *, uint32_t section);
// Line numbers of all sections.
COFF_API bool coff_edit_remove_lines(struct coff_build *);

// ---- Symbols ----------------------------------------------------------------------------------

// Whether a symbol stands for its section: an auxiliary entry says how large that is.
COFF_API bool coff_edit_is_section_symbol(const struct coff_build *,
                                          const struct coff_build_symbol *);
// Drops all symbols, the file's too, without looking at them.
COFF_API void coff_edit_remove_symbols(struct coff_build *);
// NEEDED, by id, becomes true for symbols that relocations of sections that stay name.
COFF_API bool coff_edit_mark_relocated(const struct coff_build *, bool *needed);
// KEEP, by id: becomes true for what symbols that are kept cannot do without (the default of a weak
// external, the csect of a label).
COFF_API bool coff_edit_mark_referenced(const struct coff_build *, bool *keep);
// Makes a symbol local, global or weak in the flavour's way. Of a flavour whose weak symbols name a
// default, a definition becomes that default, under a name of its own. False, after a report, if the
// flavour cannot say it.
COFF_API bool coff_edit_bind(struct coff_build *, uint32_t symbol, enum coff_binding);
// A symbol at VALUE of SECTION (an id; -1: absolute, 0: undefined). COFF_BUILD_NONE after a report.
COFF_API uint32_t coff_edit_add_symbol(struct coff_build *, struct coff_str name, int32_t section,
                                       uint64_t value, enum coff_binding, bool is_function);

// ---- Objects, without a builder ---------------------------------------------------------------

enum coff_stripped {
  COFF_STRIP_FAILED, // out of memory, which is reported
  COFF_STRIP_UNFIT,  // this one takes a builder; nothing is reported
  COFF_STRIP_SAME,   // nothing goes
  COFF_STRIP_DONE
};
// The object F without sections for which GOES is true (by number less 1), and without all symbols and
// relocations (ALL), or those symbols that describe the source and no relocation names. *BYTES are those that a
// builder writes, in a fraction of its time and memory (of COFF_STRIP_SAME, the file's own); a builder does what F
// asks for if that is more than to copy most of it.
COFF_API enum coff_stripped coff_edit_strip(const struct coff_file *f, bool all, const bool *goes,
                                            struct coff_view *bytes);
// Of COFF_STRIP_DONE.
COFF_API void coff_edit_strip_free(const struct coff_context *, struct coff_view bytes);

// ---- Images -----------------------------------------------------------------------------------

// Moves an image to the address BASE: base relocations say which bytes change. False, after a report, if
// there are none, or one that cannot be applied. The builder is then of no use.
COFF_API bool coff_edit_rebase(struct coff_build *, uint64_t base);
// Contents get new offsets.
COFF_API bool coff_edit_file_alignment(struct coff_build *, uint64_t align);
// Sections stay at their addresses: false, after a report, if these are no multiples of ALIGN.
COFF_API bool coff_edit_section_alignment(struct coff_build *, uint64_t align);

// ---- Other flavours ---------------------------------------------------------------------------

// Makes the file one of TO where files of both are made alike (machines of one family that only differ
// in their number, EFI's subsystems): all else stays as it was, byte for byte. False, without a report, if
// they are not; then coff_build_convert may do it.
COFF_API bool coff_build_retarget(struct coff_build *, const struct coff_target *to);
// A builder of a file of TO that says what FROM says, of the same KIND: sections by the meaning of their
// flags, symbols by kind, binding, section and value, relocations by what they compute (addends move to
// where TO keeps them), line numbers, entry point and those fields of the optional header that both have.
// What has no counterpart is left out, and each sort of loss is reported once, as a warning with a count and
// its first place. NULL after a report: processor or byte order differ, or a relocation cannot be said.
// Everything in FROM becomes its own first (build.h); it must outlive the builder, which has views of
// its contents.
COFF_API struct coff_build *coff_build_convert(struct coff_build *from,
                                               const struct coff_target *to, enum coff_kind kind);
// The flavour that FROM can be converted to, or written as if it is its own: TO, or the larger one of the same
// objects (coff_target.larger) where TO has no room for as many sections as are left in FROM.
COFF_API const struct coff_target *coff_build_roomy(const struct coff_build *from,
                                                    const struct coff_target *to);

#ifdef __cplusplus
}
#endif
#endif
