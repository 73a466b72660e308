/* test_batch_unpack.c — compressed input: whole, cut at every byte, damaged, one after another, and
 * read in pieces of every size; and what a source reports about files. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "batch/source.h"
#include "support_folder.h"
#include "support_main.h"

enum { ROOM = 4096 };

typedef struct bytes {
    unsigned char data[ROOM];
    size_t length;
} bytes;

static bytes gzip(const char *text)
{
    bytes out = {.length = 0};
    z_stream stream = {.zalloc = NULL};
    ck_assert_int_eq(deflateInit2(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    unsigned char in[ROOM];
    size_t length = strlen(text);
    memcpy(in, text, length);
    stream.next_in = in;
    stream.avail_in = (uInt)length;
    stream.next_out = out.data;
    stream.avail_out = ROOM;
    ck_assert_int_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out.length = stream.total_out;
    deflateEnd(&stream);
    return out;
}

static bytes zstd(const char *text)
{
    bytes out;
    out.length = ZSTD_compress(out.data, ROOM, text, strlen(text), 3);
    ck_assert(!ZSTD_isError(out.length));
    return out;
}

static void append(bytes *to, const bytes *more)
{
    ck_assert_uint_le(to->length + more->length, ROOM);
    memcpy(to->data + to->length, more->data, more->length);
    to->length += more->length;
}

/* Writes a file with these bytes. */
static const char *file_of(const unsigned char *data, size_t length)
{
    const char *name = in_folder("data");
    FILE *file = fopen(name, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(data, 1, length, file), length);
    ck_assert_int_eq(fclose(file), 0);
    return name;
}

/* Reads all bytes, `piece` at a time. Returns how the input ended. */
static cl_read read_all(const unsigned char *data, size_t length, size_t piece, char *text)
{
    cl_source source;
    size_t at = 0;
    const char *name = file_of(data, length);
    cl_read state = cl_source_open(&source, name, NULL, 0);
    while (state == CL_READ_BYTES) {
        size_t given;
        state = cl_source_read(&source, text + at, piece, &given);
        at += given;
        ck_assert_uint_lt(at, ROOM);
        ck_assert(state == CL_READ_BYTES || given == 0);
    }
    text[at] = '\0';
    ck_assert(state != CL_READ_BROKEN || source.why != NULL);
    cl_source_close(&source);
    unlink(name);
    return state;
}

static const char text[] = "{\"first\":1}\n{\"second\":2}\n{\"third\":3}\n";
static const char more[] = "{\"fourth\":4}\n";

START_TEST(plain_input_is_given_as_it_is)
{
    char got[ROOM];
    for (size_t piece = 1; piece < 50; piece++) {
        ck_assert_int_eq(read_all((const unsigned char *)text, strlen(text), piece, got),
                         CL_READ_END);
        ck_assert_str_eq(got, text);
    }
    for (size_t length = 0; length < 6; length++) {
        ck_assert_int_eq(read_all((const unsigned char *)text, length, 9, got), CL_READ_END);
        ck_assert_uint_eq(strlen(got), length);
    }
}
END_TEST

typedef bytes pack(const char *text);

static void whole_in_pieces(pack *packed)
{
    char got[ROOM];
    bytes one = packed(text);
    for (size_t piece = 1; piece < 60; piece++) {
        ck_assert_int_eq(read_all(one.data, one.length, piece, got), CL_READ_END);
        ck_assert_str_eq(got, text);
    }
}

static void one_after_another(pack *packed)
{
    char got[ROOM];
    char expected[ROOM];
    bytes all = packed(text);
    bytes empty = packed("");
    bytes second = packed(more);
    append(&all, &empty);
    append(&all, &second);
    snprintf(expected, sizeof expected, "%s%s", text, more);
    for (size_t piece = 1; piece < 60; piece += 7) {
        ck_assert_int_eq(read_all(all.data, all.length, piece, got), CL_READ_END);
        ck_assert_str_eq(got, expected);
    }
}

/* A truncated input is a fault wherever it was cut, except between two members. The bytes before
 * the cut are returned. */
static void cut_everywhere(pack *packed)
{
    char got[ROOM];
    bytes all = packed(text);
    size_t first = all.length;
    bytes second = packed(more);
    append(&all, &second);
    for (size_t cut = 4; cut < all.length; cut++) {
        cl_read end = read_all(all.data, cut, 16, got);
        ck_assert_msg(end == (cut == first ? CL_READ_END : CL_READ_BROKEN), "cut at %zu", cut);
        if (cut >= first)
            ck_assert_msg(strncmp(got, text, strlen(text)) == 0, "cut at %zu", cut);
    }
}

static void damaged(pack *packed)
{
    char got[ROOM];
    bytes one = packed(text);
    one.data[one.length - 5] ^= 0x20; /* gzip: the checksum; zstd: the data or their checksum */
    bytes good = packed(more);
    append(&good, &one);
    cl_read end = read_all(good.data, good.length, 16, got);
    ck_assert(end == CL_READ_BROKEN || strcmp(got + strlen(more), text) != 0);
    ck_assert_int_eq(strncmp(got, more, strlen(more)), 0);
    /* Bytes that follow a member and are no member. */
    one = packed(text);
    memcpy(one.data + one.length, "rubbish", 7);
    ck_assert_int_eq(read_all(one.data, one.length + 7, 16, got), CL_READ_BROKEN);
    ck_assert_str_eq(got, text);
}

START_TEST(gzip_is_unpacked)
{
    whole_in_pieces(gzip);
    one_after_another(gzip);
    cut_everywhere(gzip);
    damaged(gzip);
}
END_TEST

