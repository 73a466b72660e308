/* test_certificate.c — a payload is a certificate if it has exactly one entry in exactly one of v,
 * t, r. Every other payload is malformed and rejected before any rule. */
#include "support_rules.h"

static void expect_malformed(const char *payload, const char *at, const char *message)
{
    const cl_certificate *c = certificate_of(payload);
    ck_assert_msg(c->decoded && !c->whole, "%s", payload);
    ck_assert_str_eq(cl_code_name(c->fault.code), "payload");
    ck_assert_msg(strcmp(c->fault.at, at) == 0, "%s at %s, not %s", payload, c->fault.at, at);
    ck_assert_str_eq(c->fault.message, message);
}

static void expect_whole(const char *payload, cl_entry entry)
{
    const cl_certificate *c = certificate_of(payload);
    ck_assert_msg(c->decoded && c->whole, "%s: %s", payload, c->fault.message);
    ck_assert_int_eq(c->fault.code, CL_NONE);
    ck_assert_int_eq(c->entry, entry);
}

#define NONE "a payload must have exactly one entry in exactly one of v, t and r, found none"
#define MORE "a payload must have exactly one entry in exactly one of v, t and r, found more"

START_TEST(one_entry_in_one_group)
{
    expect_whole("{'v':[{}]}", CL_ENTRY_VACCINATION);
    expect_whole("{'t':[{}]}", CL_ENTRY_TEST);
    expect_whole("{'r':[{}]}", CL_ENTRY_RECOVERY);
    expect_whole("{'ver':1,'nam':null,'dob':[],'other':{},'r':[{'x':1}]}", CL_ENTRY_RECOVERY);
}
END_TEST

/* Issuers write null or an empty array for groups that the certificate does not have. */
START_TEST(null_and_empty_groups_do_not_count)
{
    expect_whole("{'v':null,'t':[{}],'r':null}", CL_ENTRY_TEST);
    expect_whole("{'v':[],'t':[],'r':[{}]}", CL_ENTRY_RECOVERY);
    expect_whole("{'v':[{}],'t':null,'r':[]}", CL_ENTRY_VACCINATION);
}
END_TEST

START_TEST(no_entry_is_malformed)
{
    static const char *const none[] = {"{}",         "{'v':[]}",
                                       "{'v':null}", "{'v':[],'t':null,'r':[]}",
                                       "{'V':[{}]}", "{'ver':'1.3.0','nam':{}}"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        expect_malformed(none[i], "", NONE);
}
END_TEST

START_TEST(several_entries_are_malformed)
{
    expect_malformed("{'v':[{},{}]}", "/v", MORE);
    expect_malformed("{'t':[{},null]}", "/t", MORE);
    expect_malformed("{'r':[{},{},{}]}", "/r", MORE);
}
END_TEST

START_TEST(entries_in_several_groups_are_malformed)
{
    expect_malformed("{'v':[{}],'t':[{}]}", "/t", MORE);
    expect_malformed("{'v':[{}],'r':[{}]}", "/r", MORE);
    expect_malformed("{'t':[{}],'r':[{}]}", "/r", MORE);
    expect_malformed("{'r':[{}],'t':[{}],'v':[{}]}", "/t", MORE);
}
END_TEST

START_TEST(groups_of_another_kind_are_malformed)
{
    static const char *const kinds[] = {"{}", "'x'", "1", "1.5", "true", "false", "''"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        expect_malformed(given_text("{'v':%s}", kinds[i]), "/v",
                         "v, t and r must be arrays of entries");
        expect_malformed(given_text("{'v':[{}],'r':%s}", kinds[i]), "/r",
                         "v, t and r must be arrays of entries");
    }
}
END_TEST

START_TEST(an_entry_is_an_object)
{
    static const char *const kinds[] = {"null", "[]", "'x'", "1", "1.5", "true"};
    static const char groups[] = "vtr";
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        for (int g = 0; g < 3; g++)
            expect_malformed(given_text("{'%c':[%s]}", groups[g], kinds[i]),
                             given_text("/%c/0", groups[g]), "an entry must be an object");
    }
}
END_TEST

