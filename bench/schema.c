/* schema.c — times the validation of a payload by schemas/dcc-payload-1.3, and the compilation of
 * that schema.
 *
 * It is not a part of bench.c, because it can be compared only with an earlier run. The verdict is
 * asserted in every round. Arguments: files of payloads, each valid.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "data/json.h"
#include "schema/embedded.h"

enum { PAYLOADS_MOST = 64, ROUNDS = 15, TIMES = 20000 };

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static void fail(const char *what)
{
    fprintf(stderr, "bench/schema: %s\n", what);
    exit(1);
}

static void read_payload(const char *path, cl_arena *arena, cl_value *payload)
{
    static char bytes[65536];
    FILE *file = fopen(path, "rb");
    size_t length = file != NULL ? fread(bytes, 1, sizeof bytes, file) : 0;
    if (file == NULL || !cl_json_value(bytes, length, arena, payload, NULL))
        fail(path);
    fclose(file);
}

int main(int argc, char **argv)
{
    cl_arena arena, scratch;
    cl_error error;
    cl_value payloads[PAYLOADS_MOST];
    double best = 0, compiling = 0;
    cl_arena_init(&arena, SIZE_MAX);
    cl_arena_init(&scratch, SIZE_MAX);
    cl_error_init(&error);
    int count = argc - 1 < PAYLOADS_MOST ? argc - 1 : PAYLOADS_MOST;
    for (int i = 0; i < count; i++)
        read_payload(argv[i + 1], &arena, &payloads[i]);
    if (count == 0)
        fail("which payloads?");
    for (int round = 0; round < ROUNDS; round++) {
        double began = now();
        cl_schema *schema = cl_schema_compile_embedded(CL_SCHEMA_PAYLOAD, &error);
        double compiled = now();
        if (schema == NULL)
            fail(error.message);
        for (int i = 0; i < TIMES; i++) {
            if (cl_schema_validate(schema, &payloads[i % count], &scratch, NULL, NULL, &error) != 1)
                fail("a payload is not valid");
        }
        double ended = (now() - compiled) / TIMES;
        best = round == 0 || ended < best ? ended : best;
        compiling = round == 0 || compiled - began < compiling ? compiled - began : compiling;
        cl_schema_free(schema);
    }
    printf("validating a payload: %.0f ns; compiling its schema: %.1f us (best of %d)\n", best,
           compiling / 1e3, (int)ROUNDS);
    cl_arena_free(&scratch);
    cl_arena_free(&arena);
    return 0;
}
