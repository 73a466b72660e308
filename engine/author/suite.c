/* suite.c — reads the two forms of tests. */
#include "author/suite.h"

#include <string.h>

#include "base/nearest.h"

static bool refuse(cl_error *error, const char *at, const char *message)
{
    cl_error_set(error, CL_TEST, "%s", message);
    cl_error_at(error, at);
    return false;
}

/* Returns: "first: second"; only `first` if `second` is no text. NULL if memory runs out. */
static const char *join(cl_arena *arena, const char *first, const cl_value *second)
{
    size_t length = strlen(first);
    bool has = second != NULL && second->kind == CL_KIND_STRING && second->length > 0;
    size_t more = has ? second->length + (length > 0 ? 2 : 0) : 0;
    char *text = cl_arena_alloc(arena, length + more + 1);
    if (text == NULL)
        return NULL;
    memcpy(text, first, length);
    if (has) {
        if (length > 0)
            memcpy(text + length, ": ", 2);
        memcpy(text + length + more - second->length, second->text, second->length);
    }
    text[length + more] = '\0';
    return text;
}

static bool directs(const cl_value *object, const char *word)
{
    return cl_value_is(cl_value_member(object, "directive"), word);
}

static bool skips(const cl_value *object)
{
    return directs(object, "skip");
}

/* Returns: true if an item of the list has the directive `only`. */
static bool any_only(const cl_array *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (directs(&list->items[i], "only"))
            return true;
    }
    return false;
}

/* Returns: false if there is an unknown directive, because its intention is not known. */
static bool known_directive(const cl_value *object)
{
    return cl_value_member(object, "directive") == NULL || skips(object) || directs(object, "only");
}

bool cl_suite_recognise(const cl_value *document)
{
    const cl_value *cases = cl_value_member(document, "cases");
    return cases != NULL && cases->kind == CL_KIND_ARRAY;
}

/* The state of reading a suite. */
typedef struct suite {
    const char *file;
    cl_arena *arena;
    cl_test_take *take;
    void *self;
    cl_error *error;
    cl_buffer at;
} suite;

static bool read_assertion(suite *s, const cl_value *assertion, const char *name,
                           const cl_value *logic, bool skip)
{
    const cl_value *expected = cl_value_member(assertion, "expected");
    const cl_value *own = cl_value_member(assertion, "certLogicExpression");
    const cl_value *data = cl_value_member(assertion, "data");
    cl_test test = {.file = s->file,
                    .logic = own != NULL ? own : logic,
                    .data = data != NULL ? *data : cl_value_null(),
                    .skip = skip || skips(assertion)};
    if (!known_directive(assertion))
        return refuse(s->error, cl_buffer_text(&s->at), "a directive is skip or only");
    if (test.logic == NULL && !test.skip)
        return refuse(s->error, cl_buffer_text(&s->at),
                      "neither the case nor the assertion has a certLogicExpression");
    if (expected == NULL && !test.skip)
        return refuse(s->error, cl_buffer_text(&s->at), "an assertion must say what is expected");
    test.expected = expected != NULL ? *expected : cl_value_null();
    test.name = join(s->arena, name, cl_value_member(assertion, "message"));
    return test.name != NULL ? s->take(s->self, &test, s->error) : cl_error_memory(s->error);
}

static bool read_case(suite *s, const cl_value *test_case, const char *name, bool skip)
{
    const cl_value *assertions = cl_value_member(test_case, "assertions");
    const char *case_name = join(s->arena, name, cl_value_member(test_case, "name"));
    if (case_name == NULL)
        return cl_error_memory(s->error);
    if (assertions == NULL || assertions->kind != CL_KIND_ARRAY)
        return refuse(s->error, cl_buffer_text(&s->at), "a case must have an array of assertions");
    if (!known_directive(test_case))
        return refuse(s->error, cl_buffer_text(&s->at), "a directive is skip or only");
    bool only = any_only(assertions->array);
    for (uint32_t i = 0; i < assertions->array->count; i++) {
        const cl_value *assertion = &assertions->array->items[i];
        bool other = only && !directs(assertion, "only");
        size_t back = s->at.length;
        cl_pointer_step(&s->at, "assertions", 10);
        cl_pointer_index(&s->at, i);
        if (s->at.failed)
            return cl_error_memory(s->error);
        if (!read_assertion(s, assertion, case_name,
                            cl_value_member(test_case, "certLogicExpression"),
                            skip || other || skips(test_case)))
            return false;
        s->at.length = back;
    }
    return true;
}

bool cl_suite_read(const cl_value *document, const char *file, cl_arena *arena, cl_test_take *take,
                   void *self, cl_error *error)
{
    suite s = {.file = file, .arena = arena, .take = take, .self = self, .error = error};
    const cl_value *cases = cl_value_member(document, "cases");
    const char *name = join(arena, "", cl_value_member(document, "name"));
    bool read = name != NULL || cl_error_memory(error);
    cl_buffer_init(&s.at);
    bool only = any_only(cases->array);
    if (!known_directive(document))
        read = refuse(error, "", "a directive is skip or only");
    for (uint32_t i = 0; read && i < cases->array->count; i++) {
        const cl_value *test_case = &cases->array->items[i];
        bool skip = skips(document) || (only && !directs(test_case, "only"));
        cl_buffer_clear(&s.at);
        cl_pointer_step(&s.at, "cases", 5);
        cl_pointer_index(&s.at, i);
        read = !s.at.failed ? read_case(&s, test_case, name, skip) : cl_error_memory(error);
    }
    cl_buffer_free(&s.at);
    return read;
}

