/* trust_authority.c — the authorities (--csca), and the chains from certificates to them.
 *
 * An authority vouches for a certificate if there is a valid chain from the certificate to it. The
 * authorities that the user names are trusted without a chain, with one exception: if the issuer of
 * an authority is named too, the authority needs a valid chain to its issuer. So the constraints of
 * a root (pathLenConstraint, nameConstraints) apply to the authorities below it. Each authority
 * gets a level:
 *
 *     level 0   it is self-signed, or no other authority has the name of its issuer
 *     level n   an authority of level n - 1 or less vouches for it
 *
 * An authority without a level cannot vouch. Authorities that sign each other in a circle get no
 * level. */
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "cert/trust_list.h"

/* UNPLACED is the level of an authority that has no level. To bound the time, at most
 * CL_MAX_CANDIDATES authorities of one name are tried. An authority that is skipped because its
 * level is too high does not count as tried, but at most LOOKED_AT of one name are considered. */
enum { UNPLACED = CL_MAX_CHAIN, LOOKED_AT = 4 * CL_MAX_CANDIDATES };

/* Returns true if the list does not forbid or limit the authority. Limits of a list are not applied
 * to chains, so an authority that has one cannot vouch. Else returns false with the reason. */
static bool is_unlimited(const cl_trust_entry *entry, cl_error *why)
{
    if (entry->refused != CL_NONE)
        return cl_error_set(why, entry->refused, "%s", entry->why);
    return (entry->from == CL_ALWAYS_FROM && entry->until == CL_ALWAYS_UNTIL) ||
           cl_error_set(why, CL_TRUST_AUTHORITY,
                        "its list limits its validity, so it can vouch for nobody");
}

bool cl_trust_take_authority(cl_trust_list *list, const cl_trust_entry *entry, cl_x509 *certificate)
{
    cl_trust *t = list->trust;
    cl_error why;
    cl_error_init(&why);
    cl_authority *authorities = cl_grow(t->authorities, t->authority_count, &t->authority_capacity,
                                        sizeof *authorities);
    if (authorities == NULL) {
        cl_x509_free(certificate);
        return cl_error_memory(list->error);
    }
    t->authorities = authorities;
    cl_authority *it = &t->authorities[t->authority_count++];
    *it = (cl_authority){.certificate = certificate, .origin = list->origin};
    t->placed = false;
    it->at = cl_arena_text(&t->arena, entry->at, strlen(entry->at));
    if (it->at == NULL)
        return cl_error_memory(list->error);
    if (is_unlimited(entry, &why) && cl_x509_may_certify(certificate, &why))
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

/* Sorts the authorities by subject and removes duplicates. */
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

/* Returns the index of the first authority whose name is equal to or after the certificate's
 * issuer, in the order of names. */
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

/* Returns true if the authority and the authorities above it form a valid chain for the
 * certificate. */
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

/* Returns an authority of a level below `level` that vouches for the certificate, or NULL with the
 * reason. If several authorities fail, the reason is that of the authority whose key signed the
 * certificate, else that of the first. */
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

/* Returns true if an authority is trusted without a chain: level 0. */
static bool is_top(const cl_trust *trust, const cl_authority *it)
{
    size_t first = first_issuer(trust, it->certificate);
    bool alone = !is_issuer(trust, first, it->certificate) ||
                 (trust->authorities[first].certificate == it->certificate &&
                  !is_issuer(trust, first + 1, it->certificate));
    return alone || (cl_x509_issuer_order(it->certificate, it->certificate) == 0 &&
                     cl_x509_signed_by(it->certificate, it->certificate));
}

/* Gives `level` to each authority for which an authority of a lower level vouches, unless its
 * certificate is signed by a weak digest. Returns true if there was one. Returns false if there was
 * none, or with MEMORY. */
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

/* Marks an authority without a level as unable to vouch, and adds the finding with the reason. */
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
