/* test_signature.c — keys and signatures: which key is for which algorithm, what is accepted and
 * what is refused. With CORPUS set, also the vectors of Wycheproof. */
#include <openssl/err.h>

#include "support_certs.h"

static cl_crypto *crypto;
static cl_error error;

static void begin(void)
{
    given_begin();
    cl_error_init(&error);
    crypto = cl_crypto_new(&error);
    ck_assert_ptr_nonnull(crypto);
}

static void end(void)
{
    cl_crypto_free(crypto);
    given_end();
}

static void refused(bool done, cl_code code, const char *message)
{
    ck_assert(!done);
    ck_assert_str_eq(cl_code_name(error.code), cl_code_name(code));
    ck_assert_str_eq(error.message, message);
    cl_error_init(&error);
}

/* A number of `bits` bits whose highest and lowest bits are set. */
static const unsigned char *odd_number(size_t bits, size_t *length)
{
    *length = (bits + 7) / 8;
    unsigned char *number = cl_arena_array(&given.arena, 1, *length);
    must(number != NULL);
    number[0] = (unsigned char)(1U << (bits - 1) % 8);
    number[*length - 1] |= 1;
    return number;
}

static cl_signature_key *rsa(size_t bits, const char *e, size_t e_length)
{
    size_t length;
    const unsigned char *n = odd_number(bits, &length);
    return cl_signature_key_rsa(crypto, n, length, (const unsigned char *)e, e_length, &error);
}

/* ---- Keys ------------------------------------------------------------------------------------ */

START_TEST(kinds_of_keys)
{
    static const struct {
        const char *key, *name;
        cl_algorithm algorithm;
    } kinds[] = {
        {"es256", "P-256", CL_ALGORITHM_ES256},
        {"ps256", "RSA 2048", CL_ALGORITHM_PS256},
        {"p384", "P-384", CL_ALGORITHM_NONE},
        {"rsa1024", "RSA 1024", CL_ALGORITHM_NONE},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        cl_signature_key *key = given_private(crypto, kinds[i].key);
        ck_assert_str_eq(cl_signature_key_name(key), kinds[i].name);
        ck_assert_int_eq(cl_signature_key_algorithm(key), kinds[i].algorithm);
        cl_signature_key_free(key);
    }
    ck_assert_str_eq(cl_algorithm_name(CL_ALGORITHM_ES256), "ES256");
    ck_assert_str_eq(cl_algorithm_name(CL_ALGORITHM_PS256), "PS256");
    ck_assert_str_eq(cl_algorithm_name(CL_ALGORITHM_NONE), "none");
}
END_TEST

/* CL_MIN_RSA_BITS and CL_MAX_RSA_BITS, each at the limit and beyond. */
START_TEST(bits_of_rsa)
{
    static const struct {
        size_t bits;
        cl_algorithm algorithm;
    } sizes[] = {
        {CL_MIN_RSA_BITS - 1, CL_ALGORITHM_NONE},
        {CL_MIN_RSA_BITS, CL_ALGORITHM_PS256},
        {CL_MAX_RSA_BITS, CL_ALGORITHM_PS256},
    };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        cl_signature_key *key = rsa(sizes[i].bits, "\x01\x00\x01", 3);
        ck_assert_ptr_nonnull(key);
        ck_assert_int_eq(cl_signature_key_algorithm(key), sizes[i].algorithm);
        ck_assert_str_eq(cl_signature_key_name(key), given_text("RSA %zu", sizes[i].bits));
        cl_signature_key_free(key);
    }
    refused(rsa(CL_MAX_RSA_BITS + 1, "\x03", 1) != NULL, CL_KEY,
            "modulus and exponent of RSA must have 1 to 1024 bytes");
}
END_TEST

