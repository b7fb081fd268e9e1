// Names of numbers in resources: predefined types, languages, virtual keys.
//
// Skip it unless a number has no name, or a wrong one.
#include "coff/resources.h"

struct name {
  uint16_t id;
  const char *name;
};

// Windows SDK, "Resource Types".
static const struct name types[] = {
    {RT_CURSOR, "RT_CURSOR"},
    {RT_BITMAP, "RT_BITMAP"},
    {RT_ICON, "RT_ICON"},
    {RT_MENU, "RT_MENU"},
    {RT_DIALOG, "RT_DIALOG"},
    {RT_STRING, "RT_STRING"},
    {RT_FONTDIR, "RT_FONTDIR"},
    {RT_FONT, "RT_FONT"},
    {RT_ACCELERATOR, "RT_ACCELERATOR"},
    {RT_RCDATA, "RT_RCDATA"},
    {RT_MESSAGETABLE, "RT_MESSAGETABLE"},
    {RT_GROUP_CURSOR, "RT_GROUP_CURSOR"},
    {RT_GROUP_ICON, "RT_GROUP_ICON"},
    {RT_VERSION, "RT_VERSION"},
    {RT_DLGINCLUDE, "RT_DLGINCLUDE"},
    {RT_PLUGPLAY, "RT_PLUGPLAY"},
    {RT_VXD, "RT_VXD"},
    {RT_ANICURSOR, "RT_ANICURSOR"},
    {RT_ANIICON, "RT_ANIICON"},
    {RT_HTML, "RT_HTML"},
    {RT_MANIFEST, "RT_MANIFEST"},
    {RT_DLGINIT, "RT_DLGINIT"},
    {RT_TOOLBAR, "RT_TOOLBAR"},
};

