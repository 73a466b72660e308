/* test_keys.c — a duplicate key is found, and no other key; compared with a comparison of all
 * pairs. */
#include "base/limits.h"
#include "data/keys.h"
#include "support.h"

enum { MOST = 200 };

static uint64_t state;

/* The constants of Knuth's MMIX generator. */
static uint32_t next(uint32_t below)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33) % below;
}

static cl_key random_key(uint32_t longest, uint32_t letters)
{
    char text[12];
    uint32_t length = next(longest + 1);
    for (uint32_t i = 0; i < length; i++)
        text[i] = (char)(next(letters) == 0 ? '\0' : 'a' + (char)next(letters));
    /* A separate copy, so that a sanitizer detects a read beyond its end. */
    char *copy = cl_arena_alloc(&given.arena, length > 0 ? length : 1);
    must(copy != NULL);
    memcpy(copy, text, length);
    return cl_key_of(copy, length);
}

static bool stands_in(const cl_key *keys, uint32_t count, const cl_key *key)
{
    for (uint32_t i = 0; i < count; i++) {
        if (keys[i].length == key->length && memcmp(keys[i].text, key->text, key->length) == 0)
            return true;
    }
    return false;
}

/* Adds keys until one is a duplicate. After each addition that key must be the last one of the
 * stack of keys. */
static void fill(cl_keys *keys, uint32_t depth)
{
    cl_key added[MOST];
    uint32_t longest = 1 + next(8), letters = 2 + next(8), count = 0, inner = next(MOST);
    cl_key_set set = cl_keys_open(keys);
    while (count < MOST) {
        cl_key key = random_key(longest, letters);
        bool twice = stands_in(added, count, &key);
        cl_key_result result = cl_keys_add(keys, &set, &key);
        if (result != (twice ? CL_KEY_TWICE : CL_KEY_NEW))
            ck_abort_msg("key %u of at most %u letters: %d", count, longest, (int)result);
        if (twice)
            break;
        added[count++] = key;
        must(cl_keys_last(keys, NULL)->text == key.text);
        if (count == inner && depth < 3) {
            cl_key_set open = cl_keys_open(keys);
            must(cl_keys_last(keys, &open)->text == key.text);
            fill(keys, depth + 1);
            must(cl_keys_last(keys, NULL)->text == key.text);
        }
    }
    cl_keys_close(keys, &set);
    must(keys->count == set.from);
}

START_TEST(keys_of_random_letters)
{
    cl_keys keys;
    state = (uint64_t)_i + 1;
    cl_keys_init(&keys);
    for (int i = 0; i < 500; i++) {
        fill(&keys, 0);
        given_reset();
    }
    must(keys.count == 0);
    cl_keys_free(&keys);
}
END_TEST

/* Objects of 15, 16, 17 and more keys that differ in their last letter only; then each key
 * again. */
START_TEST(each_key_of_large_objects)
{
    for (uint32_t count = 1; count <= MOST; count++) {
        for (uint32_t again = 0; again < count; again++) {
            cl_keys keys;
            cl_key key = {.length = 0};
            cl_keys_init(&keys);
            cl_key_set set = cl_keys_open(&keys);
            for (uint32_t i = 0; i < count; i++) {
                key = cl_key_of(given_text("key %c", (int)(i + 1)), 5);
                must(cl_keys_add(&keys, &set, &key) == CL_KEY_NEW);
            }
            key = cl_key_of(given_text("key %c", (int)(again + 1)), 5);
            must(cl_keys_add(&keys, &set, &key) == CL_KEY_TWICE);
            key = cl_key_of("key", 3);
            must(cl_keys_add(&keys, &set, &key) == CL_KEY_NEW);
            cl_keys_free(&keys);
        }
        given_reset();
    }
}
END_TEST

int main(void)
{
    TCase *tests = unit_tests("keys");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, keys_of_random_letters, 0, 10);
    tcase_add_test(tests, each_key_of_large_objects);
    return unit_run();
}
