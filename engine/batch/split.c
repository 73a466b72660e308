/* split.c — finds the ends of records. */
#include "batch/split.h"

#include <string.h>

void cl_splitter_begin(cl_splitter *splitter, cl_format format, size_t most)
{
    splitter->format = format;
    splitter->most = most;
    splitter->seen = 0;
    splitter->passing = false;
    splitter->what = NULL;
    cl_item_begin(&splitter->item);
}

cl_format cl_format_tell(unsigned char first)
{
    /* Major types 4, 5 and 6. No text begins so: 0x80 to 0xBF cannot begin UTF-8, and the letters that
     * 0xC0 to 0xDB begin stand neither before JSON nor before HC1. */
    return first >= 0x80 && first < 0xDC ? CL_FORMAT_CBOR : CL_FORMAT_LINES;
}

/* ---- Lines ------------------------------------------------------------------------------------- */

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* What is left of a line without the white space around it; its length is 0 for an empty one. */
static size_t trim(const char *bytes, size_t from, size_t to, size_t *begin)
{
    while (from < to && is_space(bytes[from]))
        from++;
    while (to > from && is_space(bytes[to - 1]))
        to--;
    *begin = from;
    return to - from;
}

static cl_split next_line(cl_splitter *s, const char *bytes, size_t window, bool last,
                          size_t *begin, size_t *length, size_t *used)
{
    size_t at = 0;
    *used = 0;
    for (;;) {
        size_t from = at + s->seen;
        const char *end = from < window ? memchr(bytes + from, '\n', window - from) : NULL;
        size_t stop = end != NULL ? (size_t)(end - bytes) : window;
        /* White space counts: where a line is too large must not depend on how the window lies. */
        if (stop - at > s->most) {
            *begin = at;
            *used = at;
            return CL_SPLIT_LARGE;
        }
        if (end == NULL && !last) {
            s->seen = window - at;
            *used = at;
            return CL_SPLIT_MORE;
        }
        s->seen = 0;
        *length = trim(bytes, at, stop, begin);
        at = end != NULL ? stop + 1 : stop;
        *used = at;
        if (*length > 0)
            return CL_SPLIT_RECORD;
        if (at == window)
            return CL_SPLIT_MORE;
    }
}

static bool pass_line(const char *bytes, size_t window, size_t *used)
{
    const char *end = window > 0 ? memchr(bytes, '\n', window) : NULL;
    *used = end != NULL ? (size_t)(end - bytes) + 1 : window;
    return end != NULL;
}

/* ---- Items ------------------------------------------------------------------------------------- */

static const char ends_within[] = "the input ends within a CBOR item";

static cl_split next_item(cl_splitter *s, const char *bytes, size_t window, bool last,
                          size_t *begin, size_t *length, size_t *used)
{
    size_t taken = 0;
    *begin = *used = 0;
    if (window == 0)
        return CL_SPLIT_MORE;
    if (s->seen > s->most)
        return CL_SPLIT_LARGE;
    /* No further than decides: whether a large item is also broken must not depend on the window. */
    size_t look = window > s->most ? s->most + 1 : window;
    /* A head is not taken in halves, so what lies behind `seen` may be taken again. */
    cl_item_state state = cl_item_take(&s->item, (const unsigned char *)bytes + s->seen,
                                       look - s->seen, &taken, &s->what);
    s->seen += taken;
    if (state == CL_ITEM_BROKEN)
        return CL_SPLIT_BROKEN;
    if (s->seen > s->most || (state == CL_ITEM_MORE && look > s->most))
        return CL_SPLIT_LARGE;
    if (state == CL_ITEM_MORE && last) {
        s->what = ends_within;
        return CL_SPLIT_BROKEN;
    }
    if (state == CL_ITEM_MORE)
        return CL_SPLIT_MORE;
    *length = *used = s->seen;
    s->seen = 0;
    cl_item_begin(&s->item);
    return CL_SPLIT_RECORD;
}

/* `seen` bytes of the item are measured already; it may have ended among them. */
static bool pass_item(cl_splitter *s, const char *bytes, size_t window, size_t *used)
{
    size_t taken = 0;
    *used = s->seen;
    if (s->item.depth == 0 && s->item.skip == 0 && !s->item.ends && s->seen > 0) {
        s->seen = 0;
        return true;
    }
    cl_item_state state = cl_item_take(&s->item, (const unsigned char *)bytes + s->seen,
                                       window - s->seen, &taken, &s->what);
    *used = s->seen + taken;
    s->seen = 0;
    return state != CL_ITEM_MORE;
}

/* ------------------------------------------------------------------------------------------------ */

cl_split cl_splitter_next(cl_splitter *splitter, const char *bytes, size_t window, bool last,
                          size_t *begin, size_t *length, size_t *used)
{
    if (splitter->format == CL_FORMAT_CBOR)
        return next_item(splitter, bytes, window, last, begin, length, used);
    return next_line(splitter, bytes, window, last, begin, length, used);
}

bool cl_splitter_pass(cl_splitter *splitter, const char *bytes, size_t window, bool last,
                      size_t *used)
{
    splitter->passing = true;
    bool ended = splitter->format == CL_FORMAT_CBOR ? pass_item(splitter, bytes, window, used)
                                                    : pass_line(bytes, window, used);
    if (!ended && !last)
        return false;
    if (!ended && splitter->format == CL_FORMAT_CBOR && splitter->what == NULL)
        splitter->what = ends_within;
    splitter->passing = false;
    splitter->seen = 0;
    cl_item_begin(&splitter->item);
    return true;
}
