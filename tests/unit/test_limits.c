/* test_limits.c — the limits of base/limits.h at N and N + 1, except those that other tests reach:
 *
 *   depth, one value, iterations, working memory    test_evaluator, test_stack, test_json
 *   slots                                           test_lower
 *   message and pointer of an error object          test_error
 *   kid, keys of one kid, signers                   test_trust
 *   bits of RSA                                     test_signature
 *
 * CL_MAX_INSTRUCTIONS is not reached, because an expression of CL_MAX_NODES nodes has fewer
 * instructions.
 */
#include "certlogic.h"
#include "support_files.h"
#include "support_rules.h"

/* ---- Documents and files --------------------------------------------------------------------- */

/* A rule followed by spaces, `size` bytes long in all. */
static char *padded_rule(size_t size)
{
    const char *rule = quoted(USUAL_RULE);
    size_t length = strlen(rule);
    char *text = malloc(size + 1);
    ck_assert_ptr_nonnull(text);
    memcpy(text, rule, length);
    memset(text + length, ' ', size - length);
    text[size] = '\0';
    return text;
}

START_TEST(bytes_of_a_document_in_memory)
{
    certlogic_error error;
    char *text = padded_rule(CL_MAX_DOCUMENT + 1);
    certlogic_rules *rules = certlogic_rules_parse(text, CL_MAX_DOCUMENT, NULL, &error);
    ck_assert_ptr_nonnull(rules);
    certlogic_rules_free(rules);
    ck_assert_ptr_null(certlogic_rules_parse(text, CL_MAX_DOCUMENT + 1, NULL, &error));
    ck_assert_str_eq(error.code, "limit-size");
    ck_assert_ptr_null(certlogic_expression_parse(text, CL_MAX_DOCUMENT + 1, &error));
    ck_assert_str_eq(error.code, "limit-size");
    free(text);
}
END_TEST

START_TEST(bytes_of_a_file)
{
    certlogic_error error;
    const certlogic_load_options options = {.keep_going = true};
    for (size_t more = 0; more < 2; more++) {
        char *text = padded_rule(CL_MAX_DOCUMENT + more);
        const char *path = path_of("rule.json");
        FILE *file = fopen(path, "wb");
        ck_assert_ptr_nonnull(file);
        ck_assert_uint_eq(fwrite(text, 1, CL_MAX_DOCUMENT + more, file), CL_MAX_DOCUMENT + more);
        fclose(file);
        free(text);
        certlogic_rules *rules = certlogic_rules_load(path, &options, &error);
        ck_assert_int_eq(rules != NULL, more == 0);
        if (more > 0)
            ck_assert_str_eq(error.code, "limit-size");
        certlogic_rules_free(rules);
    }
}
END_TEST

/* A text followed by white space, `size` bytes long in all. */
static char *padded(const char *text, size_t size)
{
    char *made = malloc(size);
    ck_assert_ptr_nonnull(made);
    memset(made, ' ', size);
    memcpy(made, text, strlen(text));
    return made;
}

START_TEST(bytes_of_a_line_of_eval)
{
    char *line = padded("{\"expr\":1}", (size_t)CL_MAX_RECORD + 1);
    for (size_t more = 0; more < 2; more++) {
        char *line_answer = certlogic_evaluate_line(line, CL_MAX_RECORD + more);
        ck_assert_ptr_nonnull(line_answer);
        ck_assert_msg(strstr(line_answer, more == 0 ? "{\"value\":1}" : "\"limit-size\"") != NULL,
                      "%s", line_answer);
        certlogic_free(line_answer);
    }
    free(line);
}
END_TEST

START_TEST(bytes_of_the_data_of_an_expression)
{
    certlogic_error error;
    char *data = padded("{\"a\":7}", (size_t)CL_MAX_RECORD + 1);
    certlogic_expression *e = certlogic_expression_parse("{\"var\":\"a\"}", 11, &error);
    for (size_t more = 0; more < 2; more++) {
        char *value = certlogic_expression_evaluate(e, data, CL_MAX_RECORD + more, &error);
        if (more == 0)
            ck_assert_str_eq(value, "7");
        else
            ck_assert_str_eq(error.code, "limit-size");
        ck_assert_int_eq(value != NULL, more == 0);
        certlogic_free(value);
    }
    certlogic_expression_free(e);
    free(data);
}
END_TEST

static void count_outcome(void *self, const certlogic_rule *rule, certlogic_outcome outcome,
                          const certlogic_error *error)
{
    (void)rule;
    (void)outcome;
    (void)error;
    ++*(size_t *)self;
}