START_TEST(exponents_of_rsa)
{
    static const struct {
        const char *e;
        size_t length;
        cl_algorithm algorithm;
        const char *name;
    } exponents[] = {
        {"\x03", 1, CL_ALGORITHM_PS256, "RSA 2048"},
        {"\0\0\x01\x00\x01", 5, CL_ALGORITHM_PS256, "RSA 2048"},
        {"\xff\xff\xff\xff\xff\xff\xff\xff", 8, CL_ALGORITHM_PS256, "RSA 2048"},
        {"\x01\xff\xff\xff\xff\xff\xff\xff\xff", 9, CL_ALGORITHM_NONE,
         "RSA 2048, exponent of 65 bits"},
        {"\xff\xff\xff\xff\xff\xff\xff\xfe", 8, CL_ALGORITHM_NONE,
         "RSA 2048, exponent 18446744073709551614"},
        {"\x01", 1, CL_ALGORITHM_NONE, "RSA 2048, exponent 1"},
        {"\x04", 1, CL_ALGORITHM_NONE, "RSA 2048, exponent 4"},
    };
    for (size_t i = 0; i < sizeof exponents / sizeof *exponents; i++) {
        cl_signature_key *key = rsa(2048, exponents[i].e, exponents[i].length);
        ck_assert_ptr_nonnull(key);
        ck_assert_int_eq(cl_signature_key_algorithm(key), exponents[i].algorithm);
        ck_assert_str_eq(cl_signature_key_name(key), exponents[i].name);
        cl_signature_key_free(key);
    }
    refused(rsa(2048, "\0", 1) != NULL, CL_KEY,
            "modulus and exponent of RSA must have 1 to 1024 bytes");
}
END_TEST

/* The generator of P-256 (SEC 2, section 2.4.2), a public constant. */
static const char *const g_x = "axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY";
static const char *const g_y = "T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU";

START_TEST(points)
{
    size_t x_size, y_size;
    const unsigned char *x = given_decoded(g_x, &x_size), *y = given_decoded(g_y, &y_size);
    unsigned char longer[36] = {0};
    ck_assert_uint_eq(x_size, 32);
    cl_signature_key *key = cl_signature_key_ec(crypto, x, 32, y, 32, &error);
    ck_assert_ptr_nonnull(key);
    ck_assert_int_eq(cl_signature_key_algorithm(key), CL_ALGORITHM_ES256);

    /* With zero bytes before it, it is the same point. */
    memcpy(longer + 4, x, 32);
    cl_signature_key *same = cl_signature_key_ec(crypto, longer, 36, y, 32, &error);
    ck_assert_ptr_nonnull(same);
    ck_assert(cl_signature_key_equal(key, same));
    cl_signature_key_free(same);
    cl_signature_key_free(key);

    longer[3] = 1;
    refused(cl_signature_key_ec(crypto, longer, 36, y, 32, &error) != NULL, CL_KEY,
            "a coordinate of P-256 must have 32 bytes, found 33");
    refused(cl_signature_key_ec(crypto, x, 32, longer, 36, &error) != NULL, CL_KEY,
            "a coordinate of P-256 must have 32 bytes, found 33");
    refused(cl_signature_key_ec(crypto, x, 31, y, 32, &error) != NULL, CL_KEY,
            "the numbers make no EC key");
    refused(cl_signature_key_ec(crypto, y, 32, x, 32, &error) != NULL, CL_KEY,
            "the numbers make no EC key");
    refused(cl_signature_key_ec(crypto, x, 0, y, 0, &error) != NULL, CL_KEY,
            "the numbers make no EC key");
}
END_TEST

/* Modulus and exponent have at least one byte, and at most as many as the largest modulus. */
START_TEST(numbers_of_no_length_and_too_long)
{
    enum { LONGEST = CL_MAX_RSA_BITS / 8 };
    static const struct {
        size_t n, e;
    } rows[] = {{0, 3}, {LONGEST + 1, 3}, {256, 0}, {256, LONGEST + 1}};
    unsigned char number[LONGEST + 1];
    memset(number, 0xFF, sizeof number);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        refused(cl_signature_key_rsa(crypto, number, rows[i].n, number, rows[i].e, &error) != NULL,
                CL_KEY, given_text("modulus and exponent of RSA must have 1 to %d bytes", LONGEST));
}
END_TEST

