/* test_trust.c — the trust store: every form of list, every fault and warning, look-up. With CORPUS
 * set, also the signers of the public certificates. */
#include <dirent.h>

#include "support_certs.h"

static cl_trust *trust;
static cl_error error;

static void begin(void)
{
    given_begin();
    cl_error_init(&error);
    trust = cl_trust_new(&error);
    ck_assert_ptr_nonnull(trust);
}

static void end(void)
{
    cl_trust_free(trust);
    given_end();
}

static void add(const char *list)
{
    if (!cl_trust_add(trust, "list", list, strlen(list), &error))
        ck_abort_msg("%s [%s] at %s", error.message, cl_code_name(error.code), error.at);
}

static void add_file(const char *name)
{
    size_t length;
    const char *bytes = given_certs_file(name, &length);
    ck_assert(cl_trust_add(trust, name, bytes, length, &error));
}

static void add_authority(const char *name)
{
    size_t length;
    const char *bytes = given_certs_file(name, &length);
    ck_assert(cl_trust_add_authorities(trust, name, bytes, length, &error));
}

static void seal(void)
{
    ck_assert(cl_trust_seal(trust, &error));
}

/* The whole list is refused, and nothing of it is kept. */
static void refused(const char *list, size_t length, cl_code code, const char *message)
{
    size_t signers = cl_trust_count(trust);
    ck_assert(!cl_trust_add(trust, "list", list, length, &error));
    ck_assert_str_eq(cl_code_name(error.code), cl_code_name(code));
    ck_assert_str_eq(error.message, message);
    ck_assert_uint_eq(cl_trust_count(trust), signers);
    cl_error_init(&error);
}

/* Finding `index` is about signer `signer`, at `at`. */
static void found(size_t index, cl_code code, const char *severity, size_t signer, const char *at,
                  const char *message)
{
    const cl_trust_finding *finding = cl_trust_finding_at(trust, index);
    ck_assert_msg(finding != NULL, "there is no finding %zu", index);
    ck_assert_str_eq(cl_code_name(finding->it.code), cl_code_name(code));
    ck_assert_str_eq(cl_severity_name(finding->it.severity), severity);
    ck_assert_uint_eq(finding->signer, signer);
    ck_assert_str_eq(finding->it.at, at);
    ck_assert_str_eq(finding->it.message, message);
}

static void found_no_more(size_t count)
{
    const cl_trust_finding *finding = cl_trust_finding_at(trust, count);
    ck_assert_msg(finding == NULL, "%s", finding != NULL ? finding->it.message : "");
}

/* An entry that is the whole list of the gateway is left out. */
static void left_out(const char *entry, cl_code code, const char *severity, const char *message)
{
    cl_trust_free(trust);
    trust = cl_trust_new(&error);
    add(given_text("[%s]", quoted(entry)));
    ck_assert_uint_eq(cl_trust_count(trust), 0);
    found(0, code, severity, CL_NO_SIGNER, "/0", message);
    found_no_more(1);
}

/* ---- Parts of lists -------------------------------------------------------------------------- */

/* Returns the kid of a certificate of tests/certs. */
static cl_kid kid_of(const char *name)
{
    cl_kid kid = {.length = 8};
    unsigned char digest[CL_SHA256_SIZE];
    size_t size;
    const unsigned char *der = given_decoded(given_base64(name), &size);
    cl_crypto *crypto = cl_crypto_new(&error);
    ck_assert(cl_crypto_sha256(crypto, der, size, digest, &error));
    cl_crypto_free(crypto);
    memcpy(kid.bytes, digest, 8);
    return kid;
}

static const char *kid_text(const char *name)
{
    cl_kid kid = kid_of(name);
    return given_encoded(kid.bytes, kid.length);
}

/* A valid entry of the gateway's list. */
static const char *entry_of(const char *name)
{
    return given_text("{'kid':'%s','timestamp':'2021-06-02T10:00:00Z','country':'CZ',"
                      "'certificateType':'DSC','rawData':'%s'}",
                      kid_text(name), given_base64(name));
}

static const char *const point_x = "axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY";
static const char *const point_y = "T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU";

static const char *jwk_of_point(const char *before)
{
    return given_text("{%s'kty':'EC','crv':'P-256','x':'%s','y':'%s'}", before, point_x, point_y);
}

static const char *jwk_of_modulus(const unsigned char n[256])
{
    return given_text("{'kty':'RSA','kid':'AQIDBAUGBwg=','n':'%s','e':'AQAB'}",
                      given_encoded(n, 256));
}

/* There is one signer: that of keys/es256.pem. */
static const cl_signer *is_es256(const char *at)
{
    cl_kid kid = kid_of("keys/es256.pem");
    size_t count;
    seal();
    ck_assert_uint_eq(cl_trust_count(trust), 1);
    const cl_signer *signer = cl_trust_at(trust, 0);
    const cl_signer *const *candidates = cl_trust_find(trust, kid.bytes, kid.length, &count);
    ck_assert_uint_eq(count, 1);
    ck_assert_ptr_eq(candidates[0], signer);
    ck_assert_str_eq(signer->country, "CZ");
    ck_assert_int_eq(signer->not_before, INT64_C(1622505600000));
    ck_assert_int_eq(signer->not_after, INT64_C(2253657600000));
    ck_assert_uint_eq(signer->uses, 0);
    ck_assert_int_eq(signer->algorithm, CL_ALGORITHM_ES256);
    ck_assert_str_eq(signer->subject, "C = CZ, O = certlogic TEST, CN = TEST es256");
    ck_assert_str_eq(signer->at, at);
    ck_assert_uint_eq(signer->listed.length, 0);
    ck_assert_ptr_null(cl_trust_at(trust, 1));
    return signer;
}

