/* decode.c — times decoding: the text of a QR code to a payload as a value, with every check. It is
 * compared with the minimum of hand-written code: base45 by table, libdeflate, and a pass over the
 * CBOR that only follows heads. With the check of the signature it is compared with OpenSSL's EVP
 * alone. `make bench-decode` runs it.
 *
 *   decode [--rounds N] [--out FILE] TESTS/CERTS
 *
 * The certificates are issued here, with the test keys. They differ in the same members as real
 * ones.
 */
#include <libdeflate.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cert/cose.h"
#include "cert/decode.h"
#include "cert/issue.h"
#include "cert/signed_bytes.h"
#include "data/json.h"
#include "harness.h"

enum { COUNT = 512, SIGNED = 64 };

typedef struct scanned {
    cl_buffer text;        /* HC1:… */
    cl_buffer message;     /* the signed bytes */
    unsigned char der[80]; /* the signature in OpenSSL's form */
    size_t der_length;
} scanned;

typedef struct world {
    scanned certificates[COUNT];
    cl_trust *trust;
    cl_decoder *plain, *trusting;
    cl_certificate *certificate;
    EVP_PKEY *pkey;
    struct libdeflate_decompressor *inflater;
    unsigned char values[256];
} world;

/* ---- Contenders ------------------------------------------------------------------------------ */

static uint64_t decode_by(cl_decoder *decoder, const world *w, int count)
{
    uint64_t entries = 0;
    for (int i = 0; i < count; i++) {
        const cl_buffer *text = &w->certificates[i].text;
        cl_decoder_read(decoder, CL_INPUT_AUTO, text->data, text->length, w->certificate, NULL);
        entries += w->certificate->whole ? 1 : 0;
    }
    return entries;
}

static uint64_t by_us(void *context)
{
    const world *w = context;
    return decode_by(w->plain, w, COUNT);
}

static uint64_t by_us_verified(void *context)
{
    const world *w = context;
    return decode_by(w->trusting, w, SIGNED);
}

static size_t hand_base45(const world *w, const char *text, size_t length, unsigned char *out)
{
    unsigned char *at = out;
    for (; length >= 3; length -= 3, text += 3) {
        unsigned n = w->values[(unsigned char)text[0]] + w->values[(unsigned char)text[1]] * 45u +
                     w->values[(unsigned char)text[2]] * 2025u;
        *at++ = (unsigned char)(n >> 8);
        *at++ = (unsigned char)n;
    }
    if (length == 2)
        *at++ = (unsigned char)(w->values[(unsigned char)text[0]] +
                                w->values[(unsigned char)text[1]] * 45u);
    return (size_t)(at - out);
}

/* Follows definite heads to the end, also inside byte strings. Returns the number of items. */
static uint64_t hand_skim(const unsigned char *at, const unsigned char *end)
{
    uint64_t items = 0;
    while (at < end) {
        unsigned major = *at >> 5, info = *at & 31;
        uint64_t argument = info;
        at++;
        for (int more = info < 24 ? 0 : 1 << (info - 24); more > 0 && at < end; more--)
            argument = (info < 24 ? 0 : argument << 8) | *at++;
        if (major == 3)
            at += argument & 0xFFFF;
        items++;
    }
    return items;
}

static uint64_t by_hand(void *context)
{
    const world *w = context;
    static unsigned char coded[4096], inflated[8192];
    uint64_t good = 0;
    for (int i = 0; i < COUNT; i++) {
        const cl_buffer *text = &w->certificates[i].text;
        size_t size = hand_base45(w, text->data + 4, text->length - 4, coded);
        size_t length;
        if (libdeflate_zlib_decompress(w->inflater, coded, size, inflated, sizeof inflated,
                                       &length) == LIBDEFLATE_SUCCESS)
            good += hand_skim(inflated, inflated + length) > 20;
    }
    return good;
}

static uint64_t by_evp(void *context)
{
    const world *w = context;
    uint64_t good = 0;
    for (int i = 0; i < SIGNED; i++) {
        const scanned *s = &w->certificates[i];
        EVP_MD_CTX *digest = EVP_MD_CTX_new();
        if (EVP_DigestVerifyInit_ex(digest, NULL, "SHA256", NULL, NULL, w->pkey, NULL) != 1)
            bench_fail("OpenSSL cannot verify");
        good += EVP_DigestVerify(digest, s->der, s->der_length,
                                 (const unsigned char *)s->message.data, s->message.length) == 1;
        EVP_MD_CTX_free(digest);
    }
    return good;
}

/* ---- Certificates ---------------------------------------------------------------------------- */

static char *read_text(const char *folder, const char *name, size_t *length)
{
    char path[4096];
    char *bytes = malloc(8192);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL || bytes == NULL)
        bench_fail("cannot open %s", path);
    *length = fread(bytes, 1, 8191, file);
    bytes[*length] = '\0';
    fclose(file);
    return bytes;
}

static void issue(scanned *s, int number, const char *key, const char *signer, cl_arena *arena)
{
    char json[1024];
    cl_value payload;
    cl_error error;
    cl_error_init(&error);
    snprintf(json, sizeof json,
             "{\"ver\":\"1.3.0\",\"nam\":{\"fn\":\"Vzorov\xC3\xA1%d\",\"fnt\":\"VZOROVA\",\"gn\":"
             "\"Jana\",\"gnt\":\"JANA\"},\"dob\":\"19%02d-04-14\",\"v\":[{\"tg\":\"840539006\","
             "\"vp\":\"1119349007\",\"mp\":\"EU/1/20/15%02d\",\"ma\":\"ORG-100030215\",\"dn\":%d,"
             "\"sd\":2,\"dt\":\"2021-%02d-01\",\"co\":\"CZ\",\"is\":\"Ministry of Health of the "
             "Czech Republic\",\"ci\":\"URN:UVCI:01:CZ:5HQILUH5OLAUTBKZ%08X\"}]}",
             number, number % 100, number % 60, number % 2 + 1, number % 12 + 1,
             (unsigned)number * 2654435761u);
    cl_issue what = {.key = key,
                     .key_length = strlen(key),
                     .certificate = signer,
                     .certificate_length = strlen(signer),
                     .issued = 1640000000000};
    cl_buffer_init(&s->text);
    if (!cl_json_value(json, strlen(json), arena, &payload, &error) ||
        !cl_issue_certificate(&what, &payload, &s->text, &error))
        bench_fail("%s", error.message);
}

