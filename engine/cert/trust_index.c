/* trust_index.c — seals a trust store: makes the index by kid. Searches the index, and reports
 * whether the store can be used. */
#include <stdlib.h>
#include <string.h>

#include "cert/trust_list.h"

/* A signer and one of its kids. */
typedef struct place {
    const cl_kid *kid;
    const cl_signer *signer;
} place;

static int compare_kids(const unsigned char *a, size_t a_length, const cl_kid *b)
{
    if (a_length != b->length)
        return a_length < b->length ? -1 : 1;
    return memcmp(a, b->bytes, a_length);
}

static int by_kid(const void *a, const void *b)
{
    const place *one = a, *other = b;
    int order = compare_kids(one->kid->bytes, one->kid->length, other->kid);
    return order != 0 ? order : (one->signer > other->signer) - (one->signer < other->signer);
}

/* Restricts a signer by the limits of another entry with its key, so that the order of entries does
 * not matter. */
static void restrict_by(cl_signer *signer, const cl_signer *other)
{
    if (other->not_before > signer->not_before)
        signer->not_before = other->not_before;
    if (other->not_after < signer->not_after)
        signer->not_after = other->not_after;
    if (signer->uses == 0 || other->uses == 0)
        signer->uses |= other->uses;
    else if ((signer->uses &= other->uses) == 0) { /* they exclude each other: valid at no moment */
        signer->not_before = INT64_MAX;
        signer->not_after = INT64_MIN;
    }
}

/* Adds a signer to the index under one of its kids. `others` is the number of signers in the index
 * with the same kid. Adds a finding if there are any. A signer with the same key as another one, or
 * beyond CL_MAX_CANDIDATES, is not added. Returns false with MEMORY. */
static bool enter(cl_trust *trust, const place *it, size_t others, cl_error *error)
{
    cl_trust_list list = {.trust = trust, .origin = it->signer->origin, .error = error};
    size_t index = (size_t)(it->signer - trust->signers);
    const cl_signer **same = trust->by_kid + trust->indexed - others;
    for (size_t i = 0; i < others; i++) {
        if (!cl_signature_key_equal(same[i]->key, it->signer->key))
            continue;
        restrict_by(&trust->signers[same[i] - trust->signers], it->signer);
        return cl_trust_say(&list, CL_TRUST_DUPLICATE, CL_SEVERITY_WARNING, index, it->signer->at,
                            "it is there already: %s %s", same[i]->origin, same[i]->at);
    }
    if (others == CL_MAX_CANDIDATES)
        return cl_trust_say(&list, CL_TRUST_DUPLICATE, CL_SEVERITY_WARNING, index, it->signer->at,
                            "%d other keys have its kid; it is never tried", CL_MAX_CANDIDATES);
    trust->by_kid[trust->indexed] = it->signer;
    trust->kids[trust->indexed++] = it->kid;
    return others == 0 ||
           cl_trust_say(&list, CL_TRUST_DUPLICATE, CL_SEVERITY_WARNING, index, it->signer->at,
                        "another key has the same kid: %s %s", same[0]->origin, same[0]->at);
}

static int by_left_out(const void *a, const void *b)
{
    const cl_left_out *one = a, *other = b;
    int order = compare_kids(one->kid.bytes, one->kid.length, &other->kid);
    return order != 0 ? order : (one->finding > other->finding) - (one->finding < other->finding);
}