/* ---- Forms ----------------------------------------------------------------------------------- */

START_TEST(pem)
{
    add_file("keys/es256.pem");
    ck_assert_str_eq(is_es256("certificate 1")->origin, "keys/es256.pem");
    found_no_more(0);
}
END_TEST

START_TEST(several_in_pem_with_text_and_other_blocks)
{
    add(given_text("Subject: somebody\n%s\n-----BEGIN EC PARAMETERS-----\nBg==\n-----END EC "
                   "PARAMETERS-----\n%s%s trailing",
                   given_certs_file("keys/es256.pem", NULL),
                   given_certs_file("keys/ps256.pem", NULL),
                   given_certs_file("keys/test-only.pem", NULL)));
    seal();
    ck_assert_uint_eq(cl_trust_count(trust), 3);
    ck_assert_int_eq(cl_trust_at(trust, 1)->algorithm, CL_ALGORITHM_PS256);
    ck_assert_str_eq(cl_trust_at(trust, 1)->at, "certificate 2");
    ck_assert_uint_eq(cl_trust_at(trust, 2)->uses, CL_USE_TEST);
    found_no_more(0);
}
END_TEST

START_TEST(broken_pem)
{
    const char *cut = "-----BEGIN CERTIFICATE-----\nMIIB";
    refused(cut, strlen(cut), CL_TRUST_LIST, "the last PEM block has no line that ends it");
    add(given_text("-----BEGIN CERTIFICATE-----\nM!\n-----END CERTIFICATE-----\n"
                   "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n%s",
                   given_certs_file("keys/es256.pem", NULL)));
    is_es256("certificate 3");
    found(0, CL_TRUST_ENTRY, "error", CL_NO_SIGNER, "certificate 1",
          "between its lines stands no Base64");
    found(1, CL_TRUST_ENTRY, "error", CL_NO_SIGNER, "certificate 2",
          "the bytes are no X.509 certificate in DER");
    found_no_more(2);
}
END_TEST

START_TEST(pem_without_certificate)
{
    add_file("private/es256.key");
    ck_assert_uint_eq(cl_trust_count(trust), 0);
    found(0, CL_TRUST_ENTRY, "note", CL_NO_SIGNER, "", "there is no certificate in it");
}
END_TEST

/* keys/es256.pem as DER, `times` times, followed by a zero byte. */
static const char *given_der(size_t times, size_t *size)
{
    const unsigned char *der = given_decoded(given_base64("keys/es256.pem"), size);
    char *bytes = cl_arena_array(&given.arena, times + 1, *size);
    must(bytes != NULL);
    for (size_t i = 0; i < times; i++)
        memcpy(bytes + i * *size, der, *size);
    *size *= times;
    return bytes;
}

START_TEST(one_in_der)
{
    size_t size;
    const char *bytes = given_der(1, &size);
    ck_assert(cl_trust_add(trust, "one", bytes, size, &error));
    is_es256("certificate 1");
    found_no_more(0);
    refused(bytes, size - 1, CL_TRUST_LIST, "the bytes are no X.509 certificate in DER");
}
END_TEST

START_TEST(several_in_der)
{
    size_t size;
    const char *bytes = given_der(2, &size);
    ck_assert(cl_trust_add(trust, "two", bytes, size, &error));
    ck_assert_uint_eq(cl_trust_count(trust), 2);
    ck_assert_str_eq(cl_trust_at(trust, 1)->at, "certificate 2");
    ck_assert(cl_trust_add(trust, "with a byte behind them", bytes, size + 1, &error));
    ck_assert_uint_eq(cl_trust_count(trust), 4);
    found(0, CL_TRUST_ENTRY, "error", CL_NO_SIGNER, "certificate 3",
          "the bytes are no X.509 certificate in DER");
    found_no_more(1);
}
END_TEST

START_TEST(gateway)
{
    add(quoted(given_text(" [%s]", entry_of("keys/es256.pem"))));
    is_es256("/0");
    found_no_more(0);
}
END_TEST

START_TEST(verifier_service)
{
    add(quoted(given_text("{'AT':[],'CZ':[{'kid':'%s','rawData':'%s'}]}",
                          kid_text("keys/es256.pem"), given_base64("keys/es256.pem"))));
    is_es256("/CZ/0");
    found_no_more(0);
}
END_TEST

START_TEST(czech)
{
    add(quoted(
        given_text("{'podpisoveCertifikaty':[{'id':1,'kid':'%s','country':'CZ','rawData':'%s',"
                   "'aktivni':true},{'aktivni':false,'rawData':'%s'}],'status':'OK'}",
                   kid_text("keys/es256.pem"), given_base64("keys/es256.pem"),
                   given_base64("keys/ps256.pem"))));
    is_es256("/podpisoveCertifikaty/0");
    found(0, CL_TRUST_INACTIVE, "warning", CL_NO_SIGNER, "/podpisoveCertifikaty/1",
          "aktivni is false: its list does not trust it any more");
    found_no_more(1);
}
END_TEST

