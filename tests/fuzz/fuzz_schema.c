/* fuzz_schema.c — a schema and a value from one input, {"schema": …, "value": …}, or an array of
 * the two. The parity of the size chooses the draft. Compiling and validating end; the verdict is
 * the same with and without findings; there are findings exactly if the value is invalid. */
#include <string.h>

#include "base/arena.h"
#include "data/json.h"
#include "data/writer.h"
#include "fuzz.h"
#include "schema/schema.h"

static bool count_finding(void *self, const cl_schema_finding *finding)
{
    FUZZ_HOLDS(finding->message[0] != '\0');
    FUZZ_HOLDS(finding->at[0] == '\0' || finding->at[0] == '/');
    FUZZ_HOLDS(strchr(finding->place, '#') != NULL);
    return ++*(size_t *)self < 100;
}

static void validate(const cl_schema *schema, const cl_value *value)
{
    cl_arena scratch;
    cl_error error;
    size_t findings = 0;
    cl_arena_init(&scratch, 64u << 20);
    cl_error_init(&error);
    int valid = cl_schema_validate(schema, value, &scratch, count_finding, &findings, &error);
    FUZZ_HOLDS((valid < 0) == (error.code != CL_NONE));
    FUZZ_HOLDS(valid < 0 || (valid == 0) == (findings > 0));
    cl_error_init(&error);
    int again = cl_schema_validate(schema, value, &scratch, NULL, NULL, &error);
    FUZZ_HOLDS(valid < 0 || again < 0 || valid == again);
    cl_arena_free(&scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cl_arena arena;
    cl_value whole;
    cl_arena_init(&arena, SIZE_MAX);
    const cl_value *document = NULL, *value = NULL;
    if (cl_json_value((const char *)data, size, &arena, &whole, NULL)) {
        if (whole.kind == CL_KIND_OBJECT) {
            document = cl_object_find(whole.object, "schema", 6);
            value = cl_object_find(whole.object, "value", 5);
        } else if (whole.kind == CL_KIND_ARRAY) {
            document = cl_array_at(whole.array, 0);
            value = cl_array_at(whole.array, 1);
        }
    }
    if (document != NULL && value != NULL) {
        cl_buffer text;
        cl_error error;
        cl_error_init(&error);
        cl_buffer_init(&text);
        cl_write_value(&text, document);
        cl_schema_source source = {"", cl_buffer_text(&text), text.length};
        cl_schema *schema = cl_schema_compile(&source, 1,
                                              size % 2 == 0 ? CL_DRAFT_7 : CL_DRAFT_2020, &error);
        FUZZ_HOLDS((schema == NULL) == (error.code != CL_NONE));
        cl_buffer_free(&text);
        if (schema != NULL)
            validate(schema, value);
        cl_schema_free(schema);
    }
    cl_arena_free(&arena);
    return 0;
}
