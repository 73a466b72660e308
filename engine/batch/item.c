/* item.c — finds the end of a CBOR item without building a tree and without recursion. */
#include "batch/item.h"

#include "data/cbor_head.h"

void cl_item_begin(cl_item *item)
{
    item->skip = 0;
    item->depth = 0;
    item->ends = false;
}

static bool push(cl_item *item, cl_item_level level, const char **what)
{
    if (item->depth == CL_ITEM_DEPTH) {
        *what = "CBOR nested so deeply that its end cannot be found";
        return false;
    }
    item->levels[item->depth++] = level;
    return true;
}

/* Begins an item.
 * Returns: false with `*what` if it is not well-formed.
 * Arguments: `*done` is set if the item ends here too, or after `skip` bytes of a string. */
static bool begin(cl_item *item, const cl_cbor_head *head, bool *done, const char **what)
{
    *done = false;
    switch (head->major) {
    case CL_CBOR_BYTES:
    case CL_CBOR_TEXT:
        if (head->indefinite)
            return push(item, (cl_item_level){.open = 1, .chunks = (uint8_t)head->major}, what);
        item->skip = head->argument;
        *done = true;
        return true;
    case CL_CBOR_ARRAY:
    case CL_CBOR_MAP: {
        uint8_t pairs = head->major == CL_CBOR_MAP;
        if (head->indefinite)
            return push(item, (cl_item_level){.open = 1, .pairs = pairs}, what);
        *done = head->argument == 0;
        if (pairs && head->argument > UINT64_MAX / 2) {
            *what = "a map of more members than there can be";
            return false;
        }
        return *done || push(item, (cl_item_level){.left = head->argument << pairs}, what);
    }
    case CL_CBOR_TAG:
        return push(item, (cl_item_level){.left = 1}, what);
    case CL_CBOR_UNSIGNED:
    case CL_CBOR_NEGATIVE:
    case CL_CBOR_SIMPLE:
        break;
    }
    *done = true;
    return true;
}

/* Ends the innermost level at a break.
 * Returns: false with `*what` if that level does not end with a break. */
static bool end_open(cl_item *item, const char **what)
{
    cl_item_level *level = item->depth > 0 ? &item->levels[item->depth - 1] : NULL;
    if (level == NULL || !level->open || (level->pairs && level->left % 2 != 0)) {
        *what = "a break where CBOR has none";
        return false;
    }
    item->depth--;
    return true;
}

/* Counts an item that has ended in its level, and closes each level whose last item it was. */
static void end_item(cl_item *item)
{
    while (item->depth > 0) {
        cl_item_level *level = &item->levels[item->depth - 1];
        if (level->open) {
            level->left++;
            return;
        }
        if (--level->left > 0)
            return;
        item->depth--;
    }
}

/* Checks the chunks of an indefinite string.
 * Returns: false with `*what` if the innermost level is such a string, and the head is not that of
 *   a definite string of the same kind. */
static bool fits(const cl_item *item, const cl_cbor_head *head, const char **what)
{
    const cl_item_level *level = item->depth > 0 ? &item->levels[item->depth - 1] : NULL;
    if (level == NULL || level->chunks == 0 ||
        (head->major == (cl_cbor_major)level->chunks && !head->indefinite))
        return true;
    *what = "a chunk of a string that is not a string of its kind";
    return false;
}

/* Passes over a short text, the usual item, without a head by itself (see cl_cbor_short_text).
 * Returns: false if the next item is no such text; nothing has happened then. */
static bool take_text(const cl_item *item, const unsigned char *bytes, size_t length, size_t *at)
{
    size_t head, text;
    bool chunk = item->depth > 0 && item->levels[item->depth - 1].chunks != 0;
    if (chunk || !cl_cbor_short_text(bytes + *at, length - *at, &head, &text))
        return false;
    *at += head + text;
    return true;
}

/* Processes a complete head. */
static bool take_head(cl_item *item, const cl_cbor_head *head, const char **what)
{
    if (!cl_cbor_is_break(head))
        return fits(item, head, what) && begin(item, head, &item->ends, what);
    item->ends = true;
    return end_open(item, what);
}

cl_item_state cl_item_take(cl_item *item, const unsigned char *bytes, size_t length, size_t *used,
                           const char **what)
{
    size_t at = 0;
    for (;;) {
        size_t here = length - at;
        size_t step = item->skip < here ? (size_t)item->skip : here;
        at += step;
        item->skip -= step;
        *used = at;
        if (item->skip > 0)
            return CL_ITEM_MORE;
        if (item->ends) {
            item->ends = false;
            end_item(item);
            if (item->depth == 0)
                return CL_ITEM_WHOLE;
        }
        if (take_text(item, bytes, length, &at)) {
            item->ends = true;
            continue;
        }
        cl_cbor_head head;
        switch (cl_cbor_find_head(bytes + at, length - at, &head)) {
        case CL_CBOR_HEAD:
            break;
        case CL_CBOR_SHORT:
            return CL_ITEM_MORE;
        case CL_CBOR_NO_HEAD:
            *what = "a head that CBOR does not have";
            return CL_ITEM_BROKEN;
        }
        if (!take_head(item, &head, what))
            return CL_ITEM_BROKEN;
        at += 1 + (size_t)head.width;
    }
}
