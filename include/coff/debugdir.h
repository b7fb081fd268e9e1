// The debug directory of an image: what debug data there is, where, and what the small kinds say.
//
// Skip it unless you look for an image's debug data, or for the PDB that belongs to it.
//
// The records are those of the PE and COFF specification ("Debug Directory"), of winnt.h and imagehlp.h
// (FPO_DATA, IMAGE_DEBUG_MISC, IMAGE_COFF_SYMBOLS_HEADER, OMAP) and of .NET's addendum "PE-COFF.md"
// (portable PDBs, checksums, perfmaps). Of POGO and VC_FEATURE data there is no specification; their
// layout is what Microsoft's linkers write and dumpbin shows.
#ifndef COFF_DEBUGDIR_H
#define COFF_DEBUGDIR_H
#include "coff/image.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { // Type
  IMAGE_DEBUG_TYPE_UNKNOWN = 0,
  IMAGE_DEBUG_TYPE_COFF = 1,
  IMAGE_DEBUG_TYPE_CODEVIEW = 2,
  IMAGE_DEBUG_TYPE_FPO = 3,
  IMAGE_DEBUG_TYPE_MISC = 4,
  IMAGE_DEBUG_TYPE_EXCEPTION = 5,
  IMAGE_DEBUG_TYPE_FIXUP = 6,
  IMAGE_DEBUG_TYPE_OMAP_TO_SRC = 7,
  IMAGE_DEBUG_TYPE_OMAP_FROM_SRC = 8,
  IMAGE_DEBUG_TYPE_BORLAND = 9,
  IMAGE_DEBUG_TYPE_BBT = 10, // "reserved" in the specification
  IMAGE_DEBUG_TYPE_CLSID = 11,
  IMAGE_DEBUG_TYPE_VC_FEATURE = 12,
  IMAGE_DEBUG_TYPE_POGO = 13,
  IMAGE_DEBUG_TYPE_ILTCG = 14,
  IMAGE_DEBUG_TYPE_MPX = 15,
  IMAGE_DEBUG_TYPE_REPRO = 16,
  IMAGE_DEBUG_TYPE_EMBEDDED_PORTABLE_PDB = 17,
  IMAGE_DEBUG_TYPE_SPGO = 18,
  IMAGE_DEBUG_TYPE_PDBCHECKSUM = 19,
  IMAGE_DEBUG_TYPE_EX_DLLCHARACTERISTICS = 20,
  IMAGE_DEBUG_TYPE_R2R_PERFMAP = 21
};

// Minor version of a CodeView entry whose PDB is a portable one; also that of its other entries.
enum { COFF_DEBUGDIR_PORTABLE = 0x504d };

struct coff_debugdir {
  const struct coff_file *file;
  struct coff_view bytes;
  uint64_t count, index; // entries; the next one
  uint64_t budget;       // bytes of data that may still be given
};

struct coff_debugdir_entry {
  uint64_t offset; // of the entry, in the file
  uint32_t characteristics;
  uint32_t time; // seconds since 1970, or a hash
  uint16_t major, minor;
  uint32_t type;         // IMAGE_DEBUG_TYPE_*
  uint32_t size;         // of the data, as stored
  uint32_t rva;          // of the data; 0: not loaded
  uint32_t pointer;      // ... in the file; 0: only the address tells
  struct coff_view data; // what the file holds of it
};

// False, without a report, if the image has no debug directory.
COFF_API bool coff_debugdir_open(const struct coff_file *, struct coff_debugdir *);
// False past the last. Data that are cut off or nowhere, and an address that means another place of
// the file than the offset beside it, are reported; the offset then counts, as it does for debuggers
// that read files. All data together are at most as large as the file: entries that share theirs to
// make it more are given without, after a report.
COFF_API bool coff_debugdir_next(struct coff_debugdir *, struct coff_debugdir_entry *);
COFF_API const char *coff_debugdir_type_name(uint32_t type); // "CODEVIEW"; NULL if unknown

// Below: what the data of one kind of entry say. All return false, without a report, for an entry of
// another type, and false, after one, for data that are too short or begin with something else.

// ---- CodeView ---------------------------------------------------------------------------------

struct coff_debugdir_codeview {
  uint32_t signature;   // its four characters, little-endian: see coff_debugdir_codeview_name
  bool is_pdb;          // PATH names a PDB; else debug data follow in the file itself
  bool is_portable;     // ... and it is a portable one
  bool has_guid;        // RSDS, MTOC; else the PDB is known by TIME
  uint8_t guid[16];     // as stored; coff_guid_text. MTOC: a UUID, in the order that it is written
  uint32_t time;        // NB10
  uint32_t age;         // RSDS, NB10
  uint32_t offset;      // NB..: where the data begin, or 0
  struct coff_str path; // as stored: UTF-8 for RSDS, else of any code page
};

COFF_API bool coff_debugdir_codeview(const struct coff_file *, const struct coff_debugdir_entry *,
                                     struct coff_debugdir_codeview *);
COFF_API const char *coff_debugdir_codeview_name(uint32_t signature); // "RSDS"; NULL if unknown
// What a symbol server files the PDB under: GUID (or time) and age, in hexadecimal without dashes;
// for portable PDBs GUID and eight F. Writes at most 41 characters, the NUL included; empty if the
// record names no PDB.
COFF_API void coff_debugdir_codeview_key(const struct coff_debugdir_codeview *, char key[41]);

