/* second_opinion.h — what libcbor's own reader, cbor_load, says of the bytes that our readers of
 * CBOR were asked about. For test_cbor and fuzz_cbor.
 *
 * cbor_load reads the same items as cl_cbor_skim, with three differences that are explained here:
 * it refuses the heads that libcbor does not read, and text that is not valid UTF-8, which
 * cl_cbor_skim does not look at; and it has a limit of its own for nesting, counted in arrays,
 * maps, tags and strings in pieces.
 */
#ifndef CL_TESTS_SECOND_OPINION_H
#define CL_TESTS_SECOND_OPINION_H

#include <cbor.h>

#include "data/cbor.h"
#include "data/text.h"

typedef struct second_opinion_walk {
    /* At `offset` is a head that libcbor does not read, or a text ends that is not UTF-8. */
    bool refused;
    /* An array or a map announces more items than there are bytes: cbor_load allocates them. */
    bool greedy;
} second_opinion_walk;

static inline bool second_opinion_refuses(const cl_cbor_head *head)
{
    if (head->major == CL_CBOR_TAG)
        return head->width == 0 && head->argument >= 6 && head->argument <= 20;
    return head->major == CL_CBOR_SIMPLE && head->width < 2 && !head->indefinite &&
           (head->argument < CL_CBOR_FALSE || head->argument > CL_CBOR_UNDEFINED);
}

/* Looks at all heads, one behind the other, as cbor_load does. */
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

/* True unless cbor_load answers otherwise than cl_cbor_skim, without one of the reasons above. */
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
