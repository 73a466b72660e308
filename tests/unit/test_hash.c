/* test_hash.c — SipHash-1-3 against the values of another implementation; keys. */
#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "base/hash.h"
#include "support.h"

/* The system's random bytes: complete, interrupted once, too few, refused. */
typedef enum source { SOURCE_REAL, SOURCE_INTERRUPTED, SOURCE_SHORT, SOURCE_REFUSED } source;

static source from;
static int asked;

ssize_t __real_getrandom(void *bytes, size_t size, unsigned flags);
ssize_t __wrap_getrandom(void *bytes, size_t size, unsigned flags);

ssize_t __wrap_getrandom(void *bytes, size_t size, unsigned flags)
{
    asked++;
    if (from == SOURCE_REFUSED || (from == SOURCE_INTERRUPTED && asked == 1)) {
        errno = from == SOURCE_REFUSED ? ENOSYS : EINTR;
        return -1;
    }
    return __real_getrandom(bytes, from == SOURCE_SHORT ? size / 2 : size, flags);
}

/* SipHash-1-3 under the key 00 01 … 0f of the first 0 to 63 bytes 00 01 …, the inputs of the
 * paper's vectors. tests/unit/siphash.py computed them. It also computes the paper's value of
 * SipHash-2-4, and the hashes of CPython, whose hash of bytes is SipHash-1-3 under the key of
 * zeros. */
static const uint64_t expected[64] = {
    0xABAC0158050FC4DC, 0xC9F49BF37D57CA93, 0x82CB9B024DC7D44D, 0x8BF80AB8E7DDF7FB,
    0xCF75576088D38328, 0xDEF9D52F49533B67, 0xC50D2B50C59F22A7, 0xD3927D989BB11140,
    0x369095118D299A8E, 0x25A48EB36C063DE4, 0x79DE85EE92FF097F, 0x70C118C1F94DC352,
    0x78A384B157B4D9A2, 0x306F760C1229FFA7, 0x605AA111C0F95D34, 0xD320D86D2A519956,
    0xCC4FDD1A7D908B66, 0x9CF2689063DBD80C, 0x8FFC389CB473E63E, 0xF21F9DE58D297D1C,
    0xC0DC2F46A6CCE040, 0xB992ABFE2B45F844, 0x7FFE7B9BA320872E, 0x525A0E7FDAE6C123,
    0xF464AEB267349C8C, 0x45CD5928705B0979, 0x3A3E35E3CA9913A5, 0xA91DC74E4ADE3B35,
    0xFB0BED02EF6CD00D, 0x88D93CB44AB1E1F4, 0x540F11D643C5E663, 0x2370DD1F8C21D1BC,
    0x81157B6C16A7B60D, 0x4D54B9E57A8FF9BF, 0x759F12781F2A753E, 0xCEA1A3BEBF186B91,
    0x2CF508D3ADA26206, 0xB6101C2DA3C33057, 0xB3F47496AE3A36A1, 0x626B57547B108392,
    0xC1D2363299E41531, 0x667CC1923F1AD944, 0x65704FFEC8138825, 0x24F280D1C28949A6,
    0xC2CA1CEDFAF8876B, 0xC2164BFC9F042196, 0xA16E9C9368B1D623, 0x49FB169C8B5114FD,
    0x9F3143F8DF074C46, 0xC6FDAF2412CC86B3, 0x7EAF49D10A52098F, 0x1CF313559D292F9A,
    0xC44A30DDA2F41F12, 0x36FAE98943A71ED0, 0x318FB34C73F0BCE6, 0xA27ABF3670A7E980,
    0xB4BCC0DB243C6D75, 0x23F8D852FDB71513, 0x8F035F4DA67D8A08, 0xD89CD0E5B7E8F148,
    0xF6F4E6BCF7A644EE, 0xAEC59AD80F1837F2, 0xC3B2F6154B6694E0, 0x9D199062B7BBB3A8,
};

static cl_hash_key counted_key(void)
{
    cl_hash_key key;
    key.word[0] = 0x0706050403020100u;
    key.word[1] = 0x0F0E0D0C0B0A0908u;
    return key;
}

START_TEST(values)
{
    const cl_hash_key key = counted_key();
    unsigned char bytes[64];
    for (unsigned i = 0; i < sizeof bytes; i++) {
        bytes[i] = (unsigned char)i;
        ck_assert_uint_eq(cl_hash_keyed(&key, bytes, i), expected[i]);
        ck_assert_uint_eq(cl_hash_text(&key, (const char *)bytes, i), (uint32_t)expected[i]);
    }
    ck_assert_uint_eq(cl_hash_keyed(&key, NULL, 0), expected[0]);
}
END_TEST

