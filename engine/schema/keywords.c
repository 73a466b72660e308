/* keywords.c — the table of keywords.h as an array. */
#include "schema/keywords.h"

const cl_keyword_row cl_keyword_rows[CL_KEYWORD_COUNT] = {
#define X(id, name, drafts, holds, looks)                                                          \
    [CL_KEY_##id] = {name, sizeof(name) - 1, drafts, CL_HOLDS_##holds, looks},
    CL_KEYWORDS(X)
#undef X
};
