/* hash.h — the hash of all tables whose keys come from input: SipHash-1-3 with a random key for
 * each table.
 *
 * An attacker who does not know the key cannot choose inputs that collide, so a table is equally
 * fast for all inputs. No output depends on the key: tables number their entries in the order in
 * which they are added. (J.-P. Aumasson, D. J. Bernstein: SipHash, a fast short-input PRF, 2012.
 * This variant does one round for each word and three at the end.)
 */
#ifndef CL_BASE_HASH_H
#define CL_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

typedef struct cl_hash_key {
    uint64_t word[2];
} cl_hash_key;

/* Hashes several parts: call begin, then word and text for each part, then end. */
typedef struct cl_hasher {
    uint64_t v[4];
} cl_hasher;

/* Makes a key from the random bytes of the system. If the system call fails, makes it from the 16
 * random bytes that the kernel gives each process and the address of `key`. Cannot fail. Any thread
 * may call it. */
void cl_hash_key_make(cl_hash_key *key);

/* Returns SipHash-1-3 of the bytes, 64 bits. `bytes` may be NULL if `length` is 0. */
uint64_t cl_hash_keyed(const cl_hash_key *key, const void *bytes, size_t length);

/* Returns the low 32 bits of that hash, which tables store. */
static inline uint32_t cl_hash_text(const cl_hash_key *key, const char *text, size_t length)
{
    return (uint32_t)cl_hash_keyed(key, text, length);
}

void cl_hasher_begin(cl_hasher *hasher, const cl_hash_key *key);
void cl_hasher_word(cl_hasher *hasher, uint64_t word);

/* Adds the length first, so that different parts never add the same words. */
void cl_hasher_text(cl_hasher *hasher, const char *text, size_t length);
uint32_t cl_hasher_end(cl_hasher *hasher);

#endif
