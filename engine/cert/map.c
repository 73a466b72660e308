/* map.c — iterates over maps with labels. The maps have few members, so each label is compared with
 * all labels before it. */
#include "cert/map.h"

#include <string.h>

void cl_map_begin(cl_map *map, cl_cbor *cbor, const cl_cbor_head *head, cl_arena *arena)
{
    map->cbor = cbor;
    map->arena = arena;
    map->indefinite = head->indefinite;
    map->left = head->argument;
    map->count = 0;
}

static bool fault(const cl_cbor *cbor, const unsigned char *at, cl_code code, const char *message)
{
    cl_error_set(cbor->error, code, "%s", message);
    cl_error_offset(cbor->error, (size_t)(at - cbor->begin));
    return false;
}

static bool same(const cl_label *a, const cl_label *b)
{
    if (a->number != b->number)
        return false;
    return a->number != CL_LABEL_TEXT ||
           (a->length == b->length && memcmp(a->text, b->text, a->length) == 0);
}

bool cl_map_has(const cl_map *map, const cl_label *label)
{
    for (uint32_t i = 0; i < map->count; i++) {
        if (same(&map->labels[i], label))
            return true;
    }
    return false;
}

bool cl_map_label(cl_cbor *cbor, cl_arena *arena, cl_label *label)
{
    cl_cbor_head head;
    cl_value number;
    const unsigned char *at = cbor->at;
    if (!cl_cbor_next(cbor, &head))
        return false;
    if (head.major == CL_CBOR_TEXT) {
        label->number = CL_LABEL_TEXT;
        return cl_cbor_text(cbor, &head, arena, &label->text, &label->length);
    }
    if (head.major > CL_CBOR_NEGATIVE || !cl_cbor_number(&head, &number) ||
        number.integer == CL_LABEL_TEXT)
        return fault(cbor, at, CL_CBOR, "a label that is neither an integer of 64 bits nor a text");
    label->number = number.integer;
    return true;
}

static bool read_label(cl_map *map)
{
    const unsigned char *at = map->cbor->at;
    cl_label *own = &map->labels[map->count];
    if (map->count == CL_MAX_CLAIMS)
        return fault(map->cbor, at, CL_CBOR, "more than 64 members in a map of labels");
    if (!cl_map_label(map->cbor, map->arena, own))
        return false;
    return !cl_map_has(map, own) ||
           fault(map->cbor, at, CL_CBOR_KEY,
                 "a label that its map has already; expected each label once");
}

cl_map_turn cl_map_next(cl_map *map, int64_t *label)
{
    if (map->indefinite ? cl_cbor_break(map->cbor) : map->left == 0)
        return CL_MAP_END;
    if (!map->indefinite)
        map->left--;
    if (!read_label(map))
        return CL_MAP_FAULT;
    *label = map->labels[map->count++].number;
    return CL_MAP_MEMBER;
}
