/* finding.c — the list of findings, in an arena. */
#include "base/finding.h"

#include <string.h>

void cl_findings_init(cl_findings *findings, cl_arena *arena)
{
    *findings = (cl_findings){.arena = arena};
}

static bool copy(cl_arena *arena, const char **text)
{
    if (*text == NULL)
        return true;
    *text = cl_arena_text(arena, *text, strlen(*text));
    return *text != NULL;
}

/* Leaves a finding out of a full list: the last finding is replaced by a note. */
static void leave_out(cl_findings *f)
{
    cl_finding *last = &f->items[CL_MAX_FINDINGS - 1];
    f->left_out += f->left_out == 0 ? 2 : 1;
    last->code = CL_LIMIT_SIZE;
    last->severity = CL_SEVERITY_NOTE;
    last->at = "";
    last->message = "there is more to find from here on, which is left out";
    last->fix = NULL;
}

bool cl_findings_add(cl_findings *f, const cl_finding *finding)
{
    f->errors += finding->severity == CL_SEVERITY_ERROR;
    if (f->count == CL_MAX_FINDINGS) {
        leave_out(f);
        return true;
    }
    cl_finding *items = cl_arena_grow(f->arena, f->items, f->count, &f->capacity, sizeof *items);
    if (items == NULL)
        return false;
    f->items = items;
    char place[CL_MAX_POINTER + 1];
    cl_finding kept = *finding;
    cl_pointer_cut(place, finding->at);
    kept.at = place;
    if (!copy(f->arena, &kept.file) || !copy(f->arena, &kept.at) ||
        !copy(f->arena, &kept.message) || !copy(f->arena, &kept.fix))
        return false;
    f->items[f->count++] = kept;
    return true;
}

bool cl_findings_add_error(cl_findings *f, const char *file, const cl_error *error)
{
    cl_finding finding = {.code = error->code,
                          .severity = CL_SEVERITY_ERROR,
                          .file = file,
                          .at = error->at,
                          .message = error->message};
    return cl_findings_add(f, &finding);
}
