/* hash.c — SipHash-1-3. */
#include "base/hash.h"

#include <errno.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/random.h>

#include "base/hints.h"

static inline uint64_t rotate(uint64_t word, unsigned bits)
{
    return word << bits | word >> (64 - bits);
}

static inline void round_of(uint64_t v[4])
{
    v[0] += v[1];
    v[2] += v[3];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] = rotate(v[0], 32);
    v[2] += v[1];
    v[0] += v[3];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] = rotate(v[2], 32);
}

static inline void begin(uint64_t v[4], const cl_hash_key *key)
{
    v[0] = key->word[0] ^ 0x736F6D6570736575u;
    v[1] = key->word[1] ^ 0x646F72616E646F6Du;
    v[2] = key->word[0] ^ 0x6C7967656E657261u;
    v[3] = key->word[1] ^ 0x7465646279746573u;
}

static inline void add_word(uint64_t v[4], uint64_t word)
{
    v[3] ^= word;
    round_of(v);
    v[0] ^= word;
}

static inline uint64_t end(uint64_t v[4])
{
    v[2] ^= 0xFF;
    for (int i = 0; i < 3; i++)
        round_of(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* Loads up to eight bytes, the first byte lowest. */
static inline uint64_t word_of(const unsigned char *bytes, size_t length)
{
    uint64_t word = 0;
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (length == sizeof word) {
        memcpy(&word, bytes, sizeof word);
        return word;
    }
#endif
    for (size_t i = 0; i < length; i++)
        word |= (uint64_t)bytes[i] << 8 * i;
    return word;
}

/* Adds all words of a text. The highest byte of the last word is the length. */
static inline void add_bytes(uint64_t v[4], const void *bytes, size_t length)
{
    const unsigned char *at = bytes;
    size_t left = length;
    for (; left >= 8; left -= 8, at += 8)
        add_word(v, word_of(at, 8));
    add_word(v, word_of(at, left) | (uint64_t)length << 56);
}

uint64_t cl_hash_keyed(const cl_hash_key *key, const void *bytes, size_t length)
{
    uint64_t v[4];
    begin(v, key);
    add_bytes(v, bytes, length);
    return end(v);
}

void cl_hasher_begin(cl_hasher *hasher, const cl_hash_key *key)
{
    begin(hasher->v, key);
}

void cl_hasher_word(cl_hasher *hasher, uint64_t word)
{
    add_word(hasher->v, word);
}

void cl_hasher_text(cl_hasher *hasher, const char *text, size_t length)
{
    add_word(hasher->v, length);
    add_bytes(hasher->v, text, length);
}

uint32_t cl_hasher_end(cl_hasher *hasher)
{
    return (uint32_t)end(hasher->v);
}

/* getrandom fails early in the boot of a machine, and if a sandbox forbids the call. */
CL_APART static void make_without_system(cl_hash_key *key)
{
    cl_hash_key process = {{0, 0}};
    uint64_t address = (uintptr_t)key;
    const void *random = (const void *)(uintptr_t)getauxval(AT_RANDOM);
    if (random != NULL)
        memcpy(&process, random, sizeof process);
    for (uint64_t i = 0; i < 2; i++) {
        uint64_t from[] = {address, i};
        key->word[i] = cl_hash_keyed(&process, from, sizeof from);
    }
}

void cl_hash_key_make(cl_hash_key *key)
{
    ssize_t got;
    do
        got = getrandom(key, sizeof *key, GRND_NONBLOCK);
    while (got < 0 && errno == EINTR);
    if (got != (ssize_t)sizeof *key)
        make_without_system(key);
}
