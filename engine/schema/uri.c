/* uri.c — resolves references; the only file that includes uriparser. Fetches nothing. All memory
 * comes from an arena, so nothing is freed. */
#include "schema/uri.h"

#include <stdbool.h>
#include <string.h>

#include <uriparser/Uri.h>

/* uriparser resolves only against absolute URIs. A base without a scheme temporarily gets this one,
 * which is removed from the result. */
#define STAND_IN "base:"

static void *take(UriMemoryManager *memory, size_t size)
{
    return cl_arena_alloc(memory->userData, size);
}

static void give_back(UriMemoryManager *memory, void *block)
{
    (void)memory;
    (void)block;
}

static int parse(UriUriA *uri, const char *text, size_t length, UriMemoryManager *memory)
{
    return uriParseSingleUriExMmA(uri, text, text + length, NULL, memory);
}

/* Parses the base, with the temporary scheme if it has none. */
static int parse_base(UriUriA *uri, bool *stood_in, const char *base, UriMemoryManager *memory)
{
    size_t length = strcspn(base, "#");
    int result = parse(uri, base, length, memory);
    *stood_in = result == URI_SUCCESS && uri->scheme.first == NULL;
    if (!*stood_in)
        return result;
    char *text = memory->malloc(memory, sizeof STAND_IN + length);
    if (text == NULL)
        return URI_ERROR_MALLOC;
    memcpy(text, STAND_IN, sizeof STAND_IN - 1);
    memcpy(text + sizeof STAND_IN - 1, base, length);
    return parse(uri, text, sizeof STAND_IN - 1 + length, memory);
}

static int print(const UriUriA *uri, char **text, UriMemoryManager *memory)
{
    int length = 0;
    int result = uriToStringCharsRequiredA(uri, &length);
    if (result != URI_SUCCESS)
        return result;
    *text = memory->malloc(memory, (size_t)length + 1);
    return *text != NULL ? uriToStringA(*text, uri, length + 1, NULL) : URI_ERROR_MALLOC;
}

static int resolve(const char *base, const char *reference, size_t length, const char **target,
                   UriMemoryManager *memory)
{
    UriUriA from, to, resolved;
    bool stood_in = false;
    char *text = NULL;
    int result = parse_base(&from, &stood_in, base, memory);
    if (result == URI_SUCCESS)
        result = parse(&to, reference, length, memory);
    if (result == URI_SUCCESS)
        result = uriAddBaseUriExMmA(&resolved, &to, &from, URI_RESOLVE_STRICTLY, memory);
    if (result == URI_SUCCESS)
        result = print(&resolved, &text, memory);
    if (result == URI_SUCCESS)
        *target = text + (stood_in && to.scheme.first == NULL ? sizeof STAND_IN - 1 : 0);
    return result;
}

cl_uri_answer cl_uri_resolve(cl_arena *arena, const char *base, const char *reference,
                             const char **target, const char **fragment)
{
    size_t length = strcspn(reference, "#");
    *fragment = reference[length] == '#' ? reference + length + 1 : NULL;
    if (length == 0) { /* a reference to the document itself */
        *target = cl_arena_text(arena, base, strcspn(base, "#"));
        return *target != NULL ? CL_URI_RESOLVED : CL_URI_MEMORY;
    }
    UriMemoryManager memory, backend = {.malloc = take, .free = give_back, .userData = arena};
    int result = uriCompleteMemoryManager(&memory, &backend);
    if (result == URI_SUCCESS)
        result = resolve(base, reference, length, target, &memory);
    if (result == URI_SUCCESS)
        return CL_URI_RESOLVED;
    return result == URI_ERROR_MALLOC ? CL_URI_MEMORY : CL_URI_MALFORMED;
}
