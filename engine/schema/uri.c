/* uri.c — resolving references as RFC 3986, section 5.2, strict. Compares nothing, fetches nothing. */
#include "schema/uri.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef struct part {
    const char *text; /* NULL where the part is absent */
    size_t length;
} part;

typedef struct uri {
    part scheme, authority, path, query;
} uri;

static part take(const char **at, const char *until)
{
    part p = {*at, strcspn(*at, until)};
    *at += p.length;
    return p;
}

static bool is_scheme(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
        if (!letter && (i == 0 || !other))
            return false;
    }
    return length > 0;
}

static uri split(const char *text)
{
    uri u = {.scheme = {NULL, 0}};
    size_t colon = strcspn(text, ":/?#");
    if (text[colon] == ':' && is_scheme(text, colon)) {
        u.scheme = (part){text, colon};
        text += colon + 1;
    }
    if (text[0] == '/' && text[1] == '/') {
        text += 2;
        u.authority = take(&text, "/?#");
    }
    u.path = take(&text, "?#");
    if (text[0] == '?') {
        text++;
        u.query = take(&text, "#");
    }
    return u;
}

/* Section 5.2.4: without "." and "..", in place. Goes segment by segment: those that stay move to the
 * front, and ".." drops the last of them. */
static size_t remove_dots(char *path, size_t length)
{
    size_t to = 0, at = 0;
    while (at < length) {
        size_t end = at + 1;
        while (end < length && path[end] != '/')
            end++;
        const char *name = path + at + (path[at] == '/');
        size_t size = (size_t)(path + end - name);
        bool up = size == 2 && name[0] == '.' && name[1] == '.';
        if (up) {
            while (to > 0 && path[to - 1] != '/')
                to--;
            to -= to > 0;
        }
        if (up || (size == 1 && name[0] == '.')) {
            if (end == length)
                path[to++] =
                    '/'; /* the segment goes, its slash stays; there is room: at least '.' */
        } else {
            memmove(path + to, path + at, end - at);
            to += end - at;
        }
        at = end;
    }
    return to;
}

static char *write(char *to, const char *before, part p, const char *behind)
{
    if (p.text == NULL)
        return to;
    size_t length = strlen(before);
    memcpy(to, before, length);
    to += length;
    if (p.length > 0)
        memcpy(to, p.text, p.length);
    to += p.length;
    length = strlen(behind);
    memcpy(to, behind, length);
    return to + length;
}

/* Section 5.2.3: the path of the base up to its last slash, and the path of the reference. */
static char *write_path(char *to, const uri *base, const uri *reference)
{
    char *from = to;
    part path = reference->path;
    if (path.length == 0) {
        path = base->path;
    } else if (path.text[0] != '/' && reference->scheme.text == NULL &&
               reference->authority.text == NULL) {
        size_t kept = base->path.length;
        while (kept > 0 && base->path.text[kept - 1] != '/')
            kept--;
        if (kept == 0 && base->authority.text != NULL)
            *to++ = '/';
        to = write(to, "", (part){base->path.text, kept}, "");
    }
    to = write(to, "", path, "");
    return from + remove_dots(from, (size_t)(to - from));
}

const char *cl_uri_resolve(cl_arena *arena, const char *base, const char *reference,
                           const char **fragment)
{
    const char *hash = strchr(reference, '#');
    *fragment = hash != NULL ? hash + 1 : NULL;
    char *target = cl_arena_array(arena, strlen(base) + strlen(reference) + 8, 1);
    if (target == NULL)
        return NULL;
    if (reference[0] == '\0' || hash == reference) { /* this very document, whatever its name */
        memcpy(target, base, strcspn(base, "#"));
        return target;
    }
    uri b = split(base), r = split(reference);
    bool whole = r.scheme.text != NULL, host = whole || r.authority.text != NULL;
    part query = r.query.text == NULL && !host && r.path.length == 0 ? b.query : r.query;
    char *to = write(target, "", whole ? r.scheme : b.scheme, ":");
    to = write(to, "//", host ? r.authority : b.authority, "");
    if (host)
        b.path = (part){"", 0};
    to = write_path(to, &b, &r);
    write(to, "?", query, "");
    return target;
}
