/* test_errors.c — the list of error codes is public: its names are in machine output and in scripts
 * of users. Codes may be added at its end. The codes here must not change or move. */
#include <check.h>
#include <string.h>

#include "base/error.h"
#include "support_main.h"

static const char *const released[] = {
    "none",
    "memory",
    "usage",
    "io",
    "limit-depth",
    "limit-size",
    "json",
    "json-utf8",
    "json-key",
    "json-number",
    "format-expression",
    "format-keys",
    "format-operation",
    "format-operands",
    "format-path",
    "format-literal",
    "kind",
    "truthiness",
    "date",
    "date-range",
    "overflow",
    "budget",
    "result",
    "rule-metadata",
    "rule-duplicate",
    "value-sets",
    "no-rules",
    "country",
    "engine",
    "schema-version",
    "payload",
    "clock",
    "test",
    "types",
    "affected-fields",
    "description",
    "signature",
    "algorithm",
    "key",
    "trust-list",
    "trust-entry",
    "trust-key",
    "trust-kid",
    "trust-duplicate",
    "trust-ca",
    "trust-inactive",
    "trust-authority",
    "trust-validity",
    "trust-der",
    "prefix",
    "legacy",
    "foreign",
    "empty",
    "file-kind",
    "base45",
    "inflate",
    "inflate-cut",
    "inflate-size",
    "inflate-trailing",
    "uncompressed",
    "cbor",
    "cbor-utf8",
    "cbor-key",
    "cbor-number",
    "cose",
    "untrusted",
    "cwt",
    "expired",
    "not-yet-valid",
    "signer-validity",
    "key-usage",
    "signer-expiry",
    "issuer-country",
    "alg-unprotected",
    "trimmed",
    "null-group",
    "null-member",
    "whole-float",
    "name-pattern",
    "date-pattern",
    "dose-range",
    "unknown-member",
    "schema",
    "schema-broken",
    "limit-pattern",
    "record",
    "compressed",
    "checkpoint",
    "byte-order-mark",
    "kid-twice",
    "busy",
    "rules-incomplete",
    "document-kind",
    "trust-empty",
    "trust-weak",
    "trust-usage",
    "trust-extension",
    "trust-unsigned",
    "value-set-missing",
    "external-path",
    "identifier",
    "rule-validity",
    "region",
    "stopped",
};

enum { RELEASED = sizeof released / sizeof *released };

START_TEST(the_list_is_append_only)
{
    ck_assert_uint_ge(CL_CODE_COUNT, RELEASED);
    for (int code = 0; code < RELEASED; code++)
        ck_assert_str_eq(cl_code_name((cl_code)code), released[code]);
}
END_TEST

START_TEST(a_new_code_is_added_to_this_test)
{
    ck_assert_uint_eq(CL_CODE_COUNT, RELEASED);
}
END_TEST

START_TEST(names_are_unique)
{
    for (int a = 0; a < CL_CODE_COUNT; a++) {
        for (int b = 0; b < a; b++)
            ck_assert_str_ne(cl_code_name((cl_code)a), cl_code_name((cl_code)b));
    }
}
END_TEST

START_TEST(enumerators_are_called_like_their_names)
{
    static const char *const enumerators[] = {
#define X(id, name, what) #id,
        CL_CODES(X)
#undef X
    };
    for (int code = 0; code < CL_CODE_COUNT; code++) {
        const char *name = cl_code_name((cl_code)code);
        const char *id = enumerators[code];
        ck_assert_uint_eq(strlen(name), strlen(id));
        for (size_t i = 0; name[i] != '\0'; i++)
            ck_assert_int_eq(id[i], name[i] == '-'                     ? '_'
                                    : name[i] >= 'a' && name[i] <= 'z' ? name[i] - 'a' + 'A'
                                                                       : name[i]);
    }
}
END_TEST

int main(void)
{
    TCase *all = unit_case("errors");
    tcase_add_test(all, the_list_is_append_only);
    tcase_add_test(all, a_new_code_is_added_to_this_test);
    tcase_add_test(all, names_are_unique);
    tcase_add_test(all, enumerators_are_called_like_their_names);
    return unit_run();
}
