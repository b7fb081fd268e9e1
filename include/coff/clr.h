// What .NET adds to an image: the CLR header, the tables that it names, and metadata.
//
// Skip it unless you read .NET assemblies, or the portable PDB inside of one.
//
// ECMA-335 partition II, chapters 22 to 25; "Portable PDB" for tables 0x30 to 0x37;
// "readytorun-format.md" of .NET's runtime for code that was compiled ahead of time.
#ifndef COFF_CLR_H
#define COFF_CLR_H
#include "coff/image.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---- The header -------------------------------------------------------------------------------

enum { // Flags
  COMIMAGE_FLAGS_ILONLY = 0x00001,
  COMIMAGE_FLAGS_32BITREQUIRED = 0x00002,
  COMIMAGE_FLAGS_IL_LIBRARY = 0x00004,
  COMIMAGE_FLAGS_STRONGNAMESIGNED = 0x00008,
  COMIMAGE_FLAGS_NATIVE_ENTRYPOINT = 0x00010,
  COMIMAGE_FLAGS_TRACKDEBUGDATA = 0x10000,
  COMIMAGE_FLAGS_32BITPREFERRED = 0x20000
};

enum coff_clr_part {
  COFF_CLR_METADATA,
  COFF_CLR_RESOURCES,
  COFF_CLR_STRONG_NAME,
  COFF_CLR_CODE_MANAGER,
  COFF_CLR_VTABLE_FIXUPS,
  COFF_CLR_EXPORT_JUMPS,
  COFF_CLR_NATIVE_HEADER,
  COFF_CLR_PARTS
};

struct coff_clr {
  const struct coff_file *file;
  struct coff_view bytes;
  uint32_t size; // as stored, of the header
  uint16_t major, minor;
  uint32_t flags;
  uint32_t entry; // a token, or an RVA (COMIMAGE_FLAGS_NATIVE_ENTRYPOINT); 0: none
  struct {
    uint32_t rva, size;
  } part[COFF_CLR_PARTS];
};

// False, without a report, if the image has no CLR header. A header that is cut off is reported, and
// the fields that are not there are 0.
COFF_API bool coff_clr_open(const struct coff_file *, struct coff_clr *);
COFF_API const struct coff_flags *coff_clr_flag_names(void);
COFF_API const char *coff_clr_part_name(enum coff_clr_part); // "metadata"
// The bytes of a part, clipped to what the file holds of it (reported). False, without a report, if
// there is no such part; false, after one, if no byte of it is in the file.
COFF_API bool coff_clr_view(const struct coff_clr *, enum coff_clr_part, struct coff_view *);

// Slots through which native code calls managed methods (II.25.3.3.3).
struct coff_clr_fixup {
  uint32_t rva;
  uint16_t count, type; // slots; flags
};
// Fixup INDEX of the part COFF_CLR_VTABLE_FIXUPS; false past the last.
COFF_API bool coff_clr_fixup_get(struct coff_view, uint64_t index, struct coff_clr_fixup *);
COFF_API const struct coff_flags *coff_clr_fixup_flags(void);

// What is behind the part COFF_CLR_NATIVE_HEADER, if it is a ReadyToRun header.
struct coff_clr_native {
  struct coff_view sections;
  uint32_t signature; // "RTR", little-endian; others are not explained
  uint16_t major, minor;
  uint32_t flags;
  uint64_t count; // of sections that are there
  bool is_ready_to_run;
};
struct coff_clr_native_section {
  uint32_t type, rva, size;
};
// False, without a report, if there is no native header. A count that runs past its end is reported.
COFF_API bool coff_clr_native(const struct coff_clr *, struct coff_clr_native *);
COFF_API bool coff_clr_native_get(const struct coff_clr_native *, uint64_t index,
                                  struct coff_clr_native_section *);
COFF_API const struct coff_flags *coff_clr_native_flags(void);
COFF_API const char *coff_clr_native_name(uint32_t type); // "CompilerIdentifier"; NULL if unknown
// The text of the section CompilerIdentifier; false, without a report, if there is none.
COFF_API bool coff_clr_native_compiler(const struct coff_clr *, const struct coff_clr_native *,
                                       struct coff_str *);

