/* test_disasm.c — programs as text: the complete listings of a few programs.
 *
 * People read a listing and scripts compare it, so it changes only if the code does.
 */
#include "support.h"

/* Three rules like real ones: a list, a sum of doses, a wait of fourteen days. */
static const char *const three_rules[] = {
    "{'if':[{'var':'payload.v.0'},{'in':[{'var':'payload.v.0.mp'},['a','b']]},true]}",
    "{'reduce':[{'var':'payload.v'},{'+':[{'var':'accumulator'},{'var':'current.dn'}]},0]}",
    ("{'not-before':[{'plusTime':[{'var':'external.validationClock'},0,'day']},"
     "{'plusTime':[{'var':'payload.v.0.dt'},14,'day']}]}"),
};

// clang-format off
static const char three_rules_listed[] =
    "section 0: 3 rules, shared code\n"
    "     0  truthy! payload.v.0 -> 2                                                ; rule 0 /if/0\n"
    "     1  set!-fail payload.v.0.mp bits 0x1 rule 0                                ; rule 0 /if/1\n"
    "     2  leave                                                                   ; rule 1\n"
    "     3  span!-fail date(external.validationClock) date(payload.v.0.dt) 1209600000 rule 2 ; rule 2\n"
    "     4  end                                                                     ; rule 0\n"
    "rule 0: plain code\n"
    "     5  slot r0 <- payload.v.0                                                  ; rule 0 /if/0\n"
    "     6  unless r0 -> 11                                                         ; rule 0 /if/0\n"
    "     7  slot r0 <- payload.v.0.mp                                               ; rule 0 /if/1/in/0\n"
    "     8  constant r1 <- [\"a\",\"b\"]                                                ; rule 0 /if/1/in/1\n"
    "     9  in r0 <- r0 r1                                                          ; rule 0 /if/1\n"
    "    10  jump -> 12                                                              ; rule 0\n"
    "    11  constant r0 <- true                                                     ; rule 0 /if/2\n"
    "    12  return r0                                                               ; rule 0\n"
    "rule 1: plain code\n"
    "    13  slot r0 <- payload.v                                                    ; rule 1 /reduce/0\n"
    "    14  constant r1 <- 0                                                        ; rule 1 /reduce/2\n"
    "    15  reduce r0                                                               ; rule 1\n"
    "    16  next r0 -> 22                                                           ; rule 1\n"
    "    17  move r4 <- r1                                                           ; rule 1 /reduce/1/+/0\n"
    "    18  path r5 <- r3 \"dn\"                                                      ; rule 1 /reduce/1/+/1\n"
    "    19  add r4 <- r4 r5                                                         ; rule 1 /reduce/1\n"
    "    20  move r1 <- r4                                                           ; rule 1\n"
    "    21  loop -> 16                                                              ; rule 1\n"
    "    22  move r0 <- r1                                                           ; rule 1\n"
    "    23  return r0                                                               ; rule 1\n"
    "rule 2: plain code\n"
    "    24  slot r0 <- external.validationClock                                     ; rule 2 /not-before/0/plusTime/0\n"
    "    25  plus-time r0 <- r0 0 day                                                ; rule 2 /not-before/0\n"
    "    26  slot r1 <- payload.v.0.dt                                               ; rule 2 /not-before/1/plusTime/0\n"
    "    27  plus-time r1 <- r1 14 day                                               ; rule 2 /not-before/1\n"
    "    28  not-before r0 <- r0..r1                                                 ; rule 2\n"
    "    29  return r0                                                               ; rule 2\n";

/* Rare instructions. */
static const char odd_rule[] =
    "{'in':[{'var':''},[{'var':'payload.a b'},{'extractFromUVCI':[{'var':'payload.ci'},-1]},"
    "{'dccDateOfBirth':['1999']},{'reduce':[[1],{'var':''},{'var':'payload.x'}]},"
    "{'reduce':[[],{'var':'current.0'},'']}]]}";

