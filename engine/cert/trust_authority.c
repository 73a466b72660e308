/* trust_authority.c — the authorities (--csca): who of them may vouch, and for whom.
 *
 * All that the user names as an authority is trusted as it stands, but for a CA whose own issuer is
 * named too: that one must be vouched for by it, so that what a root forbids (pathLenConstraint,
 * nameConstraints) holds for what is below. Authorities are placed level by level:
 *
 *     level 0   has signed itself, or nobody of its issuer's name stands there
 *     level n   an authority of level n - 1 or less vouches for it
 *
 * What gets no level vouches for nobody. Circles therefore never get one. */
#include <stdlib.h>
#include <string.h>

#include "cert/trust_list.h"

/* Of those with one name so many are tried as there may be candidates for one kid, and for the same
 * reason; those that cannot be asked are passed over, up to LOOKED_AT together. */
enum { UNPLACED = CL_MAX_CHAIN, LOOKED_AT = 4 * CL_MAX_CANDIDATES };

bool cl_trust_take_authority(cl_trust_list *list, const cl_trust_entry *entry, cl_x509 *certificate)
{
    cl_trust *t = list->trust;
    cl_error why;
    cl_error_init(&why);
    void *authorities = t->authorities;
    bool grown = cl_trust_room(list, &authorities, t->authority_count, &t->authority_capacity,
                               sizeof *t->authorities);
    t->authorities = authorities;
    if (!grown) {
        cl_x509_free(certificate);
        return false;
    }
    cl_authority *it = &t->authorities[t->authority_count++];
    *it = (cl_authority){.certificate = certificate, .origin = list->origin};
    t->placed = false;
    it->at = cl_arena_text(&t->arena, entry->at, strlen(entry->at));
    if (it->at == NULL)
        return cl_error_memory(list->error);
    if (cl_x509_may_certify(certificate, &why))
        return true;
    it->code = why.code;
    it->why = cl_arena_text(&t->arena, why.message, strlen(why.message));
    return it->why != NULL ? cl_trust_say(list, it->code, CL_SEVERITY_WARNING, CL_NO_SIGNER, it->at,
                                          "%s", it->why)
                           : cl_error_memory(list->error);
}

/* ---- The order ------------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
    const cl_authority *one = a, *other = b;
    int order = cl_x509_order(one->certificate, other->certificate);
    return order != 0 ? order
                      : memcmp(cl_x509_facts_of(one->certificate)->fingerprint,
                               cl_x509_facts_of(other->certificate)->fingerprint, CL_SHA256_SIZE);
}

/* Sorts by subject; a certificate that stands there several times stays once. */
static void sort(cl_trust *trust)
{
    size_t kept = 0;
    if (trust->authority_count > 1)
        qsort(trust->authorities, trust->authority_count, sizeof *trust->authorities, by_name);
    for (size_t i = 0; i < trust->authority_count; i++) {
        cl_authority *it = &trust->authorities[i];
        if (kept > 0 && by_name(it, &trust->authorities[kept - 1]) == 0)
            cl_x509_free(it->certificate);
        else
            trust->authorities[kept++] = *it;
    }
    trust->authority_count = kept;
}