// ---- Metadata root and streams ----------------------------------------------------------------

struct coff_metadata {
  const struct coff_file *file; // for reports
  struct coff_view bytes;
  bool in_file;            // else BYTES are memory, and reports name no place
  uint16_t major, minor;   // of the format: 1.1
  struct coff_str version; // of the runtime that it is made for: "v4.0.30319"
  uint16_t flags;
  uint16_t stream_count; // as stored
  struct coff_view headers;
};

// Reads the root. IN_FILE is false for metadata that were decompressed. Reports and returns false if
// it does not begin as one ("BSJB") or is cut off.
COFF_API bool coff_metadata_open(const struct coff_file *, struct coff_view, bool in_file,
                                 struct coff_metadata *);

struct coff_metadata_stream {
  uint64_t at;           // of its header, in the metadata
  uint32_t offset, size; // as stored; the offset counts from the root
  struct coff_str name;  // "#Strings"
  struct coff_view data; // what is there of it
};
struct coff_metadata_streams {
  const struct coff_metadata *metadata;
  struct coff_view rest;
  uint32_t left;
};
COFF_API struct coff_metadata_streams coff_metadata_streams(const struct coff_metadata *);
// False after the last. Headers and streams that are cut off are reported.
COFF_API bool coff_metadata_stream_next(struct coff_metadata_streams *,
                                        struct coff_metadata_stream *);
// The contents of the stream NAME; false, without a report, if there is none.
COFF_API bool coff_metadata_find(const struct coff_metadata *, const char *name,
                                 struct coff_view *);

// Stream #Pdb of a portable PDB.
struct coff_metadata_pdb {
  uint8_t id[20];        // GUID and stamp: what the CodeView record of the image holds
  uint32_t entry;        // token of the entry point, or 0
  uint64_t tables;       // of the image, whose row counts follow
  struct coff_view rows; // four bytes each, in their order
};
// False, without a report, if there is no such stream; false, after one, if it is cut off.
COFF_API bool coff_metadata_pdb(const struct coff_metadata *, struct coff_metadata_pdb *);

// ---- Tables -----------------------------------------------------------------------------------

enum { // Tables that the readers below look into; coff_metadata_table_name knows all.
  COFF_METADATA_MODULE = 0x00,
  COFF_METADATA_TYPE_REF = 0x01,
  COFF_METADATA_TYPE_DEF = 0x02,
  COFF_METADATA_METHOD_DEF = 0x06,
  COFF_METADATA_MEMBER_REF = 0x0a,
  COFF_METADATA_CUSTOM_ATTRIBUTE = 0x0c,
  COFF_METADATA_MODULE_REF = 0x1a,
  COFF_METADATA_ASSEMBLY = 0x20,
  COFF_METADATA_ASSEMBLY_REF = 0x23,
  COFF_METADATA_FILE = 0x26,
  COFF_METADATA_MANIFEST_RESOURCE = 0x28,
  COFF_METADATA_DOCUMENT = 0x30,
  COFF_METADATA_TABLES = 64,
  COFF_METADATA_COLUMNS = 9
};

struct coff_metadata_tables {
  const struct coff_metadata *metadata;
  struct coff_view bytes;
  struct coff_view strings, guids, blobs; // the heaps
  uint8_t major, minor;                   // of the tables: 2.0
  uint8_t heaps;                          // HeapSizes
  uint64_t valid, sorted;                 // a bit a table
  bool uncompressed;                      // the stream is #-, not #~
  bool wide_heaps[3];                     // strings, GUIDs, blobs have four-byte indices
  uint64_t budget;                        // bytes of names that may still be given
  struct {
    uint32_t claimed; // rows, as stored
    uint32_t rows;    // ... that are there
    uint32_t foreign; // rows of the image that a PDB belongs to
    uint8_t row_size; // bytes
    uint64_t at;      // of the first row, in the stream
  } table[COFF_METADATA_TABLES];
};