START_TEST(bytes_of_the_context_of_every_rule)
{
    certlogic_error error;
    size_t told = 0;
    const char *rule = quoted(USUAL_RULE);
    certlogic_rules *rules = certlogic_rules_parse(rule, strlen(rule), NULL, &error);
    certlogic_evaluator *evaluator = certlogic_evaluator_new(rules, &error);
    ck_assert_ptr_nonnull(evaluator);
    char *context = padded("{\"payload\":{}}", (size_t)CL_MAX_RECORD + 1);
    ck_assert(
        certlogic_every_rule(evaluator, context, CL_MAX_RECORD, count_outcome, &told, &error));
    ck_assert_uint_eq(told, 1);
    ck_assert(!certlogic_every_rule(evaluator, context, (size_t)CL_MAX_RECORD + 1, count_outcome,
                                    &told, &error));
    ck_assert_str_eq(error.code, "limit-size");
    ck_assert_uint_eq(told, 1);
    certlogic_evaluator_free(evaluator);
    certlogic_rules_free(rules);
    free(context);
}
END_TEST

/* Returns the code of the fault of the first step with a fault, or "". */
static const char *fault_of(const certlogic_certificate *certificate)
{
    for (int i = 0; i < CERTLOGIC_STEPS; i++) {
        certlogic_step_state state;
        must(certlogic_certificate_step(certificate, (certlogic_step)i, &state));
        if (state.result == CERTLOGIC_STEP_FAULT)
            return state.code;
    }
    return "";
}

/* Payloads and records in every form that has no lower limit. */
START_TEST(bytes_of_a_payload)
{
    static const char *const texts[] = {"{\"v\":[{}]}",   "{\"payload\":{\"v\":[{}]}}",
                                        "null",           "HC1:A",
                                        "HC2:A",          "\xA0",
                                        "no certificate", ""};
    certlogic_error error;
    certlogic_decoder *decoder = certlogic_decoder_new(NULL, &error);
    ck_assert_ptr_nonnull(decoder);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char *bytes = padded(texts[i], (size_t)CL_MAX_RECORD + 1);
        for (size_t more = 0; more < 2; more++) {
            certlogic_record record;
            certlogic_certificate *c = certlogic_decoder_read(decoder, bytes, CL_MAX_RECORD + more,
                                                              &error);
            ck_assert_ptr_nonnull(c);
            ck_assert_int_eq(strcmp(fault_of(c), "limit-size") == 0, more == 1);
            ck_assert(
                certlogic_decoder_record(decoder, bytes, CL_MAX_RECORD + more, c, &record, &error));
            ck_assert_int_eq(strcmp(fault_of(c), "limit-size") == 0, more == 1);
            certlogic_certificate_free(c);
            c = certlogic_certificate_read(bytes, CL_MAX_RECORD + more, &error);
            ck_assert_ptr_nonnull(c);
            ck_assert_int_eq(strcmp(fault_of(c), "limit-size") == 0, more == 1);
            certlogic_certificate_free(c);
        }
        free(bytes);
    }
    certlogic_decoder_free(decoder);
}
END_TEST

START_TEST(depth_of_folders)
{
    certlogic_error error;
    certlogic_test_summary summary;
    const char *deepest = given_repeated("f/", 32);
    const char *path = path_of("");
    put_file(given_text("%sa.json", deepest), USUAL_RULE);
    certlogic_rules *rules = certlogic_rules_load(path, NULL, &error);
    ck_assert_ptr_nonnull(rules);
    ck_assert_uint_eq(certlogic_rules_count(rules), 1);
    certlogic_rules_free(rules);
    ck_assert(certlogic_test_paths(&path, 1, NULL, &summary, &error));
    put_folder(given_text("%sf", deepest));
    ck_assert_ptr_null(certlogic_rules_load(path, NULL, &error));
    ck_assert_str_eq(error.code, "limit-size");
    ck_assert(!certlogic_test_paths(&path, 1, NULL, &summary, &error));
    ck_assert_str_eq(error.code, "limit-size");
    /* A folder that contains itself by a link is too deep as well. */
    put_folder("loop");
    ck_assert_int_eq(symlink(".", path_of("loop/again")), 0);
    ck_assert_ptr_null(certlogic_rules_load(path_of("loop"), NULL, &error));
    ck_assert_str_eq(error.code, "limit-size");
}
END_TEST

/* ---- Expressions and programs ---------------------------------------------------------------- */

/* Returns an array of the same value, `count` times. */
static cl_value array_of(cl_value item, size_t count)
{
    cl_value *items = cl_arena_array(&given.arena, count, sizeof *items);
    ck_assert_ptr_nonnull(items);
    for (size_t i = 0; i < count; i++)
        items[i] = item;
    const cl_array *array = cl_array_make(&given.arena, items, count);
    ck_assert_ptr_nonnull(array);
    return (cl_value){.array = array, .kind = CL_KIND_ARRAY};
}