/* Returns r and s as DER, the form that EVP takes. */
static void as_der(scanned *s, const unsigned char *raw)
{
    unsigned char *at = s->der + 2;
    for (int half = 0; half < 2; half++) {
        const unsigned char *number = raw + 32 * half;
        size_t length = 32;
        for (; length > 1 && *number == 0; length--)
            number++;
        bool high = (*number & 0x80) != 0;
        *at++ = 0x02;
        *at++ = (unsigned char)(length + high);
        if (high)
            *at++ = 0;
        memcpy(at, number, length);
        at += length;
    }
    s->der[0] = 0x30;
    s->der[1] = (unsigned char)(at - s->der - 2);
    s->der_length = (size_t)(at - s->der);
}

static void take_apart(world *w, scanned *s, cl_arena *arena)
{
    static unsigned char coded[4096], inflated[8192];
    size_t size = hand_base45(w, s->text.data + 4, s->text.length - 4, coded), length;
    cl_cose cose;
    if (libdeflate_zlib_decompress(w->inflater, coded, size, inflated, sizeof inflated, &length) !=
            LIBDEFLATE_SUCCESS ||
        !cl_cose_read(inflated, length, arena, &cose, NULL) || cose.signature.length != 64)
        bench_fail("a certificate that was issued cannot be read");
    cl_buffer_init(&s->message);
    cl_signed_bytes_of(&cose, CL_SIGNED_PRESCRIBED, &s->message);
    as_der(s, cose.signature.at);
}

static void prepare(world *w, const char *folder)
{
    static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    size_t key_length, signer_length;
    char *key = read_text(folder, "private/es256.key", &key_length);
    char *signer = read_text(folder, "keys/es256.pem", &signer_length);
    cl_arena arena;
    cl_arena_init(&arena, SIZE_MAX);
    for (size_t i = 0; alphabet[i] != '\0'; i++)
        w->values[(unsigned char)alphabet[i]] = (unsigned char)i;
    w->inflater = libdeflate_alloc_decompressor();
    w->trust = cl_trust_new(NULL);
    if (w->inflater == NULL || w->trust == NULL ||
        !cl_trust_add(w->trust, "es256", signer, signer_length, NULL) ||
        !cl_trust_seal(w->trust, NULL))
        bench_fail("memory ran out");
    for (int i = 0; i < COUNT; i++) {
        issue(&w->certificates[i], i, key, signer, &arena);
        take_apart(w, &w->certificates[i], &arena);
    }
    w->plain = cl_decoder_new(&(cl_decode_options){.no_trust = true}, NULL);
    w->trusting = cl_decoder_new(&(cl_decode_options){.trust = w->trust}, NULL);
    w->certificate = cl_certificate_new(NULL);
    BIO *bio = BIO_new_mem_buf(key, (int)key_length);
    w->pkey = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
    BIO_free(bio);
    if (w->plain == NULL || w->trusting == NULL || w->certificate == NULL || w->pkey == NULL)
        bench_fail("memory ran out");
    cl_arena_free(&arena);
    free(key);
    free(signer);
}

static void clean_up(world *w)
{
    for (int i = 0; i < COUNT; i++) {
        cl_buffer_free(&w->certificates[i].text);
        cl_buffer_free(&w->certificates[i].message);
    }
    cl_decoder_free(w->plain);
    cl_decoder_free(w->trusting);
    cl_certificate_free(w->certificate);
    cl_trust_free(w->trust);
    EVP_PKEY_free(w->pkey);
    libdeflate_free_decompressor(w->inflater);
}

static void print_ratio(const bench_report *report, const char *ours, const char *other,
                        double goal)
{
    const bench_result *a = bench_find(report, ours), *b = bench_find(report, other);
    printf("%s / %s: %.2f by minima, %.2f by medians (goal %.1f)\n", ours, other,
           a->minimum / b->minimum, a->median / b->median, goal);
}

int main(int argc, char **argv)
{
    static world w;
    static bench_report report;
    const bench_arguments a = bench_read_arguments(argc, argv, 25,
                                                   "decode [--rounds N] [--out FILE] TESTS/CERTS");
    prepare(&w, a.folder);
    const bench_contender plain[] = {{"text to payload", by_us, &w, COUNT},
                                     {"the least, by hand", by_hand, &w, COUNT}};
    const bench_contender verified[] = {{"text to payload, ES256", by_us_verified, &w, SIGNED},
                                        {"EVP verify alone", by_evp, &w, SIGNED}};
    bench_run(&report, plain, 2, a.rounds, COUNT, "ns per certificate");
    bench_run(&report, verified, 2, a.rounds, SIGNED, "ns per certificate");
    bench_print(&report, NULL);
    puts("");
    print_ratio(&report, "text to payload", "the least, by hand", 2.5);
    print_ratio(&report, "text to payload, ES256", "EVP verify alone", 1.1);
    if (a.out != NULL && bench_save(&report, a.out) != 0)
        bench_fail("cannot write %s", a.out);
    clean_up(&w);
    return 0;
}
