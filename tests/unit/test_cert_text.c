/* test_cert_text.c — from a text to COSE: other texts are recognised; base45 (RFC 9285); inflate
 * and its limit. */
#include <libdeflate.h>

#include "cert/base45.h"
#include "cert/mistaken.h"
#include "cert/inflate.h"
#include "support.h"

/* ---- Foreign texts --------------------------------------------------------------------------- */

START_TEST(foreign_texts)
{
    static const struct {
        const char *text;
        size_t length; /* 0: the length of the text */
        const char *code, *message;
    } texts[] = {
        {"", 0, "empty", "nothing was given"},
        {"https://example.org/c#x", 0, "legacy", "must be exchanged for a new one"},
        {"HTTP://EXAMPLE.ORG", 0, "legacy", "must be exchanged for a new one"},
        {"www.example.org", 0, "legacy", "must be exchanged for a new one"},
        {"shc:/5676290952", 0, "foreign", "a SMART Health Card"},
        {"HC2:6BF", 0, "foreign", "of another version, HC2:"},
        {"HC0:", 0, "foreign", "of another version, HC0:"},
        {"LT1:6BF", 0, "foreign", "of another kind, LT1:"},
        {"AT1:6BF", 0, "foreign", "of another kind, AT1:"},
        {"%PDF-1.7", 0, "file-kind", "a PDF document"},
        {"\x89PNG\r\n\x1A\n....", 0, "file-kind", "PNG"},
        {"\xFF\xD8\xFF\xE0", 0, "file-kind", "JPEG"},
        {"GIF89a", 0, "file-kind", "GIF"},
        {"II*\0....", 8, "file-kind", "TIFF"},
        {"MM\0*....", 8, "file-kind", "TIFF"},
        {"RIFF....WEBPVP8", 0, "file-kind", "WebP"},
        {"\0\0\0\x18"
         "ftypheic",
         12, "file-kind", "HEIC"},
        {"BM....\0\0\0\0", 10, "file-kind", "BMP"},
        {"PK\x03\x04", 0, "file-kind", "ZIP"},
        {"\x1F\x8B\x08", 0, "file-kind", "gzip"},
        {"<svg xmlns=", 0, "file-kind", "SVG"},
        {"<?xml ", 0, "file-kind", "XML"},
        {"<!DOCTYPE html>", 0, "file-kind", "a web page"},
        {"<html>", 0, "file-kind", "a web page"},
        {"hc1:6BF", 0, "prefix", "in small letters"},
        {"HC16BF", 0, "prefix", "without its colon"},
        {"6BFOXN", 0, "prefix", "neither a certificate"},
        {"BMXYZ", 0, "prefix", "neither a certificate"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        cl_error error;
        cl_error_init(&error);
        size_t length = texts[i].length != 0 ? texts[i].length : strlen(texts[i].text);
        ck_assert(!cl_mistaken(texts[i].text, length, &error));
        ck_assert_msg(strcmp(cl_code_name(error.code), texts[i].code) == 0, "%s: %s", texts[i].text,
                      cl_code_name(error.code));
        ck_assert_msg(strstr(error.message, texts[i].message) != NULL, "%s: %s", texts[i].text,
                      error.message);
    }
}
END_TEST

/* ---- Base45 ---------------------------------------------------------------------------------- */

static void expect_bytes(const char *text, const char *bytes, size_t length)
{
    unsigned char out[64];
    size_t size;
    ck_assert(cl_base45_decode(text, strlen(text), out, &size, NULL));
    ck_assert_uint_eq(size, length);
    ck_assert_mem_eq(out, bytes, length);
}

/* The examples of RFC 9285, sections 4.3 and 4.4, and the largest groups. */
START_TEST(base45)
{
    expect_bytes("", "", 0);
    expect_bytes("BB8", "AB", 2);
    expect_bytes("%69 VD92EX0", "Hello!!", 7);
    expect_bytes("UJCLQE7W581", "base-45", 7);
    expect_bytes("QED8WEX0", "ietf!", 5);
    expect_bytes("FGW", "\xFF\xFF", 2);
    expect_bytes("U5", "\xFF", 1);
    expect_bytes("000", "\0\0", 2);
}
END_TEST

START_TEST(base45_is_strict)
{
    static const struct {
        const char *text;
        size_t at;
        const char *message;
    } faults[] = {
        {"GGW", 0, "three characters beyond 65535"},
        {":::", 0, "three characters beyond 65535"},
        {"BB8V5", 3, "two characters beyond 255"},
        {"BB8::", 3, "two characters beyond 255"},
        {"BB8B", 3, "a last character alone"},
        {"BB8b", 3, "a small letter"},
        {"BB8BB=", 5, "a character that base45 does not have"},
        {"B\xC3\xA9", 1, "a character that base45 does not have"},
        {"BB\n", 2, "a character that base45 does not have"},
        {"bBB", 0, "a small letter"},
        {"B,", 1, "a character that base45 does not have"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        unsigned char out[64];
        size_t size;
        cl_error error;
        cl_error_init(&error);
        ck_assert(!cl_base45_decode(faults[i].text, strlen(faults[i].text), out, &size, &error));
        ck_assert_int_eq(error.code, CL_BASE45);
        ck_assert_msg(error.offset == faults[i].at, "%s: %zu", faults[i].text, error.offset);
        ck_assert_msg(strstr(error.message, faults[i].message) != NULL, "%s: %s", faults[i].text,
                      error.message);
    }
    unsigned char out[2];
    size_t size;
    ck_assert(!cl_base45_decode("B\0B", 3, out, &size, NULL));
}
END_TEST

/* Every byte that is no character is refused at every position of a group; every character is
 * accepted. */
START_TEST(base45_alphabet)
{
    static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    for (int c = 0; c < 256; c++) {
        bool known = c != 0 && strchr(alphabet, c) != NULL;
        for (size_t i = 0; i < 5; i++) {
            char text[] = "00000";
            unsigned char out[4];
            size_t size;
            text[i] = (char)c;
            bool ok = cl_base45_decode(text, 5, out, &size, NULL);
            if (!known)
                must(!ok);
            else if (i < 2 ||
                     (c >= '0' && c <= '5')) /* at another position its group may be too large */
                must(ok);
        }
    }
}
END_TEST

/* ---- Inflate --------------------------------------------------------------------------------- */

static unsigned char packed[1 << 16], out[CL_MAX_INFLATED];

static size_t pack(const void *bytes, size_t length)
{
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(9);
    must(compressor != NULL);
    size_t size = libdeflate_zlib_compress(compressor, bytes, length, packed, sizeof packed);
    libdeflate_free_compressor(compressor);
    must(size > 0);
    return size;
}

static void expect_inflate(size_t length, size_t capacity, const char *code, const char *message)
{
    cl_inflater *inflater = cl_inflater_new(NULL);
    cl_error error;
    size_t size;
    cl_error_init(&error);
    must(inflater != NULL);
    bool ok = cl_inflate(inflater, packed, length, out, capacity, &size, &error);
    cl_inflater_free(inflater);
    ck_assert_msg(ok == (code == NULL), "%s %s", cl_code_name(error.code), error.message);
    if (code == NULL)
        return;
    ck_assert_msg(strcmp(cl_code_name(error.code), code) == 0, "%zu: %s", length, error.message);
    ck_assert_msg(strstr(error.message, message) != NULL, "%s", error.message);
}

START_TEST(inflate)
{
    static const char text[] = "what a certificate holds, what a certificate holds, and more";
    size_t length = pack(text, sizeof text);
    expect_inflate(length, sizeof out, NULL, NULL);
    ck_assert_str_eq((char *)out, text);
    packed[length] = 'x';
    expect_inflate(length + 1, sizeof out, "inflate-trailing", "1 bytes more behind the end");
    packed[length - 1] ^= 1;
    expect_inflate(length, sizeof out, "inflate", "do not match their checksum");
    for (size_t cut = 2; cut < length; cut++) {
        pack(text, sizeof text);
        expect_inflate(cut, sizeof out, "inflate-cut", "end too early");
    }
    expect_inflate(1, sizeof out, "inflate", "no zlib data");
    expect_inflate(0, sizeof out, "inflate-cut", "nothing behind HC1:");
}
END_TEST

START_TEST(inflate_refuses_what_is_no_zlib)
{
    memcpy(packed, "\x1F\x8B\x08\0", 4);
    expect_inflate(4, sizeof out, "inflate", "gzip");
    memcpy(packed, "\xD2\x84\x40\xA0", 4);
    expect_inflate(4, sizeof out, "inflate", "no zlib data");
    memcpy(packed, "\x78\x9D\x03\0", 4);
    expect_inflate(4, sizeof out, "inflate", "no zlib data"); /* the check bits of the header */
    memcpy(packed, "\x78\xBB\0\0\0\1", 6);
    expect_inflate(6, sizeof out, "inflate", "a preset dictionary");
    memcpy(packed, "\x78\x9C\x07\0", 4);
    expect_inflate(4, sizeof out, "inflate", "damaged"); /* a block of no known type */
}
END_TEST

/* The limit at N and N + 1, and a zlib bomb far beyond it. */
START_TEST(inflate_is_bounded)
{
    static unsigned char zeros[16 << 20];
    expect_inflate(pack(zeros, CL_MAX_INFLATED), sizeof out, NULL, NULL);
    expect_inflate(pack(zeros, CL_MAX_INFLATED + 1), sizeof out, "inflate-size", "the limit");
    size_t bomb = pack(zeros, sizeof zeros);
    ck_assert_uint_lt(bomb, 20000);
    memset(out, 0xAA, sizeof out);
    expect_inflate(bomb, 1000, "inflate-size", "more than 1000 bytes");
    ck_assert_int_eq(out[1000], 0xAA);
}
END_TEST

int main(void)
{
    TCase *tests = unit_tests("cert_text");
    tcase_add_test(tests, foreign_texts);
    tcase_add_test(tests, base45);
    tcase_add_test(tests, base45_is_strict);
    tcase_add_test(tests, base45_alphabet);
    tcase_add_test(tests, inflate);
    tcase_add_test(tests, inflate_refuses_what_is_no_zlib);
    tcase_add_test(tests, inflate_is_bounded);
    return unit_run();
}