START_TEST(nodes_of_an_expression)
{
    for (size_t more = 0; more < 2; more++) {
        cl_expression expression;
        cl_error error;
        cl_error_init(&error);
        cl_value logic = array_of(cl_value_integer(1), CL_MAX_NODES - 1 + more);
        long faults = cl_expression_read(&logic, &given.arena, NULL, NULL, &expression, &error);
        ck_assert_int_eq(faults, more == 0 ? 0 : -1);
        if (more == 0)
            ck_assert_uint_eq(expression.count, CL_MAX_NODES);
        else
            ck_assert_str_eq(cl_code_name(error.code), "limit-size");
        cl_arena_reset(&given.arena);
    }
}
END_TEST

/* Returns the program of the same expression, `count` times; NULL with LIMIT_SIZE. */
static cl_program *repeated(const cl_expression *expression, size_t count)
{
    const cl_compile_options options = {.plain = false};
    cl_error error;
    cl_error_init(&error);
    cl_vm_source *sources = cl_arena_array(&given.arena, count, sizeof *sources);
    ck_assert_ptr_nonnull(sources);
    for (size_t i = 0; i < count; i++)
        sources[i].expression = expression;
    cl_program *program = cl_program_compile(sources, count, &options, &error);
    ck_assert(program != NULL || error.code == CL_LIMIT_SIZE);
    return program;
}

START_TEST(nodes_of_a_program)
{
    cl_value logic = array_of(cl_value_integer(1), 1023);
    cl_expression expression;
    ck_assert_int_eq(cl_expression_read(&logic, &given.arena, NULL, NULL, &expression, NULL), 0);
    ck_assert_uint_eq(expression.count, 1024);
    cl_program *program = repeated(&expression, CL_MAX_NODES / 1024);
    ck_assert_ptr_nonnull(program);
    cl_program_free(program);
    ck_assert_ptr_null(repeated(&expression, CL_MAX_NODES / 1024 + 1));
}
END_TEST

START_TEST(rules_of_a_program)
{
    const cl_expression *expression = given_expression("{\"!\":[{\"var\":\"a\"}]}");
    cl_program *program = repeated(expression, CL_MAX_RULES);
    ck_assert_ptr_nonnull(program);
    cl_evaluator *evaluator = cl_evaluator_new(program, NULL);
    cl_evaluator_bind(evaluator, given_value("{}"));
    cl_evaluator_run_section(evaluator, 0);
    ck_assert_int_eq(cl_evaluator_outcome(evaluator, CL_MAX_RULES - 1, NULL), CL_PASSED);
    cl_evaluator_free(evaluator);
    cl_program_free(program);
    ck_assert_ptr_null(repeated(expression, CL_MAX_RULES + 1));
}
END_TEST

/* A rule set of that size, from a document. */
START_TEST(rules_of_a_set)
{
    for (unsigned more = 0; more < 2; more++) {
        certlogic_error error;
        cl_buffer out;
        cl_buffer_init(&out);
        for (unsigned i = 0; i < CL_MAX_RULES + more; i++)
            cl_buffer_printf(&out,
                             "%s{\"Identifier\":\"R%u\",\"Type\":\"Acceptance\",\"Country\":\"CZ\","
                             "\"Version\":\"1.0.0\",\"SchemaVersion\":\"1.0.0\",\"Engine\":"
                             "\"CERTLOGIC\",\"EngineVersion\":\"1.0.0\",\"CertificateType\":"
                             "\"Test\",\"ValidFrom\":\"2021\",\"ValidTo\":\"2022\",\"Logic\":true}",
                             i > 0 ? "," : "[", i);
        cl_buffer_putc(&out, ']');
        ck_assert(!out.failed);
        certlogic_rules *rules = certlogic_rules_parse(out.data, out.length, NULL, &error);
        ck_assert_int_eq(rules != NULL, more == 0);
        if (more > 0)
            ck_assert_str_eq(error.code, "limit-size");
        else
            ck_assert_uint_eq(certlogic_rules_count(rules), CL_MAX_RULES);
        certlogic_rules_free(rules);
        cl_buffer_free(&out);
    }
}
END_TEST

/* The items of an array that is not constant are in adjacent registers; the compiler reserves one
 * more. */