/* One in 256 halves begins with a zero byte, which DER drops. */
START_TEST(halves_that_are_shorter)
{
    size_t length, shorter = 0;
    cl_signature_key *key = given_private(crypto, "es256");
    for (unsigned i = 0; i < 2000; i++) {
        cl_buffer signature;
        cl_buffer_init(&signature);
        const char *message = given_text("%u", i);
        const unsigned char *bytes = (const unsigned char *)message;
        length = strlen(message);
        must(cl_signature_sign(key, CL_ALGORITHM_ES256, bytes, length, &signature, &error));
        ck_assert_uint_eq(signature.length, 64);
        const unsigned char *halves = (const unsigned char *)signature.data;
        shorter += halves[0] == 0 || halves[32] == 0;
        must(cl_signature_verify(key, CL_ALGORITHM_ES256, bytes, length, halves, 64, &error));
        cl_buffer_free(&signature);
    }
    cl_signature_key_free(key);
    ck_assert_uint_gt(shorter, 0);
}
END_TEST

START_TEST(what_is_no_private_key)
{
    const char *const texts[] = {"", "-----BEGIN PRIVATE KEY-----\n", "no key"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        refused(cl_signature_key_private(crypto, texts[i], strlen(texts[i]), &error) != NULL,
                CL_KEY, "this is no private key in PEM, or it is encrypted");
    size_t length;
    const char *certificate = given_certs_file("keys/es256.pem", &length);
    refused(cl_signature_key_private(crypto, certificate, length, &error) != NULL, CL_KEY,
            "this is no private key in PEM, or it is encrypted");
}
END_TEST

/* A key of RSASSA-PSS may be restricted to parameters, here to SHA-512 (RFC 4055, section 1.2). */
START_TEST(public_keys_of_other_kinds)
{
    static const struct {
        const char *der, *name;
        cl_algorithm algorithm;
    } rows[] = {
        {"MIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQBIucjl6jWwtuRPp2nnj8XQywId/n9qUdwFmjUEuUrPv2A"
         "qxtjTBkjROGJfSw77yCPO0Fss5bxmKo59lNMKJa19gIBwPJIpzCKmWjpn5rBxJK3ddLVKtK/48AvUhAn"
         "ZRB8xvLBYN3M5da2y2DVk/Fo2XLn4NmA3vMWmc/7htpnZknrv2s=",
         "P-521", CL_ALGORITHM_NONE},
        {"MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAEXH8XIAmvYo16YVW45NuKjjSpy+XLOf4OFcJlimbXKoCpNgwr"
         "Rorar1f1TCZCiHxmXkGum8CW5gWEFA/ghlGJjA==",
         "secp256k1", CL_ALGORITHM_NONE},
        {"MIIBIDALBgkqhkiG9w0BAQoDggEPADCCAQoCggEBAIqUIx26xixbwdI56fppBpzwMcMXJLhgX+PgdXth"
         "JRu2ba0U4YIsDW9edAYHEdAY36OcBGjSnZIYMeg9yK0KqQGM4UTP4NmoocKqrcfxmpJZZSeWm8waoXlA"
         "JtCJcHYSfmTCu9jpuxb6NJvQfz0RW9OLo6DCmSyz0353jARU5VKNMgZ9XMDVHbIlfL8TDCB4tAMGHCm3"
         "s/Xkj+C60V9koCCk6n/5emddygqUigDvah8qOYkZJmC02EZqgEmpQzDZv7u8zAO2YlaxgDzjcbw5vXlK"
         "j2+PxRAW/upKhFewa0vtgHm2s/M6v4f3A9cGF3FerBC6sejcqS670hLfdMQ1mrECAwEAAQ==",
         "RSA-PSS 2048", CL_ALGORITHM_PS256},
        {"MIIBVjBBBgkqhkiG9w0BAQowNKAPMA0GCWCGSAFlAwQCAwUAoRwwGgYJKoZIhvcNAQEIMA0GCWCGSAFl"
         "AwQCAwUAogMCAUADggEPADCCAQoCggEBAMLdso2zeByfsrVgDfj4hqGrBATn7UtIsbNhZ08A9N0sIx2h"
         "K5O2x6ibtEaGkWkYS0hSvdtm2mnXZTzDweDxYKQsGVhU0oRShG2dRHpK1NzTf+5yzxYg7fs2mWs/Zb6e"
         "xZIjzbrbO+uGK4X+IZ9EtVse3ej2RQILQnY3RTg2kt9Nk2ThrCBXf5/keCl2owY6Z2KJ5P0CqcR1Bicr"
         "Abf5i6ZzPIGXCNeg6N2c3/HVurXtJzlBTrDlRmTBN3yZYbMyMUws2niuAEJfzzHiPCkCvwCJcfiGkJTL"
         "VAaI0zoi48SroVEJdcuxwuyF5v2LUk6rqjXJztAAza1b1RZmxoZ+3dcCAwEAAQ==",
         "RSA-PSS 2048, other parameters", CL_ALGORITHM_NONE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t size;
        const unsigned char *der = given_decoded(rows[i].der, &size);
        cl_signature_key *key = cl_signature_key_public(crypto, der, size, &error);
        ck_assert_msg(key != NULL, "row %zu", i);
        ck_assert_str_eq(cl_signature_key_name(key), rows[i].name);
        ck_assert_int_eq(cl_signature_key_algorithm(key), rows[i].algorithm);
        cl_signature_key_free(key);
        refused(cl_signature_key_public(crypto, der, size - 1, &error) != NULL, CL_KEY,
                "the bytes are no public key in DER");
        unsigned char *longer = cl_arena_array(&given.arena, 1, size + 1);
        must(longer != NULL);
        memcpy(longer, der, size);
        longer[size] = 0;
        refused(cl_signature_key_public(crypto, longer, size + 1, &error) != NULL, CL_KEY,
                "the bytes are no public key in DER");
    }
}
END_TEST

/* CL_MAX_DOCUMENT and one byte more, of a key with zeros behind it. */
START_TEST(keys_that_are_too_long)
{
    size_t pem_length, der_length;
    const char *pem = given_certs_file("private/es256.key", &pem_length);
    const unsigned char *der = given_decoded(
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li"
        "/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==",
        &der_length);
    char *bytes = calloc(CL_MAX_DOCUMENT + 1, 1);
    must(bytes != NULL);
    memcpy(bytes, pem, pem_length);
    cl_signature_key *key = cl_signature_key_private(crypto, bytes, CL_MAX_DOCUMENT, &error);
    ck_assert_ptr_nonnull(key);
    cl_signature_key_free(key);
    refused(cl_signature_key_private(crypto, bytes, CL_MAX_DOCUMENT + 1, &error) != NULL, CL_KEY,
            "this is no private key in PEM, or it is encrypted");
    memcpy(bytes, der, der_length);
    refused(cl_signature_key_public(crypto, (unsigned char *)bytes, CL_MAX_DOCUMENT + 1, &error) !=
                NULL,
            CL_KEY, "the bytes are no public key in DER");
    free(bytes);
}
END_TEST

START_TEST(keys_outlive_their_context)
{
    cl_crypto *other = cl_crypto_new(&error);
    cl_signature_key *key = given_private(other, "es256");
    cl_buffer signature;
    cl_buffer_init(&signature);
    cl_crypto_free(other);
    ck_assert(cl_signature_sign(key, CL_ALGORITHM_ES256, (const unsigned char *)"m", 1, &signature,
                                &error));
    cl_buffer_free(&signature);
    cl_signature_key_free(key);
}
END_TEST

/* ---- Signatures ------------------------------------------------------------------------------ */

static const unsigned char message[] = "what is signed";

static bool verify(const cl_signature_key *key, cl_algorithm algorithm, const cl_buffer *signature)
{
    return cl_signature_verify(key, algorithm, message, sizeof message,
                               (const unsigned char *)signature->data, signature->length, &error);
}

START_TEST(signing_and_verifying)
{
    static const struct {
        const char *name;
        cl_algorithm algorithm;
        size_t length;
    } keys[] = {{"es256", CL_ALGORITHM_ES256, 64}, {"ps256", CL_ALGORITHM_PS256, 256}};
    cl_signature_key *stranger = given_private(crypto, "stranger");
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        cl_signature_key *key = given_private(crypto, keys[i].name);
        /* Many times, because r and s of ES256 sometimes have other lengths. */
        for (int round = 0; round < 100; round++) {
            cl_buffer signature;
            cl_buffer_init(&signature);
            must(cl_signature_sign(key, keys[i].algorithm, message, sizeof message, &signature,
                                   &error));
            must(signature.length == keys[i].length);
            must(verify(key, keys[i].algorithm, &signature));
            signature.data[(size_t)round % signature.length] ^= 1;
            refused(verify(key, keys[i].algorithm, &signature), CL_SIGNATURE,
                    "the signature is not by this key");
            cl_buffer_free(&signature);
        }
        cl_signature_key_free(key);
    }
    cl_signature_key_free(stranger);
}
END_TEST

START_TEST(signatures_by_others)
{
    cl_signature_key *key = given_private(crypto, "es256");
    cl_signature_key *stranger = given_private(crypto, "stranger");
    cl_buffer signature;
    cl_buffer_init(&signature);
    ck_assert(
        cl_signature_sign(key, CL_ALGORITHM_ES256, message, sizeof message, &signature, &error));
    refused(verify(stranger, CL_ALGORITHM_ES256, &signature), CL_SIGNATURE,
            "the signature is not by this key");
    for (size_t length = 0; length < 64; length += 21) {
        signature.length = length;
        refused(verify(key, CL_ALGORITHM_ES256, &signature), CL_SIGNATURE,
                given_text("a signature by ES256 must have 64 bytes, found %zu", length));
    }
    /* All zeros and all ones are outside of the range of the curve's order. */
    signature.length = 64;
    for (int fill = 0; fill <= 0xFF; fill += 0xFF) {
        memset(signature.data, fill, 64);
        refused(verify(key, CL_ALGORITHM_ES256, &signature), CL_SIGNATURE,
                "the signature is not by this key");
    }
    cl_buffer_free(&signature);
    cl_signature_key_free(stranger);
    cl_signature_key_free(key);
}
END_TEST

START_TEST(algorithms_and_keys)
{
    static const struct {
        const char *key;
        cl_algorithm algorithm;
        const char *why;
    } wrong[] = {
        {"es256", CL_ALGORITHM_PS256, "PS256 is not for a key of P-256"},
        {"ps256", CL_ALGORITHM_ES256, "ES256 is not for a key of RSA 2048"},
        {"p384", CL_ALGORITHM_ES256, "ES256 is not for a key of P-384"},
        {"rsa1024", CL_ALGORITHM_PS256, "PS256 is not for a key of RSA 1024"},
        {"es256", CL_ALGORITHM_NONE, "none is not for a key of P-256"},
        {"p384", CL_ALGORITHM_NONE, "none is not for a key of P-384"},
    };
    cl_buffer signature;
    cl_buffer_init(&signature);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        cl_signature_key *key = given_private(crypto, wrong[i].key);
        refused(
            cl_signature_sign(key, wrong[i].algorithm, message, sizeof message, &signature, &error),
            CL_ALGORITHM, wrong[i].why);
        refused(verify(key, wrong[i].algorithm, &signature), CL_ALGORITHM, wrong[i].why);
        cl_signature_key_free(key);
    }
    size_t size;
    const unsigned char *x = given_decoded(g_x, &size), *y = given_decoded(g_y, &size);
    cl_signature_key *key = cl_signature_key_ec(crypto, x, 32, y, 32, &error);
    refused(cl_signature_sign(key, CL_ALGORITHM_ES256, message, sizeof message, &signature, &error),
            CL_KEY, "a public key cannot sign");
    cl_signature_key_free(key);
    cl_buffer_free(&signature);
}
END_TEST

