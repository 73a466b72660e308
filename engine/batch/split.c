/* split.c — finds the ends of records in each format. */
#include "batch/split.h"

#include <string.h>

void cl_splitter_begin(cl_splitter *splitter, cl_format format, size_t most, bool fresh)
{
    splitter->format = format;
    splitter->most = most;
    splitter->seen = 0;
    splitter->passing = splitter->whole = false;
    splitter->fresh = fresh;
    splitter->what = NULL;
    splitter->element = (cl_element){.depth = 0};
    cl_item_begin(&splitter->item);
}

bool cl_format_is_json(cl_format format)
{
    return format >= CL_FORMAT_JSON;
}

cl_format cl_format_tell(unsigned char first)
{
    /* Major types 4, 5 and 6. No text begins with these bytes: 0x80 to 0xBF cannot begin a UTF-8
     * character, and neither JSON nor HC1 begins with a character whose first byte is 0xC0 to
     * 0xDB. */
    return first >= 0x80 && first < 0xDC ? CL_FORMAT_CBOR : CL_FORMAT_LINES;
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static const char json_ends[] = "the input ends within a JSON array or object";

/* Processes a byte between two records. Sets `*record` if a record begins with it; otherwise
 * updates the format.
 * Returns: false with `what` if the byte is wrong here. */
static bool between(cl_splitter *s, char c, bool *record)
{
    *record = false;
    if (s->format == CL_FORMAT_JSON && c == '[') {
        s->format = CL_FORMAT_OPENED;
    } else if (s->format == CL_FORMAT_BEHIND && c == ',') {
        s->format = CL_FORMAT_COMMA;
    } else if ((s->format == CL_FORMAT_BEHIND || s->format == CL_FORMAT_OPENED) && c == ']') {
        s->format = CL_FORMAT_JSON;
    } else if (s->format == CL_FORMAT_BEHIND) {
        s->what = "a record of a JSON array must be followed by a comma or ]";
    } else if (s->format == CL_FORMAT_JSON && c != '{') {
        s->what = "behind a JSON array or object there must be another one";
    } else if (c == ',' || c == ']') {
        s->what = "a record is missing beside a comma";
    } else {
        *record = true;
    }
    return s->what == NULL;
}

/* Resets the state after a value, and updates the format. */
static void end_element(cl_splitter *s)
{
    s->seen = 0;
    s->element = (cl_element){.depth = 0};
    s->format = s->format == CL_FORMAT_JSON ? CL_FORMAT_JSON : CL_FORMAT_BEHIND;
}

static cl_split next_element(cl_splitter *s, const char *bytes, size_t window, bool last,
                             size_t *begin, size_t *length, size_t *used)
{
    size_t at = 0;
    size_t taken;
    *begin = *used = window;
    if (s->what != NULL)
        return CL_SPLIT_MORE; /* the rest of the input has been given up */
    for (bool record = s->element.begun; !record && at < window;) {
        *begin = *used = at;
        if (!cl_element_space(bytes[at]) && !between(s, bytes[at], &record))
            return CL_SPLIT_BROKEN;
        at += record ? 0 : 1;
    }
    *begin = *used = at;
    if (at == window && last && s->format != CL_FORMAT_JSON) {
        s->what = json_ends;
        return CL_SPLIT_BROKEN;
    }
    if (at == window)
        return CL_SPLIT_MORE;
    if (s->seen > s->most)
        return CL_SPLIT_LARGE;
    /* Examine only as many bytes as are needed: whether a record is large must not depend on the
     * window. */
    size_t look = window - at > s->most ? s->most + 1 : window - at;
    bool ended = cl_element_take(&s->element, bytes + at + s->seen, look - s->seen, &taken);
    s->seen += taken;
    if (s->seen > s->most) {
        s->whole = ended;
        return CL_SPLIT_LARGE;
    }
    if (!ended && last) {
        s->what = json_ends;
        return CL_SPLIT_BROKEN;
    }
    if (!ended)
        return CL_SPLIT_MORE;
    *length = s->seen;
    *used = at + s->seen;
    end_element(s);
    return CL_SPLIT_RECORD;
}

/* Skips the rest of a large value. Its first `seen` bytes are already examined and may include its
 * end. */
static bool pass_element(cl_splitter *s, const char *bytes, size_t window, size_t *used)
{
    size_t taken = 0;
    bool ended = s->whole ||
                 cl_element_take(&s->element, bytes + s->seen, window - s->seen, &taken);
    *used = s->seen + taken;
    s->seen = 0;
    if (ended)
        end_element(s);
    s->whole = false;
    return ended;
}

/* ---- Lines ----------------------------------------------------------------------------------- */

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Trims the white space around a line.
 * Returns: the length of the rest; 0 for an empty line. */
static size_t trim(const char *bytes, size_t from, size_t to, size_t *begin)
{
    while (from < to && is_space(bytes[from]))
        from++;
    while (to > from && is_space(bytes[to - 1]))
        to--;
    *begin = from;
    return to - from;
}

static bool begins_array(const cl_splitter *s, const char *bytes, size_t at, size_t window)
{
    while (at < window && is_space(bytes[at]))
        at++;
    return s->format != CL_FORMAT_HC1 && at < window && bytes[at] == '[';
}

/* Changes the format from lines to JSON, which begins at *used. */
static cl_split become_json(cl_splitter *s, const char *bytes, size_t window, bool last,
                            size_t *begin, size_t *length, size_t *used)
{
    size_t from = *used;
    s->fresh = false;
    s->seen = 0;
    s->format = CL_FORMAT_JSON;
    cl_split found = next_element(s, bytes + from, window - from, last, begin, length, used);
    *begin += from;
    *used += from;
    return found;
}

static cl_split next_line(cl_splitter *s, const char *bytes, size_t window, bool last,
                          size_t *begin, size_t *length, size_t *used)
{
    size_t at = 0;
    *used = 0;
    for (;;) {
        if (s->fresh && begins_array(s, bytes, at, window)) {
            *used = at;
            return become_json(s, bytes, window, last, begin, length, used);
        }
        size_t from = at + s->seen;
        const char *end = from < window ? memchr(bytes + from, '\n', window - from) : NULL;
        size_t stop = end != NULL ? (size_t)(end - bytes) : window;
        /* White space counts: whether a line is too large must not depend on the window. */
        if (stop - at > s->most) {
            *begin = at;
            *used = at;
            s->fresh = false;
            return CL_SPLIT_LARGE;
        }
        if (end == NULL && !last) {
            s->seen = window - at;
            *used = at;
            return CL_SPLIT_MORE;
        }
        s->seen = 0;
        *length = trim(bytes, at, stop, begin);
        if (s->fresh && *length == 1 && bytes[*begin] == '{') {
            *used = *begin;
            return become_json(s, bytes, window, last, begin, length, used);
        }
        at = end != NULL ? stop + 1 : stop;
        *used = at;
        if (*length > 0) {
            s->fresh = false;
            return CL_SPLIT_RECORD;
        }
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

/* ---- Items ----------------------------------------------------------------------------------- */

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
    /* Examine only as many bytes as are needed: whether a large item is also broken must not depend
     * on the window. */
    size_t look = window > s->most ? s->most + 1 : window;
    /* An incomplete head is not consumed, so bytes after `seen` may be passed again. */
    cl_item_state state = cl_item_take(&s->item, (const unsigned char *)bytes + s->seen,
                                       look - s->seen, &taken, &s->what);
    s->seen += taken;
    if (state == CL_ITEM_BROKEN)
        return CL_SPLIT_BROKEN;
    if (s->seen > s->most || (state == CL_ITEM_MORE && look > s->most)) {
        s->whole = state == CL_ITEM_WHOLE;
        return CL_SPLIT_LARGE;
    }
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

/* Skips the rest of a large item. Its first `seen` bytes are already examined and may include its
 * end. */
static bool pass_item(cl_splitter *s, const char *bytes, size_t window, size_t *used)
{
    size_t taken = 0;
    bool ended = s->whole || cl_item_take(&s->item, (const unsigned char *)bytes + s->seen,
                                          window - s->seen, &taken, &s->what) != CL_ITEM_MORE;
    *used = s->seen + taken;
    s->seen = 0;
    s->whole = false;
    return ended;
}

/* ---------------------------------------------------------------------------------------------- */

cl_split cl_splitter_next(cl_splitter *splitter, const char *bytes, size_t window, bool last,
                          size_t *begin, size_t *length, size_t *used)
{
    if (splitter->format == CL_FORMAT_CBOR)
        return next_item(splitter, bytes, window, last, begin, length, used);
    if (cl_format_is_json(splitter->format))
        return next_element(splitter, bytes, window, last, begin, length, used);
    return next_line(splitter, bytes, window, last, begin, length, used);
}

bool cl_splitter_pass(cl_splitter *splitter, const char *bytes, size_t window, bool last,
                      size_t *used)
{
    bool json = cl_format_is_json(splitter->format);
    splitter->passing = true;
    bool ended = splitter->format == CL_FORMAT_CBOR ? pass_item(splitter, bytes, window, used)
                 : json                             ? pass_element(splitter, bytes, window, used)
                                                    : pass_line(bytes, window, used);
    if (!ended && !last)
        return false;
    if (!ended && splitter->format == CL_FORMAT_CBOR)
        splitter->what = ends_within;
    if (!ended && json)
        splitter->what = json_ends;
    splitter->passing = false;
    splitter->seen = 0;
    cl_item_begin(&splitter->item);
    return true;
}
