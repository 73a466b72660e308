/* fuzz_cbor.c — the CBOR readers: an input that the event reader reads can also be skipped, and its
 * value, written as JSON, reads back as the same value. libcbor's own reader accepts and refuses
 * the same items. */
#include "../second_opinion.h"
#include "base/buffer.h"
#include "data/cbor.h"
#include "data/json.h"
#include "data/writer.h"
#include "fuzz.h"

static void read_back(const cl_value *value, cl_arena *arena)
{
    cl_buffer out;
    cl_value again;
    cl_buffer_init(&out);
    cl_write_value(&out, value);
    FUZZ_HOLDS(cl_json_value(cl_buffer_text(&out), out.length, arena, &again, NULL));
    FUZZ_HOLDS(cl_value_equal(value, &again));
    cl_buffer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cl_arena arena;
    cl_tree tree;
    cl_error error;
    cl_error_init(&error);
    cl_arena_init(&arena, SIZE_MAX);
    cl_tree_init(&tree, &arena);
    cl_sink sink = cl_tree_sink(&tree);
    bool ok = cl_cbor_read(data, size, &sink, &error);
    FUZZ_HOLDS(ok == (error.code == CL_NONE));
    FUZZ_HOLDS(ok == cl_cbor_read(data, size, NULL, NULL));
    FUZZ_HOLDS(ok || error.offset <= size);
    cl_cbor passing = cl_cbor_over(data, size, NULL), skimming = passing;
    bool passed = cl_cbor_pass(&passing), skimmed = cl_cbor_skim(&skimming);
    FUZZ_HOLDS(passing.at <= passing.end && skimming.at <= skimming.end);
    FUZZ_HOLDS(!passed || (skimmed && passing.at == skimming.at));
    FUZZ_HOLDS(!ok || (skimmed && skimming.at == skimming.end));
    FUZZ_HOLDS(second_opinion_agrees(data, size));
    if (ok) {
        FUZZ_HOLDS(tree.done);
        read_back(&tree.root, &arena);
    }
    cl_tree_free(&tree);
    cl_arena_free(&arena);
    return 0;
}
