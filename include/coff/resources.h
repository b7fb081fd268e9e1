// Resources of an image or object: the tree, and what the leaves hold.
//
// Skip it unless you read those.
//
// The tree has three levels, type, name and language, by the specification ("The .rsrc Section");
// deeper ones are given as far as COFF_RESOURCE_LEVELS and reported. Resources are little-endian
// whatever the processor. Text in them is UTF-16, as views of an even number of bytes that
// coff_utf8_from_utf16 converts.
//
// The readers of contents work on views, so that they serve bytes from anywhere; the file is there
// for messages. They allocate nothing and end with the view; damage is reported once, with its
// offset, and what can still be given is given.
#ifndef COFF_RESOURCES_H
#define COFF_RESOURCES_H
#include "coff/image.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---- Text -------------------------------------------------------------------------------------

// Writes TEXT, little-endian UTF-16, to BUF as UTF-8, whole characters only and without a NUL.
// Unpaired surrogates become three bytes each as if they were characters, which no valid UTF-8 has:
// nothing is lost. Returns the bytes that all of TEXT takes, whatever SIZE is; BUF may be NULL if
// SIZE is 0.
COFF_API size_t coff_utf8_from_utf16(struct coff_view text, char *buf, size_t size);
// The part of V before the first 16-bit NUL, or all whole units of it. TERMINATED may be NULL.
COFF_API struct coff_view coff_utf16_string(struct coff_view v, bool *terminated);
// Takes the next string off LIST, strings that end in a NUL each; false at the end, which an empty
// string is too.
COFF_API bool coff_utf16_next(struct coff_view *list, struct coff_view *string);

// ---- The tree ---------------------------------------------------------------------------------

// Predefined types: what FindResource's RT_ constants stand for.
enum coff_resource_type {
  RT_CURSOR = 1,
  RT_BITMAP = 2,
  RT_ICON = 3,
  RT_MENU = 4,
  RT_DIALOG = 5,
  RT_STRING = 6,
  RT_FONTDIR = 7,
  RT_FONT = 8,
  RT_ACCELERATOR = 9,
  RT_RCDATA = 10,
  RT_MESSAGETABLE = 11,
  RT_GROUP_CURSOR = 12,
  RT_GROUP_ICON = 14,
  RT_VERSION = 16,
  RT_DLGINCLUDE = 17,
  RT_PLUGPLAY = 19,
  RT_VXD = 20,
  RT_ANICURSOR = 21,
  RT_ANIICON = 22,
  RT_HTML = 23,
  RT_MANIFEST = 24,
  RT_DLGINIT = 240,
  RT_TOOLBAR = 241
};
// "RT_VERSION"; NULL if the number is none of the above.
COFF_API const char *coff_resource_type_name(uint32_t id);
// "en-US" for 0x409; NULL if the number is not one of those that Windows has had for long.
COFF_API const char *coff_language_name(uint32_t id);

struct coff_resource_relocs;

// Where a file's resources are. Close it: for an object it holds memory.
struct coff_resources {
  const struct coff_file *file;
  struct coff_view tree; // from the root directory on; offsets in the tree count from here
  uint32_t section;      // of an object: number of the section with the tree; 0: an image
  struct coff_resource_relocs *relocs; // of an object: where its data are
};

// The resources that an image's data directory names, or an object's resource section has. False,
// without a report, if the file has none; false, after one, if they are not in the file or memory
// ran out.
COFF_API bool coff_resources_open(const struct coff_file *, struct coff_resources *);
COFF_API void coff_resources_close(struct coff_resources *);

struct coff_resource_dir {
  uint64_t at; // file offset
  uint32_t characteristics, time;
  uint16_t major, minor;
  uint16_t named, ids; // numbers of entries as claimed
  uint32_t count;      // entries that are in the file
  struct coff_view entries;
};

struct coff_resource_entry {
  uint64_t at; // file offset
  bool has_name;
  bool is_directory;
  uint32_t id;           // meaningless if it has a name
  struct coff_view name; // UTF-16; empty if it is not in the file
  uint32_t offset;       // in the tree: of the directory or data entry
};

struct coff_resource_data {
  uint64_t at; // file offset of the data entry
  uint32_t rva, size, code_page, reserved;
  uint32_t section;       // that holds the data; 0: none, or the headers
  bool is_whole;          // all SIZE bytes are in the file
  struct coff_view bytes; // those that are
};

