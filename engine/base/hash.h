/* hash.h — the one hash of all tables that hold what input names: SipHash-1-3 under a key of the
 * table.
 *
 * Who does not know the key cannot choose inputs that meet in one place, so that a table costs the
 * same whatever its names are. Nothing that anybody sees depends on the key: tables give out
 * numbers in the order of arrival. (J.-P. Aumasson, D. J. Bernstein: SipHash, a fast short-input
 * PRF, 2012; one round for each word and three at the end.)
 */
#ifndef CL_BASE_HASH_H
#define CL_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

typedef struct cl_hash_key {
    uint64_t word[2];
} cl_hash_key;

/* What several parts are hashed in: begin, then words and texts, then the end. */
typedef struct cl_hasher {
    uint64_t v[4];
} cl_hasher;

/* A new key, from the system's source of random bytes. Where that fails, from the 16 random bytes
 * that the kernel gives each process and the address of `key`. Cannot fail; any thread may call
 * it. */
void cl_hash_key_make(cl_hash_key *key);

/* SipHash-1-3 of the bytes in 64 bits. `bytes` may be NULL where `length` is 0. */
uint64_t cl_hash_keyed(const cl_hash_key *key, const void *bytes, size_t length);

/* The same in the 32 bits that tables keep. */
static inline uint32_t cl_hash_text(const cl_hash_key *key, const char *text, size_t length)
{
    return (uint32_t)cl_hash_keyed(key, text, length);
}

void cl_hasher_begin(cl_hasher *hasher, const cl_hash_key *key);
void cl_hasher_word(cl_hasher *hasher, uint64_t word);

/* The length first, so that no other parts have the same words. */
void cl_hasher_text(cl_hasher *hasher, const char *text, size_t length);
uint32_t cl_hasher_end(cl_hasher *hasher);

#endif
