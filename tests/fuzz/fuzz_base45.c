/* fuzz_base45.c — base45: encoding the decoded bytes gives the input, so no invalid form is
 * accepted. */
#include <string.h>

#include "base/buffer.h"
#include "cert/base45.h"
#include "cert/encode.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cl_error error;
    size_t length;
    unsigned char *bytes = malloc(cl_base45_size(size));
    cl_error_init(&error);
    FUZZ_HOLDS(bytes != NULL);
    if (cl_base45_decode((const char *)data, size, bytes, &length, &error)) {
        cl_buffer text;
        cl_buffer_init(&text);
        cl_encode_base45(&text, (const char *)bytes, length);
        FUZZ_HOLDS(text.length == size && (size == 0 || memcmp(text.data, data, size) == 0));
        cl_buffer_free(&text);
    } else {
        FUZZ_HOLDS(error.code == CL_BASE45 && error.offset < size);
    }
    free(bytes);
    return 0;
}