/* Other users of OpenSSL in the process find its error queue unchanged. */
START_TEST(errors_of_openssl_are_left_alone)
{
    ERR_clear_error();
    ERR_raise(ERR_LIB_USER, 42);
    unsigned long before = ERR_peek_last_error();
    cl_signature_key *key = given_private(crypto, "es256");
    cl_buffer signature;
    cl_buffer_init(&signature);
    ck_assert(
        cl_signature_sign(key, CL_ALGORITHM_ES256, message, sizeof message, &signature, &error));
    signature.data[0] ^= 1;
    ck_assert(!verify(key, CL_ALGORITHM_ES256, &signature));
    cl_error_init(&error);
    ck_assert_ptr_null(cl_signature_key_private(crypto, "x", 1, &error));
    cl_error_init(&error);
    ck_assert_ptr_null(cl_signature_key_ec(crypto, (const unsigned char *)"x", 1,
                                           (const unsigned char *)"y", 1, &error));
    ck_assert_uint_eq(ERR_peek_last_error(), before);
    ck_assert_uint_eq(ERR_get_error(), before);
    ck_assert_uint_eq(ERR_get_error(), 0);
    cl_buffer_free(&signature);
    cl_signature_key_free(key);
}
END_TEST

/* FIPS 180-2, appendix B.1. */
START_TEST(sha256)
{
    static const unsigned char expected[] = {0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea};
    unsigned char digest[CL_SHA256_SIZE];
    ck_assert(cl_crypto_sha256(crypto, (const unsigned char *)"abc", 3, digest, &error));
    ck_assert_mem_eq(digest, expected, sizeof expected);
}
END_TEST

