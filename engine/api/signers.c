/* signers.c — reads lists of signers from memory, files and folders, and describes the signers. */
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "api/io.h"
#include "cert/base64.h"
#include "data/instant.h"

/* The type of cl_trust_add and cl_trust_add_authorities. */
typedef bool add_list(cl_trust *trust, const char *origin, const char *bytes, size_t length,
                      cl_error *error);

/* ---- Files ----------------------------------------------------------------------------------- */

static bool is_list_name(const char *name)
{
    static const char *const endings[] = {".pem", ".crt", ".cer", ".der", ".json"};
    size_t length = strlen(name);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t size = strlen(endings[i]);
        if (length > size && strcmp(name + length - size, endings[i]) == 0)
            return true;
    }
    return false;
}

/* What is being added: lists of signers, or authorities. */
typedef struct adding {
    cl_trust *trust;
    add_list *add;
    cl_folders been; /* the folders that have been read */
} adding;

/* Adds one file. If its content has a fault, the error message begins with the path. */
static bool add_file(const adding *to, const char *path, cl_error *error)
{
    cl_buffer bytes;
    cl_error why;
    cl_buffer_init(&bytes);
    cl_error_init(&why);
    bool added = cl_io_read(path, &bytes, error);
    if (added && !to->add(to->trust, path, cl_buffer_text(&bytes), bytes.length, &why)) {
        added = why.code == CL_MEMORY ? cl_error_memory(error)
                                      : cl_error_set(error, why.code, "%s: %s", path, why.message);
        cl_error_at(error, why.at);
        cl_error_offset(error, why.offset);
    }
    cl_buffer_free(&bytes);
    return added;
}

/* Records a finding about a path in a folder that cannot be used, and leaves it out. MEMORY and
 * LIMIT_SIZE are errors. */
static bool pass_over(const adding *to, const char *path, cl_error *why, cl_error *error)
{
    if (why->code == CL_MEMORY || why->code == CL_LIMIT_SIZE) {
        *error = *why;
        return false;
    }
    /* The finding has a member for the path, so the message needs none. */
    size_t length = strlen(path);
    if (strncmp(why->message, path, length) == 0 && strncmp(why->message + length, ": ", 2) == 0)
        memmove(why->message, why->message + length + 2, strlen(why->message + length + 2) + 1);
    return cl_trust_pass_over(to->trust, path, why, error);
}

static bool add_folder(adding *to, const char *path, int depth, cl_error *error);

static bool add_found(adding *to, const char *path, const char *name, int depth, cl_error *error)
{
    bool is_folder = false;
    cl_error why;
    cl_error_init(&why);
    if (!cl_io_look_found(path, &is_folder, &why))
        return why.code != CL_MEMORY && !is_list_name(name) ? true
                                                            : pass_over(to, path, &why, error);
    if (is_folder)
        return add_folder(to, path, depth + 1, error);
    return !is_list_name(name) || add_file(to, path, &why) || pass_over(to, path, &why, error);
}

static bool add_entry(adding *to, const char *folder, const char *name, int depth, cl_error *error)
{
    cl_buffer path;
    cl_buffer_init(&path);
    bool added = cl_io_join(folder, name, &path, error) &&
                 add_found(to, cl_buffer_text(&path), name, depth, error);
    cl_buffer_free(&path);
    return added;
}

static bool add_folder(adding *to, const char *path, int depth, cl_error *error)
{
    cl_names names = {.items = NULL};
    cl_error why;
    cl_error_init(&why);
    if (depth > CL_DEEPEST_FOLDER)
        return cl_error_set(error, CL_LIMIT_SIZE, "%s: folders deeper than %d are refused", path,
                            CL_DEEPEST_FOLDER);
    if (!cl_io_enter(&to->been, path, &why) || !cl_io_list(path, &names, &why)) {
        cl_names_free(&names);
        if (depth > 0)
            return pass_over(to, path, &why, error);
        *error = why;
        return false;
    }
    bool added = true;
    for (size_t i = 0; added && i < names.count; i++)
        added = add_entry(to, path, names.items[i], depth, error);
    cl_names_free(&names);
    return added;
}

static bool add_path(cl_trust *trust, add_list *add, const char *path, cl_error *error)
{
    bool is_folder;
    adding to = {.trust = trust, .add = add};
    if (!cl_io_look(path, &is_folder, error))
        return false;
    cl_folders_init(&to.been);
    bool added = is_folder ? add_folder(&to, path, 0, error) : add_file(&to, path, error);
    cl_folders_free(&to.been);
    return added;
}

/* ---- Describing ------------------------------------------------------------------------------ */