// Windows Language Code Identifier (LCID) Reference, [MS-LCID].
// clang-format off
static const struct name languages[] = {
    {0x0000, "neutral"}, {0x0001, "ar"}, {0x0002, "bg"}, {0x0003, "ca"}, {0x0004, "zh-Hans"},
    {0x0005, "cs"}, {0x0006, "da"}, {0x0007, "de"}, {0x0008, "el"}, {0x0009, "en"}, {0x000a, "es"},
    {0x000b, "fi"}, {0x000c, "fr"}, {0x000d, "he"}, {0x000e, "hu"}, {0x000f, "is"}, {0x0010, "it"},
    {0x0011, "ja"}, {0x0012, "ko"}, {0x0013, "nl"}, {0x0014, "no"}, {0x0015, "pl"}, {0x0016, "pt"},
    {0x0017, "rm"}, {0x0018, "ro"}, {0x0019, "ru"}, {0x001a, "hr"}, {0x001b, "sk"}, {0x001c, "sq"},
    {0x001d, "sv"}, {0x001e, "th"}, {0x001f, "tr"}, {0x0020, "ur"}, {0x0021, "id"}, {0x0022, "uk"},
    {0x0023, "be"}, {0x0024, "sl"}, {0x0025, "et"}, {0x0026, "lv"}, {0x0027, "lt"}, {0x0028, "tg"},
    {0x0029, "fa"}, {0x002a, "vi"}, {0x002b, "hy"}, {0x002c, "az"}, {0x002d, "eu"},
    {0x002e, "hsb"}, {0x002f, "mk"}, {0x0036, "af"}, {0x0037, "ka"}, {0x0038, "fo"},
    {0x0039, "hi"}, {0x003a, "mt"}, {0x003c, "ga"}, {0x003e, "ms"}, {0x003f, "kk"}, {0x0040, "ky"},
    {0x0041, "sw"}, {0x0042, "tk"}, {0x0043, "uz"}, {0x0044, "tt"}, {0x0045, "bn"}, {0x0046, "pa"},
    {0x0047, "gu"}, {0x0048, "or"}, {0x0049, "ta"}, {0x004a, "te"}, {0x004b, "kn"}, {0x004c, "ml"},
    {0x004d, "as"}, {0x004e, "mr"}, {0x004f, "sa"}, {0x0050, "mn"}, {0x0051, "bo"}, {0x0052, "cy"},
    {0x0053, "km"}, {0x0054, "lo"}, {0x0055, "my"}, {0x0056, "gl"}, {0x007f, "invariant"},
    {0x0400, "user default"}, {0x0401, "ar-SA"}, {0x0402, "bg-BG"}, {0x0403, "ca-ES"},
    {0x0404, "zh-TW"}, {0x0405, "cs-CZ"}, {0x0406, "da-DK"}, {0x0407, "de-DE"}, {0x0408, "el-GR"},
    {0x0409, "en-US"}, {0x040a, "es-ES_tradnl"}, {0x040b, "fi-FI"}, {0x040c, "fr-FR"},
    {0x040d, "he-IL"}, {0x040e, "hu-HU"}, {0x040f, "is-IS"}, {0x0410, "it-IT"}, {0x0411, "ja-JP"},
    {0x0412, "ko-KR"}, {0x0413, "nl-NL"}, {0x0414, "nb-NO"}, {0x0415, "pl-PL"}, {0x0416, "pt-BR"},
    {0x0417, "rm-CH"}, {0x0418, "ro-RO"}, {0x0419, "ru-RU"}, {0x041a, "hr-HR"}, {0x041b, "sk-SK"},
    {0x041c, "sq-AL"}, {0x041d, "sv-SE"}, {0x041e, "th-TH"}, {0x041f, "tr-TR"}, {0x0420, "ur-PK"},
    {0x0421, "id-ID"}, {0x0422, "uk-UA"}, {0x0423, "be-BY"}, {0x0424, "sl-SI"}, {0x0425, "et-EE"},
    {0x0426, "lv-LV"}, {0x0427, "lt-LT"}, {0x0428, "tg-Cyrl-TJ"}, {0x0429, "fa-IR"},
    {0x042a, "vi-VN"}, {0x042b, "hy-AM"}, {0x042c, "az-Latn-AZ"}, {0x042d, "eu-ES"},
    {0x042e, "hsb-DE"}, {0x042f, "mk-MK"}, {0x0430, "st-ZA"}, {0x0431, "ts-ZA"}, {0x0432, "tn-ZA"},
    {0x0433, "ve-ZA"}, {0x0434, "xh-ZA"}, {0x0435, "zu-ZA"}, {0x0436, "af-ZA"}, {0x0437, "ka-GE"},
    {0x0438, "fo-FO"}, {0x0439, "hi-IN"}, {0x043a, "mt-MT"}, {0x043b, "se-NO"}, {0x043d, "yi-001"},
    {0x043e, "ms-MY"}, {0x043f, "kk-KZ"}, {0x0440, "ky-KG"}, {0x0441, "sw-KE"}, {0x0442, "tk-TM"},
    {0x0443, "uz-Latn-UZ"}, {0x0444, "tt-RU"}, {0x0445, "bn-IN"}, {0x0446, "pa-IN"},
    {0x0447, "gu-IN"}, {0x0448, "or-IN"}, {0x0449, "ta-IN"}, {0x044a, "te-IN"}, {0x044b, "kn-IN"},
    {0x044c, "ml-IN"}, {0x044d, "as-IN"}, {0x044e, "mr-IN"}, {0x044f, "sa-IN"}, {0x0450, "mn-MN"},
    {0x0451, "bo-CN"}, {0x0452, "cy-GB"}, {0x0453, "km-KH"}, {0x0454, "lo-LA"}, {0x0455, "my-MM"},
    {0x0456, "gl-ES"}, {0x0457, "kok-IN"}, {0x045a, "syr-SY"}, {0x045b, "si-LK"},
    {0x045c, "chr-Cher-US"}, {0x045d, "iu-Cans-CA"}, {0x045e, "am-ET"}, {0x0461, "ne-NP"},
    {0x0462, "fy-NL"}, {0x0463, "ps-AF"}, {0x0464, "fil-PH"}, {0x0465, "dv-MV"},
    {0x0468, "ha-Latn-NG"}, {0x046a, "yo-NG"}, {0x046b, "quz-BO"}, {0x046c, "nso-ZA"},
    {0x046d, "ba-RU"}, {0x046e, "lb-LU"}, {0x046f, "kl-GL"}, {0x0470, "ig-NG"}, {0x0472, "om-ET"},
    {0x0473, "ti-ET"}, {0x0475, "haw-US"}, {0x0477, "so-SO"}, {0x0478, "ii-CN"},
    {0x047a, "arn-CL"}, {0x047c, "moh-CA"}, {0x047e, "br-FR"}, {0x0480, "ug-CN"},
    {0x0481, "mi-NZ"}, {0x0482, "oc-FR"}, {0x0483, "co-FR"}, {0x0484, "gsw-FR"},
    {0x0485, "sah-RU"}, {0x0486, "qut-GT"}, {0x0487, "rw-RW"}, {0x0488, "wo-SN"},
    {0x048c, "prs-AF"}, {0x0491, "gd-GB"}, {0x0492, "ku-Arab-IQ"}, {0x0800, "system default"},
    {0x0801, "ar-IQ"}, {0x0803, "ca-ES-valencia"}, {0x0804, "zh-CN"}, {0x0807, "de-CH"},
    {0x0809, "en-GB"}, {0x080a, "es-MX"}, {0x080c, "fr-BE"}, {0x0810, "it-CH"}, {0x0813, "nl-BE"},
    {0x0814, "nn-NO"}, {0x0816, "pt-PT"}, {0x0818, "ro-MD"}, {0x0819, "ru-MD"},
    {0x081a, "sr-Latn-CS"}, {0x081d, "sv-FI"}, {0x0820, "ur-IN"}, {0x082c, "az-Cyrl-AZ"},
    {0x082e, "dsb-DE"}, {0x0832, "tn-BW"}, {0x083b, "se-SE"}, {0x083c, "ga-IE"}, {0x083e, "ms-BN"},
    {0x0843, "uz-Cyrl-UZ"}, {0x0845, "bn-BD"}, {0x0846, "pa-Arab-PK"}, {0x0849, "ta-LK"},
    {0x0850, "mn-Mong-CN"}, {0x0859, "sd-Arab-PK"}, {0x085d, "iu-Latn-CA"},
    {0x085f, "tzm-Latn-DZ"}, {0x0861, "ne-IN"}, {0x0867, "ff-Latn-SN"}, {0x086b, "quz-EC"},
    {0x0873, "ti-ER"}, {0x0c00, "custom default"}, {0x0c01, "ar-EG"}, {0x0c04, "zh-HK"},
    {0x0c07, "de-AT"}, {0x0c09, "en-AU"}, {0x0c0a, "es-ES"}, {0x0c0c, "fr-CA"},
    {0x0c1a, "sr-Cyrl-CS"}, {0x0c3b, "se-FI"}, {0x0c51, "dz-BT"}, {0x0c6b, "quz-PE"},
    {0x1001, "ar-LY"}, {0x1004, "zh-SG"}, {0x1007, "de-LU"}, {0x1009, "en-CA"}, {0x100a, "es-GT"},
    {0x100c, "fr-CH"}, {0x101a, "hr-BA"}, {0x103b, "smj-NO"}, {0x1401, "ar-DZ"}, {0x1404, "zh-MO"},
    {0x1407, "de-LI"}, {0x1409, "en-NZ"}, {0x140a, "es-CR"}, {0x140c, "fr-LU"},
    {0x141a, "bs-Latn-BA"}, {0x143b, "smj-SE"}, {0x1801, "ar-MA"}, {0x1809, "en-IE"},
    {0x180a, "es-PA"}, {0x180c, "fr-MC"}, {0x181a, "sr-Latn-BA"}, {0x183b, "sma-NO"},
    {0x1c01, "ar-TN"}, {0x1c09, "en-ZA"}, {0x1c0a, "es-DO"}, {0x1c1a, "sr-Cyrl-BA"},
    {0x1c3b, "sma-SE"}, {0x2001, "ar-OM"}, {0x2009, "en-JM"}, {0x200a, "es-VE"},
    {0x201a, "bs-Cyrl-BA"}, {0x203b, "sms-FI"}, {0x2401, "ar-YE"}, {0x2409, "en-029"},
    {0x240a, "es-CO"}, {0x241a, "sr-Latn-RS"}, {0x243b, "smn-FI"}, {0x2801, "ar-SY"},
    {0x2809, "en-BZ"}, {0x280a, "es-PE"}, {0x281a, "sr-Cyrl-RS"}, {0x2c01, "ar-JO"},
    {0x2c09, "en-TT"}, {0x2c0a, "es-AR"}, {0x2c1a, "sr-Latn-ME"}, {0x3001, "ar-LB"},
    {0x3009, "en-ZW"}, {0x300a, "es-EC"}, {0x301a, "sr-Cyrl-ME"}, {0x3401, "ar-KW"},
    {0x3409, "en-PH"}, {0x340a, "es-CL"}, {0x3801, "ar-AE"}, {0x3809, "en-ID"}, {0x380a, "es-UY"},
    {0x3c01, "ar-BH"}, {0x3c09, "en-HK"}, {0x3c0a, "es-PY"}, {0x4001, "ar-QA"}, {0x4009, "en-IN"},
    {0x400a, "es-BO"}, {0x4409, "en-MY"}, {0x440a, "es-SV"}, {0x4809, "en-SG"}, {0x480a, "es-HN"},
    {0x4c0a, "es-NI"}, {0x500a, "es-PR"}, {0x540a, "es-US"}, {0x580a, "es-419"}, {0x5c0a, "es-CU"},
    {0x7c04, "zh-Hant"},
};

