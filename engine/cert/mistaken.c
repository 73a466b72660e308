/* mistaken.c — recognises texts and files that people often use by mistake, and has a message for
 * each. */
#include "cert/mistaken.h"

#include <stdbool.h>
#include <string.h>

#include "data/text.h"

/* The character in lower case, for ASCII letters. */
static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Like cl_text_begins, ignoring case. `with` is a string in lower case. */
static bool begins_like(const char *text, size_t length, const char *with)
{
    size_t with_length = strlen(with);
    if (length < with_length)
        return false;
    for (size_t i = 0; i < with_length; i++) {
        if (small(text[i]) != with[i])
            return false;
    }
    return true;
}

static bool has_at(const char *bytes, size_t length, size_t at, const char *word)
{
    return length >= at && cl_text_begins(bytes + at, length - at, word);
}

/* Recognises a file by its first bytes. Returns a description, or NULL. */
static const char *file_kind(const char *bytes, size_t length)
{
#define MAGIC(bytes) bytes, sizeof bytes - 1
    static const struct {
        const char *magic;
        size_t length;
        const char *kind;
    } kinds[] = {
        {MAGIC("%PDF-"), "a PDF document"},
        {MAGIC("\x89PNG\r\n\x1A\n"), "a picture (PNG)"},
        {MAGIC("\xFF\xD8\xFF"), "a picture (JPEG)"},
        {MAGIC("GIF8"), "a picture (GIF)"},
        {MAGIC("II*\0"), "a picture (TIFF)"},
        {MAGIC("MM\0*"), "a picture (TIFF)"},
        {MAGIC("PK\x03\x04"), "an archive or an office document (ZIP)"},
        {MAGIC("\x1F\x8B"), "a compressed file (gzip)"},
        {MAGIC("<svg"), "a picture (SVG)"},
        {MAGIC("<?xml"), "an XML document"},
        {MAGIC("<!DOCTYPE"), "a web page"},
        {MAGIC("<html"), "a web page"},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (length >= kinds[i].length && memcmp(bytes, kinds[i].magic, kinds[i].length) == 0)
            return kinds[i].kind;
    }
    if (cl_text_begins(bytes, length, "RIFF") && has_at(bytes, length, 8, "WEBP"))
        return "a picture (WebP)";
    if (has_at(bytes, length, 4, "ftyp"))
        return "a picture or film (HEIC, MP4)";
    /* A bitmap has four zero bytes here, which no text in base45 has. */
    if (length >= 10 && cl_text_begins(bytes, length, "BM") &&
        memcmp(bytes + 6, "\0\0\0\0", 4) == 0)
        return "a picture (BMP)";
    return NULL;
}

/* Returns true if the text begins with two capital letters, a digit and a colon, as all texts of
 * this family of certificates do. */
static bool is_family(const char *text, size_t length)
{
    return length >= 4 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z' &&
           text[2] >= '0' && text[2] <= '9' && text[3] == ':';
}

bool cl_mistaken(const char *text, size_t length, cl_error *error)
{
    if (length == 0)
        return cl_error_set(error, CL_EMPTY,
                            "nothing was given, or only white space; expected the text of a QR "
                            "code, which begins with HC1:");
    if (begins_like(text, length, "http://") || begins_like(text, length, "https://") ||
        begins_like(text, length, "www."))
        return cl_error_set(error, CL_LEGACY,
                            "a web address, as Czech certificates from before June 2021 carry; "
                            "such a certificate must be exchanged for a new one");
    if (begins_like(text, length, "shc:/"))
        return cl_error_set(error, CL_FOREIGN,
                            "a SMART Health Card (shc:/), which is another system; expected "
                            "HC1:");
    if (is_family(text, length) && cl_text_begins(text, length, "HC"))
        return cl_error_set(error, CL_FOREIGN,
                            "a health certificate of another version, %.4s; expected HC1:", text);
    if (is_family(text, length))
        return cl_error_set(error, CL_FOREIGN,
                            "a certificate of another kind, %.4s, of which the family has several "
                            "that hold in one country only; expected HC1:",
                            text);
    const char *kind = file_kind(text, length);
    if (kind != NULL)
        return cl_error_set(error, CL_FILE_KIND,
                            "%s; expected the text that a QR code in it holds, which begins with "
                            "HC1:",
                            kind);
    if (begins_like(text, length, "hc1:"))
        return cl_error_set(error, CL_PREFIX, "hc1: in small letters; expected HC1:");
    if (begins_like(text, length, "hc1"))
        return cl_error_set(error, CL_PREFIX, "HC1 without its colon; expected HC1:");
    return cl_error_set(error, CL_PREFIX,
                        "neither a certificate, which begins with HC1:, nor a payload as JSON");
}