START_TEST(jwk_set_with_certificates)
{
    add(quoted(given_text("{'keys':[{'kty':'EC','crv':'P-256','kid':'%s','x5c':['%s']}]}",
                          kid_text("keys/es256.pem"), given_base64("keys/es256.pem"))));
    is_es256("/keys/0");
    found_no_more(0);
}
END_TEST

/* A key without certificate: its kid is that of the list. It is always valid, for all types, and
 * has no country. */
static void is_bare_key(const char *at, cl_algorithm algorithm)
{
    size_t count;
    seal();
    found_no_more(0);
    ck_assert_uint_eq(cl_trust_count(trust), 1);
    const cl_signer *signer = cl_trust_at(trust, 0);
    ck_assert_str_eq(signer->at, at);
    ck_assert_int_eq(signer->algorithm, algorithm);
    ck_assert_int_eq(signer->not_before, CL_ALWAYS_FROM);
    ck_assert_int_eq(signer->not_after, CL_ALWAYS_UNTIL);
    ck_assert_str_eq(signer->country, "");
    ck_assert_str_eq(signer->subject, "");
    ck_assert_ptr_nonnull(
        cl_trust_find(trust, (const unsigned char *)"\1\2\3\4\5\6\7\x8", 8, &count));
    ck_assert_ptr_null(cl_trust_find(trust, (const unsigned char *)"\1\2\3\4\5\6\7\x8", 7, &count));
    ck_assert_uint_eq(count, 0);
}

START_TEST(jwk_of_a_point)
{
    add(quoted(given_text("{'keys':[%s]}", jwk_of_point("'kid':'AQIDBAUGBwg',"))));
    is_bare_key("/keys/0", CL_ALGORITHM_ES256);
}
END_TEST

/* null in place of a member is none; more operations than verify are allowed. */
START_TEST(jwk_with_its_uses)
{
    add(quoted(
        given_text("{'keys':[%s]}", jwk_of_point("'kid':'AQIDBAUGBwg','use':null,'alg':'ES256',"
                                                 "'key_ops':['verify','sign'],"))));
    is_bare_key("/keys/0", CL_ALGORITHM_ES256);
}
END_TEST

START_TEST(jwk_of_a_modulus)
{
    unsigned char n[256] = {0x80};
    n[255] = 1;
    add(quoted(given_text("{'keys':[%s]}", jwk_of_modulus(n))));
    is_bare_key("/keys/0", CL_ALGORITHM_PS256);
}
END_TEST

START_TEST(jwk_alone)
{
    add(quoted(jwk_of_point("'kid':'AQIDBAUGBwg',")));
    is_bare_key("", CL_ALGORITHM_ES256);
}
END_TEST

/* The fragment is Base64, percent-encoded. Coordinates may begin with a zero byte. */
START_TEST(did_with_point)
{
    size_t size;
    unsigned char longer[33] = {0};
    memcpy(longer + 1, given_decoded(point_x, &size), 32);
    add(quoted(
        given_text("{'@context':['https://www.w3.org/ns/did/v1'],'id':'did:web:example.org',"
                   "'verificationMethod':[{'id':'did:web:example.org#AQIDBAUGBwg%%3D','type':"
                   "'JsonWebKey2020','publicKeyJwk':{'kty':'EC','crv':'P-256','x':'%s','y':"
                   "'%s'}}]}",
                   given_encoded(longer, sizeof longer), point_y)));
    is_bare_key("/verificationMethod/0/publicKeyJwk", CL_ALGORITHM_ES256);
}
END_TEST

START_TEST(did_with_certificate)
{
    add(quoted(
        given_text("{'verificationMethod':['did:web:example.org#other',{'id':'x'},{'id':'#%s',"
                   "'publicKeyJwk':{'kty':'EC','x5c':['%s']}}]}",
                   kid_text("keys/es256.pem"), given_base64("keys/es256.pem"))));
    is_es256("/verificationMethod/2/publicKeyJwk");
    found(0, CL_TRUST_ENTRY, "note", CL_NO_SIGNER, "/verificationMethod/0",
          "a reference to another document, which is not followed");
    found(1, CL_TRUST_ENTRY, "error", CL_NO_SIGNER, "/verificationMethod/1",
          "a verification method must have a publicKeyJwk");
    found_no_more(2);
}
END_TEST

/* A fragment that is no Base64 is a name. The certificate has its own kid. */
START_TEST(did_with_named_keys)
{
    add(quoted(
        given_text("{'verificationMethod':[{'id':'did:web:x#key.1','publicKeyJwk':{'kty':'EC',"
                   "'x5c':['%s']}},{'id':'did:web:x#key.2','publicKeyJwk':%s}]}",
                   given_base64("keys/es256.pem"), jwk_of_point(""))));
    is_es256("/verificationMethod/0/publicKeyJwk");
    found(0, CL_TRUST_ENTRY, "error", CL_NO_SIGNER, "/verificationMethod/1/publicKeyJwk",
          "a key without certificate needs a kid");
}
END_TEST

/* ---- What is no list ------------------------------------------------------------------------- */

