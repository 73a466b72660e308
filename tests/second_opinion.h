/* second_opinion.h — compares our readers of CBOR with cbor_load, libcbor's own reader. For
 * test_cbor and fuzz_cbor.
 *
 * cbor_load reads the same items as cl_cbor_skim, with three differences. It refuses the heads that
 * libcbor does not read. It refuses text that is not valid UTF-8, which cl_cbor_skim does not
 * check. It has its own limit for nesting, which counts arrays, maps, tags and strings in pieces.
 */
#ifndef CL_TESTS_SECOND_OPINION_H
#define CL_TESTS_SECOND_OPINION_H

#include <cbor.h>

#include "data/cbor.h"
#include "data/text.h"

typedef struct second_opinion_walk {
    /* At `offset` is a head that libcbor does not read, or the end of a text that is not UTF-8. */
    bool refused;
    /* An array or a map announces more items than there are bytes; cbor_load allocates memory for
     * them. */
    bool greedy;
} second_opinion_walk;

static inline bool second_opinion_refuses(const cl_cbor_head *head)
{
    if (head->major == CL_CBOR_TAG)
        return head->width == 0 && head->argument >= 6 && head->argument <= 20;
    return head->major == CL_CBOR_SIMPLE && head->width < 2 && !head->indefinite &&
           (head->argument < CL_CBOR_FALSE || head->argument > CL_CBOR_UNDEFINED);
}

/* Walks over all heads in order, as cbor_load does. */
static inline second_opinion_walk second_opinion_look(const unsigned char *bytes, size_t length,
                                                      size_t offset)
{
    second_opinion_walk seen = {.refused = false};
    cl_cbor_head head;
    for (size_t at = 0;
         at < length && cl_cbor_find_head(bytes + at, length - at, &head) == CL_CBOR_HEAD;) {
        size_t behind = at + 1 + head.width, size = 0;
        if (at == offset && second_opinion_refuses(&head))
            seen.refused = true;
        if (head.major >= CL_CBOR_BYTES && head.major <= CL_CBOR_MAP &&
            head.argument > length - behind) {
            seen.greedy = head.major >= CL_CBOR_ARRAY;
            return seen;
        }
        if (head.major == CL_CBOR_BYTES || head.major == CL_CBOR_TEXT)
            size = (size_t)head.argument;
        if (head.major == CL_CBOR_TEXT && behind + size == offset &&
            cl_utf8_prefix((const char *)bytes + behind, size) < size)
            seen.refused = true;
        at = behind + size;
    }
    return seen;
}

/* Returns true unless cbor_load and cl_cbor_skim differ without one of the reasons above. */
static inline bool second_opinion_agrees(const unsigned char *bytes, size_t length)
{
    cl_error error;
    cl_error_init(&error);
    cl_cbor cbor = cl_cbor_over(bytes, length, &error);
    bool ours = cl_cbor_skim(&cbor);
    if (error.code == CL_LIMIT_DEPTH || (!ours && second_opinion_look(bytes, length, 0).greedy))
        return true;
    struct cbor_load_result result;
    cbor_item_t *item = cbor_load(bytes, length, &result);
    bool theirs = item != NULL;
    if (theirs)
        cbor_decref(&item);
    if (!ours || theirs)
        return ours == theirs && (!ours || result.read == (size_t)(cbor.at - cbor.begin));
    return result.error.code == CBOR_ERR_MEMERROR ||
           second_opinion_look(bytes, length, result.error.position).refused;
}

#endif
