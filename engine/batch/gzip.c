/* gzip.c — unpacks .gz. Only this file of the folder uses zlib. The window of the format is 32 KiB,
 * which limits the memory. */
#include <stdlib.h>

#define ZLIB_CONST /* zlib takes a pointer to const input */
#include <zlib.h>

#include "batch/unpack.h"

enum { GZIP_ONLY = 16 };

typedef struct gzip {
    z_stream stream;
    bool whole; /* between two members */
    bool begun; /* the first byte is consumed */
} gzip;

static void *begin(void)
{
    gzip *g = calloc(1, sizeof *g);
    if (g != NULL && inflateInit2(&g->stream, MAX_WBITS + GZIP_ONLY) != Z_OK) {
        free(g);
        return NULL;
    }
    if (g != NULL)
        g->whole = true;
    return g;
}

static const char *run(void *self, const unsigned char *in, size_t in_length, size_t *taken,
                       unsigned char *out, size_t room, size_t *given)
{
    gzip *g = self;
    *taken = *given = 0;
    /* Skip zeros after a member: writers with a fixed block size (tapes, dd) pad the last block. */
    size_t padding = 0;
    while (g->whole && g->begun && padding < in_length && in[padding] == 0)
        padding++;
    *taken = padding;
    if (g->whole && padding == in_length)
        return NULL;
    in += padding;
    in_length -= padding;
    if (g->whole && inflateReset(&g->stream) != Z_OK)
        return cl_unpack_cannot_begin;
    g->whole = false;
    g->begun = true;
    g->stream.next_in = in;
    g->stream.avail_in = (uInt)in_length;
    g->stream.next_out = out;
    g->stream.avail_out = (uInt)room;
    int state = inflate(&g->stream, Z_NO_FLUSH);
    *taken += in_length - g->stream.avail_in;
    *given = room - g->stream.avail_out;
    if (state == Z_STREAM_END)
        g->whole = true;
    if (state == Z_MEM_ERROR)
        return cl_unpack_no_memory;
    /* Z_BUF_ERROR means that no progress was possible; it is no error of the input. */
    return state == Z_OK || state == Z_STREAM_END || state == Z_BUF_ERROR
               ? NULL
               : "not what gzip writes, or damaged";
}

static bool whole(const void *self)
{
    const gzip *g = self;
    return g->whole;
}

static void end(void *self)
{
    gzip *g = self;
    inflateEnd(&g->stream);
    free(g);
}

const cl_unpacker cl_unpack_gzip = {.name = "gzip",
                                    .magic = {0x1F, 0x8B},
                                    .magic_length = 2,
                                    .begin = begin,
                                    .run = run,
                                    .whole = whole,
                                    .end = end};