START_TEST(no_lists)
{
    static const char neither[] =
        "this is no list of signers: neither PEM nor DER nor JSON nor CBOR";
    static const char object[] =
        "an object must have keys (JWK), verificationMethod (DID), podpisoveCertifikaty, countries such "
        "as \"CZ\" with arrays, or be of a form that a country publishes";
    static const struct {
        const char *list, *message;
        cl_code code;
    } lists[] = {
        {"", neither, CL_TRUST_LIST},
        {" \n", neither, CL_TRUST_LIST},
        {"HC1:NCF", neither, CL_TRUST_LIST},
        {"-----BEGIN", neither, CL_TRUST_LIST},
        {"AAAA", neither, CL_TRUST_LIST},
        {"AAAA\n", neither, CL_TRUST_LIST},
        {"AAAA\r\nAAAA", neither, CL_TRUST_LIST},
        {"AAA{", neither, CL_TRUST_LIST},
        {"aaa~", neither, CL_TRUST_LIST},
        {"\"text\"", neither, CL_TRUST_LIST},
        {"{}", object, CL_TRUST_LIST},
        {"{\"keys\":{}}", object, CL_TRUST_LIST},
        {"{\"CZ\":[],\"cz\":[]}", object, CL_TRUST_LIST},
        {"{\"CZ\":{}}", object, CL_TRUST_LIST},
        {"{\"CZE\":[]}", object, CL_TRUST_LIST},
        {"{\"1Z\":[]}", object, CL_TRUST_LIST},
        {"{\"C1\":[]}", object, CL_TRUST_LIST},
        {"{\"Cz\":[]}", object, CL_TRUST_LIST},
        {"[", "line 1, column 2: expected a value or ']', found the end of the text", CL_JSON},
        {"{\"a\":1,\"a\":2}",
         "line 1, column 8: a key that its object has already; expected each key once",
         CL_JSON_KEY},
    };
    add_file("keys/es256.pem");
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        ck_assert(!cl_trust_add(trust, "x", lists[i].list, strlen(lists[i].list), &error));
        ck_assert_str_eq(cl_code_name(error.code), cl_code_name(lists[i].code));
        ck_assert_str_eq(error.message, lists[i].message);
        cl_error_init(&error);
    }
    is_es256("certificate 1");
}
END_TEST

