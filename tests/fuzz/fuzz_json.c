/* fuzz_json.c — the JSON reader: a value that it reads is written, and reading that text gives the
 * same value. */
#include "base/arena.h"
#include "base/buffer.h"
#include "data/json.h"
#include "data/writer.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cl_arena arena;
    cl_value value, again;
    cl_error error;
    cl_error_init(&error);
    cl_arena_init(&arena, SIZE_MAX);
    bool ok = cl_json_value((const char *)data, size, &arena, &value, &error);
    FUZZ_HOLDS(ok == (error.code == CL_NONE));
    FUZZ_HOLDS(ok == cl_json_read((const char *)data, size, NULL, NULL));
    FUZZ_HOLDS(ok || error.offset <= size);
    if (ok) {
        cl_buffer out;
        cl_buffer_init(&out);
        cl_write_value(&out, &value);
        FUZZ_HOLDS(cl_json_value(cl_buffer_text(&out), out.length, &arena, &again, NULL));
        FUZZ_HOLDS(cl_value_equal(&value, &again));
        cl_buffer_free(&out);
    }
    cl_arena_free(&arena);
    return 0;
}