static const char *base64(cl_arena *arena, const cl_kid *kid)
{
    cl_buffer text;
    cl_buffer_init(&text);
    cl_base64_encode(kid->bytes, kid->length, &text);
    const char *kept = text.failed ? NULL
                                   : cl_arena_text(arena, cl_buffer_text(&text), text.length);
    cl_buffer_free(&text);
    return kept;
}

/* X.509 has years that CertLogic does not. They become the first or last moment that can be
 * written. */
static const char *moment(cl_arena *arena, int64_t instant)
{
    char text[20];
    if (instant > CL_INSTANT_MAX)
        instant = CL_INSTANT_MAX;
    if (instant < CL_INSTANT_MIN)
        instant = CL_INSTANT_MIN;
    cl_instant_write_seconds(instant, text);
    return cl_arena_text(arena, text, sizeof text);
}

static certlogic_algorithm algorithm_of(cl_algorithm algorithm)
{
    switch (algorithm) {
    case CL_ALGORITHM_ES256:
        return CERTLOGIC_ES256;
    case CL_ALGORITHM_PS256:
        return CERTLOGIC_PS256;
    case CL_ALGORITHM_NONE:
        break;
    }
    return CERTLOGIC_NO_ALGORITHM;
}

static bool describe(certlogic_trust *trust, const cl_signer *from, certlogic_signer *to)
{
    bool any = from->uses == 0, listed = from->listed.length > 0;
    bool from_always = from->not_before == CL_ALWAYS_FROM;
    bool until_always = from->not_after == CL_ALWAYS_UNTIL;
    *to = (certlogic_signer){
        .kid = base64(&trust->texts, &from->kid),
        .listed_kid = listed ? base64(&trust->texts, &from->listed) : NULL,
        .country = from->country,
        .not_before = from_always ? NULL : moment(&trust->texts, from->not_before),
        .not_after = until_always ? NULL : moment(&trust->texts, from->not_after),
        .vaccination = any || (from->uses & CL_USE_VACCINATION) != 0,
        .test = any || (from->uses & CL_USE_TEST) != 0,
        .recovery = any || (from->uses & CL_USE_RECOVERY) != 0,
        .algorithm = algorithm_of(from->algorithm),
        .key = cl_signature_key_name(from->key),
        .subject = from->subject,
        .file = from->origin,
        .at = from->at,
    };
    return to->kid != NULL && (to->listed_kid != NULL || !listed) &&
           (to->not_before != NULL || from_always) && (to->not_after != NULL || until_always);
}

static bool describe_all(certlogic_trust *trust, cl_error *error)
{
    size_t count = cl_trust_count(trust->it);
    trust->signers = cl_arena_array(&trust->texts, count + 1, sizeof *trust->signers);
    bool described = trust->signers != NULL;
    for (size_t i = 0; described && i < count; i++)
        described = describe(trust, cl_trust_at(trust->it, i), &trust->signers[i]);
    return described || cl_error_memory(error);
}

/* ---- Public functions ------------------------------------------------------------------------ */

/* The origin of signers: `count` paths, or one list in memory if `paths` is NULL. */
typedef struct signer_source {
    const char *const *paths;
    size_t count;
    const char *bytes;
    size_t length;
} signer_source;

static bool add_paths(cl_trust *trust, add_list *add, const char *const *paths, size_t count,
                      cl_error *error)
{
    bool added = true;
    for (size_t i = 0; added && i < count; i++)
        added = paths[i] != NULL ? add_path(trust, add, paths[i], error)
                                 : cl_error_set(error, CL_USAGE, "a path is missing");
    return added;
}

/* Adds authorities first, because each signer is checked by them when it is added. */
static bool fill(cl_trust *trust, const signer_source *from, const certlogic_trust_options *options,
                 cl_error *error)
{
    /* Asked even if the files contain no authority: every signer is then refused. */
    if (options != NULL && (options->csca != NULL || options->csca_count > 0))
        cl_trust_ask_authorities(trust);
    if (options != NULL && options->csca != NULL &&
        !add_path(trust, cl_trust_add_authorities, options->csca, error))
        return false;
    if (options != NULL &&
        !add_paths(trust, cl_trust_add_authorities, options->csca_list, options->csca_count, error))
        return false;
    return from->paths != NULL ? add_paths(trust, cl_trust_add, from->paths, from->count, error)
                               : cl_trust_add(trust, "", from->bytes, from->length, error);
}