enum { COFF_RESOURCE_LEVELS = 8 };

// One entry of the tree.
struct coff_resource {
  unsigned level;                         // 0: a type, 1: a name, 2: a language
  const struct coff_resource_entry *path; // LEVEL + 1 entries from the root to this one
  bool is_directory;
  bool is_there;                  // the directory or data entry could be read
  struct coff_resource_dir dir;   // if IS_DIRECTORY
  struct coff_resource_data data; // if not
};

// A walk over the tree, each entry before those below it. It takes time linear in the file's size
// even if entries lead back to their own directory or many lead to one: what is too much is
// reported and left out.
struct coff_resource_walk {
  const struct coff_resources *all;
  uint64_t entries_left, bytes_left, names_left;
  unsigned open; // directories on the stack
  struct {
    struct coff_resource_dir dir;
    uint32_t offset, next;
  } stack[COFF_RESOURCE_LEVELS];
  struct coff_resource_entry path[COFF_RESOURCE_LEVELS];
};
// ROOT (may be NULL) is filled with the root directory. False, after a report, if it is not there.
COFF_API bool coff_resource_first(const struct coff_resources *, struct coff_resource_walk *,
                                  struct coff_resource_dir *root);
// False after the last. N's path is valid until the next call.
COFF_API bool coff_resource_next(struct coff_resource_walk *, struct coff_resource *n);
// The predefined type that N is of, 0 for all others.
COFF_API uint32_t coff_resource_type_of(const struct coff_resource *n);

// Which of the readers below reads the data of N.
enum coff_resource_form {
  COFF_RESOURCE_OTHER,
  COFF_RESOURCE_VERSION,
  COFF_RESOURCE_STRINGS,
  COFF_RESOURCE_MESSAGES,
  COFF_RESOURCE_GROUP,   // of icons or cursors
  COFF_RESOURCE_PICTURE, // an icon, cursor or bitmap
  COFF_RESOURCE_DIALOG,
  COFF_RESOURCE_MENU,
  COFF_RESOURCE_ACCELERATORS,
  COFF_RESOURCE_TOOLBAR,
  COFF_RESOURCE_FORMS
};
COFF_API enum coff_resource_form coff_resource_form(const struct coff_resource *n);

// ---- Version information: RT_VERSION ----------------------------------------------------------

// A node of VS_VERSIONINFO, in any of its roles: they share one layout.
struct coff_version_block {
  unsigned depth;         // 0: the root; 1: StringFileInfo, VarFileInfo; 2: a table, Translation;
                          // 3: a string
  uint64_t at;            // file offset
  uint16_t length;        // wLength, as stored
  uint16_t value_length;  // wValueLength, as stored: bytes, or 16-bit units of text
  uint16_t type;          // wType: 1 text, 0 binary
  struct coff_view key;   // UTF-16
  struct coff_view value; // text: up to its NUL; empty if it has none
};

enum { COFF_VERSION_LEVELS = 4 };

struct coff_version {
  const struct coff_file *file;
  uint64_t start;                              // file offset of the root: what padding counts from
  unsigned open;                               // levels on the stack
  struct coff_view stack[COFF_VERSION_LEVELS]; // what is left of each level
};
COFF_API struct coff_version coff_version_open(const struct coff_file *, struct coff_view);
// Gives each block before those in it. False after the last.
COFF_API bool coff_version_next(struct coff_version *, struct coff_version_block *);

// VS_FIXEDFILEINFO, with its names: dwSignature and so on.
struct coff_fixed_version {
  uint32_t signature, struct_version;
  uint16_t file[4], product[4]; // most significant first
  uint32_t flags_mask, flags, os, type, subtype;
  uint64_t date; // 100 ns since 1601; 0 in all that a compiler writes
};
// False, after a report, if BLOCK, a root, has a value that is none; false, without one, if it has
// no value.
COFF_API bool coff_version_fixed(const struct coff_file *, const struct coff_version_block *,
                                 struct coff_fixed_version *);
COFF_API const struct coff_flags *coff_version_flags(void); // VS_FF_DEBUG, ...
COFF_API const char *coff_version_os_name(uint32_t os);     // "VOS_NT_WINDOWS32" or NULL
COFF_API const char *coff_version_type_name(uint32_t type); // "VFT_APP" or NULL
COFF_API const char *coff_version_subtype_name(uint32_t type, uint32_t subtype); // or NULL
// Pair I of the value of a Translation block; false past the last.
COFF_API bool coff_version_translation(const struct coff_version_block *, unsigned i,
                                       uint16_t *language, uint16_t *code_page);