START_TEST(registers)
{
    const cl_value *var = given_value("{\"var\":\"a\"}");
    for (size_t more = 0; more < 2; more++) {
        cl_expression expression;
        cl_value logic = array_of(*var, CL_MAX_REGISTERS - 1 + more);
        ck_assert_int_eq(cl_expression_read(&logic, &given.arena, NULL, NULL, &expression, NULL),
                         0);
        cl_program *program = repeated(&expression, 1);
        ck_assert_int_eq(program != NULL, more == 0);
        if (more == 0) {
            cl_value value;
            cl_evaluator *evaluator = given_evaluator(program);
            given.programs[given.program_count++] = program;
            ck_assert_uint_eq(program->register_count, CL_MAX_REGISTERS);
            cl_evaluator_bind(evaluator, given_value("{\"a\":7}"));
            ck_assert(cl_evaluator_run_rule(evaluator, 0, &value, NULL));
            ck_assert_uint_eq(value.array->count, CL_MAX_REGISTERS - 1);
        }
    }
}
END_TEST

/* ---- Findings and errors --------------------------------------------------------------------- */

START_TEST(findings)
{
    for (size_t more = 0; more < 3; more++) {
        size_t made = CL_MAX_FINDINGS + more;
        cl_ruleset *set = set_of(given_text("[%s7]", given_repeated("7,", made - 1)));
        const cl_finding *last = &set->findings.items[CL_MAX_FINDINGS - 1];
        ck_assert_uint_eq(set->findings.count, CL_MAX_FINDINGS);
        ck_assert_uint_eq(set->findings.errors, made);
        ck_assert_uint_eq(set->findings.left_out, more > 0 ? more + 1 : 0);
        ck_assert_uint_eq(set->losses.total, made);
        ck_assert_str_eq(set->findings.items[CL_MAX_FINDINGS - 2].at, "/998");
        ck_assert_str_eq(cl_code_name(last->code), more > 0 ? "limit-size" : "rule-metadata");
        ck_assert_int_eq(last->severity, more > 0 ? CL_SEVERITY_NOTE : CL_SEVERITY_ERROR);
        ck_assert_str_eq(last->at, more > 0 ? "" : "/999");
    }
}
END_TEST

/* Steps of 20 bytes at every depth: more than an error object can hold. */
START_TEST(the_place_of_a_deep_fault)
{
    certlogic_error error;
    const char *name = "x123456789abcdefghi";
    const char *json = given_nested(given_text("{\"%s\":", name), "oops", "}", CL_MAX_DEPTH);
    ck_assert_ptr_null(certlogic_expression_parse(json, strlen(json), &error));
    ck_assert_str_eq(error.code, "json");
    size_t length = strlen(error.at);
    ck_assert_uint_le(length, CL_MAX_POINTER);
    ck_assert_uint_gt(length, CL_MAX_POINTER - 2 * 20);
    ck_assert_uint_eq((length - 4) % 20, 0);
    ck_assert_str_eq(error.at + length - 4, "/\xE2\x80\xA6");
    ck_assert_int_eq(
        strncmp(error.at, given_repeated(given_text("/%s", name), CL_MAX_DEPTH), length - 4), 0);
}
END_TEST

START_TEST(the_message_of_a_fault_in_a_file_with_a_long_name)
{
    certlogic_error error;
    const char *name = given_text("%s.json", given_repeated("\xC5\xBE", 120));
    const char *path = put_file(given_text("%s/%s/%s", given_repeated("\xC5\xBE", 120),
                                           given_repeated("\xC5\xBE", 120), name),
                                "7");
    ck_assert_ptr_null(certlogic_rules_load(path, NULL, &error));
    ck_assert_str_eq(error.code, "rule-metadata");
    size_t length = strlen(error.message);
    ck_assert_uint_lt(length, CL_MAX_MESSAGE);
    ck_assert_str_eq(error.message + length - 3, "\xE2\x80\xA6");
    ck_assert_int_eq(strncmp(error.message, path, length - 3), 0);
    ck_assert_int_ne(path[length - 3] & 0xC0, 0x80); /* cut between characters */
}
END_TEST

int main(void)
{
    TCase *tests = rules_tests("limits");
    tcase_add_checked_fixture(tests, NULL, remove_folder);
    tcase_set_timeout(tests, 300);
    tcase_add_test(tests, bytes_of_a_document_in_memory);
    tcase_add_test(tests, bytes_of_a_file);
    tcase_add_test(tests, bytes_of_a_line_of_eval);
    tcase_add_test(tests, bytes_of_the_data_of_an_expression);
    tcase_add_test(tests, bytes_of_the_context_of_every_rule);
    tcase_add_test(tests, bytes_of_a_payload);
    tcase_add_test(tests, depth_of_folders);
    tcase_add_test(tests, nodes_of_an_expression);
    tcase_add_test(tests, nodes_of_a_program);
    tcase_add_test(tests, rules_of_a_program);
    tcase_add_test(tests, rules_of_a_set);
    tcase_add_test(tests, registers);
    tcase_add_test(tests, findings);
    tcase_add_test(tests, the_place_of_a_deep_fault);
    tcase_add_test(tests, the_message_of_a_fault_in_a_file_with_a_long_name);
    return unit_run();
}
