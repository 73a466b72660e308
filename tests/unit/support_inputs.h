/* support_inputs.h — the same few payloads in every format that a job reads, as files in the folder
 * of a test. */
#ifndef CL_TESTS_SUPPORT_INPUTS_H
#define CL_TESTS_SUPPORT_INPUTS_H

#include <check.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "support_folder.h"

enum { ROOM = 65536 };

typedef struct bytes {
    char data[ROOM];
    size_t length;
} bytes;

static const char *const names[] = {"in.ndjson", "in.json", "in.gz", "in.zst", "in.cbor", "in.hc1"};

static void put(const char *name, const void *data, size_t length)
{
    FILE *file = fopen(in_folder(name), "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(data, 1, length, file), length);
    ck_assert_int_eq(fclose(file), 0);
}

/* Returns the content of a file; "" if there is none. */
static bytes contents(const char *name)
{
    bytes held = {.length = 0};
    FILE *file = fopen(in_folder(name), "rb");
    if (file == NULL)
        return held;
    held.length = fread(held.data, 1, ROOM, file);
    ck_assert_uint_lt(held.length, ROOM);
    fclose(file);
    return held;
}

#define PAYLOAD(doses) "{\"ver\":\"1.3.0\",\"v\":[{\"co\":\"CZ\",\"dn\":" doses ",\"sd\":2}]}"
#define ARRAY          "[" PAYLOAD("1") "," PAYLOAD("2") "]"
/* Judges for a country that has no rules. */
#define ELSEWHERE "{\"payload\":" PAYLOAD("1") ",\"external\":{\"countryCode\":\"XX\"}}\n"
#define LINES                                                                                      \
    "{\"id\":\"one\",\"payload\":" PAYLOAD("1") ",\"external\":{\"validationClock\":"              \
                                                "\"2022-01-16T00:00:00Z\"}}\n" PAYLOAD(            \
                                                    "2") "\n{\"broken\n" PAYLOAD("0") "\n"

static void put_packed(void)
{
    bytes out;
    z_stream stream = {.zalloc = NULL};
    static char lines[] = LINES;
    ck_assert_int_eq(deflateInit2(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_in = (unsigned char *)lines;
    stream.avail_in = sizeof lines - 1;
    stream.next_out = (unsigned char *)out.data;
    stream.avail_out = ROOM;
    ck_assert_int_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
    size_t length = stream.total_out;
    deflateEnd(&stream);
    memcpy(out.data + length, out.data, length); /* two members */
    put("in.gz", out.data, 2 * length);
    put("in.zst", out.data, ZSTD_compress(out.data, ROOM, lines, sizeof lines - 1, 3));
}

/* Lines with one among them that is larger than a block, and an array that ends early before a long
 * rest. */
static void put_long(void)
{
    enum { LONG = 140000 }; /* more than a block */
    static const char last[] = "1]\n" LINES;
    static char text[LONG];
    size_t length = (size_t)snprintf(text, LONG, "%s%s", LINES, ELSEWHERE);
    memset(text + length, ' ', LONG - length);
    text[length] = '[';
    memcpy(text + LONG - strlen(last), last, strlen(last));
    put("in.ndjson", text, LONG);
    memset(text, 'x', LONG);
    length = (size_t)snprintf(text, LONG, "[%s,%s", PAYLOAD("1"), PAYLOAD("2"));
    text[length] = 'x';
    put("in.json", text, LONG);
}

/* The same few payloads in every format. */
static void put_inputs(void)
{
    static const char cbor[] = "\xA1\x61\x76\x81\xA1\x62\x64\x6E\x02\xA1\x61\x76\x80\x01";
    put("in.ndjson", LINES ELSEWHERE, strlen(LINES ELSEWHERE));
    put("in.json", ARRAY, strlen(ARRAY));
    put("in.cbor", cbor, sizeof cbor - 1);
    put("in.hc1", "HC1:\nHC1:6BF\n", 13);
    put_packed();
}

#endif
