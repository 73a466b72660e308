/* test_cbor_head.c — heads of CBOR, read and written, and what libcbor refuses of them. */
#include <cbor.h>

#include "data/cbor_head.h"
#include "support.h"

static bool well_formed(unsigned first)
{
    unsigned major = first >> 5, info = first & 0x1F;
    bool open = major >= CL_CBOR_BYTES && major != CL_CBOR_TAG;
    return info < 28 || (info == 31 && open);
}

static void expect_head(const unsigned char *bytes, size_t length, cl_cbor_major major,
                        uint8_t width, uint64_t argument)
{
    cl_cbor_head head;
    must(cl_cbor_find_head(bytes, length, &head) == CL_CBOR_HEAD);
    must(head.major == major && head.width == width && head.argument == argument);
    must(!head.indefinite);
}

/* Each first byte, followed by as many zeros as its argument needs. */
START_TEST(every_first_byte)
{
    for (unsigned first = 0; first < 256; first++) {
        unsigned major = first >> 5, info = first & 0x1F;
        uint8_t width = (uint8_t)(info < 24 || info > 27 ? 0 : 1 << (info - 24));
        unsigned char bytes[CL_CBOR_HEAD_SIZE] = {(unsigned char)first};
        cl_cbor_head head;
        for (size_t length = 0; length <= sizeof bytes; length++) {
            cl_cbor_found found = cl_cbor_find_head(bytes, length, &head);
            cl_cbor_found expected = length == 0           ? CL_CBOR_SHORT
                                     : !well_formed(first) ? CL_CBOR_NO_HEAD
                                     : length <= width     ? CL_CBOR_SHORT
                                                           : CL_CBOR_HEAD;
            must(found == expected);
        }
        if (!well_formed(first))
            continue;
        must(head.major == (cl_cbor_major)major && head.width == width);
        must(head.indefinite == (info == 31));
        must(cl_cbor_is_break(&head) == (first == 0xFF));
        must(head.argument == (info < 24 ? info : 0));
    }
}
END_TEST

/* Both directions at the limits of each width. The announced content is missing. */
START_TEST(written_heads_are_read)
{
    static const struct {
        uint64_t argument;
        uint8_t width;
    } heads[] = {
        {0, 0},
        {23, 0},
        {24, 1},
        {255, 1},
        {256, 2},
        {65535, 2},
        {65536, 4},
        {UINT32_MAX, 4},
        {UINT32_MAX + UINT64_C(1), 8},
        {INT64_MAX, 8},
        {UINT64_MAX - 8, 8},
        {UINT64_MAX, 8},
    };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        for (unsigned major = CL_CBOR_UNSIGNED; major <= CL_CBOR_TAG; major++) {
            unsigned char bytes[CL_CBOR_HEAD_SIZE];
            size_t size = cl_cbor_write_head(bytes, (cl_cbor_major)major, heads[i].argument);
            must(size == (size_t)heads[i].width + 1);
            expect_head(bytes, size, (cl_cbor_major)major, heads[i].width, heads[i].argument);
        }
    }
    const unsigned char wide[CL_CBOR_HEAD_SIZE] = {0x7B, 0, 0, 0, 0, 0, 0, 0, 5};
    expect_head(wide, sizeof wide, CL_CBOR_TEXT, 8, 5);
}
END_TEST

START_TEST(floats_of_each_width)
{
    static const struct {
        unsigned char bytes[CL_CBOR_HEAD_SIZE];
        uint8_t width;
        double real;
    } floats[] = {
        {{0xF9, 0x00, 0x01}, 2, 0x1p-24},
        {{0xF9, 0x83, 0xFF}, 2, -0x3FFp-24},
        {{0xF9, 0x7B, 0xFF}, 2, 65504},
        {{0xFA, 0x7F, 0x7F, 0xFF, 0xFF}, 4, 0x1.FFFFFEp127},
        {{0xFA, 0x00, 0x00, 0x00, 0x01}, 4, 0x1p-149},
        {{0xFB, 0x3F, 0xF1, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9A}, 8, 1.1},
    };
    for (size_t i = 0; i < sizeof floats / sizeof *floats; i++) {
        cl_cbor_head head;
        must(cl_cbor_find_head(floats[i].bytes, CL_CBOR_HEAD_SIZE, &head) == CL_CBOR_HEAD);
        ck_assert_uint_eq(head.width, floats[i].width);
        ck_assert_int_eq(head.major, CL_CBOR_SIMPLE);
        must(head.real == floats[i].real);
    }
}
END_TEST

