/* item.c — measures a CBOR item without a tree, without recursion. */
#include "batch/item.h"

enum { MAJOR_BYTES = 2, MAJOR_TEXT, MAJOR_ARRAY, MAJOR_MAP, MAJOR_TAG, MAJOR_SIMPLE };
enum { INDEFINITE = 31, BREAK = 0xFF };

void cl_item_begin(cl_item *item)
{
    item->skip = 0;
    item->depth = 0;
    item->ends = false;
}

/* A head: the initial byte and its argument. */
typedef struct head {
    uint8_t major;
    uint8_t info;
    uint64_t argument;
    size_t size;
} head;

/* Reads a head of at most `length` bytes; its size is 0 when it is not there as a whole. */
static head read_head(const unsigned char *bytes, size_t length)
{
    head h = {.major = bytes[0] >> 5, .info = bytes[0] & 31, .size = 1};
    size_t more = h.info < 24 || h.info > 27 ? 0 : (size_t)1 << (h.info - 24);
    h.argument = h.info;
    if (more > 0)
        h.argument = 0;
    if (length < 1 + more)
        return (head){.size = 0};
    for (size_t i = 0; i < more; i++)
        h.argument = h.argument << 8 | bytes[1 + i];
    h.size = 1 + more;
    return h;
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

/* A string, a number, an array, … begins; false when that is not well-formed. *done: it also ends. */
static bool begin(cl_item *item, const head *h, bool *done, const char **what)
{
    bool indefinite = h->info == INDEFINITE;
    *done = false;
    if (h->info > 27 && (!indefinite || h->major < MAJOR_BYTES || h->major == MAJOR_TAG)) {
        *what = "a head that CBOR does not have";
        return false;
    }
    switch (h->major) {
    case MAJOR_BYTES:
    case MAJOR_TEXT:
        if (indefinite)
            return push(item, (cl_item_level){.open = 1, .chunks = h->major}, what);
        item->skip = h->argument;
        *done = true;
        return true;
    case MAJOR_ARRAY:
    case MAJOR_MAP: {
        uint8_t pairs = h->major == MAJOR_MAP;
        if (indefinite)
            return push(item, (cl_item_level){.open = 1, .pairs = pairs}, what);
        *done = h->argument == 0;
        if (pairs && h->argument > UINT64_MAX / 2) {
            *what = "a map of more members than there can be";
            return false;
        }
        return *done || push(item, (cl_item_level){.left = h->argument << pairs}, what);
    }
    case MAJOR_TAG:
        return push(item, (cl_item_level){.left = 1}, what);
    default:
        *done = true;
        return true;
    }
}

/* A break: the innermost level must be waiting for one. */
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

/* One item has ended; so do the levels that it was the last of. */
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

/* A chunk of an indefinite string must be a definite string of its kind. */
static bool fits(const cl_item *item, const head *h, const char **what)
{
    const cl_item_level *level = item->depth > 0 ? &item->levels[item->depth - 1] : NULL;
    if (level == NULL || level->chunks == 0 || (h->major == level->chunks && h->info != INDEFINITE))
        return true;
    *what = "a chunk of a string that is not a string of its kind";
    return false;
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
        head h = at < length ? read_head(bytes + at, length - at) : (head){.size = 0};
        if (h.size == 0)
            return CL_ITEM_MORE;
        if (bytes[at] == BREAK) {
            if (!end_open(item, what))
                return CL_ITEM_BROKEN;
            item->ends = true;
        } else if (!fits(item, &h, what) || !begin(item, &h, &item->ends, what)) {
            return CL_ITEM_BROKEN;
        }
        at += h.size;
    }
}