static const char odd_rule_listed[] =
    "section 0: 1 rule, shared code\n"
    "     0  slot r0 <- @                                                            ; rule 0 /in/0\n"
    "     1  slot r1 <- \"payload.a b\"                                                ; rule 0 /in/1/0\n"
    "     2  slot r2 <- payload.ci                                                   ; rule 0 /in/1/1/extractFromUVCI/0\n"
    "     3  extract r2 <- r2 -1                                                     ; rule 0 /in/1/1\n"
    "     4  constant r3 <- \"1999-12-31T00:00:00.000Z\"                               ; rule 0 /in/1/2\n"
    "     5  constant r4 <- [1]                                                      ; rule 0 /in/1/3/reduce/0\n"
    "     6  slot r5 <- payload.x                                                    ; rule 0 /in/1/3/reduce/2\n"
    "     7  reduce r4                                                               ; rule 0 /in/1/3\n"
    "     8  next r4 -> 12                                                           ; rule 0 /in/1/3\n"
    "     9  context r8 <- r5 r7                                                     ; rule 0 /in/1/3/reduce/1\n"
    "    10  move r5 <- r8                                                           ; rule 0 /in/1/3\n"
    "    11  loop -> 8                                                               ; rule 0 /in/1/3\n"
    "    12  move r4 <- r5                                                           ; rule 0 /in/1/3\n"
    "    13  constant r5 <- []                                                       ; rule 0 /in/1/4/reduce/0\n"
    "    14  constant r6 <- \"\"                                                       ; rule 0 /in/1/4/reduce/2\n"
    "    15  reduce r5                                                               ; rule 0 /in/1/4\n"
    "    16  next r5 -> 20                                                           ; rule 0 /in/1/4\n"
    "    17  path r9 <- r8 \"0\"                                                       ; rule 0 /in/1/4/reduce/1\n"
    "    18  move r6 <- r9                                                           ; rule 0 /in/1/4\n"
    "    19  loop -> 16                                                              ; rule 0 /in/1/4\n"
    "    20  move r5 <- r6                                                           ; rule 0 /in/1/4\n"
    "    21  array r1 <- r1..r5                                                      ; rule 0 /in/1\n"
    "    22  in r0 <- r0 r1                                                          ; rule 0\n"
    "    23  unless r0 -> 25                                                         ; rule 0\n"
    "    24  jump -> 26                                                              ; rule 0\n"
    "    25  fail rule 0                                                             ; rule 0\n"
    "    26  end                                                                     ; rule 0\n"
    "rule 0: plain code\n"
    "    27  slot r0 <- @                                                            ; rule 0 /in/0\n"
    "    28  slot r1 <- \"payload.a b\"                                                ; rule 0 /in/1/0\n"
    "    29  slot r2 <- payload.ci                                                   ; rule 0 /in/1/1/extractFromUVCI/0\n"
    "    30  extract r2 <- r2 -1                                                     ; rule 0 /in/1/1\n"
    "    31  constant r3 <- \"1999\"                                                   ; rule 0 /in/1/2/dccDateOfBirth/0\n"
    "    32  date-of-birth r3 <- r3                                                  ; rule 0 /in/1/2\n"
    "    33  constant r4 <- [1]                                                      ; rule 0 /in/1/3/reduce/0\n"
    "    34  slot r5 <- payload.x                                                    ; rule 0 /in/1/3/reduce/2\n"
    "    35  reduce r4                                                               ; rule 0 /in/1/3\n"
    "    36  next r4 -> 40                                                           ; rule 0 /in/1/3\n"
    "    37  context r8 <- r5 r7                                                     ; rule 0 /in/1/3/reduce/1\n"
    "    38  move r5 <- r8                                                           ; rule 0 /in/1/3\n"
    "    39  loop -> 36                                                              ; rule 0 /in/1/3\n"
    "    40  move r4 <- r5                                                           ; rule 0 /in/1/3\n"
    "    41  constant r5 <- []                                                       ; rule 0 /in/1/4/reduce/0\n"
    "    42  constant r6 <- \"\"                                                       ; rule 0 /in/1/4/reduce/2\n"
    "    43  reduce r5                                                               ; rule 0 /in/1/4\n"
    "    44  next r5 -> 48                                                           ; rule 0 /in/1/4\n"
    "    45  path r9 <- r8 \"0\"                                                       ; rule 0 /in/1/4/reduce/1\n"
    "    46  move r6 <- r9                                                           ; rule 0 /in/1/4\n"
    "    47  loop -> 44                                                              ; rule 0 /in/1/4\n"
    "    48  move r5 <- r6                                                           ; rule 0 /in/1/4\n"
    "    49  array r1 <- r1..r5                                                      ; rule 0 /in/1\n"
    "    50  in r0 <- r0 r1                                                          ; rule 0\n"
    "    51  return r0                                                               ; rule 0\n";
// clang-format on

static cl_program *three(const cl_compile_options *options)
{
    const char *rules[3];
    for (int i = 0; i < 3; i++)
        rules[i] = quoted(three_rules[i]);
    return given_sections(rules, NULL, 3, options);
}

/* Shows a difference by its line, because whole listings are too long for a message of Check. */
static void expect_listing(const char *listing, const char *expected)
{
    int line = 1;
    while (*listing != '\0' || *expected != '\0') {
        size_t length = strcspn(listing, "\n"), wanted = strcspn(expected, "\n");
        if (length != wanted || memcmp(listing, expected, length) != 0)
            ck_abort_msg("line %d is\n%.*s\nnot\n%.*s", line, (int)length, listing, (int)wanted,
                         expected);
        listing += length + (listing[length] == '\n');
        expected += wanted + (expected[wanted] == '\n');
        line++;
    }
}

START_TEST(the_listing_of_a_rule_set)
{
    expect_listing(listing_of(three(NULL)), three_rules_listed);
    expect_listing(listing_of(three(NULL)), three_rules_listed); /* the same again */
}
END_TEST

START_TEST(the_listing_of_what_is_rare)
{
    expect_listing(listing_of(given_rule(quoted(odd_rule))), odd_rule_listed);
}
END_TEST