/* ---- Wycheproof ------------------------------------------------------------------------------ */

static const unsigned char *hex(const cl_value *text, size_t *length)
{
    *length = text->length / 2;
    unsigned char *bytes = cl_arena_alloc(&given.arena, *length + 1);
    must(bytes != NULL);
    for (size_t i = 0; i < *length; i++) {
        char pair[3] = {text->text[2 * i], text->text[2 * i + 1], '\0'};
        bytes[i] = (unsigned char)strtoul(pair, NULL, 16);
    }
    return bytes;
}

static const cl_value *member(const cl_value *object, const char *name)
{
    const cl_value *found = cl_object_find(object->object, name, strlen(name));
    ck_assert_msg(found != NULL, "no member %s", name);
    return found;
}

static const unsigned char *base64(const cl_value *text, size_t *size)
{
    return given_decoded(given_text("%.*s", (int)text->length, text->text), size);
}

/* The uncompressed point, 04 x y, because not all groups have a JWK. */
static cl_signature_key *read_point(const cl_value *group)
{
    size_t size;
    const unsigned char *point = hex(member(member(group, "publicKey"), "uncompressed"), &size);
    ck_assert_uint_eq(size, 65);
    return cl_signature_key_ec(crypto, point + 1, 32, point + 33, 32, &error);
}