START_TEST(empty_lists)
{
    static const char *const lists[] = {"[]", "{\"keys\":[]}", "{\"CZ\":[]}",
                                        "{\"verificationMethod\":[]}",
                                        "{\"podpisoveCertifikaty\":[]}"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        add(lists[i]);
    seal();
    size_t count;
    ck_assert_uint_eq(cl_trust_count(trust), 0);
    ck_assert_ptr_null(cl_trust_find(trust, (const unsigned char *)"", 0, &count));
    ck_assert_ptr_null(cl_trust_find(trust, (const unsigned char *)"12345678", 8, &count));
    found_no_more(0);
}
END_TEST

/* ---- Entries that are left out --------------------------------------------------------------- */

START_TEST(entries_of_the_gateway)
{
    static const char shape[] =
        "an entry must be an object with a certificate as Base64 in rawData";
    left_out("1", CL_TRUST_ENTRY, "error", shape);
    left_out("{}", CL_TRUST_ENTRY, "error", shape);
    left_out("{'rawData':1}", CL_TRUST_ENTRY, "error", shape);
    left_out("{'rawData':''}", CL_TRUST_ENTRY, "error", shape);
    left_out("{'rawData':'#'}", CL_TRUST_ENTRY, "error", "its rawData is not Base64");
    left_out("{'rawData':'MIIB'}", CL_TRUST_ENTRY, "error",
             "the bytes are no X.509 certificate in DER");
    left_out("{'rawData':'MIIB','kid':'#'}", CL_TRUST_ENTRY, "error",
             "its kid must be Base64 of 1 to 64 bytes");
    left_out("{'rawData':'MIIB','certificateType':'upload'}", CL_TRUST_CA, "note",
             "its certificateType is for traffic with the gateway");
    left_out("{'rawData':'MIIB','certificateType':'upl{ad'}", CL_TRUST_USAGE, "error",
             "its certificateType is neither DSC nor CSCA");
    left_out(given_text("{'rawData':'MIIB','kid':'%s'}", given_repeated("AAAA", 33)),
             CL_TRUST_ENTRY, "error", "its kid must be Base64 of 1 to 64 bytes");
    left_out("{'rawData':'MIIB','certificateType':'CSCA'}", CL_TRUST_CA, "note",
             "its certificateType is CSCA, which never is a signer");
    left_out(given_text("{'rawData':'%s'}", given_base64("odd/ca-as-signer.pem")), CL_TRUST_CA,
             "warning", "a CA certificate is never a signer");
    size_t size;
    const unsigned char *der = given_decoded(given_base64("keys/es256.pem"), &size);
    unsigned char *longer = cl_arena_alloc(&given.arena, size + 2);
    memcpy(longer, der, size);
    memset(longer + size, 0, 2);
    left_out(given_text("{'rawData':'%s'}", given_encoded(longer, size + 2)), CL_TRUST_ENTRY,
             "error", "2 bytes follow the certificate");
}
END_TEST

/* CL_MAX_KID at the limit and beyond it. */
START_TEST(length_of_a_kid)
{
    unsigned char kid[CL_MAX_KID + 1] = {1};
    size_t count;
    add(quoted(given_text(
        "{'keys':[%s]}", jwk_of_point(given_text("'kid':'%s',", given_encoded(kid, CL_MAX_KID))))));
    add(quoted(
        given_text("{'keys':[%s]}",
                   jwk_of_point(given_text("'kid':'%s',", given_encoded(kid, CL_MAX_KID + 1))))));
    seal();
    ck_assert_uint_eq(cl_trust_count(trust), 1);
    ck_assert_ptr_nonnull(cl_trust_find(trust, kid, CL_MAX_KID, &count));
    found(0, CL_TRUST_ENTRY, "error", CL_NO_SIGNER, "/keys/0",
          "its kid must be Base64 of 1 to 64 bytes");
}
END_TEST

START_TEST(keys_that_are_none)
{
    static const struct {
        const char *jwk, *message;
        cl_code code;
    } keys[] = {
        {"1", "a key must be an object with kty", CL_TRUST_ENTRY},
        {"{'kty':'OKP','x':'AA'}", "its kty must be EC or RSA", CL_TRUST_ENTRY},
        {"{}", "its kty must be EC or RSA", CL_TRUST_ENTRY},
        {"{'kty':'EC','crv':'P-384','x':'AA','y':'AA'}", "its crv must be P-256", CL_TRUST_KEY},
        {"{'kty':'EC','crv':'P-256','x':'AA'}", "its x and y must be Base64url", CL_TRUST_ENTRY},
        {"{'kty':'EC','crv':'P-256','x':'AA','y':'#'}", "its x and y must be Base64url",
         CL_TRUST_ENTRY},
        {"{'kty':'EC','crv':'P-256','x':'AQ','y':'AQ'}", "the numbers make no EC key", CL_KEY},
        {"{'kty':'RSA','n':'AQ'}", "its n and e must be Base64url", CL_TRUST_ENTRY},
        {"{'kty':'RSA','n':'AA','e':'AQ'}", "modulus and exponent of RSA must have 1 to 1024 bytes",
         CL_KEY},
        {"{'kty':'EC','crv':'P-256','y':'AA'}", "its x and y must be Base64url", CL_TRUST_ENTRY},
        {"{'kty':'EC','crv':'P-256','x':'#','y':'AA'}", "its x and y must be Base64url",
         CL_TRUST_ENTRY},
        {"{'kty':'EC','crv':'P-256','x5c':1}", "its x and y must be Base64url", CL_TRUST_ENTRY},
        {"{'kty':'EC','crv':'P-256','x5c':[]}", "its x and y must be Base64url", CL_TRUST_ENTRY},
        {"{'kty':'EC','x':'AA','x5c':['AAAA']}", "the bytes are no X.509 certificate in DER",
         CL_TRUST_ENTRY},
        {"{'kty':'RSA','n':'AA','x5c':['AAAA']}", "the bytes are no X.509 certificate in DER",
         CL_TRUST_ENTRY},
        {"{'use':'enc','x5c':[1]}", "its use is not sig: it is not for signatures", CL_TRUST_USAGE},
        {"{'use':'enc','x5c':['#']}", "its use is not sig: it is not for signatures",
         CL_TRUST_USAGE},
        {"{'key_ops':['verify',1]}", "its key_ops do not have verify: it is not for verifying",
         CL_TRUST_USAGE},
        {"{'alg':1}", "its alg is neither ES256 nor PS256, by which certificates are signed",
         CL_TRUST_USAGE},
        {"{'kty':'EC','x5c':[1]}", "the first item of its x5c is not Base64", CL_TRUST_ENTRY},
        {"{'kty':'EC','x5c':['#']}", "the first item of its x5c is not Base64", CL_TRUST_ENTRY},
        {"{'kty':'EC','x5c':['AAAA']}", "the bytes are no X.509 certificate in DER",
         CL_TRUST_ENTRY},
    };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        add(quoted(given_text("{'keys':[%s]}", keys[i].jwk)));
        found(i, keys[i].code, "error", CL_NO_SIGNER, "/keys/0", keys[i].message);
    }
    ck_assert_uint_eq(cl_trust_count(trust), 0);
    found_no_more(sizeof keys / sizeof *keys);
}
END_TEST

START_TEST(keys_beside_certificates)
{
    const char *jwk = jwk_of_point("'kid':'AQID',");
    add(quoted(given_text("{'keys':[%.*s,'x5c':['%s']}]}", (int)strlen(jwk) - 1, jwk,
                          given_base64("keys/es256.pem"))));
    ck_assert_uint_eq(cl_trust_count(trust), 0);
    found(0, CL_TRUST_ENTRY, "error", CL_NO_SIGNER, "/keys/0",
          "its key and that of the certificate in x5c differ");

    /* For another curve only the certificate is used. */
    add(quoted(
        given_text("{'keys':[{'kty':'EC','crv':'P-384','x':'AA','y':'AA','x5c':['%s']},{'kty':"
                   "'EC','crv':'P-384','x':'AA','y':'AA','x5c':['%s']}]}",
                   given_base64("odd/p384.pem"), given_base64("keys/es256.pem"))));
    ck_assert_uint_eq(cl_trust_count(trust), 1);
    ck_assert_str_eq(cl_signature_key_name(cl_trust_at(trust, 0)->key), "P-384");
    found(2, CL_TRUST_ENTRY, "error", CL_NO_SIGNER, "/keys/1", "its crv must be P-256");
}
END_TEST

