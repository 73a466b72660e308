/* person.c — the members of the holder, and the payload without personal data.
 *
 * This file knows the names of the members of a payload (schema 1.0.0 to 1.3.3). */
#include "cert/person.h"

#include <string.h>

#include "data/writer.h"

static const char *const holder_members[CL_HOLDER_MEMBERS] = {"fn", "gn", "fnt", "gnt", "dob"};

const char *cl_person_member(int index)
{
    return holder_members[index];
}

bool cl_person_holder(const cl_certificate *c, const cl_value *texts[CL_HOLDER_MEMBERS])
{
    const cl_value *payload = c->decoded ? &c->payload : NULL;
    const cl_value *name = cl_value_member(payload, "nam");
    bool found = false;
    for (int i = 0; i < CL_HOLDER_MEMBERS; i++) {
        bool birth = i == CL_HOLDER_MEMBERS - 1;
        texts[i] = cl_value_text_member(birth ? payload : name, holder_members[i]);
        found = found || texts[i] != NULL;
    }
    return found;
}

/* ---- Without the holder ---------------------------------------------------------------------- */

/* Returns true for a member of an entry, of any type, that is no personal data. */
static bool is_harmless(const char *name, size_t length)
{
    static const char *const names[] = {"tg", "vp", "mp", "ma", "dn", "sd", "dt", "co", "is",
                                        "tt", "nm", "sc", "dr", "tr", "tc", "fr", "df", "du"};
    for (size_t i = 0; length == 2 && i < sizeof names / sizeof *names; i++) {
        if (memcmp(names[i], name, 2) == 0)
            return true;
    }
    return false;
}

static bool is_group(const char *name, size_t length)
{
    return length == 1 && (name[0] == 'v' || name[0] == 't' || name[0] == 'r');
}

static bool is_container(const cl_value *value)
{
    return value->kind == CL_KIND_OBJECT || value->kind == CL_KIND_ARRAY;
}

/* Reads the fragment of a path that begins at `*at`, and moves `*at` to the next fragment, or to
 * the end of the path. Sets `*text` to the fragment and returns its length. */
static size_t fragment(const char *path, size_t length, size_t *at, const char **text)
{
    size_t from = *at;
    size_t end = from;
    while (end < length && path[end] != '.')
        end++;
    *text = path + from;
    *at = end < length ? end + 1 : end;
    return end - from;
}

bool cl_person_is_field(const char *path, size_t length, const cl_value *value)
{
    const char *text;
    size_t at = 0;
    size_t size = fragment(path, length, &at, &text);
    if (cl_text_is(text, size, "external"))
        return false;
    if (size == 0 || at == length)
        return !is_container(value) && value->kind != CL_KIND_NULL;
    size = fragment(path, length, &at, &text);
    if (cl_text_is(text, size, "ver"))
        return at < length;
    if (!is_group(text, size))
        return true;
    if (at < length)
        fragment(path, length, &at, &text); /* the index of the entry */
    if (at == length)
        return !is_container(value) && value->kind != CL_KIND_NULL;
    size = fragment(path, length, &at, &text);
    /* The harmless members are scalars. A path that leads below one may identify the holder. */
    return at < length || !is_harmless(text, size);
}

static void write_entry(cl_writer *w, const cl_value *entry)
{
    cl_writer_open(w, '{');
    for (uint32_t i = 0; entry->kind == CL_KIND_OBJECT && i < entry->object->count; i++) {
        const cl_member m = cl_object_member(entry->object, i);
        if (!is_harmless(m.key, m.length) || is_container(&m.value))
            continue;
        cl_writer_key(w, m.key, m.length);
        cl_writer_value(w, &m.value);
    }
    cl_writer_close(w, '}');
}

static void write_group(cl_writer *w, const cl_value *group)
{
    cl_writer_open(w, '[');
    for (uint32_t i = 0; group->kind == CL_KIND_ARRAY && i < group->array->count; i++)
        write_entry(w, &group->array->items[i]);
    cl_writer_close(w, ']');
}

void cl_person_write_without(cl_writer *w, const cl_value *payload)
{
    cl_writer_open(w, '{');
    for (uint32_t i = 0; payload->kind == CL_KIND_OBJECT && i < payload->object->count; i++) {
        const cl_member m = cl_object_member(payload->object, i);
        bool version = cl_text_is(m.key, m.length, "ver") && !is_container(&m.value);
        if (!version && !is_group(m.key, m.length))
            continue;
        cl_writer_key(w, m.key, m.length);
        if (version)
            cl_writer_value(w, &m.value);
        else
            write_group(w, &m.value);
    }
    cl_writer_close(w, '}');
}
