/* test_batch_reader.c — the records that a reader puts into blocks: where each begins, which one is
 * too large or broken, and where a block ends. */
#include <check.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include "batch/reader.h"
#include "support_folder.h"
#include "support_main.h"

enum { TOO_LARGE = CL_MAX_JOB_RECORD + 1, ROOM = 4 * CL_MAX_JOB_RECORD };

static unsigned char input[ROOM];
static size_t length;

/* Appends to the input. */
static void add(const char *bytes, size_t count)
{
    ck_assert_uint_le(length + count, ROOM);
    memcpy(input + length, bytes, count);
    length += count;
}

static void add_text(const char *text)
{
    add(text, strlen(text));
}

static void add_many(char byte, size_t count)
{
    ck_assert_uint_le(length + count, ROOM);
    memset(input + length, byte, count);
    length += count;
}

/* Compresses the input and removes the last `cut` bytes. */
static void pack(size_t cut)
{
    static unsigned char packed[ROOM];
    z_stream stream = {.zalloc = NULL};
    ck_assert_int_eq(deflateInit2(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_in = input;
    stream.avail_in = (uInt)length;
    stream.next_out = packed;
    stream.avail_out = ROOM;
    ck_assert_int_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
    length = stream.total_out - cut;
    deflateEnd(&stream);
    memcpy(input, packed, length);
}

/* The records as text: "OFFSET+LENGTH " for a whole record, "OFFSET large " or "OFFSET CODE:
 * MESSAGE " for others, and "| " at the end of a block. Of a block with more than two records, only
 * the last record is written. */
static char found[1024];

static void note(const cl_block *block)
{
    for (uint32_t i = block->record_count > 2 ? block->record_count - 1 : 0;
         i < block->record_count; i++) {
        const cl_record *r = &block->records[i];
        char *end = found + strlen(found);
        size_t room = (size_t)(found + sizeof found - end);
        if (r->state == CL_RECORD_WHOLE)
            snprintf(end, room, "%u+%u ", (unsigned)r->offset, r->length);
        else if (r->state == CL_RECORD_LARGE)
            snprintf(end, room, "%u large ", (unsigned)r->offset);
        else
            snprintf(end, room, "%u %s: %s ", (unsigned)r->offset, block->broken_code,
                     block->broken);
    }
    strcat(found, "| ");
}

/* Reads the input, starting at `at`. Returns the number of inputs of which a part was lost. */
static uint64_t read_from(cl_position at, cl_format format)
{
    cl_block blocks[2];
    cl_reader reader;
    unsigned next = 0;
    const char *path = in_folder("in");
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(input, 1, length, file), length);
    ck_assert_int_eq(fclose(file), 0);
    cl_batch_job job = {.inputs = &path, .input_count = 1, .format = format};
    ck_assert(cl_block_init(&blocks[0]) && cl_block_init(&blocks[1]));
    cl_block_clear(&blocks[0]);
    cl_reader_begin(&reader, &job, &at, NULL);
    found[0] = '\0';
    cl_fill filled;
    while ((filled = cl_reader_fill(&reader, &blocks[next])) == CL_FILL_BLOCK) {
        note(&blocks[next]);
        cl_block_continue(&blocks[1 - next], &blocks[next]);
        next = 1 - next;
    }
    ck_assert_int_eq(filled, CL_FILL_END);
    cl_reader_end(&reader);
    cl_block_free(&blocks[0]);
    cl_block_free(&blocks[1]);
    length = 0;
    return reader.at.lost;
}

static void finds(cl_format format, const char *expected, uint64_t lost)
{
    uint64_t was_lost = read_from((cl_position){.input = 0}, format);
    ck_assert_str_eq(found, expected);
    ck_assert_uint_eq(was_lost, lost);
}

START_TEST(a_block_has_a_limit_of_records)
{
    for (int i = 0; i < CL_BLOCK_RECORDS + 2; i++)
        add_text("x\n");
    finds(CL_FORMAT_TOLD, "2046+1 | 2048+1 2050+1 | ", 0);
}
END_TEST

START_TEST(a_byte_order_mark_is_passed_over_in_text)
{
    add_text("\xEF\xBB\xBF{}\n");
    finds(CL_FORMAT_TOLD, "3+2 | ", 0);
    add_text("\xEF\xBB\xBF");
    finds(CL_FORMAT_TOLD, "", 0);
    add_text("\xEF\xBB"); /* its beginning is a record */
    finds(CL_FORMAT_TOLD, "0+2 | ", 0);
    add_text("\xEF\xBB\xBF"); /* a simple value, and a head that is cut off */
    finds(CL_FORMAT_CBOR, "0+1 | 1 cbor: the input ends within a CBOR item | ", 1);
}
END_TEST

START_TEST(a_large_record_is_one_whether_first_or_not)
{
    add_many('x', TOO_LARGE); /* and the last */
    finds(CL_FORMAT_LINES, "0 large | ", 0);
    add_text("{}\n");
    add_many('x', TOO_LARGE);
    add_text("\n{}");
    finds(CL_FORMAT_LINES, "0+2 | 3 large | 65541+2 | ", 0);
    add_text("[{},\"");
    add_many('x', TOO_LARGE);
    add_text("\",\t[{}]\r]");
    finds(CL_FORMAT_TOLD, "1+2 | 4 large | 65545+4 | ", 0);
    add_text("\xA0\x5A");
    add("\x00\x01\x00\x01", 4); /* the length of a string of TOO_LARGE bytes */
    add_many('x', TOO_LARGE);
    add_text("\xA0");
    finds(CL_FORMAT_TOLD, "0+1 | 1 large | 65543+1 | ", 0);
}
END_TEST

/* The reader has a large record and one before it in its window. */
START_TEST(a_large_record_waits_for_a_block_of_its_own)
{
    enum { FIRST = 40000, SECOND = 60000 };
    add_text("[\"");
    add_many('x', FIRST);
    add_text("\",\"");
    add_many('x', SECOND);
    add_text("\",\"");
    add_many('x', TOO_LARGE);
    add_text("\"]");
    finds(CL_FORMAT_TOLD, "1+40002 | 40004+60002 | 100007 large | ", 0);
    add("\x5A\x00\x00\x9C\x40", 5);
    add_many('x', FIRST);
    add("\x5A\x00\x00\xEA\x60", 5);
    add_many('x', SECOND);
    add("\x5A\x00\x01\x00\x01", 5);
    add_many('x', TOO_LARGE);
    finds(CL_FORMAT_CBOR, "0+40005 | 40005+60005 | 100010 large | ", 0);
}
END_TEST

START_TEST(a_large_record_without_an_end_loses_the_input)
{
    add_text("[\"");
    add_many('x', TOO_LARGE);
    finds(CL_FORMAT_TOLD, "1 large 65539 json: the input ends within a JSON array or object | ", 1);
    add("\xA1\x5A\x00\x02\x00\x00", 6);
    add_many('x', TOO_LARGE);
    finds(CL_FORMAT_TOLD, "0 large 65543 cbor: the input ends within a CBOR item | ", 1);
    add("\x98\x02\x5A\x00\x01\x00\x01", 7);
    add_many('x', TOO_LARGE);
    add_text("\x1C");
    finds(CL_FORMAT_CBOR, "0 large 65544 cbor: a head that CBOR does not have | ", 1);
}
END_TEST

START_TEST(compressed_input_that_ends_early_loses_the_rest)
{
    add_text("{}\n{}\n");
    pack(1);
    finds(CL_FORMAT_TOLD, "0+2 3+2 | 6 compressed: the compressed input ends early | ", 1);
    add_many('x', TOO_LARGE);
    pack(1);
    finds(CL_FORMAT_TOLD, "0 large 65537 compressed: the compressed input ends early | ", 1);
    add_text("{}\n{}\n");
    pack(9); /* before the place from which it is read */
    ck_assert_uint_eq(read_from((cl_position){.offset = 100}, CL_FORMAT_TOLD), 1);
    ck_assert_str_eq(found, "100 compressed: the compressed input ends early | ");
}
END_TEST

int main(void)
{
    TCase *all = unit_case("batch_reader");
    tcase_add_checked_fixture(all, make_folder, remove_folder);
    tcase_add_test(all, a_block_has_a_limit_of_records);
    tcase_add_test(all, a_byte_order_mark_is_passed_over_in_text);
    tcase_add_test(all, a_large_record_is_one_whether_first_or_not);
    tcase_add_test(all, a_large_record_waits_for_a_block_of_its_own);
    tcase_add_test(all, a_large_record_without_an_end_loses_the_input);
    tcase_add_test(all, compressed_input_that_ends_early_loses_the_rest);
    return unit_run();
}