static cl_signature_key *read_modulus(const cl_value *group)
{
    size_t n_size, e_size;
    const cl_value *jwk = member(group, "publicKeyJwk");
    const unsigned char *n = base64(member(jwk, "n"), &n_size);
    const unsigned char *e = base64(member(jwk, "e"), &e_size);
    return cl_signature_key_rsa(crypto, n, n_size, e, e_size, &error);
}

/* Each case must have the result in its file: `valid` is accepted, `invalid` refused. No case is
 * `acceptable`; such a case would have to be refused. */
static void run_vectors(const char *folder, const char *name, size_t expected)
{
    const char *path = given_text("%s/vectors/wycheproof/%s", folder, name);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "cannot open %s", path);
    static char text[1 << 20];
    size_t size = fread(text, 1, sizeof text - 1, file), count = 0;
    text[size] = '\0';
    fclose(file);
    cl_value document = given_json(text);
    const cl_array *groups = member(&document, "testGroups")->array;
    for (uint32_t g = 0; g < groups->count; g++) {
        const cl_value *group = &groups->items[g];
        bool ec = cl_object_find(group->object, "publicKeyJwk", 12) == NULL ||
                  cl_object_find(member(group, "publicKeyJwk")->object, "x", 1) != NULL;
        cl_signature_key *key = ec ? read_point(group) : read_modulus(group);
        ck_assert_msg(key != NULL, "%s, group %u: %s", name, g, error.message);
        const cl_array *tests = member(group, "tests")->array;
        for (uint32_t t = 0; t < tests->count; t++, count++) {
            size_t length, signature_length;
            const unsigned char *bytes = hex(member(&tests->items[t], "msg"), &length);
            const unsigned char *signature = hex(member(&tests->items[t], "sig"),
                                                 &signature_length);
            const cl_value *result = member(&tests->items[t], "result");
            bool valid = result->length == 5 && memcmp(result->text, "valid", 5) == 0;
            cl_error_init(&error);
            bool accepted = cl_signature_verify(key, ec ? CL_ALGORITHM_ES256 : CL_ALGORITHM_PS256,
                                                bytes, length, signature, signature_length, &error);
            if (accepted != valid || (!accepted && error.code != CL_SIGNATURE))
                ck_abort_msg("%s, tcId %lld: accepted %d", name,
                             (long long)member(&tests->items[t], "tcId")->integer, accepted);
        }
        cl_signature_key_free(key);
    }
    ck_assert_uint_eq(count, expected);
    printf("%s: %zu of %zu\n", name, count, expected);
}