/* Hashing words and texts is the same as hashing their bytes. */
START_TEST(parts)
{
    const cl_hash_key key = counted_key();
    cl_hasher hasher;
    cl_hasher_begin(&hasher, &key);
    cl_hasher_word(&hasher, 0x0706050403020100u);
    cl_hasher_word(&hasher, UINT64_C(8) << 56);
    ck_assert_uint_eq(cl_hasher_end(&hasher), (uint32_t)expected[8]);
    static const struct {
        const char *first, *second;
    } pairs[] = {{"ab", "c"}, {"a", "bc"}, {"", "abc"}, {"abc", ""}, {"a\0", "bc"}};
    uint32_t seen[sizeof pairs / sizeof *pairs];
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        cl_hasher_begin(&hasher, &key);
        cl_hasher_text(&hasher, pairs[i].first, strlen(pairs[i].first) + (i == 4));
        cl_hasher_text(&hasher, pairs[i].second, strlen(pairs[i].second));
        seen[i] = cl_hasher_end(&hasher);
        for (size_t k = 0; k < i; k++)
            ck_assert_uint_ne(seen[i], seen[k]);
    }
}
END_TEST

/* Every key differs, and under each key a text has another hash. */
START_TEST(keys_differ)
{
    enum { KEYS = 64 };
    static cl_hash_key keys[KEYS];
    for (size_t i = 0; i < KEYS; i++) {
        cl_hash_key_make(&keys[i]);
        for (size_t k = 0; k < i; k++) {
            ck_assert_mem_ne(&keys[i], &keys[k], sizeof *keys);
            ck_assert(cl_hash_keyed(&keys[i], "a", 1) != cl_hash_keyed(&keys[k], "a", 1));
        }
    }
}
END_TEST

/* Whatever the system returns, there is a key, and no two keys are equal. */
START_TEST(keys_without_the_system)
{
    static const int calls[] = {1, 2, 1, 1};
    cl_hash_key keys[4][2];
    for (from = SOURCE_REAL; from <= SOURCE_REFUSED; from++) {
        for (int i = 0; i < 2; i++) {
            asked = 0;
            memset(&keys[from][i], 0, sizeof keys[from][i]);
            cl_hash_key_make(&keys[from][i]);
            ck_assert_int_eq(asked, calls[from]);
            ck_assert(keys[from][i].word[0] != 0 && keys[from][i].word[1] != 0);
            ck_assert(keys[from][i].word[0] != keys[from][i].word[1]);
        }
        ck_assert_mem_ne(&keys[from][0], &keys[from][1], sizeof keys[from][0]);
    }
    from = SOURCE_REAL;
}
END_TEST

/* Equal values have equal hashes, whatever the order of their members. Unequal values have other
 * hashes. */
START_TEST(values_of_the_language)
{
    static const char *const texts[] = {"null",
                                        "false",
                                        "true",
                                        "0",
                                        "1",
                                        "-1",
                                        "4294967297",
                                        "0.5",
                                        "1.5",
                                        "\"\"",
                                        "\"a\"",
                                        "\"ab\"",
                                        "[]",
                                        "[[]]",
                                        "[\"a\",\"b\"]",
                                        "[\"ab\"]",
                                        "[1,2]",
                                        "[2,1]",
                                        "{}",
                                        "{\"a\":1}",
                                        "{\"a\":2}",
                                        "{\"b\":1}",
                                        "{\"a\":1,\"b\":2}",
                                        "{\"a\":2,\"b\":1}",
                                        "{\"b\":1,\"a\":2}",
                                        "{\"b\":2,\"a\":1}",
                                        "[{\"a\":1}]",
                                        "{\"a\":[1]}"};
    cl_hash_key key;
    uint32_t seen[sizeof texts / sizeof *texts];
    cl_hash_key_make(&key);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        cl_hasher hasher;
        cl_hasher_begin(&hasher, &key);
        cl_value_hash(&hasher, &key, given_value(texts[i]));
        seen[i] = cl_hasher_end(&hasher);
        for (size_t k = 0; k < i; k++)
            ck_assert_int_eq(seen[i] == seen[k],
                             cl_value_equal(given_value(texts[i]), given_value(texts[k])));
    }
}
END_TEST

int main(void)
{
    TCase *tests = unit_tests("hash");
    tcase_add_test(tests, values);
    tcase_add_test(tests, parts);
    tcase_add_test(tests, keys_differ);
    tcase_add_test(tests, keys_without_the_system);
    tcase_add_test(tests, values_of_the_language);
    return unit_run();
}
