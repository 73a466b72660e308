/* encode_text.c — compresses bytes as zlib, and encodes bytes as base45. */
#include <libdeflate.h>

#include "cert/encode.h"

bool cl_encode_zlib(cl_buffer *out, const char *bytes, size_t length, cl_error *error)
{
    enum { SMALLEST = 12 };
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(SMALLEST);
    if (compressor == NULL)
        return cl_error_memory(error);
    size_t bound = libdeflate_zlib_compress_bound(compressor, length);
    if (cl_buffer_reserve(out, bound)) {
        out->length += libdeflate_zlib_compress(compressor, bytes, length, out->data + out->length,
                                                bound);
        out->data[out->length] = '\0';
    }
    libdeflate_free_compressor(compressor);
    return !out->failed || cl_error_memory(error);
}

void cl_encode_base45(cl_buffer *out, const char *bytes, size_t length)
{
    static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    enum { BASE = 45 };
    const unsigned char *from = (const unsigned char *)bytes;
    for (size_t i = 0; i < length; i += 2) {
        bool pair = length - i > 1;
        unsigned number = pair ? from[i] * 256U + from[i + 1] : from[i];
        for (int digits = pair ? 3 : 2; digits > 0; digits--) {
            cl_buffer_putc(out, alphabet[number % BASE]);
            number /= BASE;
        }
    }
}
