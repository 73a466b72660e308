/* reader.c — fills blocks with whole records.
 *
 * The beginnings and numbers of records depend only on the inputs, never on the sizes of reads or
 * the ends of blocks: a job that continues after a stop must write the same bytes.
 */
#include "batch/reader.h"

#include <stdio.h>
#include <string.h>

void cl_reader_begin(cl_reader *reader, const cl_batch_job *job, const cl_position *at,
                     cl_digest *digest)
{
    memset(reader, 0, sizeof *reader);
    reader->job = job;
    reader->at = *at;
    reader->skip = at->offset;
    reader->digest = digest;
}

void cl_reader_end(cl_reader *reader)
{
    if (reader->open)
        cl_source_close(&reader->source);
    reader->open = false;
}

uint64_t cl_reader_taken(const cl_reader *reader)
{
    return reader->done + reader->source.taken;
}

static const char *name_of(const cl_reader *reader)
{
    return reader->job->inputs[reader->at.input];
}

static cl_fill fail(cl_reader *reader)
{
    const char *name = strcmp(name_of(reader), "-") == 0 ? "standard input" : name_of(reader);
    snprintf(reader->why, sizeof reader->why, "%.512s: %s", name, reader->source.why);
    return CL_FILL_FAILED;
}

static cl_position next_input(const cl_reader *reader)
{
    return (cl_position){
        .input = reader->at.input + 1, .record = reader->at.record, .lost = reader->at.lost};
}

/* Closes the current input and moves on to the next one. */
static void leave_input(cl_reader *reader)
{
    reader->done += reader->source.taken;
    cl_source_close(&reader->source);
    memset(&reader->source, 0, sizeof reader->source);
    reader->open = false;
    reader->at = next_input(reader);
}

/* ---- Bytes ----------------------------------------------------------------------------------- */

static cl_fill open_input(cl_reader *reader, cl_block *block)
{
    cl_format format = (cl_format)reader->at.format;
    cl_read got = cl_source_open(&reader->source, name_of(reader), reader->digest, reader->at.raw);
    reader->open = true;
    if (got == CL_READ_BYTES && reader->skip > 0)
        got = cl_source_skip(&reader->source, reader->skip);
    reader->skip = 0;
    reader->begun = reader->at.offset > 0;
    reader->last = reader->spoiled = reader->given_up = false;
    block->base = reader->at.offset;
    block->in_length = block->in_used = 0;
    cl_splitter_begin(&reader->splitter, format != CL_FORMAT_TOLD ? format : reader->job->format,
                      CL_MAX_JOB_RECORD, reader->at.offset == 0);
    if (got == CL_READ_BROKEN)
        reader->last = reader->spoiled = true;
    else if (got != CL_READ_BYTES) {
        cl_fill end = got == CL_READ_STOPPED ? CL_FILL_STOPPED : fail(reader);
        cl_source_close(&reader->source);
        reader->open = false;
        reader->skip = reader->at.offset;
        return end;
    }
    return CL_FILL_BLOCK;
}

/* Skips a byte order mark at the beginning of a text input.
 * Returns: false if more bytes are needed to recognize it. */
static bool pass_mark(cl_reader *reader, cl_block *block)
{
    static const char mark[] = "\xEF\xBB\xBF";
    enum { MARK = sizeof mark - 1 };
    size_t length = block->in_length < MARK ? block->in_length : MARK;
    bool may = reader->splitter.format != CL_FORMAT_CBOR && memcmp(block->in, mark, length) == 0;
    if (may && length < MARK)
        return false;
    block->in_used = may ? MARK : 0;
    return true;
}

/* Appends bytes to the input of the block. The first byte of an input decides its format. */
static cl_fill read_more(cl_reader *reader, cl_block *block)
{
    cl_read got;
    do {
        size_t given;
        got = cl_source_read(&reader->source, block->in + block->in_length,
                             CL_BLOCK_IN - block->in_length, &given);
        block->in_length += given;
        reader->begun = reader->begun || got != CL_READ_BYTES || pass_mark(reader, block);
    } while (!reader->begun);
    if (reader->splitter.format == CL_FORMAT_TOLD && block->in_used < block->in_length)
        reader->splitter.format = cl_format_tell((unsigned char)block->in[block->in_used]);
    reader->last = got == CL_READ_END || got == CL_READ_BROKEN;
    reader->spoiled = got == CL_READ_BROKEN;
    return got == CL_READ_STOPPED  ? CL_FILL_STOPPED
           : got == CL_READ_FAILED ? fail(reader)
                                   : CL_FILL_BLOCK;
}

/* Moves the unused bytes to the front. The block must have no whole records. */
static void make_room(cl_block *block)
{
    memmove(block->in, block->in + block->in_used, block->in_length - block->in_used);
    block->base += block->in_used;
    block->in_length -= block->in_used;
    block->in_used = 0;
}

