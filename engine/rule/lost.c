/* lost.c — collects what is still known of a lost rule. */
#include "rule/lost.h"

#include <string.h>

#include "base/limits.h"
#include "data/instant.h"
#include "data/text.h"

enum {
    ALL_TYPES = 1 << CL_ACCEPTANCE | 1 << CL_INVALIDATION,
    ALL_CERTIFICATES = 1 << CL_VACCINATION | 1 << CL_TEST_CERTIFICATE | 1 << CL_RECOVERY
};

/* Collects what documents and names tell about a loss. If they differ, all their values are
 * possible: each adds its bits and countries. */
typedef struct hints {
    cl_lost *lost;
    bool many; /* there are more than CL_LOST_COUNTRIES countries */
    cl_arena *arena;
    bool failed; /* memory ran out */
} hints;

void cl_losses_init(cl_losses *losses, cl_arena *arena)
{
    *losses = (cl_losses){.arena = arena};
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void hint_country(hints *h, const char *code, bool weak)
{
    cl_lost *lost = h->lost;
    for (uint8_t i = 0; i < lost->country_count; i++) {
        if (memcmp(lost->countries[i].code, code, 2) == 0) {
            lost->countries[i].weak = lost->countries[i].weak && weak;
            return;
        }
    }
    if (lost->country_count == CL_LOST_COUNTRIES) {
        h->many = true;
        return;
    }
    cl_lost_country *country = &lost->countries[lost->country_count++];
    *country = (cl_lost_country){.weak = weak};
    memcpy(country->code, code, 2);
}

/* ---- Identifiers ----------------------------------------------------------------------------- */

/* The prefix of an identifier determines Type and CertificateType: the EU's gateway refuses a rule
 * whose members differ from it. */
static const struct {
    char prefix[3];
    cl_rule_type type;
    uint8_t certificates;
} prefixes[] = {{"GR", CL_ACCEPTANCE, ALL_CERTIFICATES},
                {"VR", CL_ACCEPTANCE, 1 << CL_VACCINATION},
                {"TR", CL_ACCEPTANCE, 1 << CL_TEST_CERTIFICATE},
                {"RR", CL_ACCEPTANCE, 1 << CL_RECOVERY},
                {"IR", CL_INVALIDATION, ALL_CERTIFICATES}};

enum { PREFIXES = sizeof prefixes / sizeof *prefixes, NO_PREFIX = -1 };

/* Finds an identifier at the beginning of a text: prefix, country and number, such as VR-CZ-0001.
 * Returns the row of its prefix and sets *end to its length, or returns NO_PREFIX. */
static int find_prefix(const char *text, size_t length, size_t *end)
{
    if (length < 7 || text[2] != '-' || text[5] != '-' || !is_upper(text[3]) ||
        !is_upper(text[4]) || !is_digit(text[6]))
        return NO_PREFIX;
    for (*end = 7; *end < length && is_digit(text[*end]);)
        ++*end;
    for (int i = 0; i < PREFIXES; i++) {
        if (memcmp(prefixes[i].prefix, text, 2) == 0)
            return i;
    }
    return NO_PREFIX;
}

bool cl_lost_is_identifier(const char *text, size_t length)
{
    size_t end = 0;
    return find_prefix(text, length, &end) != NO_PREFIX &&
           (end == length || text[end] == '-' || text[end] == '_' || text[end] == '.' ||
            text[end] == '@');
}

bool cl_lost_read_identifier(const char *text, size_t length, char country[3], uint8_t *types,
                             uint8_t *certificates)
{
    size_t end = 0;
    int row = cl_lost_is_identifier(text, length) ? find_prefix(text, length, &end) : NO_PREFIX;
    if (row == NO_PREFIX)
        return false;
    memcpy(country, text + 3, 2);
    country[2] = '\0';
    *types = (uint8_t)(1 << prefixes[row].type);
    *certificates = prefixes[row].certificates;
    return true;
}

/* Adds country, type and certificate types of an identifier; false if the text is none. */
static bool hint_identifier(hints *h, const char *text, size_t length)
{
    char country[3];
    uint8_t types;
    uint8_t certificates;
    if (!cl_lost_read_identifier(text, length, country, &types, &certificates))
        return false;
    hint_country(h, country, false);
    h->lost->types |= types;
    h->lost->certificates |= certificates;
    return true;
}

/* ---- Names of files and folders -------------------------------------------------------------- */

static size_t without_json(const char *step, size_t length)
{
    return cl_text_names_json(step, length) ? length - 5 : length;
}

static void hint_path(hints *h, const char *path)
{
    for (const char *step = path; step != NULL && *step != '\0';) {
        const char *slash = strchr(step, '/');
        size_t length = slash != NULL ? (size_t)(slash - step) : strlen(step);
        size_t name = without_json(step, length);
        if (name == 2 && is_upper(step[0]) && is_upper(step[1]))
            hint_country(h, step, true);
        if (hint_identifier(h, step, name))
            memcpy(h->lost->prefix, step, 3);
        step = slash != NULL ? slash + 1 : NULL;
    }
}

bool cl_lost_is_rule_place(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    size_t length = without_json(name, strlen(name));
    size_t end = 0;
    if (length == 4 && cl_text_names_json(name, strlen(name)) && memcmp(name, "rule", 4) == 0)
        return true;
    if (find_prefix(name, length, &end) == NO_PREFIX)
        return false;
    /* Only a version may follow the identifier. */
    for (; end < length; end++) {
        if (!is_digit(name[end]) && memchr("-_.@v", name[end], 5) == NULL)
            return false;
    }
    return true;
}

/* ---- Members --------------------------------------------------------------------------------- */

static const char *keep(hints *h, const cl_value *text)
{
    const char *kept = cl_arena_text(h->arena, text->text, text->length);
    h->failed = h->failed || kept == NULL;
    return kept;
}

static void hint_types(hints *h, const cl_value *type, const cl_value *certificate)
{
    for (int i = CL_ACCEPTANCE; type != NULL && i <= CL_INVALIDATION; i++) {
        if (cl_value_is(type, cl_rule_type_name((cl_rule_type)i)))
            h->lost->types |= (uint8_t)(1 << i);
    }
    for (int i = CL_GENERAL; certificate != NULL && i <= CL_RECOVERY; i++) {
        if (cl_value_is(certificate, cl_certificate_type_name((cl_certificate_type)i)))
            h->lost->certificates |= (uint8_t)(i == CL_GENERAL ? ALL_CERTIFICATES : 1 << i);
    }
}

static void hint_validity(hints *h, const cl_value *from, const cl_value *to)
{
    cl_lost *lost = h->lost;
    if (from != NULL && cl_instant_parse(from->text, from->length, &lost->from) != CL_INSTANT_OK)
        lost->from = INT64_MIN;
    if (to != NULL && cl_instant_parse(to->text, to->length, &lost->to) != CL_INSTANT_OK)
        lost->to = INT64_MAX;
    /* One of the two is wrong; it is not known which. */
    if (lost->from >= lost->to) {
        lost->from = INT64_MIN;
        lost->to = INT64_MAX;
    }
}

static void hint_members(hints *h, const cl_value *document)
{
    const cl_value *country = cl_value_text_member(document, "Country");
    const cl_value *id = cl_value_text_member(document, "Identifier");
    const cl_value *region = cl_value_text_member(document, "Region");
    if (country != NULL && country->length == 2 && is_upper(country->text[0]) &&
        is_upper(country->text[1]))
        hint_country(h, country->text, false);
    if (id != NULL) {
        hint_identifier(h, id->text, id->length);
        if (memchr(id->text, '\0', id->length) == NULL)
            h->lost->id = keep(h, id);
    }
    hint_types(h, cl_value_text_member(document, "Type"),
               cl_value_text_member(document, "CertificateType"));
    hint_validity(h, cl_value_text_member(document, "ValidFrom"),
                  cl_value_text_member(document, "ValidTo"));
    if (region != NULL && region->length > 0 && memchr(region->text, '\0', region->length) == NULL)
        h->lost->region = keep(h, region);
}

/* ---- Adding ---------------------------------------------------------------------------------- */

/* Completes the properties of a loss: what is still empty becomes "all". A region that is one of
 * the countries means the whole country. If all countries are weak or none is known, every region
 * of two letters may mean a whole country. */
static void settle(hints *h)
{
    cl_lost *lost = h->lost;
    bool sure = false;
    bool whole = false;
    if (h->many)
        lost->country_count = 0;
    if (lost->types == 0)
        lost->types = ALL_TYPES;
    if (lost->certificates == 0)
        lost->certificates = ALL_CERTIFICATES;
    for (uint8_t i = 0; lost->region != NULL && i < lost->country_count; i++) {
        sure = sure || !lost->countries[i].weak;
        whole = whole || cl_region_is_country(lost->region, lost->countries[i].code);
    }
    if (lost->region != NULL && (whole || (!sure && strlen(lost->region) == 2)))
        lost->region = NULL;
}

/* Makes the last loss represent all losses that are not kept. */
static void stand_for_rest(cl_lost *last)
{
    *last = (cl_lost){.file = last->file,
                      .at = "",
                      .code = CL_LIMIT_SIZE,
                      .message = "more was lost from here on than is listed",
                      .rule = true,
                      .value_sets = true,
                      .types = ALL_TYPES,
                      .certificates = ALL_CERTIFICATES,
                      .from = INT64_MIN,
                      .to = INT64_MAX};
}

/* Counts a loss, which may be a rule or not. Sets *room to a new loss, or to NULL if the list is full; the last loss then represents the rest.
 * Returns false if memory ran out. */
static bool make_room(cl_losses *losses, bool rule, cl_lost **room)
{
    *room = NULL;
    losses->total++;
    losses->rules += rule ? 1 : 0;
    if (losses->count == CL_MAX_LOST) {
        stand_for_rest(&losses->items[CL_MAX_LOST - 1]);
        return true;
    }
    cl_lost *items = cl_arena_grow(losses->arena, losses->items, losses->count, &losses->capacity,
                                   sizeof *items);
    if (items == NULL)
        return false;
    losses->items = items;
    *room = &losses->items[losses->count++];
    return true;
}

static bool copy_texts(cl_lost *lost, cl_arena *arena)
{
    lost->file = cl_arena_text(arena, lost->file, strlen(lost->file));
    lost->at = cl_arena_text(arena, lost->at, strlen(lost->at));
    lost->message = cl_arena_text(arena, lost->message, strlen(lost->message));
    return lost->file != NULL && lost->at != NULL && lost->message != NULL;
}

bool cl_losses_add(cl_losses *losses, const cl_lost *lost, const char *path,
                   const cl_value *document)
{
    cl_lost *kept;
    if (!make_room(losses, lost->rule, &kept))
        return false;
    if (kept == NULL)
        return true;
    *kept = *lost;
    kept->from = INT64_MIN;
    kept->to = INT64_MAX;
    hints h = {.lost = kept, .arena = losses->arena};
    hint_path(&h, path);
    if (document != NULL && document->kind == CL_KIND_OBJECT)
        hint_members(&h, document);
    settle(&h);
    return copy_texts(kept, losses->arena) && !h.failed;
}

bool cl_losses_add_rule(cl_losses *losses, const cl_rule *rule, cl_code code, const char *message)
{
    cl_lost *kept;
    if (!make_room(losses, true, &kept))
        return false;
    if (kept == NULL)
        return true;
    *kept = (cl_lost){.file = rule->file,
                      .at = rule->at,
                      .code = code,
                      .message = message,
                      .rule = true,
                      .types = (uint8_t)(1 << rule->type),
                      .region = rule->region,
                      .id = rule->id,
                      .from = rule->valid_from,
                      .to = rule->valid_to};
    hints h = {.lost = kept, .arena = losses->arena};
    hint_country(&h, rule->country, false);
    if (rule->certificate_type != CL_GENERAL)
        kept->certificates = (uint8_t)(1 << rule->certificate_type);
    settle(&h);
    return copy_texts(kept, losses->arena);
}

/* ---- Countries ------------------------------------------------------------------------------- */

enum { LETTERS = 26 };

/* Returns the index of a country in a table of all pairs of letters; GR and EL have the same. */
static size_t place_of(const char *country)
{
    const char *code = strcmp(country, "EL") == 0 ? "GR" : country;
    return (size_t)(code[0] - 'A') * LETTERS + (size_t)(code[1] - 'A');
}

void cl_losses_confirm(cl_losses *losses, const cl_rule *rules, uint32_t count)
{
    bool known[LETTERS * LETTERS] = {false};
    for (uint32_t i = 0; i < count; i++)
        known[place_of(rules[i].country)] = true;
    for (uint32_t i = 0; i < losses->count; i++) {
        for (uint8_t k = 0; k < losses->items[i].country_count; k++) {
            const cl_lost_country *country = &losses->items[i].countries[k];
            if (!country->weak)
                known[place_of(country->code)] = true;
        }
    }
    for (uint32_t i = 0; i < losses->count; i++) {
        cl_lost *lost = &losses->items[i];
        uint8_t kept = 0;
        for (uint8_t k = 0; k < lost->country_count; k++) {
            if (known[place_of(lost->countries[k].code)])
                lost->countries[kept++] = lost->countries[k];
        }
        lost->country_count = kept;
    }
}

bool cl_losses_name_country(const cl_losses *losses, const char *country)
{
    for (uint32_t i = 0; i < losses->count; i++) {
        for (uint8_t k = 0; k < losses->items[i].country_count; k++) {
            if (cl_country_compare(losses->items[i].countries[k].code, country) == 0)
                return true;
        }
    }
    return false;
}