// ---- Strings and messages: RT_STRING, RT_MESSAGETABLE -----------------------------------------

// Block ID of RT_STRING (its name) holds strings (ID - 1) * 16 to (ID - 1) * 16 + 15.
struct coff_strings {
  const struct coff_file *file;
  struct coff_view rest;
  uint32_t block, next;
};
struct coff_string_entry {
  uint32_t id;
  uint64_t at;           // file offset of its length
  struct coff_view text; // UTF-16
};
COFF_API struct coff_strings coff_strings_open(const struct coff_file *, uint32_t block,
                                               struct coff_view);
// Strings that are empty are none, and are stepped over. False after the last.
COFF_API bool coff_strings_next(struct coff_strings *, struct coff_string_entry *);

enum { MESSAGE_RESOURCE_ANSI = 0, MESSAGE_RESOURCE_UNICODE = 1, MESSAGE_RESOURCE_UTF8 = 2 };

struct coff_messages {
  const struct coff_file *file;
  struct coff_view all;
  uint32_t blocks, next_block; // that are in the file; the next one
  uint32_t id, last;           // of the block under way
  bool in_block;
  uint64_t at;           // in ALL, of the next message
  uint64_t entries_left; // blocks may not share messages
};
struct coff_message {
  uint32_t id;
  uint16_t flags; // MESSAGE_RESOURCE_*
  uint64_t at;    // file offset of its header
  // Without the NULs behind it, with its line end. Bytes in the code page of the data entry, UTF-16
  // or UTF-8, as FLAGS says.
  struct coff_view text;
};
COFF_API struct coff_messages coff_messages_open(const struct coff_file *, struct coff_view);
COFF_API bool coff_messages_next(struct coff_messages *, struct coff_message *);

// ---- Pictures: RT_GROUP_ICON, RT_GROUP_CURSOR, RT_ICON, RT_CURSOR, RT_BITMAP --------------------

struct coff_icon_group {
  struct coff_view entries;
  uint16_t type; // 1: icons, 2: cursors
  uint16_t claimed;
  uint32_t count; // that are there
};
struct coff_icon_entry {
  uint16_t width, height; // pixels
  uint16_t colors;        // of icons; 0: 256 or more
  uint16_t planes, bits;  // a pixel
  uint32_t size;          // bytes of the picture
  uint16_t id;            // name of the RT_ICON or RT_CURSOR
};
// A group of icons or cursors. False, after a report, if there is no header.
COFF_API bool coff_icon_group_open(const struct coff_file *, struct coff_view,
                                   struct coff_icon_group *);
COFF_API bool coff_icon_group_get(const struct coff_icon_group *, uint32_t i,
                                  struct coff_icon_entry *);

struct coff_picture {
  bool is_png;
  bool has_hotspot;
  uint16_t hotspot_x, hotspot_y; // of cursors
  uint32_t header_size;          // biSize of a bitmap
  uint32_t width, height;        // pixels; of an icon without its mask
  bool top_down;                 // height was negative
  uint16_t planes, bits;         // a pixel
  uint32_t compression;          // biCompression
  uint32_t colors;               // entries of the colour table
  uint32_t bits_at;              // offset of the pixels of a bitmap; of its file less 14
};
// What TYPE (RT_ICON, RT_CURSOR, RT_BITMAP) shows. False, after a report, if it is cut off; false,
// without one, for what is no picture that is known.
COFF_API bool coff_picture_read(const struct coff_file *, uint32_t type, struct coff_view,
                                struct coff_picture *);
COFF_API const char *coff_picture_compression_name(uint32_t compression); // "BI_RGB"; or NULL

// ---- Windows: RT_DIALOG, RT_MENU, RT_ACCELERATOR, RT_TOOLBAR ------------------------------------

// A name, a number, or neither: windows' classes, menus and titles are stored so.
struct coff_name_or_id {
  bool has_id;
  uint16_t id;
  struct coff_view name; // UTF-16
};