/* ---- Signers with warnings ------------------------------------------------------------------- */

START_TEST(weak_keys)
{
    add_file("odd/p384.pem");
    add_file("odd/rsa1024.pem");
    ck_assert_uint_eq(cl_trust_count(trust), 2);
    for (size_t i = 0; i < 2; i++) {
        ck_assert_int_eq(cl_trust_at(trust, i)->algorithm, CL_ALGORITHM_NONE);
        found(
            i, CL_TRUST_KEY, "warning", i, "certificate 1",
            given_text("its key is %s: certificates are signed with P-256, or RSA of 2048 to 8192 "
                       "bits with an odd exponent of at least 3 and at most 64 bits",
                       i == 0 ? "P-384" : "RSA 1024"));
    }
}
END_TEST

START_TEST(another_kid)
{
    size_t count;
    cl_kid own = kid_of("keys/es256.pem");
    add(quoted(
        given_text("[{'kid':'AQIDBAUGBwg=','rawData':'%s'}]", given_base64("keys/es256.pem"))));
    seal();
    found(
        0, CL_TRUST_KID, "warning", 0, "/0",
        "its list gives it another kid than the first 8 bytes of its SHA-256; it is found by both");
    found_no_more(1);
    const cl_signer *const *by_list = cl_trust_find(
        trust, (const unsigned char *)"\1\2\3\4\5\6\7\x8", 8, &count);
    ck_assert_uint_eq(count, 1);
    const cl_signer *const *by_own = cl_trust_find(trust, own.bytes, own.length, &count);
    ck_assert_uint_eq(count, 1);
    ck_assert_ptr_eq(by_list[0], by_own[0]);
    ck_assert_mem_eq(by_own[0]->listed.bytes, "\1\2\3\4\5\6\7\x8", 8);
}
END_TEST

START_TEST(duplicates)
{
    size_t count;
    cl_kid kid = kid_of("keys/es256.pem");
    add_file("keys/es256.pem");
    add(quoted(given_text("[%s]", entry_of("keys/es256.pem"))));
    seal();
    ck_assert_uint_eq(cl_trust_count(trust), 2);
    const cl_signer *const *candidates = cl_trust_find(trust, kid.bytes, kid.length, &count);
    ck_assert_uint_eq(count, 1);
    ck_assert_ptr_eq(candidates[0], cl_trust_at(trust, 0));
    found(0, CL_TRUST_DUPLICATE, "warning", 1, "/0",
          "it is there already: keys/es256.pem certificate 1");
    found_no_more(1);
}
END_TEST

START_TEST(a_kid_of_two_keys)
{
    size_t count;
    add_file("keys/es256.pem");
    add(quoted(given_text("[{'kid':'%s','rawData':'%s'}]", kid_text("keys/es256.pem"),
                          given_base64("keys/ps256.pem"))));
    seal();
    cl_kid kid = kid_of("keys/es256.pem");
    const cl_signer *const *candidates = cl_trust_find(trust, kid.bytes, kid.length, &count);
    ck_assert_uint_eq(count, 2);
    ck_assert_ptr_eq(candidates[0], cl_trust_at(trust, 0));
    ck_assert_ptr_eq(candidates[1], cl_trust_at(trust, 1));
    found(1, CL_TRUST_DUPLICATE, "warning", 1, "/0",
          "another key has the same kid: keys/es256.pem certificate 1");
}
END_TEST

/* Returns the canonical text of the signers of a list of one key. */
static char *canonical_of(const char *jwk)
{
    cl_buffer text;
    cl_buffer_init(&text);
    add(quoted(jwk));
    seal();
    ck_assert_uint_eq(cl_trust_count(trust), 1);
    cl_trust_canonical(trust, &text);
    must(!text.failed);
    end();
    begin();
    return text.data;
}

/* A job that continues must detect another key, also one with the kid of the first. */
START_TEST(canonical_texts)
{
    unsigned char n[256] = {0x80};
    n[255] = 1;
    char *same[] = {canonical_of(jwk_of_point("'kid':'AQIDBAUGBwg=',")),
                    canonical_of(jwk_of_point("'kid':'AQIDBAUGBwg',"))};
    char *other[] = {canonical_of(jwk_of_point("'kid':'AQIDBAUGBwk=',")), NULL, NULL};
    other[1] = canonical_of(jwk_of_modulus(n));
    n[254] = 1;
    other[2] = canonical_of(jwk_of_modulus(n));
    ck_assert_str_eq(same[0], same[1]);
    for (int i = 0; i < 3; i++) {
        ck_assert_str_ne(same[0], other[i]);
        ck_assert_str_ne(other[i], other[(i + 1) % 3]);
    }
    for (int i = 0; i < 5; i++)
        free(i < 2 ? same[i] : other[i - 2]);
}
END_TEST

