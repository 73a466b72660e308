/* fuzz_records.c — a stream of records. The same records are found at the same places, wherever the
 * window ends. The parts of a record are inside of the record. A record around a certificate gives
 * the same result as the certificate alone. The first byte of an input is the format, the second
 * the length of a piece. */
#include <string.h>

#include "batch/split.h"
#include "certlogic.h"
#include "fuzz.h"

enum { MOST = 600, MOST_FOUND = 4096, MOST_ID = 256 };

typedef struct stream {
    const char *bytes;
    size_t length;
    cl_format format;
} stream;

/* What is found: records, one that is too large (its length is MOST + 1), and the end at which
 * splitting stops. */
typedef struct found {
    size_t at, length;
} found;

static size_t split(const stream *in, size_t piece, found *all)
{
    cl_splitter s;
    size_t from = 0, to = piece < in->length ? piece : in->length, count = 0;
    cl_splitter_begin(&s, in->format, MOST, true);
    while (count < MOST_FOUND) {
        bool last = to == in->length;
        size_t begin = 0, length = 0, used = 0;
        cl_split state = CL_SPLIT_MORE;
        bool passing = s.passing;
        if (passing) {
            bool ended = cl_splitter_pass(&s, in->bytes + from, to - from, last, &used);
            if (ended && s.what != NULL)
                state = CL_SPLIT_BROKEN;
            else if (ended)
                state = CL_SPLIT_RECORD;
        } else {
            state = cl_splitter_next(&s, in->bytes + from, to - from, last, &begin, &length, &used);
        }
        FUZZ_HOLDS(used <= to - from && begin + length <= to - from);
        if (state == CL_SPLIT_RECORD && !passing) {
            FUZZ_HOLDS(length > 0 && length <= MOST);
            all[count++] = (found){.at = from + begin, .length = length};
        }
        from += used;
        if (state == CL_SPLIT_LARGE) {
            all[count++] = (found){.at = from, .length = MOST + 1};
            s.passing = true;
        }
        if (state == CL_SPLIT_BROKEN) {
            FUZZ_HOLDS(s.what != NULL);
            all[count++] = (found){.at = 0, .length = 0};
            return count;
        }
        if (state == CL_SPLIT_MORE && last) {
            FUZZ_HOLDS(from == in->length);
            return count;
        }
        if (state == CL_SPLIT_MORE)
            to = in->length - to < piece ? in->length : to + piece;
    }
    return count;
}

/* A certificate to read into, and its decoder. */
static certlogic_decoder *decoder;
static certlogic_certificate *whole, *inner;

static void prepare(void)
{
    if (decoder != NULL)
        return;
    decoder = certlogic_decoder_new(NULL, NULL);
    FUZZ_HOLDS(decoder != NULL);
    whole = certlogic_decoder_read(decoder, "", 0, NULL);
    inner = certlogic_decoder_read(decoder, "", 0, NULL);
    FUZZ_HOLDS(whole != NULL && inner != NULL);
}

static void check_record(const char *bytes, size_t length)
{
    certlogic_record record;
    certlogic_error error;
    FUZZ_HOLDS(certlogic_decoder_record(decoder, bytes, length, whole, &record, NULL));
    FUZZ_HOLDS(strlen(record.clock) < sizeof record.clock && strlen(record.country) <= 2);
    FUZZ_HOLDS(strlen(record.region) < sizeof record.region);
    if (record.id != NULL) {
        FUZZ_HOLDS(record.id >= bytes && record.id_length <= length);
        FUZZ_HOLDS(record.id + record.id_length <= bytes + length);
        FUZZ_HOLDS(record.id_length > 0 && record.id_length <= MOST_ID);
        FUZZ_HOLDS(strchr("\"-0123456789", record.id[0]) != NULL);
    }
    if (certlogic_certificate_decoded(whole, &error))
        FUZZ_HOLDS(certlogic_certificate_ok(whole) || error.code != NULL);
}

/* Checks that {"id": 7, "payload": …} gives the same result as the payload alone. */
static void check_wrapped(const char *bytes, size_t length)
{
    static const char head[] = "{ \"id\": 7, \"payload\": ", tail[] = " }";
    char text[sizeof head + MOST + sizeof tail];
    certlogic_record record;
    if (bytes[0] != '{')
        return;
    FUZZ_HOLDS(certlogic_decoder_reread(decoder, bytes, length, inner, NULL));
    if (!certlogic_certificate_ok(inner))
        return;
    size_t at = sizeof head - 1;
    memcpy(text, head, at);
    memcpy(text + at, bytes, length);
    memcpy(text + at + length, tail, sizeof tail - 1);
    FUZZ_HOLDS(certlogic_decoder_record(decoder, text, at + length + sizeof tail - 1, whole,
                                        &record, NULL));
    FUZZ_HOLDS(record.id != NULL && record.id_length == 1 && record.id[0] == '7');
    char *alone = certlogic_certificate_json(inner), *around = certlogic_certificate_json(whole);
    FUZZ_HOLDS(alone != NULL && around != NULL && strcmp(alone, around) == 0);
    certlogic_free(alone);
    certlogic_free(around);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const cl_format formats[] = {CL_FORMAT_LINES, CL_FORMAT_NDJSON, CL_FORMAT_HC1,
                                        CL_FORMAT_CBOR};
    static found in_one[MOST_FOUND], in_pieces[MOST_FOUND];
    if (size < 2)
        return 0;
    stream in = {.bytes = (const char *)data + 2,
                 .length = size - 2,
                 .format = formats[data[0] % (sizeof formats / sizeof *formats)]};
    prepare();
    size_t count = split(&in, in.length > 0 ? in.length : 1, in_one);
    size_t again = split(&in, data[1] % 64 + (size_t)1, in_pieces);
    FUZZ_HOLDS(count == again);
    for (size_t i = 0; i < count; i++) {
        FUZZ_HOLDS(in_one[i].at == in_pieces[i].at && in_one[i].length == in_pieces[i].length);
        if (in_one[i].length == 0 || in_one[i].length > MOST)
            continue;
        /* A separate copy, so that a sanitizer detects a read beyond its end. */
        char *bytes = malloc(in_one[i].length);
        FUZZ_HOLDS(bytes != NULL);
        memcpy(bytes, in.bytes + in_one[i].at, in_one[i].length);
        check_record(bytes, in_one[i].length);
        check_wrapped(bytes, in_one[i].length);
        free(bytes);
    }
    return 0;
}