/* ---- Members of a rule's test ---------------------------------------------------------------- */

const char *const cl_test_members[CL_TEST_MEMBERS] = {"name", "payload", "external", "expected",
                                                      "directive"};

/* Checks that an object has only members with these names, because a misspelt member would silently
 * change the test. With `others`, only a name near one of them is refused: an external may have
 * members for other engines.
 * Returns: false with TEST. */
static bool known_members(const cl_value *object, const char *const *names, size_t count,
                          const char *at, bool others, cl_error *error)
{
    if (object == NULL || object->kind != CL_KIND_OBJECT)
        return true;
    for (uint32_t i = 0; i < object->object->count; i++) {
        const cl_member m = cl_object_member(object->object, i);
        size_t near = cl_nearest_word(m.key, m.length, names, count);
        if (cl_word_find(m.key, m.length, names, count) < count || (others && near == count))
            continue;
        const char *nearest = near < count ? names[near] : NULL;
        cl_buffer place;
        cl_buffer_init(&place);
        cl_buffer_puts(&place, at);
        cl_pointer_step(&place, m.key, m.length);
        cl_error_set(error, CL_TEST, "a rule's test has no such member%s%s%s",
                     nearest != NULL ? " (did you mean " : "", nearest != NULL ? nearest : "",
                     nearest != NULL ? "?)" : "");
        cl_error_at_pointer(error, &place);
        return false;
    }
    return true;
}

bool cl_suite_check_rule_test(const cl_value *document, cl_error *error)
{
    if (!known_members(document, cl_test_members, CL_TEST_MEMBERS, "", false, error) ||
        !known_members(cl_value_member(document, "external"), cl_external_members,
                       CL_EXTERNAL_MEMBERS, "/external", true, error))
        return false;
    if (cl_value_member(document, "directive") != NULL && !skips(document))
        return refuse(error, "/directive", "the directive of a rule's test is skip");
    if (cl_value_member(document, "expected") == NULL && !skips(document))
        return refuse(error, "", "a rule's test must be an object with a member expected");
    return true;
}

/* Makes the external of a test, or an empty one, with other value sets.
 * Returns: NULL if memory runs out. */
static const cl_object *replace_value_sets(const cl_value *external, const cl_value *value_sets,
                                           cl_arena *arena)
{
    static const char name[] = "valueSets";
    const cl_object *old = external != NULL ? external->object : NULL;
    uint32_t count = old != NULL ? old->count : 0;
    size_t kept = 0;
    cl_member *members = cl_arena_array(arena, (size_t)count + 1, sizeof *members);
    if (members == NULL)
        return NULL;
    for (uint32_t i = 0; i < count; i++) {
        const cl_member m = cl_object_member(old, i);
        if (!cl_text_is(m.key, m.length, name))
            members[kept++] = m;
    }
    members[kept++] = (cl_member){
        .key = name, .length = (uint32_t)strlen(name), .value = *value_sets};
    return cl_object_make(arena, members, kept);
}

/* Makes the data of a rule from `payload` and `external` of the test, as far as they are present.
 * Returns: NULL if memory runs out. */
static const cl_object *make_context(const cl_value *document, const cl_value *value_sets,
                                     cl_arena *arena)
{
    const cl_value *payload = cl_value_member(document, "payload");
    const cl_value *external = cl_value_member(document, "external");
    cl_member members[2];
    size_t count = 0;
    cl_value replaced = {.kind = CL_KIND_OBJECT};
    /* An external that is no object is an error of the test and is left unchanged. */
    if (value_sets != NULL && (external == NULL || external->kind == CL_KIND_OBJECT)) {
        replaced.object = replace_value_sets(external, value_sets, arena);
        if (replaced.object == NULL)
            return NULL;
        external = &replaced;
    }
    if (payload != NULL)
        members[count++] = (cl_member){.key = "payload", .length = 7, .value = *payload};
    if (external != NULL)
        members[count++] = (cl_member){.key = "external", .length = 8, .value = *external};
    return cl_object_make(arena, members, count);
}

bool cl_suite_read_rule_test(const cl_value *document, const char *file, const cl_subject *subject,
                             cl_arena *arena, cl_test_take *take, void *self, cl_error *error)
{
    const cl_value *expected = cl_value_member(document, "expected");
    const cl_object *context = make_context(document, subject->value_sets, arena);
    cl_test test = {.file = file,
                    .logic = subject->logic,
                    .data = {.object = context, .kind = CL_KIND_OBJECT},
                    .expected = expected != NULL ? *expected : cl_value_null(),
                    .rule = &subject->rule,
                    .skip = skips(document)};
    test.name = join(arena, subject->rule.id, cl_value_member(document, "name"));
    if (context == NULL || test.name == NULL)
        return cl_error_memory(error);
    return take(self, &test, error);
}
