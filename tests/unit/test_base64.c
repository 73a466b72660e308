/* test_base64.c — Base64 in the forms of lists of signers. */
#include "cert/base64.h"
#include "support.h"

static void decodes(const char *text, const char *bytes, size_t length)
{
    unsigned char out[64];
    size_t size;
    ck_assert_msg(cl_base64_decode(text, strlen(text), out, &size), "%s", text);
    ck_assert_uint_eq(size, length);
    ck_assert_msg(length == 0 || memcmp(out, bytes, length) == 0, "%s", text);
}

/* RFC 4648, section 10, and both alphabets. */
START_TEST(what_is_base64)
{
    static const struct {
        const char *text, *bytes;
    } pairs[] = {
        {"", ""},           {"Zg==", "f"},         {"Zm8=", "fo"},         {"Zm9v", "foo"},
        {"Zm9vYg", "foob"}, {"Zm9vYmE=", "fooba"}, {"Zm9vYmFy", "foobar"}, {" Z\r\nm\t8 = ", "fo"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        decodes(pairs[i].text, pairs[i].bytes, strlen(pairs[i].bytes));
    decodes("+/+/", "\xfb\xff\xbf", 3);
    decodes("-_-_", "\xfb\xff\xbf", 3);
    decodes("AAAA", "\0\0\0", 3);
}
END_TEST

START_TEST(what_is_none)
{
    static const char *const texts[] = {
        "A",     "AAAAA",    "A===", "Zg=", "Zg===", "Zm8==", "Zm9v=", "=",
        "Zg==A", "Zh==",     "Zm9=", "Zm9", "Zm#v",  "Zm9v,", "Zg=A",  "\xc3\xa1\xc3\xa1",
        "====",  "Zm9v====",
    };
    unsigned char out[64];
    size_t size;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        ck_assert_msg(!cl_base64_decode(texts[i], strlen(texts[i]), out, &size), "%s", texts[i]);
    ck_assert(!cl_base64_decode("AA\0A", 4, out, &size));
}
END_TEST

START_TEST(there_and_back)
{
    unsigned char bytes[96], back[CL_BASE64_BYTES(128)];
    for (size_t length = 0; length < sizeof bytes; length++) {
        cl_buffer text;
        size_t size;
        cl_buffer_init(&text);
        bytes[length] = (unsigned char)(length * 37 + 11);
        cl_base64_encode(bytes, length, &text);
        ck_assert_uint_eq(text.length, (length + 2) / 3 * 4);
        ck_assert_uint_le(length, CL_BASE64_BYTES(text.length));
        ck_assert(cl_base64_decode(cl_buffer_text(&text), text.length, back, &size));
        ck_assert_uint_eq(size, length);
        ck_assert_msg(length == 0 || memcmp(back, bytes, length) == 0, "%zu bytes", length);
        cl_buffer_free(&text);
    }
}
END_TEST

int main(void)
{
    TCase *tests = unit_case("base64");
    tcase_add_test(tests, what_is_base64);
    tcase_add_test(tests, what_is_none);
    tcase_add_test(tests, there_and_back);
    return unit_run();
}