struct coff_dialog {
  const struct coff_file *file;
  struct coff_view all;
  uint64_t at;      // of the next control
  uint32_t left;    // controls not given yet
  bool is_extended; // DLGTEMPLATEEX
  uint32_t help_id; // extended
  uint32_t style, ex_style;
  uint16_t controls; // as claimed
  int16_t x, y, width, height;
  struct coff_name_or_id menu, window_class, title;
  bool has_font;
  uint16_t point_size, weight; // weight, italic, charset: extended
  uint8_t italic, charset;
  struct coff_view typeface;
};
struct coff_control {
  uint64_t at; // file offset
  uint32_t help_id;
  uint32_t style, ex_style;
  int16_t x, y, width, height;
  uint32_t id;
  struct coff_name_or_id window_class, title;
  struct coff_view extra; // creation data
};
// False, after a report, if the template is cut off; D then has what there is.
COFF_API bool coff_dialog_open(const struct coff_file *, struct coff_view, struct coff_dialog *);
COFF_API bool coff_dialog_next(struct coff_dialog *, struct coff_control *);
COFF_API const char *coff_window_class_name(uint16_t id); // "Button" for 0x80; NULL if unknown
// Names of the bits of STYLE: those of dialogs, or those that all controls share; and of EX_STYLE.
COFF_API const struct coff_flags *coff_window_styles(bool dialog);
COFF_API const struct coff_flags *coff_window_ex_styles(void);

enum { COFF_MENU_LEVELS = 32 };

struct coff_menu {
  const struct coff_file *file;
  struct coff_view all;
  uint64_t at;
  uint32_t depth;
  bool is_extended; // MENUEX
  uint32_t help_id;
  uint32_t last; // bit N: the item that is open at depth N is the last one there
  bool done;
};
struct coff_menu_item {
  uint64_t at;    // file offset
  unsigned depth; // 0: of the bar
  bool is_popup;
  bool is_separator;
  uint32_t type;  // menu: flags MF_*; extended: MFT_*
  uint32_t state; // extended: MFS_*
  uint32_t id;    // 0 for the popups of a plain menu
  uint32_t help_id;
  struct coff_view text;
};
COFF_API bool coff_menu_open(const struct coff_file *, struct coff_view, struct coff_menu *);
// Gives each popup before its items. False after the last.
COFF_API bool coff_menu_next(struct coff_menu *, struct coff_menu_item *);
COFF_API const struct coff_flags *coff_menu_flags(bool extended_type, bool extended_state);

struct coff_accelerators {
  const struct coff_file *file;
  struct coff_view rest;
  bool done;
};
struct coff_accelerator {
  uint16_t flags, key, id;
};
COFF_API struct coff_accelerators coff_accelerators_open(const struct coff_file *,
                                                         struct coff_view);
COFF_API bool coff_accelerators_next(struct coff_accelerators *, struct coff_accelerator *);
COFF_API const struct coff_flags *coff_accelerator_flags(void); // FVIRTKEY, ...
COFF_API const char *coff_virtual_key_name(uint16_t key);       // "VK_F1"; NULL if it has none

struct coff_toolbar {
  uint16_t version, width, height;
  uint32_t count;         // of buttons that are there
  struct coff_view items; // their commands, 16 bits each; 0: a separator
};
// False, after a report, if it is cut off.
COFF_API bool coff_toolbar_read(const struct coff_file *, struct coff_view, struct coff_toolbar *);

// ---- The rest ---------------------------------------------------------------------------------

// The resource configuration of a file with resources of other languages beside it: type "MUI".
struct coff_mui {
  uint32_t version, path_type, file_type; // file type 0x11: neutral; 0x12: of one language
  uint32_t system_attributes, fallback_location;
  uint8_t service_checksum[16], checksum[16];
  // Names are lists for coff_utf16_next; ids 32 bits each. Main: types of which this file has some.
  struct coff_view main_names, main_ids, mui_names, mui_ids;
  struct coff_view language, fallback_language; // UTF-16
};
// False, without a report, if the signature is not there; false, after one, if it is cut off.
COFF_API bool coff_mui_read(const struct coff_file *, struct coff_view, struct coff_mui *);

// What the first bytes say that contents without a layout of their own are: "PE image", "PNG
// picture", "XML text". NULL if they say nothing.
COFF_API const char *coff_resource_hint(struct coff_view);
// True if all of V is text, by its byte order mark or by all of its bytes. UTF16: in units of 16
// bits. *TEXT is V without the mark.
COFF_API bool coff_resource_is_text(struct coff_view v, bool *utf16, struct coff_view *text);

#ifdef __cplusplus
}
#endif
#endif