START_TEST(a_payload_is_an_object)
{
    static const char *const kinds[] = {"null", "true", "1", "'v'", "[]", "[{'v':[{}]}]"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        expect_malformed(kinds[i], "", "a payload must be an object");
}
END_TEST

/* `co` is the country of the event. It is the country of issuance if no envelope has one. */
START_TEST(the_country_of_the_entry)
{
    static const char *const none[] = {
        "{}",          "{'co':null}",   "{'co':1}",          "{'co':['CZ']}",     "{'co':''}",
        "{'co':'C'}",  "{'co':'CZE'}",  "{'co':'cz'}",       "{'co':'Cz'}",       "{'co':'cZ'}",
        "{'co':'C1'}", "{'co':' CZ '}", "{'co':'C\\u0000'}", "{'co':'\xC3\x84'}", "{'CO':'CZ'}"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        ck_assert_str_eq(certificate_of(given_text("{'v':[%s]}", none[i]))->country, "");
    ck_assert_str_eq(certificate_of("{'v':[{'co':'CZ'}]}")->country, "CZ");
    ck_assert_str_eq(certificate_of("{'t':[{'co':'EL'}],'co':'AT'}")->country, "EL");
    ck_assert_str_eq(certificate_of("{'r':[{'co':'\\u0044E'}]}")->country, "DE");
}
END_TEST

START_TEST(the_version_where_it_is_a_string)
{
    static const char *const none[] = {"{'v':[{}]}", "{'v':[{}],'ver':null}",
                                       "{'v':[{}],'ver':1.3}", "{'v':[{'ver':'1.3.0'}]}",
                                       "{'v':[{}],'ver':['1.3.0']}"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        ck_assert_ptr_null(certificate_of(none[i])->version);
    const cl_certificate *c = certificate_of("{'ver':'nonsense','v':[{}]}");
    ck_assert_ptr_nonnull(c->version);
    ck_assert_str_eq(text_of(c->version), "\"nonsense\"");
}
END_TEST

/* Bytes that cannot be read make a certificate that holds the reason. */
START_TEST(bytes_that_are_no_json)
{
    static const struct {
        const char *bytes;
        const char *code;
    } faults[] = {{"", "json"},
                  {"HC1:6BF", "json"},
                  {"{'v':[{}]", "json"},
                  {"{'v':[{}]}{", "json"},
                  {"{'v':[{}],'v':[{}]}", "json-key"},
                  {"{'a':9223372036854775808}", "json-number"},
                  {"{'a':'\xFF'}", "json-utf8"}};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        const cl_certificate *c = certificate_of(faults[i].bytes);
        ck_assert(!c->decoded);
        ck_assert(!c->whole);
        ck_assert_str_eq(cl_code_name(c->fault.code), faults[i].code);
        ck_assert_uint_ne(c->fault.offset, CL_NO_OFFSET);
    }
    const char *deep = given_nested("[", "", "]", CL_MAX_DEPTH + 1);
    ck_assert_str_eq(cl_code_name(certificate_of(deep)->fault.code), "limit-depth");
    cl_certificate_free(NULL);
}
END_TEST

START_TEST(the_payload_is_kept_as_it_was_read)
{
    const cl_certificate *c = certificate_of("{'v':[{'dn':1.0,'x':null}],'t':null}");
    ck_assert_str_eq(text_of(&c->payload), "{\"v\":[{\"dn\":1,\"x\":null}],\"t\":null}");
}
END_TEST

/* ---- Validity ------------------------------------------------------------------------------- */

/* A certificate issued at 100, valid from 200 to 900, whose signer is valid from 300 to 800. A
 * fault of the step that belongs to another clock is not kept; any other is, where the clock is
 * none itself. */
START_TEST(validity_at_a_clock)
{
    static const struct {
        int64_t clock;
        cl_code before, found; /* the fault of the step before, and behind it */
    } rows[] = {
        {99, CL_NONE, CL_NOT_YET_VALID},
        {100, CL_NONE, CL_NOT_YET_VALID},
        {199, CL_NONE, CL_NOT_YET_VALID},
        {200, CL_NONE, CL_SIGNER_VALIDITY},
        {299, CL_NONE, CL_SIGNER_VALIDITY},
        {300, CL_NONE, CL_NONE},
        {800, CL_NONE, CL_NONE},
        {801, CL_NONE, CL_SIGNER_VALIDITY},
        {901, CL_NONE, CL_EXPIRED},
        {500, CL_EXPIRED, CL_NONE},
        {500, CL_NOT_YET_VALID, CL_NONE},
        {500, CL_SIGNER_VALIDITY, CL_NONE},
        {500, CL_KEY_USAGE, CL_KEY_USAGE},
        {500, CL_ISSUER_COUNTRY, CL_ISSUER_COUNTRY},
        {901, CL_KEY_USAGE, CL_EXPIRED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cl_certificate *c = certificate_of("{'v':[{}]}");
        c->envelope.dated = c->envelope.verified = true;
        c->envelope.issued_at = 100;
        c->envelope.not_before = 200;
        c->envelope.expires_at = 900;
        c->envelope.signer_from = 300;
        c->envelope.signer_until = 800;
        if (rows[i].before != CL_NONE)
            c->steps[CL_STEP_VALIDITY] = (cl_step_state){.result = CL_STEP_FAULT,
                                                         .code = rows[i].before};
        cl_step_state found = cl_certificate_validity(c, rows[i].clock);
        ck_assert_msg(found.code == rows[i].found, "row %zu: %s", i, cl_code_name(found.code));
        ck_assert_int_eq(found.result, rows[i].found == CL_NONE ? CL_STEP_DONE : CL_STEP_FAULT);
    }
}
END_TEST

/* The issuer, else the signer's country, else the entry's. */
START_TEST(the_country_of_issuance)
{
    static const struct {
        const char *issuer, *signer, *country;
    } rows[] = {{"AT", "CZ", "AT"},
                {"AUT", "CZ", "CZ"},
                {NULL, "CZ", "CZ"},
                {"AUT", "", "DE"},
                {NULL, "", "DE"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char country[3];
        cl_certificate *c = certificate_of("{'v':[{'co':'DE'}]}");
        c->envelope.present = c->envelope.verified = true;
        c->envelope.issuer = rows[i].issuer;
        c->envelope.issuer_length = rows[i].issuer != NULL ? (uint32_t)strlen(rows[i].issuer) : 0;
        memcpy(c->envelope.signer_country, rows[i].signer, strlen(rows[i].signer) + 1);
        ck_assert_str_eq(cl_certificate_issuer(c, country), rows[i].country);
    }
}
END_TEST

START_TEST(names_of_steps)
{
    ck_assert_str_eq(cl_step_name(CL_STEP_PREFIX), "prefix");
    ck_assert_str_eq(cl_step_name(CL_STEP_SCHEMA), "schema");
    ck_assert_str_eq(cl_step_name(CL_STEP_COUNT), "unknown");
    ck_assert_str_eq(cl_step_name((cl_step)-1), "unknown");
}
END_TEST

int main(void)
{
    TCase *tests = rules_tests("certificate");
    tcase_add_test(tests, one_entry_in_one_group);
    tcase_add_test(tests, null_and_empty_groups_do_not_count);
    tcase_add_test(tests, no_entry_is_malformed);
    tcase_add_test(tests, several_entries_are_malformed);
    tcase_add_test(tests, entries_in_several_groups_are_malformed);
    tcase_add_test(tests, groups_of_another_kind_are_malformed);
    tcase_add_test(tests, an_entry_is_an_object);
    tcase_add_test(tests, a_payload_is_an_object);
    tcase_add_test(tests, the_country_of_the_entry);
    tcase_add_test(tests, the_version_where_it_is_a_string);
    tcase_add_test(tests, bytes_that_are_no_json);
    tcase_add_test(tests, the_payload_is_kept_as_it_was_read);
    tcase_add_test(tests, validity_at_a_clock);
    tcase_add_test(tests, the_country_of_issuance);
    tcase_add_test(tests, names_of_steps);
    return unit_run();
}
