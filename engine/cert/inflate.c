/* inflate.c — inflates zlib data by libdeflate, and finds the reason if that fails. */
#include "cert/inflate.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

enum { HEADER = 2, CHECKSUM = 4, PRESET_DICTIONARY = 0x20 };

struct cl_inflater {
    struct libdeflate_decompressor *decompressor;
};

cl_inflater *cl_inflater_new(cl_error *error)
{
    cl_inflater *inflater = malloc(sizeof *inflater);
    if (inflater != NULL)
        inflater->decompressor = libdeflate_alloc_decompressor();
    if (inflater != NULL && inflater->decompressor != NULL)
        return inflater;
    free(inflater);
    cl_error_memory(error);
    return NULL;
}

void cl_inflater_free(cl_inflater *inflater)
{
    if (inflater == NULL)
        return;
    libdeflate_free_decompressor(inflater->decompressor);
    free(inflater);
}

bool cl_inflate_is_zlib(const unsigned char *bytes, size_t length)
{
    return length >= HEADER && (bytes[0] & 0x0F) == 8 && bytes[0] >> 4 <= 7 &&
           (bytes[0] * 256u + bytes[1]) % 31 == 0;
}

static bool too_large(size_t capacity, cl_error *error)
{
    return cl_error_set(error, CL_INFLATE_SIZE,
                        "the zlib data inflate to more than %zu bytes, the limit", capacity);
}

/* Decides whether data that failed to inflate are damaged or cut off, and sets `*cut`. Returns
 * false if memory ran out.
 *
 * libdeflate does not report why it failed. So the data are inflated again with zero bytes
 * appended. Damaged data fail as before. Data that were cut off inflate further, until `out` is
 * full or the zeros happen to encode an end. */
static bool would_go_on(cl_inflater *inflater, const unsigned char *bytes, size_t length,
                        unsigned char *out, size_t capacity, bool *cut)
{
    /* A deflate symbol has at most 15 bits, so two bytes for each byte of `out` are enough. */
    size_t padded = length + 2 * capacity;
    size_t used, size;
    unsigned char *longer = calloc(padded, 1);
    if (longer == NULL)
        return false;
    memcpy(longer, bytes, length);
    enum libdeflate_result result = libdeflate_deflate_decompress_ex(
        inflater->decompressor, longer, padded, out, capacity, &used, &size);
    *cut = result == LIBDEFLATE_INSUFFICIENT_SPACE ||
           (result == LIBDEFLATE_SUCCESS && used > length);
    free(longer);
    return true;
}

/* Sets the reason why zlib data with a valid header could not be inflated. Always returns false. */
static bool explain(cl_inflater *inflater, const unsigned char *bytes, size_t length,
                    unsigned char *out, size_t capacity, cl_error *error)
{
    size_t used, size;
    const unsigned char *deflated = bytes + HEADER;
    size_t left = length - HEADER;
    bool cut = true;
    enum libdeflate_result result = libdeflate_deflate_decompress_ex(
        inflater->decompressor, deflated, left, out, capacity, &used, &size);
    if (result == LIBDEFLATE_INSUFFICIENT_SPACE)
        return too_large(capacity, error);
    if (result == LIBDEFLATE_SUCCESS && left - used >= CHECKSUM)
        return cl_error_set(error, CL_INFLATE, "the zlib data do not match their checksum");
    if (result != LIBDEFLATE_SUCCESS && left > 0 &&
        !would_go_on(inflater, deflated, left, out, capacity, &cut))
        return cl_error_memory(error);
    if (!cut)
        return cl_error_set(error, CL_INFLATE, "the zlib data are damaged");
    return cl_error_set(error, CL_INFLATE_CUT,
                        "the zlib data end too early: part of the text is missing");
}

bool cl_inflate(cl_inflater *inflater, const unsigned char *bytes, size_t length,
                unsigned char *out, size_t capacity, size_t *size, cl_error *error)
{
    size_t used;
    if (length == 0)
        return cl_error_set(error, CL_INFLATE_CUT, "there is nothing behind HC1:");
    if (length >= HEADER && bytes[0] == 0x1F && bytes[1] == 0x8B)
        return cl_error_set(error, CL_INFLATE, "gzip; expected zlib (RFC 1950)");
    if (!cl_inflate_is_zlib(bytes, length))
        return cl_error_set(error, CL_INFLATE, "no zlib data; expected them (RFC 1950)");
    if ((bytes[1] & PRESET_DICTIONARY) != 0)
        return cl_error_set(error, CL_INFLATE, "zlib data with a preset dictionary; expected none");
    switch (libdeflate_zlib_decompress_ex(inflater->decompressor, bytes, length, out, capacity,
                                          &used, size)) {
    case LIBDEFLATE_SUCCESS:
        if (used == length)
            return true;
        cl_error_set(error, CL_INFLATE_TRAILING,
                     "%zu bytes more behind the end of the zlib data; expected nothing",
                     length - used);
        cl_error_offset(error, used);
        return false;
    case LIBDEFLATE_INSUFFICIENT_SPACE:
        return too_large(capacity, error);
    case LIBDEFLATE_BAD_DATA:
    case LIBDEFLATE_SHORT_OUTPUT:
        break;
    }
    return explain(inflater, bytes, length, out, capacity, error);
}
