/* test_trust_threads.c — eight threads verify with one trust store at the same time. It is also run
 * with ThreadSanitizer. */
#include <pthread.h>

#include "support_certs.h"

enum { THREADS = 8, ROUNDS = 60, MESSAGES = 4 };

static cl_trust *trust;
static pthread_barrier_t barrier;

/* A signed message, its signer and the algorithm. */
static struct {
    unsigned char message[64];
    cl_kid kid;
    cl_algorithm algorithm;
    cl_buffer signature;
} signed_texts[MESSAGES];

static bool verify(size_t text, size_t changed)
{
    size_t count;
    unsigned char message[64];
    memcpy(message, signed_texts[text].message, sizeof message);
    message[changed % 64] ^= changed < 64;
    const cl_signer *const *candidates = cl_trust_find(trust, signed_texts[text].kid.bytes,
                                                       signed_texts[text].kid.length, &count);
    cl_error error;
    cl_error_init(&error);
    return count == 1 &&
           cl_signature_verify(candidates[0]->key, signed_texts[text].algorithm, message,
                               sizeof message,
                               (const unsigned char *)signed_texts[text].signature.data,
                               signed_texts[text].signature.length, &error);
}

/* Returns the number of wrong results. It does not use Check, which is for one thread. */
static void *work(void *self)
{
    size_t thread = *(size_t *)self;
    uintptr_t wrong = 0;
    pthread_barrier_wait(&barrier);
    for (size_t i = 0; i < ROUNDS; i++) {
        size_t text = (i * (2 * thread + 1) + thread) % MESSAGES;
        bool spoilt = (i + thread) % 3 == 0;
        wrong += verify(text, spoilt ? i : 64) == spoilt;
    }
    return (void *)wrong;
}

static void make_texts(void)
{
    static const char *const names[MESSAGES] = {"es256", "ps256", "test-only", "vaccination-only"};
    cl_error error;
    cl_error_init(&error);
    cl_crypto *crypto = cl_crypto_new(&error);
    trust = cl_trust_new(&error);
    ck_assert(crypto != NULL && trust != NULL);
    for (size_t i = 0; i < MESSAGES; i++) {
        size_t length;
        const char *pem = given_certs_file(given_text("keys/%s.pem", names[i]), &length);
        ck_assert(cl_trust_add(trust, names[i], pem, length, &error));
        memset(signed_texts[i].message, (int)i + 1, sizeof signed_texts[i].message);
        signed_texts[i].kid = cl_trust_at(trust, i)->kid;
        signed_texts[i].algorithm = cl_trust_at(trust, i)->algorithm;
        cl_signature_key *key = given_private(crypto, names[i]);
        cl_buffer_init(&signed_texts[i].signature);
        ck_assert(cl_signature_sign(key, signed_texts[i].algorithm, signed_texts[i].message,
                                    sizeof signed_texts[i].message, &signed_texts[i].signature,
                                    &error));
        cl_signature_key_free(key);
    }
    ck_assert(cl_trust_seal(trust, &error));
    cl_crypto_free(crypto);
}

START_TEST(verifying_from_many_threads)
{
    pthread_t threads[THREADS];
    size_t numbers[THREADS];
    given_begin();
    make_texts();
    ck_assert_int_eq(pthread_barrier_init(&barrier, NULL, THREADS), 0);
    for (size_t i = 0; i < THREADS; i++) {
        numbers[i] = i;
        ck_assert_int_eq(pthread_create(&threads[i], NULL, work, &numbers[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        void *wrong;
        ck_assert_int_eq(pthread_join(threads[i], &wrong), 0);
        ck_assert_msg(wrong == NULL, "thread %zu had %ju wrong answers", i,
                      (uintmax_t)(uintptr_t)wrong);
    }
    pthread_barrier_destroy(&barrier);
    for (size_t i = 0; i < MESSAGES; i++)
        cl_buffer_free(&signed_texts[i].signature);
    cl_trust_free(trust);
    given_end();
}
END_TEST

int main(void)
{
    TCase *tests = unit_case("trust threads");
    tcase_add_test(tests, verifying_from_many_threads);
    return unit_run();
}
