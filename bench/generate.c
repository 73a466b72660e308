/* generate.c — writes the certificates of the generator as a stream, in each form that `certlogic
 * batch` reads.
 *
 * usage: generate FORM COUNT [SEED [KEY CERTIFICATE]]
 *
 * FORM: ndjson (payloads), records ({"id", "payload"}), cbor (payloads), hc1 (texts), cose
 * (signed). The same seed gives the same certificates in every form. KEY and CERTIFICATE are PEM
 * files, for the last two forms.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "cert/encode.h"
#include "cert/signature.h"
#include "cert/trust.h"
#include "certificates.h"
#include "data/json.h"

enum { MOST_KEY = 16384 };

typedef struct generator {
    const char *form;
    cl_trust *trust; /* contains the one signer */
    cl_signature_key *key;
    cl_buffer steps[4];
    cl_arena arena;
    cl_buffer out;
} generator;

static void die(const char *what, const char *why)
{
    fprintf(stderr, "generate: %s: %s\n", what, why);
    exit(1);
}

static char *read_file(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    char *text = malloc(MOST_KEY);
    if (file == NULL || text == NULL)
        die(path, "cannot be read");
    *length = fread(text, 1, MOST_KEY, file);
    fclose(file);
    return text;
}

static void add_cbor(generator *g, const char *payload, size_t length)
{
    cl_error error;
    cl_value value;
    cl_error_init(&error);
    cl_arena_reset(&g->arena);
    if (!cl_json_value(payload, length, &g->arena, &value, &error) ||
        !cl_encode_value(&g->out, &value, &error))
        die("CBOR", error.message);
}

/* Does the same as certlogic_issue, but reads key and certificate only once. */
static void add_signed(generator *g, const char *payload, size_t length, bool text)
{
    static const unsigned char no_header[] = {CL_CBOR_MAP << 5};
    enum { COSE_SIGN1 = 18 };
    const cl_signer *signer = cl_trust_at(g->trust, 0);
    cl_encode_claims claims = {.issuer = "CZ", .issued = 1639987200, .expires = 1671523200};
    cl_error error;
    cl_value value;
    cl_error_init(&error);
    cl_arena_reset(&g->arena);
    for (size_t i = 0; i < sizeof g->steps / sizeof *g->steps; i++)
        cl_buffer_clear(&g->steps[i]);
    cl_buffer *header = &g->steps[0];
    cl_buffer *cwt = &g->steps[1];
    cl_buffer *cose = &g->steps[2];
    cl_buffer *zlib = &g->steps[3];
    cl_encode_header(header, signer->algorithm, signer->kid.bytes, signer->kid.length);
    cl_encode_head(cose, CL_CBOR_TAG, COSE_SIGN1);
    if (!cl_json_value(payload, length, &g->arena, &value, &error) ||
        !cl_encode_cwt(cwt, &claims, &value, &error) ||
        !cl_encode_sign1(cose, cl_buffer_bytes(header),
                         (cl_bytes){.at = no_header, .length = sizeof no_header},
                         cl_buffer_bytes(cwt), g->key, signer->algorithm, &error) ||
        (text && !cl_encode_zlib(zlib, cose->data, cose->length, &error)))
        die("signing", error.message);
    if (!text) {
        cl_buffer_add(&g->out, cose->data, cose->length);
        return;
    }
    cl_buffer_puts(&g->out, "HC1:");
    cl_encode_base45(&g->out, zlib->data, zlib->length);
    cl_buffer_putc(&g->out, '\n');
}

static void read_keys(generator *g, const char *key, const char *certificate)
{
    cl_error error;
    size_t length;
    cl_error_init(&error);
    cl_crypto *crypto = cl_crypto_new(&error);
    char *text = read_file(certificate, &length);
    g->trust = cl_trust_new(&error);
    if (crypto == NULL || g->trust == NULL || !cl_trust_add(g->trust, "", text, length, &error) ||
        cl_trust_count(g->trust) != 1)
        die(certificate, error.message);
    free(text);
    text = read_file(key, &length);
    g->key = cl_signature_key_private(crypto, text, length, &error);
    if (g->key == NULL)
        die(key, error.message);
    free(text);
    cl_crypto_free(crypto);
}

static void add(generator *g, uint32_t n, const char *payload, size_t length)
{
    if (strcmp(g->form, "ndjson") == 0) {
        cl_buffer_add(&g->out, payload, length);
        cl_buffer_putc(&g->out, '\n');
    } else if (strcmp(g->form, "records") == 0) {
        cl_buffer_printf(&g->out, "{\"id\":\"c%u\",\"payload\":%s}\n", n, payload);
    } else if (strcmp(g->form, "cbor") == 0) {
        add_cbor(g, payload, length);
    } else if (strcmp(g->form, "hc1") == 0 || strcmp(g->form, "cose") == 0) {
        add_signed(g, payload, length, g->form[0] == 'h');
    } else {
        die(g->form, "not a form: ndjson, records, cbor, hc1, cose");
    }
}

int main(int argc, char **argv)
{
    generator g = {.form = argc > 1 ? argv[1] : ""};
    if (argc < 3)
        die("usage", "generate FORM COUNT [SEED [KEY CERTIFICATE]]");
    unsigned long count = strtoul(argv[2], NULL, 10);
    bench_random random = {.state = argc > 3 ? strtoull(argv[3], NULL, 10) : 20220115};
    if (argc > 5)
        read_keys(&g, argv[4], argv[5]);
    else if (g.form[0] == 'h' || strcmp(g.form, "cose") == 0)
        die(g.form, "needs KEY and CERTIFICATE");
    cl_arena_init(&g.arena, SIZE_MAX);
    cl_buffer_init(&g.out);
    for (uint32_t n = 0; n < count; n++) {
        char payload[BENCH_PAYLOAD_SIZE];
        size_t length = bench_payload(&random, n, payload);
        add(&g, n, payload, length);
        if (g.out.failed || fwrite(g.out.data, 1, g.out.length, stdout) < g.out.length)
            die("output", "cannot be written");
        cl_buffer_clear(&g.out);
    }
    if (fflush(stdout) != 0)
        die("output", "cannot be written");
    for (int i = 0; i < 4; i++)
        cl_buffer_free(&g.steps[i]);
    cl_buffer_free(&g.out);
    cl_arena_free(&g.arena);
    cl_signature_key_free(g.key);
    cl_trust_free(g.trust);
    return 0;
}