// Windows SDK, "Virtual-Key Codes". Digits and letters stand for themselves and have none.
static const struct name keys[] = {
    {0x01, "VK_LBUTTON"}, {0x02, "VK_RBUTTON"}, {0x03, "VK_CANCEL"}, {0x04, "VK_MBUTTON"},
    {0x08, "VK_BACK"}, {0x09, "VK_TAB"}, {0x0c, "VK_CLEAR"}, {0x0d, "VK_RETURN"},
    {0x10, "VK_SHIFT"}, {0x11, "VK_CONTROL"}, {0x12, "VK_MENU"}, {0x13, "VK_PAUSE"},
    {0x14, "VK_CAPITAL"}, {0x1b, "VK_ESCAPE"}, {0x20, "VK_SPACE"}, {0x21, "VK_PRIOR"},
    {0x22, "VK_NEXT"}, {0x23, "VK_END"}, {0x24, "VK_HOME"}, {0x25, "VK_LEFT"}, {0x26, "VK_UP"},
    {0x27, "VK_RIGHT"}, {0x28, "VK_DOWN"}, {0x29, "VK_SELECT"}, {0x2a, "VK_PRINT"},
    {0x2b, "VK_EXECUTE"}, {0x2c, "VK_SNAPSHOT"}, {0x2d, "VK_INSERT"}, {0x2e, "VK_DELETE"},
    {0x2f, "VK_HELP"}, {0x5b, "VK_LWIN"}, {0x5c, "VK_RWIN"}, {0x5d, "VK_APPS"}, {0x5f, "VK_SLEEP"},
    {0x60, "VK_NUMPAD0"}, {0x61, "VK_NUMPAD1"}, {0x62, "VK_NUMPAD2"}, {0x63, "VK_NUMPAD3"},
    {0x64, "VK_NUMPAD4"}, {0x65, "VK_NUMPAD5"}, {0x66, "VK_NUMPAD6"}, {0x67, "VK_NUMPAD7"},
    {0x68, "VK_NUMPAD8"}, {0x69, "VK_NUMPAD9"}, {0x6a, "VK_MULTIPLY"}, {0x6b, "VK_ADD"},
    {0x6c, "VK_SEPARATOR"}, {0x6d, "VK_SUBTRACT"}, {0x6e, "VK_DECIMAL"}, {0x6f, "VK_DIVIDE"},
    {0x70, "VK_F1"}, {0x71, "VK_F2"}, {0x72, "VK_F3"}, {0x73, "VK_F4"}, {0x74, "VK_F5"},
    {0x75, "VK_F6"}, {0x76, "VK_F7"}, {0x77, "VK_F8"}, {0x78, "VK_F9"}, {0x79, "VK_F10"},
    {0x7a, "VK_F11"}, {0x7b, "VK_F12"}, {0x7c, "VK_F13"}, {0x7d, "VK_F14"}, {0x7e, "VK_F15"},
    {0x7f, "VK_F16"}, {0x80, "VK_F17"}, {0x81, "VK_F18"}, {0x82, "VK_F19"}, {0x83, "VK_F20"},
    {0x84, "VK_F21"}, {0x85, "VK_F22"}, {0x86, "VK_F23"}, {0x87, "VK_F24"}, {0x90, "VK_NUMLOCK"},
    {0x91, "VK_SCROLL"}, {0xa6, "VK_BROWSER_BACK"}, {0xa7, "VK_BROWSER_FORWARD"},
    {0xa8, "VK_BROWSER_REFRESH"}, {0xa9, "VK_BROWSER_STOP"}, {0xaa, "VK_BROWSER_SEARCH"},
    {0xab, "VK_BROWSER_FAVORITES"}, {0xac, "VK_BROWSER_HOME"}, {0xad, "VK_VOLUME_MUTE"},
    {0xae, "VK_VOLUME_DOWN"}, {0xaf, "VK_VOLUME_UP"}, {0xb0, "VK_MEDIA_NEXT_TRACK"},
    {0xb1, "VK_MEDIA_PREV_TRACK"}, {0xb2, "VK_MEDIA_STOP"}, {0xb3, "VK_MEDIA_PLAY_PAUSE"},
    {0xb4, "VK_LAUNCH_MAIL"}, {0xba, "VK_OEM_1"}, {0xbb, "VK_OEM_PLUS"}, {0xbc, "VK_OEM_COMMA"},
    {0xbd, "VK_OEM_MINUS"}, {0xbe, "VK_OEM_PERIOD"}, {0xbf, "VK_OEM_2"}, {0xc0, "VK_OEM_3"},
    {0xdb, "VK_OEM_4"}, {0xdc, "VK_OEM_5"}, {0xdd, "VK_OEM_6"}, {0xde, "VK_OEM_7"},
    {0xe2, "VK_OEM_102"},
};
// clang-format on

// The tables are sorted by number.
static const char *find(const struct name *all, size_t n, uint32_t id)
{
  size_t low = 0, high = n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (all[middle].id < id)
      low = middle + 1;
    else
      high = middle;
  }
  return low < n && all[low].id == id ? all[low].name : NULL;
}

const char *coff_resource_type_name(uint32_t id)
{
  return find(types, COFF_COUNT(types), id);
}

const char *coff_language_name(uint32_t id)
{
  return find(languages, COFF_COUNT(languages), id);
}

const char *coff_virtual_key_name(uint16_t key)
{
  return find(keys, COFF_COUNT(keys), key);
}