/* Without shared code the listing is that of the rules alone. */
START_TEST(the_listing_of_plain_code)
{
    static const cl_compile_options plain = {.plain = true};
    const char *listing = listing_of(three(&plain));
    ck_assert_ptr_null(strstr(listing, "section"));
    ck_assert_int_eq(strncmp(listing, "rule 0: plain code\n     0  slot r0 <- payload.v.0 ", 48),
                     0);
    ck_assert_str_eq(listing_of(given_sections(NULL, NULL, 0, NULL)), "");
}
END_TEST

static const char *name(void *self, uint32_t rule)
{
    return ((const char *const *)self)[rule];
}

START_TEST(rules_have_the_names_that_they_are_given)
{
    static const char *const names[] = {"VR-CZ-0001", "GR-CZ-0002", "VR-CZ-0003"};
    cl_program *p = three(NULL);
    cl_buffer out;
    cl_buffer_init(&out);
    union {
        const char *const *names;
        void *self;
    } self = {.names = names};
    cl_program_disassemble_rule(p, 1, name, self.self, &out);
    const char *listing = given_taken(&out);
    ck_assert_int_eq(strncmp(listing, "GR-CZ-0002: plain code\n", 23), 0);
    ck_assert_ptr_nonnull(strstr(listing, "; GR-CZ-0002 /reduce/1/+/1\n"));
    ck_assert_ptr_null(strstr(listing, "VR-CZ"));
    cl_buffer_init(&out);
    cl_program_disassemble(p, name, self.self, &out);
    ck_assert_ptr_nonnull(
        strstr(given_taken(&out), "set!-fail payload.v.0.mp bits 0x1 VR-CZ-0001 "));
}
END_TEST

/* An instruction has one line, whatever paths and strings contain. */
START_TEST(nothing_in_a_rule_breaks_the_lines)
{
    const char *rule = "[{\"var\":\"a\\nb\\u001b[0m\"},\"c\\nd\\u0007\",{\"var\":\"e;f\"}]";
    cl_program *p = given_rule(rule);
    const char *listing = listing_of(p);
    unsigned lines = 0;
    for (const char *c = listing; *c != '\0'; c++) {
        lines += *c == '\n';
        ck_assert(*c == '\n' || (unsigned char)*c >= ' ');
    }
    ck_assert_uint_eq(lines, p->code_count + 2); /* two headings */
    ck_assert_ptr_nonnull(strstr(listing, "slot r0 <- \"a\\nb\\u001b[0m\" "));
    ck_assert_ptr_nonnull(strstr(listing, "constant r1 <- \"c\\nd\\u0007\" "));
    ck_assert_ptr_nonnull(strstr(listing, "slot r2 <- \"e;f\" "));
}
END_TEST

/* A path of letters, digits and - _ . is written without quotes, any other one in quotes. */
START_TEST(paths_that_need_quotes)
{
    static const char *const plain[] = {"payload.aA-zZ_09", "a", "Z.0"};
    static const char *const others[] = {"a{", "a`", "A[", "A@", "0:", "0/", "a b", "\xC3\xA9"};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        ck_assert_ptr_nonnull(
            strstr(listing_of(given_rule(given_text("[{\"var\":\"%s\"}]", plain[i]))),
                   given_text("slot r0 <- %s ", plain[i])));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        ck_assert_ptr_nonnull(
            strstr(listing_of(given_rule(given_text("[{\"var\":\"%s\"}]", others[i]))),
                   given_text("slot r0 <- \"%s\" ", others[i])));
}
END_TEST

/* A long constant is cut, between characters. */
START_TEST(long_constants_are_cut)
{
    const char *euro = "\xE2\x82\xAC";
    cl_program *p = given_rule(given_text("[[\"%s\"],{\"var\":\"a\"}]", given_repeated(euro, 100)));
    ck_assert_ptr_nonnull(strstr(
        listing_of(p), given_text("constant r0 <- [\"%s\xE2\x80\xA6 ", given_repeated(euro, 23))));
}
END_TEST

/* Every opcode of a value, by its row in the table. */
START_TEST(each_instruction_is_written_by_its_row)
{
    cl_program *p = three(NULL);
    for (uint32_t at = 0; at < p->code_count; at++) {
        cl_buffer out;
        cl_buffer_init(&out);
        cl_program_write_instruction(p, at, NULL, NULL, &out);
        const char *text = given_taken(&out);
        const char *opcode = cl_opcode_row(p->code[at].op)->name;
        ck_assert_int_eq(strncmp(text, opcode, strlen(opcode)), 0);
        ck_assert_ptr_nonnull(strstr(listing_of(p), given_text("%6u  %s ", at, text)));
    }
}
END_TEST

int main(void)
{
    TCase *all = unit_tests("disasm");
    tcase_add_test(all, the_listing_of_a_rule_set);
    tcase_add_test(all, the_listing_of_what_is_rare);
    tcase_add_test(all, the_listing_of_plain_code);
    tcase_add_test(all, rules_have_the_names_that_they_are_given);
    tcase_add_test(all, nothing_in_a_rule_breaks_the_lines);
    tcase_add_test(all, long_constants_are_cut);
    tcase_add_test(all, each_instruction_is_written_by_its_row);
    tcase_add_test(all, paths_that_need_quotes);
    return unit_run();
}