// Reads the header of stream #~ or #- and finds the tables. False, without a report, if there is no
// such stream; false, after one, if its header is cut off. Tables that are not all there are
// reported and clipped; those behind a table that is not known cannot be found, which is reported.
COFF_API bool coff_metadata_tables(const struct coff_metadata *, struct coff_metadata_tables *);
COFF_API const char *coff_metadata_table_name(unsigned table); // "TypeDef"; NULL if unknown
// The columns of row INDEX (1, 2, ... as in tokens) of TABLE, in the specification's order, coded
// indices as stored. Columns that the table lacks are 0. False outside of the table.
COFF_API bool coff_metadata_row(const struct coff_metadata_tables *, unsigned table, uint32_t index,
                                uint32_t column[COFF_METADATA_COLUMNS]);
// What a column refers to; empty (NULL for a GUID), without a report, if it is not there. Names and
// blobs of hostile files lie over each other: when four times as much was given as there is
// metadata, and 64 KiB, that is reported and all further ones are empty.
COFF_API struct coff_str coff_metadata_string(struct coff_metadata_tables *, uint32_t offset);
COFF_API struct coff_view coff_metadata_blob(struct coff_metadata_tables *, uint32_t offset);
COFF_API const uint8_t *coff_metadata_guid(const struct coff_metadata_tables *, uint32_t index);

// ---- What the tables say of the assembly ------------------------------------------------------

struct coff_metadata_assembly {
  uint16_t version[4];
  uint32_t flags;
  uint32_t hash_algorithm;       // 0 of a reference
  struct coff_str name, culture; // no culture: neutral
  struct coff_view key;  // the public key, or (of a reference, by its flags) the token of it
  struct coff_view hash; // of a reference; seldom there
};
// False, without a report, if there is none: a module of another assembly.
COFF_API bool coff_metadata_assembly(struct coff_metadata_tables *,
                                     struct coff_metadata_assembly *);
// Assembly INDEX (1, 2, ...) that this one refers to; false past the last.
COFF_API bool coff_metadata_reference(struct coff_metadata_tables *, uint32_t index,
                                      struct coff_metadata_assembly *);
COFF_API const struct coff_flags *coff_metadata_assembly_flags(void);
COFF_API const char *coff_metadata_hash_name(uint32_t algorithm); // "SHA1"; NULL if unknown
// The token of a public key: the last eight bytes of its SHA-1, last byte first.
COFF_API void coff_metadata_key_token(struct coff_view key, uint8_t token[8]);

struct coff_metadata_module {
  struct coff_str name;
  const uint8_t *mvid; // GUID; NULL if there is none
};
COFF_API bool coff_metadata_module(struct coff_metadata_tables *, struct coff_metadata_module *);

// A custom attribute of the assembly.
struct coff_metadata_attribute {
  struct coff_str scope, name; // namespace and name of its type
  struct coff_view value;
  bool has_text;        // its first argument is a string
  struct coff_str text; // ... this one
};
// The first attribute of the assembly from row *INDEX on (1 to begin with), which is moved behind it.
// False after the last.
COFF_API bool coff_metadata_attribute_next(struct coff_metadata_tables *, uint32_t *index,
                                           struct coff_metadata_attribute *);

struct coff_metadata_resource {
  struct coff_str name;
  uint32_t offset, flags;  // 1: public, 2: private
  uint32_t implementation; // token of the file or assembly that has it; 0: this image
  struct coff_view data;   // ... then its contents
};
// Managed resource INDEX (1, 2, ...). CLR may be NULL: no contents then. Contents that are not in
// the part COFF_CLR_RESOURCES are reported.
COFF_API bool coff_metadata_resource(struct coff_metadata_tables *, const struct coff_clr *,
                                     uint32_t index, struct coff_metadata_resource *);

// A source file of a portable PDB. Its name is in pieces that others share.
struct coff_metadata_document {
  struct coff_view name;
  const uint8_t *hash_kind, *language; // GUIDs; NULL: none
  struct coff_view hash;
};
COFF_API bool coff_metadata_document(struct coff_metadata_tables *, uint32_t index,
                                     struct coff_metadata_document *);
// The next piece of a document's name and, before each but the first, the separator (0: none).
// *AT is 0 to begin with. False after the last.
COFF_API bool coff_metadata_document_part(struct coff_metadata_tables *,
                                          const struct coff_metadata_document *, uint64_t *at,
                                          char *separator, struct coff_str *part);

#ifdef __cplusplus
}
#endif
#endif
