/* map.h — iterates over a CBOR map whose keys are labels (integers or texts): COSE headers, CWT
 * claims, and lists of signers in CBOR. Refuses a label that occurs twice. */
#ifndef CL_CERT_MAP_H
#define CL_CERT_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/limits.h"
#include "data/cbor.h"

/* The number of a label that is a text. The labels that the callers search for are integers. */
#define CL_LABEL_TEXT INT64_MIN

typedef struct cl_label {
    int64_t number;            /* CL_LABEL_TEXT for a text */
    const unsigned char *text; /* set for a text only */
    size_t length;
} cl_label;

typedef struct cl_map {
    cl_cbor *cbor;
    cl_arena *arena; /* holds texts that come in pieces (indefinite length) */
    bool indefinite;
    uint64_t left;                  /* members that are not read yet, unless `indefinite` */
    uint32_t count;                 /* labels that were read */
    cl_label labels[CL_MAX_CLAIMS]; /* the labels that were read */
} cl_map;

typedef enum cl_map_turn { CL_MAP_MEMBER, CL_MAP_END, CL_MAP_FAULT } cl_map_turn;

/* Begins to iterate over a map whose head was read; the cursor is behind the head. */
void cl_map_begin(cl_map *map, cl_cbor *cbor, const cl_cbor_head *head, cl_arena *arena);

/* Reads the label at the cursor. Returns false with CBOR (neither an integer of 64 bits nor a
 * text), CBOR_UTF8 or MEMORY. */
bool cl_map_label(cl_cbor *cbor, cl_arena *arena, cl_label *label);

/* Returns true if an equal label was already read from the map. Labels are equal if they are the
 * same integer or the same text, whatever their encoding. */
bool cl_map_has(const cl_map *map, const cl_label *label);

/* Reads the next label and sets `*label` to its number. The cursor is then at the value of the
 * member, which the caller must read or skip. Returns CL_MAP_FAULT with CBOR (a label that is
 * neither an integer of 64 bits nor a text, or more than CL_MAX_CLAIMS labels), CBOR_KEY (a label
 * that occurs twice), CBOR_UTF8 or MEMORY. */
cl_map_turn cl_map_next(cl_map *map, int64_t *label);

#endif
