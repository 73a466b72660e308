/* zstd.c — unpacks .zst. Only this file of the folder uses libzstd. */
#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "batch/unpack.h"

/* The binary logarithm of the largest window: 8 MiB. RFC 8878, section 3.1.1.1.2, recommends that
 * every decoder supports 8 MiB, and zstd uses no more up to level 19. A frame may demand up to 2
 * GiB. */
enum { WINDOW_LOG_MOST = 23 };

typedef struct unzstd {
    ZSTD_DStream *stream;
    bool whole;
} unzstd;

static void *begin(void)
{
    unzstd *z = calloc(1, sizeof *z);
    if (z == NULL)
        return NULL;
    z->whole = true;
    z->stream = ZSTD_createDStream();
    if (z->stream != NULL &&
        !ZSTD_isError(ZSTD_DCtx_setParameter(z->stream, ZSTD_d_windowLogMax, WINDOW_LOG_MOST)))
        return z;
    ZSTD_freeDStream(z->stream);
    free(z);
    return NULL;
}

static const char *run(void *self, const unsigned char *in, size_t in_length, size_t *taken,
                       unsigned char *out, size_t room, size_t *given)
{
    unzstd *z = self;
    ZSTD_inBuffer from = {.src = in, .size = in_length};
    ZSTD_outBuffer to = {.dst = out, .size = room};
    *taken = *given = 0;
    if (z->whole && in_length == 0)
        return NULL;
    size_t state = ZSTD_decompressStream(z->stream, &to, &from);
    *taken = from.pos;
    *given = to.pos;
    if (ZSTD_isError(state))
        return ZSTD_getErrorCode(state) == ZSTD_error_memory_allocation ? cl_unpack_no_memory
                                                                        : ZSTD_getErrorName(state);
    z->whole = state == 0;
    return NULL;
}

static bool whole(const void *self)
{
    const unzstd *z = self;
    return z->whole;
}

static void end(void *self)
{
    unzstd *z = self;
    ZSTD_freeDStream(z->stream);
    free(z);
}

const cl_unpacker cl_unpack_zstd = {.name = "zstd",
                                    .magic = {0x28, 0xB5, 0x2F, 0xFD},
                                    .magic_length = 4,
                                    .begin = begin,
                                    .run = run,
                                    .whole = whole,
                                    .end = end};

const cl_unpacker cl_unpack_zstd_skippable = {.name = "zstd",
                                              .magic = {0x50, 0x2A, 0x4D, 0x18},
                                              .magic_length = 4,
                                              .any = 0x0F,
                                              .begin = begin,
                                              .run = run,
                                              .whole = whole,
                                              .end = end};
