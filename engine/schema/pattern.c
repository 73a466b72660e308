/* pattern.c — compiles and matches patterns; the only file that includes PCRE2. Its just-in-time
 * compiler is not used: it needs executable memory, and has different limits. All memory comes from
 * arenas, so nothing is freed. */
#include "schema/pattern.h"

#include <stdint.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/limits.h"

struct cl_pattern {
    pcre2_code *code;
    const char *text;
};

static void *take(size_t size, void *arena)
{
    return cl_arena_alloc(arena, size);
}

static void give_back(void *block, void *arena)
{
    (void)block;
    (void)arena;
}

static const char *readable(cl_arena *arena, const char *text, size_t length)
{
    char *copy = cl_arena_text(arena, text, length);
    size_t to = 0;
    for (size_t i = 0; copy != NULL && i <= length; i++) {
        if (copy[i] != '\0' || i == length)
            copy[to++] = copy[i];
    }
    return copy;
}

/* As in ECMA-262, `$` matches only at the very end, and a backreference to a group that did not
 * take part matches the empty string. \C is forbidden, because it splits characters; the
 * translation never writes it. The start optimisation is off: before 10.45 it misses the match of
 * `(?=a)b{0,2}a` in "a". */
static const uint32_t options = PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_MATCH_UNSET_BACKREF |
                                PCRE2_NEVER_BACKSLASH_C | PCRE2_NEVER_UCP | PCRE2_NO_START_OPTIMIZE;

static pcre2_code *compile(cl_arena *arena, const cl_buffer *source, cl_error *error)
{
    int fault = 0;
    PCRE2_SIZE offset = 0;
    PCRE2_UCHAR message[160];
    pcre2_general_context *memory = pcre2_general_context_create(take, give_back, arena);
    pcre2_compile_context *context = memory != NULL ? pcre2_compile_context_create(memory) : NULL;
    if (context == NULL) {
        cl_error_memory(error);
        return NULL;
    }
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)cl_buffer_text(source), source->length, options,
                                     &fault, &offset, context);
    if (code != NULL)
        return code;
    if (fault == PCRE2_ERROR_HEAP_FAILED) {
        cl_error_memory(error);
        return NULL;
    }
    if (pcre2_get_error_message(fault, message, sizeof message) < 0)
        message[0] = '\0';
    cl_error_set(error, CL_SCHEMA_BROKEN, "a pattern that cannot be used: %s",
                 (const char *)message);
    return NULL;
}

const cl_pattern *cl_pattern_compile(cl_arena *arena, const char *text, size_t length,
                                     cl_error *error)
{
    if (length > CL_MAX_PATTERN) {
        cl_error_set(error, CL_LIMIT_SIZE, "a pattern of %zu bytes; expected at most %d", length,
                     CL_MAX_PATTERN);
        return NULL;
    }
    cl_buffer source;
    cl_buffer_init(&source);
    cl_pattern *pattern = cl_arena_alloc(arena, sizeof *pattern);
    bool translated = cl_pattern_translate(text, length, &source, error);
    if (pattern != NULL)
        *pattern = (cl_pattern){.text = readable(arena, text, length)};
    if (pattern == NULL || pattern->text == NULL || source.failed)
        translated = cl_error_memory(error);
    if (translated)
        pattern->code = compile(arena, &source, error);
    cl_buffer_free(&source);
    return translated && pattern->code != NULL ? pattern : NULL;
}

const char *cl_pattern_text(const cl_pattern *pattern)
{
    return pattern->text;
}

static bool prepare(cl_matcher *m)
{
    pcre2_general_context *memory = pcre2_general_context_create(take, give_back, m->arena);
    pcre2_match_context *context = memory != NULL ? pcre2_match_context_create(memory) : NULL;
    pcre2_match_data *data = context != NULL ? pcre2_match_data_create(1, memory) : NULL;
    if (data == NULL)
        return false;
    pcre2_set_match_limit(context, CL_MAX_PATTERN_STEPS);
    pcre2_set_depth_limit(context, CL_MAX_PATTERN_DEPTH);
    pcre2_set_heap_limit(context, CL_MAX_PATTERN_MEMORY);
    m->context = context;
    m->data = data;
    return true;
}

int cl_pattern_match(const cl_pattern *pattern, cl_matcher *matcher, const char *text,
                     size_t length, cl_error *error)
{
    if (matcher->data == NULL && !prepare(matcher)) {
        cl_error_memory(error);
        return -1;
    }
    int found = pcre2_match(pattern->code, (PCRE2_SPTR)(length > 0 ? text : ""), length, 0,
                            PCRE2_NO_UTF_CHECK, matcher->data, matcher->context);
    if (found >= 0)
        return 1;
    if (found == PCRE2_ERROR_NOMATCH)
        return 0;
    if (found == PCRE2_ERROR_NOMEMORY)
        cl_error_memory(error);
    else
        cl_error_set(error, CL_LIMIT_PATTERN,
                     "whether a text of %zu bytes matches %s cannot be told within %d steps",
                     length, pattern->text, CL_MAX_PATTERN_STEPS);
    return -1;
}