/* CL_MAX_CANDIDATES: one key more than are tried, all with one kid. */
START_TEST(candidates)
{
    cl_buffer list;
    size_t count;
    cl_buffer_init(&list);
    cl_buffer_puts(&list, "{'keys':[");
    for (unsigned i = 0; i <= CL_MAX_CANDIDATES; i++) {
        unsigned char n[256] = {0x80};
        n[254] = (unsigned char)i;
        n[255] = 1;
        cl_buffer_printf(&list, "%s{'kty':'RSA','kid':'AQID','n':'%s','e':'AQAB'}",
                         i > 0 ? "," : "", given_encoded(n, sizeof n));
    }
    cl_buffer_puts(&list, "]}");
    add(quoted(given_taken(&list)));
    seal();
    ck_assert_uint_eq(cl_trust_count(trust), CL_MAX_CANDIDATES + 1);
    const cl_signer *const *found_by = cl_trust_find(trust, (const unsigned char *)"\1\2\3", 3,
                                                     &count);
    ck_assert_uint_eq(count, CL_MAX_CANDIDATES);
    for (size_t i = 0; i < count; i++)
        ck_assert_ptr_eq(found_by[i], cl_trust_at(trust, i));
    found(CL_MAX_CANDIDATES - 1, CL_TRUST_DUPLICATE, "warning", CL_MAX_CANDIDATES,
          given_text("/keys/%d", CL_MAX_CANDIDATES),
          "16 other keys have its kid; it is never tried");
    found_no_more(CL_MAX_CANDIDATES);
}
END_TEST

/* CL_MAX_SIGNERS counts entries of all lists, including broken ones. */
START_TEST(entries_of_a_store)
{
    cl_buffer list;
    cl_buffer_init(&list);
    cl_buffer_puts(&list, "[1");
    for (unsigned i = 1; i < CL_MAX_SIGNERS; i++)
        cl_buffer_puts(&list, ",1");
    cl_buffer_puts(&list, "]");
    add(cl_buffer_text(&list));
    found_no_more(CL_MAX_SIGNERS);
    cl_buffer_free(&list);
    refused("[1]", 3, CL_LIMIT_SIZE, "more than 65535 entries are refused");
    found_no_more(CL_MAX_SIGNERS);
}
END_TEST

START_TEST(bytes_of_a_list)
{
    char *list = calloc(1, CL_MAX_DOCUMENT + 1);
    ck_assert_ptr_nonnull(list);
    memset(list, ' ', CL_MAX_DOCUMENT + 1);
    list[0] = '[';
    list[1] = ']';
    ck_assert(cl_trust_add(trust, "list", list, CL_MAX_DOCUMENT, &error));
    refused(list, CL_MAX_DOCUMENT + 1, CL_LIMIT_SIZE,
            "a list of more than 67108864 bytes is refused");
    free(list);
}
END_TEST

START_TEST(uses)
{
    static const struct {
        const char *file;
        unsigned uses;
    } signers[] = {{"keys/test-only.pem", CL_USE_TEST},
                   {"keys/vaccination-only.pem", CL_USE_VACCINATION},
                   {"keys/recovery-only.pem", CL_USE_RECOVERY},
                   {"keys/es256.pem", 0}};
    for (size_t i = 0; i < sizeof signers / sizeof *signers; i++) {
        add_file(signers[i].file);
        ck_assert_uint_eq(cl_trust_at(trust, i)->uses, signers[i].uses);
    }
}
END_TEST

/* ---- Authorities ----------------------------------------------------------------------------- */

START_TEST(signers_need_their_authority)
{
    add_authority("csca/csca.pem");
    add_file("keys/es256.pem");
    add_file("keys/ps256.pem");
    add_file("odd/stranger.pem");
    ck_assert_uint_eq(cl_trust_count(trust), 2);
    found(0, CL_TRUST_AUTHORITY, "error", CL_NO_SIGNER, "certificate 1",
          "none of the authorities is its issuer");
    add(quoted(jwk_of_point("'kid':'AQID',")));
    found(1, CL_TRUST_AUTHORITY, "error", CL_NO_SIGNER, "",
          "a key without certificate has no authority");
    ck_assert_uint_eq(cl_trust_count(trust), 2);
}
END_TEST

/* An authority that is named twice is one, also as an entry of the gateway, where its type is
 * right. */
START_TEST(an_authority_that_is_named_twice)
{
    const char *list = quoted(
        given_text("[{'rawData':'%s','certificateType':'CSCA'}]", given_base64("csca/csca.pem")));
    add_authority("csca/csca.pem");
    ck_assert(cl_trust_add_authorities(trust, "list", list, strlen(list), &error));
    add_authority("csca/other-csca.pem");
    add_file("keys/es256.pem");
    is_es256("certificate 1");
    add_file("odd/stranger.pem");
    ck_assert_uint_eq(cl_trust_count(trust), 2);
    found_no_more(0);
}
END_TEST

START_TEST(what_is_no_authority)
{
    add_authority("keys/es256.pem");
    found(0, CL_TRUST_AUTHORITY, "warning", CL_NO_SIGNER, "certificate 1",
          "no CA certificate: it can vouch for nobody");
    const char *jwk = quoted(jwk_of_point("'kid':'AQID',"));
    ck_assert(cl_trust_add_authorities(trust, "", jwk, strlen(jwk), &error));
    found(1, CL_TRUST_AUTHORITY, "error", CL_NO_SIGNER, "",
          "a key without certificate can vouch for nobody");
    add_file("keys/es256.pem");
    ck_assert_uint_eq(cl_trust_count(trust), 0);
}
END_TEST