START_TEST(zeros_behind_a_member_of_gzip_are_padding)
{
    char got[ROOM];
    char expected[ROOM];
    bytes second = gzip(more);
    snprintf(expected, sizeof expected, "%s%s", text, more);
    for (size_t zeros = 1; zeros < 600; zeros = zeros * 3 + 1) {
        bytes one = gzip(text);
        memset(one.data + one.length, 0, zeros);
        one.length += zeros;
        ck_assert_int_eq(read_all(one.data, one.length, 16, got), CL_READ_END);
        ck_assert_str_eq(got, text);
        append(&one, &second);
        ck_assert_int_eq(read_all(one.data, one.length, 16, got), CL_READ_END);
        ck_assert_str_eq(got, expected);
        one.data[one.length++] = 0;
        one.data[one.length++] = 'x';
        ck_assert_int_eq(read_all(one.data, one.length, 16, got), CL_READ_BROKEN);
        ck_assert_str_eq(got, expected);
    }
}
END_TEST

/* RFC 8878, section 3.1.2: before, between and behind frames. */
START_TEST(frames_of_zstd_that_are_to_be_skipped_are)
{
    static const bytes skipped = {.data = {0x5A, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 'a', 'b', 'c'},
                                  .length = 11};
    char got[ROOM];
    bytes frame = zstd(text);
    bytes all = skipped;
    ck_assert_int_eq(read_all(all.data, all.length, 16, got), CL_READ_END);
    ck_assert_str_eq(got, "");
    append(&all, &frame);
    append(&all, &skipped);
    ck_assert_int_eq(read_all(all.data, all.length, 16, got), CL_READ_END);
    ck_assert_str_eq(got, text);
    ck_assert_int_eq(read_all(all.data, all.length - 1, 16, got), CL_READ_BROKEN);
}
END_TEST

START_TEST(zstd_is_unpacked)
{
    whole_in_pieces(zstd);
    one_after_another(zstd);
    cut_everywhere(zstd);
    damaged(zstd);
}
END_TEST

/* Writes a frame header that requires a window of `log` bits: RFC 8878, section 3.1.1.1.2. */
START_TEST(zstd_windows_are_bounded)
{
    char got[ROOM];
    unsigned char frame[] = {0x28, 0xB5, 0x2F, 0xFD, 0x00, (23 - 10) << 3,
                             0x09, 0x00, 0x00, 'x'}; /* one raw block of one byte, the last */
    ck_assert_int_eq(read_all(frame, sizeof frame, 16, got), CL_READ_END);
    ck_assert_str_eq(got, "x");
    frame[5] = (24 - 10) << 3;
    ck_assert_int_eq(read_all(frame, sizeof frame, 16, got), CL_READ_BROKEN);
}
END_TEST

START_TEST(skipping_brings_to_the_same_place)
{
    bytes packed[] = {gzip(text), zstd(text)};
    for (size_t offset = 0; offset <= strlen(text) + 1; offset++) {
        for (int form = 0; form < 3; form++) {
            cl_source source;
            char got[ROOM];
            size_t given = 0;
            const char *name = form == 0 ? file_of((const unsigned char *)text, strlen(text))
                                         : file_of(packed[form - 1].data, packed[form - 1].length);
            ck_assert_int_eq(cl_source_open(&source, name, NULL, 0), CL_READ_BYTES);
            cl_read state = cl_source_skip(&source, offset);
            if (offset > strlen(text) && form > 0) {
                ck_assert_int_eq(state, CL_READ_FAILED);
            } else {
                ck_assert_int_eq(state, CL_READ_BYTES);
                state = cl_source_read(&source, got, ROOM, &given);
                if (form > 0 || offset > 4)
                    ck_assert_uint_eq(given, offset < strlen(text) ? strlen(text) - offset : 0);
                ck_assert_int_eq(memcmp(got, text + (given > 0 ? offset : 0), given), 0);
            }
            cl_source_close(&source);
            unlink(name);
        }
    }
}
END_TEST

START_TEST(what_is_no_file_is_said)
{
    cl_source source;
    cl_source_facts facts;
    ck_assert_int_eq(cl_source_open(&source, "/nowhere/at/all", NULL, 0), CL_READ_FAILED);
    ck_assert_str_eq(source.why, strerror(ENOENT));
    cl_source_close(&source);
    ck_assert(!cl_source_look("/nowhere/at/all", &facts));
    ck_assert_int_eq(errno, ENOENT);
    ck_assert(!cl_source_look("/tmp", &facts));
    ck_assert_int_eq(errno, EISDIR);
    const char *name = file_of((const unsigned char *)text, strlen(text));
    ck_assert(cl_source_look(name, &facts));
    ck_assert(facts.seekable);
    ck_assert_uint_eq(facts.size, strlen(text));
    name = file_of((const unsigned char *)text, 0);
    ck_assert(cl_source_look(name, &facts));
    ck_assert(facts.seekable);
    ck_assert_uint_eq(facts.size, 0);
    ck_assert(cl_source_look("/dev/null", &facts));
    ck_assert(!facts.seekable);
    unlink(name);
}
END_TEST

int main(void)
{
    TCase *all = unit_case("batch_unpack");
    tcase_add_checked_fixture(all, make_folder, remove_folder);
    tcase_add_test(all, plain_input_is_given_as_it_is);
    tcase_add_test(all, gzip_is_unpacked);
    tcase_add_test(all, zeros_behind_a_member_of_gzip_are_padding);
    tcase_add_test(all, frames_of_zstd_that_are_to_be_skipped_are);
    tcase_add_test(all, zstd_is_unpacked);
    tcase_add_test(all, zstd_windows_are_bounded);
    tcase_add_test(all, skipping_brings_to_the_same_place);
    tcase_add_test(all, what_is_no_file_is_said);
    return unit_run();
}