/* ---- Records --------------------------------------------------------------------------------- */

static void add_record(cl_reader *reader, cl_block *block, cl_record_state state, size_t at,
                       size_t length)
{
    block->records[block->record_count++] = (cl_record){.n = ++reader->at.record,
                                                        .offset = block->base + at,
                                                        .at = (uint32_t)at,
                                                        .length = (uint32_t)length,
                                                        .state = state};
}

/* Adds a BROKEN record and drops the rest of the input. */
static void give_up(cl_reader *reader, cl_block *block, const char *code, const char *what)
{
    block->broken_code = code;
    block->broken = what;
    add_record(reader, block, CL_RECORD_BROKEN, block->in_used, 0);
    block->in_used = block->in_length;
    reader->at.lost++;
    reader->last = reader->given_up = true;
    reader->spoiled = false;
}

static const char *broken_code(const cl_reader *reader)
{
    return cl_format_is_json(reader->splitter.format) ? "json" : "cbor";
}

/* Skips a record that is too large. The record is the only one of its block. */
static cl_fill take_large(cl_reader *reader, cl_block *block)
{
    add_record(reader, block, CL_RECORD_LARGE, block->in_used, 0);
    for (;;) {
        size_t used;
        make_room(block);
        bool ended = cl_splitter_pass(&reader->splitter, block->in, block->in_length,
                                      reader->last && !reader->spoiled, &used);
        block->in_used = used;
        if (ended && reader->splitter.what != NULL)
            give_up(reader, block, broken_code(reader), reader->splitter.what);
        else if (!ended && reader->spoiled)
            give_up(reader, block, "compressed", reader->source.why);
        if (ended || reader->given_up)
            return CL_FILL_BLOCK;
        make_room(block);
        cl_fill more = read_more(reader, block);
        if (more != CL_FILL_BLOCK) {
            /* The record was not skipped to its end: a job that continues must begin with it
             * again. */
            reader->at.record--;
            block->record_count = 0;
            return more;
        }
    }
}

/* Adds all records in the block. A large record is added only if it is the first. */
static cl_fill take_records(cl_reader *reader, cl_block *block)
{
    while (block->record_count < CL_BLOCK_RECORDS) {
        size_t begin = 0;
        size_t length = 0;
        size_t used;
        cl_split found = cl_splitter_next(&reader->splitter, block->in + block->in_used,
                                          block->in_length - block->in_used,
                                          reader->last && !reader->spoiled, &begin, &length, &used);
        size_t at = block->in_used + begin;
        block->in_used += used;
        switch (found) {
        case CL_SPLIT_RECORD:
            add_record(reader, block, CL_RECORD_WHOLE, at, length);
            break;
        case CL_SPLIT_MORE:
            return CL_FILL_BLOCK;
        case CL_SPLIT_LARGE:
            return block->record_count > 0 ? CL_FILL_BLOCK : take_large(reader, block);
        case CL_SPLIT_BROKEN:
            give_up(reader, block, broken_code(reader), reader->splitter.what);
            return CL_FILL_BLOCK;
        }
    }
    return CL_FILL_BLOCK;
}

/* Records where the block ends. If the input was given up, the digest still covers the whole of it,
 * because the place at which reading stopped depends on the sizes of reads. */
static cl_fill hand_out(cl_reader *reader, cl_block *block)
{
    if (reader->given_up && reader->digest != NULL) {
        cl_read drained = cl_source_drain(&reader->source);
        if (drained != CL_READ_END)
            return drained == CL_READ_STOPPED ? CL_FILL_STOPPED : fail(reader);
    }
    reader->at.raw = reader->source.covered;
    reader->at.offset = block->base + block->in_used;
    reader->at.format = reader->splitter.format;
    block->file = name_of(reader);
    block->format = (int)reader->splitter.format;
    block->behind = reader->at;
    if (reader->given_up)
        block->behind = next_input(reader);
    if (reader->digest != NULL && !cl_digest_show(reader->digest, block->read)) {
        reader->source.why = "memory ran out";
        return fail(reader);
    }
    return CL_FILL_BLOCK;
}

cl_fill cl_reader_fill(cl_reader *reader, cl_block *block)
{
    while (reader->at.input < reader->job->input_count) {
        cl_fill state = reader->open ? CL_FILL_BLOCK : open_input(reader, block);
        if (state == CL_FILL_BLOCK)
            state = take_records(reader, block);
        if (state == CL_FILL_BLOCK && block->record_count == 0 && reader->last && reader->spoiled)
            give_up(reader, block, "compressed", reader->source.why);
        if (state != CL_FILL_BLOCK)
            return state;
        if (block->record_count > 0)
            return hand_out(reader, block);
        if (reader->last) {
            leave_input(reader);
            continue;
        }
        make_room(block);
        state = read_more(reader, block);
        if (state != CL_FILL_BLOCK)
            return state;
    }
    return CL_FILL_END;
}