// ---- Profile-guided optimization --------------------------------------------------------------

struct coff_debugdir_pogo {
  const struct coff_file *file;
  struct coff_view rest;
  uint32_t signature;
};
struct coff_debugdir_pogo_entry { // a part of a section, by the name that it had in objects
  uint32_t rva, size;
  struct coff_str name; // ".text$mn"
};
COFF_API bool coff_debugdir_pogo(const struct coff_file *, const struct coff_debugdir_entry *,
                                 struct coff_debugdir_pogo *);
COFF_API bool coff_debugdir_pogo_next(struct coff_debugdir_pogo *,
                                      struct coff_debugdir_pogo_entry *);
COFF_API const char *coff_debugdir_pogo_name(uint32_t signature); // "LTCG"; NULL if unknown

// ---- Tables -----------------------------------------------------------------------------------

// Records of one size: FPO, OMAP (both directions).
struct coff_debugdir_table {
  struct coff_view bytes;
  uint64_t count;
};
struct coff_debugdir_fpo { // a function without frame pointer (FPO_DATA)
  uint32_t rva, size;
  uint32_t locals; // in units of four bytes
  uint16_t params; // in units of four bytes
  uint8_t prolog;  // bytes
  uint8_t saved;   // registers
  bool has_seh, uses_bp;
  uint8_t frame; // enum below
};
enum { FRAME_FPO, FRAME_TRAP, FRAME_TSS, FRAME_NONFPO };
struct coff_debugdir_omap { // from RVA on (to the next one's), addresses are TO; 0: gone
  uint32_t rva, to;
};
COFF_API bool coff_debugdir_table(const struct coff_file *, const struct coff_debugdir_entry *,
                                  struct coff_debugdir_table *);
// False past the last.
COFF_API bool coff_debugdir_fpo_get(const struct coff_debugdir_table *, uint64_t index,
                                    struct coff_debugdir_fpo *);
COFF_API bool coff_debugdir_omap_get(const struct coff_debugdir_table *, uint64_t index,
                                     struct coff_debugdir_omap *);
COFF_API const char *coff_debugdir_frame_name(unsigned frame);

// ---- The rest ---------------------------------------------------------------------------------

// Words with names: COFF (where symbols and line numbers lie) and VC_FEATURE (how many objects were
// compiled how). Gives how many of them the data hold; 0 for other types.
enum { COFF_DEBUGDIR_WORDS = 8 };
struct coff_debugdir_word {
  const char *name; // "pre_vc11"
  uint32_t value;
};
COFF_API unsigned coff_debugdir_words(const struct coff_file *, const struct coff_debugdir_entry *,
                                      struct coff_debugdir_word[COFF_DEBUGDIR_WORDS]);

struct coff_debugdir_misc { // IMAGE_DEBUG_MISC
  uint32_t kind;            // 1: DATA is the name of the image or of its .DBG file
  uint32_t length;          // as stored, of the record
  bool unicode;             // DATA is UTF-16
  struct coff_view data;
};
COFF_API bool coff_debugdir_misc(const struct coff_file *, const struct coff_debugdir_entry *,
                                 struct coff_debugdir_misc *);

// The hash that the time stamps of a reproducible image are made from; empty for linkers that leave
// it out.
COFF_API bool coff_debugdir_repro(const struct coff_file *, const struct coff_debugdir_entry *,
                                  struct coff_view *hash);

// Flags that the optional header has no room for, and their names.
COFF_API bool coff_debugdir_dll_flags(const struct coff_file *, const struct coff_debugdir_entry *,
                                      uint32_t *flags);
COFF_API const struct coff_flags *coff_debugdir_dll_flag_names(void);

struct coff_debugdir_checksum {
  struct coff_str algorithm; // "SHA256"
  struct coff_view value;
};
COFF_API bool coff_debugdir_checksum(const struct coff_file *, const struct coff_debugdir_entry *,
                                     struct coff_debugdir_checksum *);

struct coff_debugdir_perfmap { // R2R_PERFMAP: of code that was compiled ahead of time
  uint8_t signature[16];
  uint32_t version;
  struct coff_str path;
};
COFF_API bool coff_debugdir_perfmap(const struct coff_file *, const struct coff_debugdir_entry *,
                                    struct coff_debugdir_perfmap *);

// The portable PDB inside of an image, compressed, and the size that it claims to have decompressed.
// Do not allocate that much before coff_debugdir_inflate has agreed.
struct coff_debugdir_pdb {
  uint32_t size;
  struct coff_view deflated;
};
COFF_API bool coff_debugdir_pdb(const struct coff_file *, const struct coff_debugdir_entry *,
                                struct coff_debugdir_pdb *);
// Decompresses it: metadata for coff_metadata_open (clr.h). To be freed with coff_debugdir_free.
// Reports and returns false if it is damaged, does not have the size that it claims, or memory runs
// out. Never holds much more memory than the contents really fill.
COFF_API bool coff_debugdir_inflate(const struct coff_file *, const struct coff_debugdir_pdb *,
                                    uint8_t **contents);
COFF_API void coff_debugdir_free(const struct coff_file *, uint8_t *contents);

#ifdef __cplusplus
}
#endif
#endif