/* The first authority whose name is not before that of the certificate's issuer. */
static size_t first_issuer(const cl_trust *trust, const cl_x509 *certificate)
{
    size_t low = 0, high = trust->authority_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (cl_x509_issuer_order(certificate, trust->authorities[middle].certificate) > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_issuer(const cl_trust *trust, size_t index, const cl_x509 *certificate)
{
    return index < trust->authority_count &&
           cl_x509_issuer_order(certificate, trust->authorities[index].certificate) == 0;
}

/* ---- Vouching -------------------------------------------------------------------------------- */

/* True when the authority and those above it make a valid chain for the certificate. */
static bool vouches(const cl_trust *trust, const cl_authority *it, const cl_x509 *certificate,
                    cl_error *why)
{
    const cl_x509 *above[CL_MAX_CHAIN];
    size_t count = 0;
    if (it->code != CL_NONE)
        return cl_error_set(why, it->code, "its authority at %.120s %.60s: %s", it->origin, it->at,
                            it->why);
    for (;; it = &trust->authorities[it->above]) {
        above[count++] = it->certificate;
        if (it->level == 0)
            break;
    }
    return cl_x509_chain(certificate, above, count, why);
}

/* The authority of a level below `level` that vouches for a certificate, or NULL with the reason.
 * Of several reasons that of the one whose key has signed it counts. */
static const cl_authority *find(const cl_trust *trust, const cl_x509 *certificate, unsigned level,
                                cl_error *why)
{
    size_t tried = 0, first = first_issuer(trust, certificate), i = first;
    for (; is_issuer(trust, i, certificate) && tried < CL_MAX_CANDIDATES && i < first + LOOKED_AT;
         i++) {
        const cl_authority *it = &trust->authorities[i];
        cl_error reason;
        cl_error_init(&reason);
        if (it->certificate == certificate || (it->code == CL_NONE && it->level >= level))
            continue;
        tried++;
        if (vouches(trust, it, certificate, &reason))
            return it;
        if (tried == 1 || reason.code == CL_MEMORY ||
            cl_x509_signed_by(certificate, it->certificate))
            *why = reason;
        if (reason.code == CL_MEMORY)
            return NULL;
    }
    if (tried == 0)
        cl_error_set(why, CL_TRUST_AUTHORITY,
                     i == first ? "none of the authorities is its issuer"
                                : "the authorities of its issuer's name are vouched for by nobody");
    return NULL;
}

bool cl_trust_vouch(const cl_trust *trust, const cl_x509 *certificate, int64_t *from,
                    int64_t *until, cl_error *why)
{
    const cl_authority *it = find(trust, certificate, UNPLACED, why);
    if (it == NULL)
        return false;
    *from = cl_x509_facts_of(certificate)->not_before;
    *until = cl_x509_facts_of(certificate)->not_after;
    for (;; it = &trust->authorities[it->above]) {
        const cl_x509_facts *facts = cl_x509_facts_of(it->certificate);
        *from = facts->not_before > *from ? facts->not_before : *from;
        *until = facts->not_after < *until ? facts->not_after : *until;
        if (it->level == 0)
            return true;
    }
}

/* ---- Levels ---------------------------------------------------------------------------------- */

/* True for one that is trusted as it stands. */
static bool is_top(const cl_trust *trust, const cl_authority *it)
{
    size_t first = first_issuer(trust, it->certificate);
    bool alone = !is_issuer(trust, first, it->certificate) ||
                 (trust->authorities[first].certificate == it->certificate &&
                  !is_issuer(trust, first + 1, it->certificate));
    return alone || (cl_x509_issuer_order(it->certificate, it->certificate) == 0 &&
                     cl_x509_signed_by(it->certificate, it->certificate));
}

/* Gives a level to those for whom one of a lower level vouches. True when there was one. */
static bool place_level(cl_trust *trust, unsigned level, cl_error *error)
{
    bool any = false;
    for (size_t i = 0; i < trust->authority_count; i++) {
        cl_authority *it = &trust->authorities[i];
        cl_error why;
        cl_error_init(&why);
        if (it->code != CL_NONE || it->level != UNPLACED ||
            !cl_x509_sound(it->certificate, 0, &why))
            continue;
        const cl_authority *above = find(trust, it->certificate, level, &why);
        if (above != NULL) {
            it->level = level;
            it->above = (size_t)(above - trust->authorities);
            any = true;
        } else if (why.code == CL_MEMORY) {
            return cl_error_memory(error);
        }
    }
    return any;
}

/* What has no level now vouches for nobody; it is said why. */
static bool leave_out(cl_trust *trust, cl_authority *it, cl_error *error)
{
    cl_trust_list list = {.trust = trust, .origin = it->origin, .error = error};
    cl_error why;
    cl_error_init(&why);
    if (cl_x509_sound(it->certificate, 0, &why) &&
        find(trust, it->certificate, UNPLACED, &why) != NULL)
        cl_error_set(&why, CL_TRUST_AUTHORITY, "more than %d authorities stand above it",
                     CL_MAX_CHAIN - 1);
    it->why = cl_arena_text(&trust->arena, why.message, strlen(why.message));
    if (why.code == CL_MEMORY || it->why == NULL)
        return cl_error_memory(error);
    it->code = why.code;
    return cl_trust_say(&list, it->code, CL_SEVERITY_WARNING, CL_NO_SIGNER, it->at, "%s", it->why);
}

bool cl_trust_place_authorities(cl_trust *trust, cl_error *error)
{
    cl_error why;
    cl_error_init(&why);
    if (trust->placed)
        return true;
    sort(trust);
    for (size_t i = 0; i < trust->authority_count; i++) {
        cl_authority *it = &trust->authorities[i];
        it->level = it->code == CL_NONE && is_top(trust, it) ? 0 : UNPLACED;
    }
    for (unsigned level = 1; level < UNPLACED; level++) {
        if (!place_level(trust, level, &why))
            break;
    }
    for (size_t i = 0; why.code == CL_NONE && i < trust->authority_count; i++) {
        cl_authority *it = &trust->authorities[i];
        if (it->code == CL_NONE && it->level == UNPLACED)
            leave_out(trust, it, &why);
    }
    trust->placed = why.code == CL_NONE;
    return trust->placed || cl_error_memory(error);
}