static certlogic_trust *make(const signer_source *from, const certlogic_trust_options *options,
                             certlogic_error *error)
{
    cl_error why;
    cl_error_init(&why);
    certlogic_trust *trust = calloc(1, sizeof *trust);
    if (trust == NULL) {
        cl_api_fail(error, CL_MEMORY, "memory ran out");
        return NULL;
    }
    cl_arena_init(&trust->texts, SIZE_MAX);
    trust->it = cl_trust_new(&why);
    bool list_only = options != NULL && options->list_only;
    if (trust->it != NULL && fill(trust->it, from, options, &why) &&
        cl_trust_seal(trust->it, &why) && (list_only || cl_trust_usable(trust->it, &why)) &&
        describe_all(trust, &why))
        return trust;
    certlogic_trust_free(trust);
    cl_api_error(&why, error);
    return NULL;
}

certlogic_trust *certlogic_trust_load(const char *path, const certlogic_trust_options *options,
                                      certlogic_error *error)
{
    if (path == NULL) {
        cl_api_null(error);
        return NULL;
    }
    return certlogic_trust_load_all(&path, 1, options, error);
}

certlogic_trust *certlogic_trust_load_all(const char *const *paths, size_t count,
                                          const certlogic_trust_options *options,
                                          certlogic_error *error)
{
    const signer_source from = {.paths = paths, .count = count};
    if (paths != NULL)
        return make(&from, options, error);
    cl_api_fail(error, CL_USAGE, "there is no path to load signers from");
    return NULL;
}

certlogic_trust *certlogic_trust_parse(const char *bytes, size_t length,
                                       const certlogic_trust_options *options,
                                       certlogic_error *error)
{
    bytes = cl_api_bytes(bytes, &length);
    const signer_source from = {.bytes = bytes, .length = length};
    return make(&from, options, error);
}

void certlogic_trust_free(certlogic_trust *trust)
{
    if (trust == NULL)
        return;
    cl_trust_free(trust->it);
    cl_arena_free(&trust->texts);
    free(trust);
}

size_t certlogic_trust_count(const certlogic_trust *trust)
{
    if (trust == NULL)
        return 0;
    return cl_trust_count(trust->it);
}

bool certlogic_trust_get(const certlogic_trust *trust, size_t index, certlogic_signer *signer)
{
    if (trust == NULL || signer == NULL)
        return false;
    if (index >= cl_trust_count(trust->it))
        return false;
    *signer = trust->signers[index];
    return true;
}

char *certlogic_trust_canonical(const certlogic_trust *trust)
{
    if (trust == NULL)
        return NULL;
    cl_buffer out;
    cl_buffer_init(&out);
    cl_trust_canonical(trust->it, &out);
    return cl_api_take(&out);
}

bool certlogic_trust_validity(const certlogic_trust *trust, size_t index, const char *clock,
                              certlogic_validity *validity, certlogic_error *error)
{
    if (trust == NULL || validity == NULL)
        return cl_api_null(error);
    int64_t instant;
    const cl_signer *signer = cl_trust_at(trust->it, index);
    if (signer == NULL)
        return cl_api_fail(error, CL_USAGE, "there is no signer %zu", index);
    if (!cl_api_clock(clock, &instant, error))
        return false;
    *validity = instant < signer->not_before  ? CERTLOGIC_NOT_YET_VALID
                : instant > signer->not_after ? CERTLOGIC_EXPIRED
                                              : CERTLOGIC_VALID;
    return true;
}

bool certlogic_trust_usable(const certlogic_trust *trust, certlogic_error *error)
{
    if (trust == NULL)
        return cl_api_null(error);
    cl_error why;
    cl_error_init(&why);
    if (cl_trust_usable(trust->it, &why))
        return true;
    cl_api_error(&why, error);
    return false;
}

static certlogic_subject subject_of(const cl_trust_finding *finding)
{
    if (finding->signer == CL_NO_SIGNER)
        return CERTLOGIC_SUBJECT_LEFT_OUT;
    return finding->signer == CL_WHOLE_LIST ? CERTLOGIC_SUBJECT_LIST : CERTLOGIC_SUBJECT_SIGNER;
}

bool certlogic_trust_finding(const certlogic_trust *trust, size_t index, certlogic_finding *finding,
                             certlogic_subject *subject, size_t *signer)
{
    if (trust == NULL || finding == NULL)
        return false;
    const cl_trust_finding *from = cl_trust_finding_at(trust->it, index);
    if (from == NULL)
        return false;
    *finding = cl_api_finding(&from->it);
    if (subject != NULL)
        *subject = subject_of(from);
    if (signer != NULL)
        *signer = subject_of(from) == CERTLOGIC_SUBJECT_SIGNER ? from->signer : 0;
    return true;
}
