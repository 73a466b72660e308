/* map.h — walking over a map of CBOR whose keys are labels: COSE headers, CWT claims. */
#ifndef CL_CERT_MAP_H
#define CL_CERT_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/limits.h"
#include "data/cbor.h"

/* Stands for a label that is a text: nothing that we look for is. */
#define CL_LABEL_TEXT INT64_MIN

typedef struct cl_label {
    int64_t number; /* CL_LABEL_TEXT for a text */
    const unsigned char *text;
    size_t length;
} cl_label;

typedef struct cl_map {
    cl_cbor *cbor;
    cl_arena *arena; /* for labels that come in pieces */
    bool indefinite;
    uint64_t left;
    uint32_t count;
    cl_label labels[CL_MAX_CLAIMS]; /* met so far */
} cl_map;

typedef enum cl_map_turn { CL_MAP_MEMBER, CL_MAP_END, CL_MAP_FAULT } cl_map_turn;

/* Begins with a map whose head was read. */
void cl_map_begin(cl_map *map, cl_cbor *cbor, const cl_cbor_head *head, cl_arena *arena);

/* Reads a label at the cursor. False with CBOR (neither an integer of 64 bits nor a text),
 * CBOR_UTF8 or MEMORY. */
bool cl_map_label(cl_cbor *cbor, cl_arena *arena, cl_label *label);

/* True when the map, as far as it was read, has an equal label: the same integer or the same text,
 * however it is encoded. */
bool cl_map_has(const cl_map *map, const cl_label *label);

/* Reads the next label; the cursor then is at its value, which the caller reads or passes. A fault is CBOR
 * (a label that is neither an integer of 64 bits nor a text, more than CL_MAX_CLAIMS of them), CBOR_KEY (one
 * that stands twice), CBOR_UTF8 or MEMORY. */
cl_map_turn cl_map_next(cl_map *map, int64_t *label);

#endif