/* A signer with one changed byte in the authority's signature. */
START_TEST(a_forged_signer)
{
    size_t size;
    const unsigned char *der = given_decoded(given_base64("keys/es256.pem"), &size);
    char *forged = cl_arena_text(&given.arena, (const char *)der, size);
    forged[size - 1] ^= 1;
    add_authority("csca/csca.pem");
    ck_assert(cl_trust_add(trust, "forged", forged, size, &error));
    ck_assert_uint_eq(cl_trust_count(trust), 0);
    found(0, CL_TRUST_AUTHORITY, "error", CL_NO_SIGNER, "certificate 1",
          "it is not signed by the key of its issuer");
}
END_TEST

/* ---- Public certificates --------------------------------------------------------------------- */

/* Adds the signer of one file. Returns true if the file has one. */
static bool add_signer_of(const char *path)
{
    static char text[1 << 20];
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "cannot open %s", path);
    size_t size = fread(text, 1, sizeof text - 1, file);
    text[size] = '\0';
    fclose(file);
    cl_value document = given_json(text);
    const cl_value *context = cl_object_find(document.object, "TESTCTX", 7);
    const cl_value *signer = cl_object_find(context->object, "CERTIFICATE", 11);
    if (signer == NULL || signer->kind != CL_KIND_STRING)
        return false;
    add(given_text("[{\"rawData\":\"%.*s\"}]", (int)signer->length, signer->text));
    return true;
}

/* Every file has a signer or is reported. */
START_TEST(public_certificates)
{
    const char *corpus = getenv("CORPUS");
    size_t files = 0, named = 0;
    if (corpus == NULL) {
        puts("skipped: the public certificates; CORPUS is not set");
        return;
    }
    const char *top = given_text("%s/certificates", corpus);
    DIR *countries = opendir(top);
    ck_assert_ptr_nonnull(countries);
    for (struct dirent *country; (country = readdir(countries)) != NULL;) {
        DIR *folder = country->d_name[0] != '.' ? opendir(given_text("%s/%s", top, country->d_name))
                                                : NULL;
        for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
            size_t length = strlen(entry->d_name);
            if (length > 5 && strcmp(entry->d_name + length - 5, ".json") == 0)
                files += add_signer_of(given_text("%s/%s/%s", top, country->d_name, entry->d_name));
        }
        if (folder != NULL)
            closedir(folder);
    }
    closedir(countries);
    for (const cl_trust_finding *f; (f = cl_trust_finding_at(trust, named)) != NULL; named++)
        ck_assert(f->signer != CL_NO_SIGNER || f->it.code == CL_TRUST_CA);
    size_t left_out = 0;
    for (size_t i = 0; i < named; i++)
        left_out += cl_trust_finding_at(trust, i)->signer == CL_NO_SIGNER;
    printf("%zu files: %zu signers, %zu left out\n", files, cl_trust_count(trust), left_out);
    ck_assert_uint_gt(files, 400);
    ck_assert_uint_eq(cl_trust_count(trust) + left_out, files);
    seal();
}
END_TEST

int main(void)
{
    TCase *tests = unit_case("trust");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_test(tests, pem);
    tcase_add_test(tests, several_in_pem_with_text_and_other_blocks);
    tcase_add_test(tests, broken_pem);
    tcase_add_test(tests, pem_without_certificate);
    tcase_add_test(tests, one_in_der);
    tcase_add_test(tests, several_in_der);
    tcase_add_test(tests, gateway);
    tcase_add_test(tests, verifier_service);
    tcase_add_test(tests, czech);
    tcase_add_test(tests, jwk_set_with_certificates);
    tcase_add_test(tests, jwk_of_a_point);
    tcase_add_test(tests, jwk_with_its_uses);
    tcase_add_test(tests, jwk_of_a_modulus);
    tcase_add_test(tests, jwk_alone);
    tcase_add_test(tests, did_with_point);
    tcase_add_test(tests, did_with_certificate);
    tcase_add_test(tests, did_with_named_keys);
    tcase_add_test(tests, no_lists);
    tcase_add_test(tests, empty_lists);
    tcase_add_test(tests, entries_of_the_gateway);
    tcase_add_test(tests, length_of_a_kid);
    tcase_add_test(tests, keys_that_are_none);
    tcase_add_test(tests, keys_beside_certificates);
    tcase_add_test(tests, weak_keys);
    tcase_add_test(tests, another_kid);
    tcase_add_test(tests, duplicates);
    tcase_add_test(tests, a_kid_of_two_keys);
    tcase_add_test(tests, canonical_texts);
    tcase_add_test(tests, candidates);
    tcase_add_test(tests, entries_of_a_store);
    tcase_add_test(tests, bytes_of_a_list);
    tcase_add_test(tests, uses);
    tcase_add_test(tests, signers_need_their_authority);
    tcase_add_test(tests, an_authority_that_is_named_twice);
    tcase_add_test(tests, what_is_no_authority);
    tcase_add_test(tests, a_forged_signer);
    tcase_add_test(tests, public_certificates);
    return unit_run();
}