/* Returns the first entry that was left out whose kid is equal to or after the given one. */
static size_t left_out_from(const cl_trust *trust, const unsigned char *kid, size_t length)
{
    size_t low = 0, high = trust->left_out_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_kids(kid, length, &trust->left_out[middle].kid) > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Sets `*withdrawn` if another entry with this kid of a signer says that the key is revoked or not
 * trusted any more: that is about the key, and not about the entry. Returns false with MEMORY. */
static bool look_for_withdrawal(cl_trust *trust, size_t index, const cl_kid *kid, bool *withdrawn,
                                cl_error *error)
{
    cl_signer *signer = &trust->signers[index];
    cl_trust_list list = {.trust = trust, .origin = signer->origin, .error = error};
    size_t i = left_out_from(trust, kid->bytes, kid->length);
    for (; !*withdrawn && i < trust->left_out_count &&
           compare_kids(kid->bytes, kid->length, &trust->left_out[i].kid) == 0;
         i++) {
        const cl_finding why = trust->findings[trust->left_out[i].finding].it;
        if (why.code != CL_TRUST_INACTIVE)
            continue;
        *withdrawn = true;
        signer->algorithm = CL_ALGORITHM_NONE;
        return cl_trust_say(&list, CL_TRUST_INACTIVE, CL_SEVERITY_WARNING, index, signer->at,
                            "another entry with its kid is not trusted any more: %s %s", why.file,
                            why.at);
    }
    return true;
}

bool cl_trust_seal(cl_trust *trust, cl_error *error)
{
    cl_error why;
    cl_error_init(&why);
    if (!cl_trust_place_authorities(trust, error))
        return false;
    if (trust->left_out_count > 1)
        qsort(trust->left_out, trust->left_out_count, sizeof *trust->left_out, by_left_out);
    size_t count = 0, others = 0;
    place *places = malloc((2 * trust->signer_count + 1) * sizeof *places);
    trust->by_kid = calloc(2 * trust->signer_count + 1, sizeof *trust->by_kid);
    trust->kids = calloc(2 * trust->signer_count + 1, sizeof *trust->kids);
    bool sealed = places != NULL && trust->by_kid != NULL && trust->kids != NULL;
    for (size_t i = 0; sealed && i < trust->signer_count; i++) {
        const cl_signer *signer = &trust->signers[i];
        bool withdrawn = false;
        sealed = look_for_withdrawal(trust, i, &signer->kid, &withdrawn, &why) &&
                 look_for_withdrawal(trust, i, &signer->listed, &withdrawn, &why);
        if (withdrawn)
            continue;
        places[count++] = (place){.kid = &signer->kid, .signer = signer};
        if (signer->listed.length > 0)
            places[count++] = (place){.kid = &signer->listed, .signer = signer};
    }
    if (sealed && count > 1)
        qsort(places, count, sizeof *places, by_kid);
    for (size_t i = 0; sealed && i < count; i++) {
        const cl_kid *kid = places[i].kid;
        size_t before = trust->indexed;
        if (i > 0 && compare_kids(kid->bytes, kid->length, places[i - 1].kid) != 0)
            others = 0;
        sealed = enter(trust, &places[i], others, &why);
        others += trust->indexed - before;
    }
    free(places);
    return sealed || cl_error_memory(error);
}

/* Returns the first index whose kid is equal to or after the given one; with `behind`, the first
 * whose kid is after it. */
static size_t bound(const cl_trust *trust, const unsigned char *kid, size_t length, bool behind)
{
    size_t low = 0, high = trust->indexed;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_kids(kid, length, trust->kids[middle]);
        if (order > 0 || (behind && order == 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const cl_signer *const *cl_trust_find(const cl_trust *trust, const unsigned char *kid,
                                      size_t length, size_t *count)
{
    size_t from = bound(trust, kid, length, false);
    *count = bound(trust, kid, length, true) - from;
    return *count > 0 ? trust->by_kid + from : NULL;
}

const cl_trust_finding *cl_trust_left_out(const cl_trust *trust, const unsigned char *kid,
                                          size_t length)
{
    size_t low = left_out_from(trust, kid, length);
    return low < trust->left_out_count && compare_kids(kid, length, &trust->left_out[low].kid) == 0
               ? &trust->findings[trust->left_out[low].finding]
               : NULL;
}

/* ---- Whether the store can be used ----------------------------------------------------------- */

/* Returns the finding that explains why the store cannot be used, or NULL. Only findings about what
 * was left out, or about a key that cannot verify, are considered. `vouching` is true if an
 * authority can vouch or none is required; then no signer can be used, and the function returns the
 * first of the most severe findings. Else it returns the first finding. */
static const cl_trust_finding *first_left_out(const cl_trust *trust, bool vouching)
{
    const cl_trust_finding *found = NULL;
    for (size_t i = 0; i < trust->finding_count && (vouching || found == NULL); i++) {
        const cl_trust_finding *it = &trust->findings[i];
        if (it->signer != CL_NO_SIGNER && it->it.code != CL_TRUST_KEY)
            continue;
        if (found == NULL || it->it.severity < found->it.severity)
            found = it;
    }
    return found;
}

bool cl_trust_usable(const cl_trust *trust, cl_error *error)
{
    bool vouching = !trust->asks_authorities;
    for (size_t i = 0; i < trust->authority_count; i++)
        vouching = vouching || trust->authorities[i].code == CL_NONE;
    for (size_t i = 0; vouching && i < trust->signer_count; i++) {
        if (trust->signers[i].algorithm != CL_ALGORITHM_NONE)
            return true;
    }
    const char *what = vouching ? "there is no signer that can be used"
                                : "there is no authority that can vouch for a signer";
    const cl_trust_finding *first = first_left_out(trust, vouching);
    if (first == NULL)
        return cl_error_set(error, CL_TRUST_EMPTY, "%s", what);
    const cl_finding *why = &first->it;
    return cl_error_set(error, CL_TRUST_EMPTY, "%s; for example %s%s%.120s: %s", what, why->file,
                        why->file[0] != '\0' && why->at[0] != '\0' ? " " : "", why->at,
                        why->message);
}