START_TEST(wycheproof)
{
    const char *corpus = getenv("CORPUS");
    if (corpus == NULL) {
        puts("skipped: the vectors of Wycheproof; CORPUS is not set");
        return;
    }
    run_vectors(corpus, "ecdsa_secp256r1_sha256_p1363_test.json", 262);
    run_vectors(corpus, "rsa_pss_2048_sha256_mgf1_32_test.json", 108);
    run_vectors(corpus, "rsa_pss_3072_sha256_mgf1_32_test.json", 108);
    run_vectors(corpus, "rsa_pss_4096_sha256_mgf1_32_test.json", 108);
}
END_TEST

int main(void)
{
    TCase *tests = unit_case("signature");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_test(tests, kinds_of_keys);
    tcase_add_test(tests, bits_of_rsa);
    tcase_add_test(tests, exponents_of_rsa);
    tcase_add_test(tests, points);
    tcase_add_test(tests, numbers_of_no_length_and_too_long);
    tcase_add_test(tests, halves_that_are_shorter);
    tcase_add_test(tests, what_is_no_private_key);
    tcase_add_test(tests, public_keys_of_other_kinds);
    tcase_add_test(tests, keys_that_are_too_long);
    tcase_add_test(tests, keys_outlive_their_context);
    tcase_add_test(tests, signing_and_verifying);
    tcase_add_test(tests, signatures_by_others);
    tcase_add_test(tests, algorithms_and_keys);
    tcase_add_test(tests, errors_of_openssl_are_left_alone);
    tcase_add_test(tests, sha256);
    tcase_add_test(tests, wycheproof);
    return unit_run();
}