/* The fast path and libcbor find the same text. */
START_TEST(short_texts)
{
    static unsigned char bytes[258];
    for (unsigned first = 0; first < 256; first++) {
        for (unsigned second = 0; second < 256; second++) {
            static const size_t lengths[] = {0, 1, 2, 24, 25, 257, 258};
            bytes[0] = (unsigned char)first;
            bytes[1] = (unsigned char)second;
            for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
                cl_cbor_head head;
                cl_cbor cbor = cl_cbor_over(bytes, lengths[i], NULL);
                size_t size, text;
                bool found = cl_cbor_short_text(bytes, lengths[i], &size, &text);
                bool expected = cl_cbor_next(&cbor, &head) && head.major == CL_CBOR_TEXT &&
                                head.width < 2 && !head.indefinite;
                /* libcbor reads an empty text at the end. */
                must(found == (expected && lengths[i] > 1));
                must(!found || (size == (size_t)head.width + 1 && text == head.argument));
            }
        }
    }
}
END_TEST

static bool libcbor_reads(unsigned first)
{
    const unsigned char bytes[64] = {(unsigned char)first};
    return cbor_stream_decode(bytes, sizeof bytes, &cbor_empty_callbacks, NULL).status ==
           CBOR_DECODER_FINISHED;
}

/* libcbor refuses no well-formed heads except those that cbor_head.c reads itself, and accepts none
 * that is not well-formed. If a libcbor reads more of them, the test reports it and passes. */
START_TEST(heads_that_libcbor_refuses)
{
    unsigned tags = 0, simple = 0;
    for (unsigned first = 0; first < 256; first++) {
        bool tag = first >= 0xC6 && first <= 0xD4;
        bool unassigned = (first >= 0xE0 && first <= 0xF3) || first == 0xF8;
        bool taken = libcbor_reads(first);
        ck_assert_msg(well_formed(first) || !taken, "%02x", first);
        ck_assert_msg(!well_formed(first) || taken || tag || unassigned, "%02x", first);
        tags += tag && taken;
        simple += unassigned && taken;
    }
    if (tags == 15)
        printf("note: libcbor %s reads the tags 6 to 20 itself\n", CBOR_VERSION);
    if (simple > 0)
        printf("note: libcbor %s reads %u heads of simple values itself\n", CBOR_VERSION, simple);
}
END_TEST

/* find_refused in cbor_head.c need not read tags once configure requires libcbor 0.11, which reads
 * them. */
START_TEST(tags_must_still_be_read_here)
{
    size_t length;
    unsigned major, minor;
    const char *text = given_file(given_text("%s/configure.ac", top_srcdir()), &length);
    const char *floor = strstr(text, "[libcbor >= ");
    ck_assert_ptr_nonnull(floor);
    ck_assert_int_eq(sscanf(floor, "[libcbor >= %u.%u", &major, &minor), 2);
    ck_assert_msg(
        major == 0 && minor < 11,
        "configure.ac asks for libcbor %u.%u, which reads the tags 6 to 20: take them out "
        "of find_refused in engine/data/cbor_head.c",
        major, minor);
}
END_TEST

int main(void)
{
    TCase *tests = unit_tests("cbor_head");
    tcase_add_test(tests, every_first_byte);
    tcase_add_test(tests, written_heads_are_read);
    tcase_add_test(tests, floats_of_each_width);
    tcase_add_test(tests, short_texts);
    tcase_add_test(tests, heads_that_libcbor_refuses);
    tcase_add_test(tests, tags_must_still_be_read_here);
    return unit_run();
}
