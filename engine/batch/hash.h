/* hash.h — FNV-1a in 64 bits: tells jobs and damaged checkpoints apart, keeps out no adversary. */
#ifndef CL_BATCH_HASH_H
#define CL_BATCH_HASH_H

#include <stddef.h>
#include <stdint.h>

#define CL_HASH_BEGIN 0xCBF29CE484222325u

static inline uint64_t cl_hash_bytes(uint64_t hash, const void *bytes, size_t length)
{
    const unsigned char *s = bytes;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ s[i]) * 0x100000001B3u;
    return hash;
}

/* Every byte on its own, so that the hash is the same on every machine. */
static inline uint64_t cl_hash_number(uint64_t hash, uint64_t number)
{
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(number >> (8 * i));
    return cl_hash_bytes(hash, bytes, sizeof bytes);
}

#endif
