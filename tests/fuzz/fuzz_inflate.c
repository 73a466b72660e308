/* fuzz_inflate.c — inflate: it never writes more than the given size, and every other input is a
 * named fault. The first byte of an input chooses the size. */
#include <string.h>

#include "cert/inflate.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static cl_inflater *inflater;
    cl_error error;
    size_t length = 0;
    if (size == 0)
        return 0;
    if (inflater == NULL)
        inflater = cl_inflater_new(NULL);
    FUZZ_HOLDS(inflater != NULL);
    size_t capacity = (size_t)data[0] * 16 + 1;
    unsigned char *out = malloc(capacity); /* a sanitizer detects a byte too many */
    FUZZ_HOLDS(out != NULL);
    cl_error_init(&error);
    bool ok = cl_inflate(inflater, data + 1, size - 1, out, capacity, &length, &error);
    FUZZ_HOLDS(ok == (error.code == CL_NONE));
    FUZZ_HOLDS(!ok || length <= capacity);
    FUZZ_HOLDS(ok || error.code == CL_INFLATE || error.code == CL_INFLATE_CUT ||
               error.code == CL_INFLATE_SIZE || error.code == CL_INFLATE_TRAILING);
    free(out);
    return 0;
}
