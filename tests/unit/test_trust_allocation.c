/* test_trust_allocation.c — memory runs out at the k-th request of the engine, for every k, over loading
 * signers, looking one up, verifying and issuing. No crash, no leak, and never a wrong answer.
 *
 * Only requests of what is linked statically fail, which is the engine: OpenSSL has its own business with
 * memory, and errors of it are those of test_signature. Leaks are a sanitizer's to find, and of what the
 * engine asked for itself this program counts them. */
#include <errno.h>

#include "cert/issue.h"
#include "support_certs.h"

/* ---- Requests for memory ----------------------------------------------------------------------- */

static bool armed, lasting;
static size_t asked, failing, refused;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);

static bool refuse(void)
{
    if (!armed)
        return false;
    size_t number = asked++;
    if (number != failing && !(lasting && number > failing))
        return false;
    refused++;
    errno = ENOMEM;
    return true;
}

void *__wrap_malloc(size_t size)
{
    return refuse() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return refuse() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *block, size_t size)
{
    return refuse() ? NULL : __real_realloc(block, size);
}

/* Runs `work` until it is through with a failing request at every place. It returns false where memory ran
 * out, and must then succeed when nothing fails. */
static void at_every_request(bool (*work)(void))
{
    size_t last = 0;
    ck_assert(work());
    for (int twice = 0; twice < 2; twice++) {
        for (failing = 0;; failing++) {
            armed = true;
            lasting = twice == 1;
            asked = refused = 0;
            bool done = work();
            armed = false;
            if (refused == 0) {
                ck_assert(done);
                break;
            }
            ck_assert_msg(!done, "request %zu failed, and nobody noticed", failing);
            ck_assert(work());
            last = failing;
        }
    }
    ck_assert_uint_gt(last, 5);
}

/* ---- Work -------------------------------------------------------------------------------------- */

static const char *lists[6];
static const char *authority, *payload_text, *private_key, *certificate;

/* False only for MEMORY: any other fault is a wrong answer. */
static bool memory(const cl_error *error)
{
    if (error->code != CL_MEMORY)
        ck_abort_msg("%s [%s]", error->message, cl_code_name(error->code));
    return false;
}

static bool verify_by(const cl_trust *trust, cl_error *error)
{
    static const unsigned char message[] = "message", signature[64] = {0};
    const cl_signer *signer = cl_trust_at(trust, 0);
    size_t count;
    const cl_signer *const *candidates = cl_trust_find(trust, signer->kid.bytes, signer->kid.length,
                                                       &count);
    must(count == 1 && candidates[0] == signer);
    must(!cl_signature_verify(signer->key, CL_ALGORITHM_ES256, message, sizeof message, signature,
                              sizeof signature, error));
    must(error->code == CL_SIGNATURE);
    return true;
}

static bool load(void)
{
    cl_error error;
    cl_error_init(&error);
    cl_trust *trust = cl_trust_new(&error);
    if (trust == NULL)
        return memory(&error);
    bool loaded = cl_trust_add_authorities(trust, "csca", authority, strlen(authority), &error);
    for (size_t i = 0; loaded && lists[i] != NULL; i++) {
        size_t before = cl_trust_count(trust);
        loaded = cl_trust_add(trust, "list", lists[i], strlen(lists[i]), &error);
        must(loaded || cl_trust_count(trust) == before);
    }
    loaded = loaded && cl_trust_seal(trust, &error);
    bool done = loaded ? verify_by(trust, &error) : memory(&error);
    cl_trust_free(trust);
    return done;
}

static bool issue(void)
{
    static const cl_issue plain = {.issued = 0};
    cl_error error;
    cl_buffer out;
    cl_arena arena;
    cl_value payload;
    cl_issue what = plain;
    cl_error_init(&error);
    cl_buffer_init(&out);
    cl_arena_init(&arena, SIZE_MAX);
    what.issued = INT64_C(1639987200000);
    what.key = private_key;
    what.key_length = strlen(private_key);
    what.certificate = certificate;
    what.certificate_length = strlen(certificate);
    bool issued = cl_json_value(payload_text, strlen(payload_text), &arena, &payload, &error) &&
                  cl_issue_certificate(&what, &payload, &out, &error);
    bool done = issued ? strncmp(cl_buffer_text(&out), "HC1:", 4) == 0 : memory(&error);
    cl_buffer_free(&out);
    cl_arena_free(&arena);
    return done;
}

START_TEST(loading_and_verifying)
{
    const char *base64 = given_base64("keys/es256.pem");
    authority = given_certs_file("csca/csca.pem", NULL);
    lists[0] = given_certs_file("keys/es256.pem", NULL);
    lists[1] = given_text("[{\"rawData\":\"%s\",\"kid\":\"AQID\"},{\"rawData\":\"AA==\"},1]",
                          base64);
    lists[2] = given_text("{\"CZ\":[{\"rawData\":\"%s\"}]}", given_base64("odd/p384.pem"));
    lists[3] = given_text("{\"keys\":[{\"kty\":\"EC\",\"x5c\":[\"%s\"]},{\"kty\":\"EC\"}]}",
                          base64);
    lists[4] = given_text(
        "{\"verificationMethod\":[{\"id\":\"#AQID\",\"publicKeyJwk\":{\"x5c\":[\"%s\"]}}]}",
        base64);
    lists[5] = NULL;
    at_every_request(load);
}
END_TEST

START_TEST(issuing)
{
    payload_text =
        "{\"ver\":\"1.3.0\",\"v\":[{\"dn\":1,\"co\":\"CZ\"}],\"nam\":{\"a\":[1.5,null,true]}}";
    private_key = given_certs_file("private/es256.key", NULL);
    certificate = given_certs_file("keys/es256.pem", NULL);
    at_every_request(issue);
    private_key = given_certs_file("private/ps256.key", NULL);
    certificate = given_certs_file("keys/ps256.pem", NULL);
    at_every_request(issue);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("trust allocation");
    TCase *tests = tcase_create("trust allocation");
    tcase_add_checked_fixture(tests, given_begin, given_end);
    tcase_add_test(tests, loading_and_verifying);
    tcase_add_test(tests, issuing);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
