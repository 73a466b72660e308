/* czech.c — the Czech rules by hand. */
#include "czech.h"

#include <stdlib.h>
#include <string.h>

enum { PASSED, FAILED, OPEN };

static const int64_t day = 86400000;
static const int64_t hour = 3600000;

/* ---- Sets of codes --------------------------------------------------------------------------- */

typedef struct codes {
    const char **places; /* open addressing, at most half full */
    uint32_t mask;
} codes;

struct czech_world {
    int64_t clock;
    codes diseases, kinds, devices, products;
};

static uint32_t hash(const char *text)
{
    uint32_t h = 2166136261u;
    for (; *text != '\0'; text++)
        h = (h ^ (unsigned char)*text) * 16777619u;
    return h;
}

static void add_code(codes *set, const char *text)
{
    uint32_t at = hash(text) & set->mask;
    while (set->places[at] != NULL)
        at = (at + 1) & set->mask;
    set->places[at] = text;
}

static bool has_code(const codes *set, const char *text)
{
    if (text == NULL)
        return false;
    for (uint32_t at = hash(text) & set->mask; set->places[at] != NULL; at = (at + 1) & set->mask) {
        if (strcmp(set->places[at], text) == 0)
            return true;
    }
    return false;
}

static void make_codes(codes *set, size_t count)
{
    uint32_t size = 4;
    while (size / 2 < count)
        size *= 2;
    set->places = calloc(size, sizeof *set->places);
    set->mask = size - 1;
    if (set->places == NULL)
        abort();
}

static void read_codes(codes *set, const cl_value *value_sets, const char *name)
{
    const cl_array *array = cl_object_find(value_sets->object, name, strlen(name))->array;
    make_codes(set, array->count);
    /* Adds codes as C strings, which are kept until the program ends. */
    for (uint32_t i = 0; i < array->count; i++) {
        char *code = calloc(1, array->items[i].length + 1u);
        if (code == NULL)
            abort();
        add_code(set, memcpy(code, array->items[i].text, array->items[i].length));
    }
}

/* ---- Dates ----------------------------------------------------------------------------------- */

static int number(const char *text, int digits)
{
    int n = 0;
    for (int i = 0; i < digits; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        n = n * 10 + (text[i] - '0');
    }
    return n;
}

static bool leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Returns the days since 1970-01-01. */
static int64_t days_of(int year, int month, int day_of_month)
{
    year -= month <= 2;
    int64_t era = year / 400;
    int64_t of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day_of_month - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

typedef struct date {
    int year, month, day;
    int64_t time; /* of the day, in milliseconds */
} date;

/* YYYY-MM-DD and YYYY-MM-DDThh:mm:ssZ. */
static bool read_date(const char *text, date *d)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (text == NULL)
        return false;
    size_t length = strlen(text);
    if ((length != 10 && length != 20) || text[4] != '-' || text[7] != '-')
        return false;
    d->year = number(text, 4);
    d->month = number(text + 5, 2);
    d->day = number(text + 8, 2);
    d->time = 0;
    if (d->year < 0 || d->month < 1 || d->month > 12 || d->day < 1 ||
        d->day > lengths[d->month - 1] + (d->month == 2 && leap(d->year)))
        return false;
    if (length == 10)
        return true;
    int h = number(text + 11, 2), m = number(text + 14, 2), s = number(text + 17, 2);
    if (text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != 'Z' || h < 0 ||
        h > 23 || m < 0 || m > 59 || s < 0 || s > 59)
        return false;
    d->time = ((h * 60 + m) * 60 + s) * INT64_C(1000);
    return true;
}

static int64_t instant(const date *d)
{
    return days_of(d->year, d->month, d->day) * day + d->time;
}

static int64_t plus_months(const date *d, int months)
{
    int month = d->year * 12 + d->month - 1 + months;
    return days_of(month / 12, month % 12 + 1, 1) * day + (d->day - 1) * day + d->time;
}

/* ---- The rules over strings ------------------------------------------------------------------ */

static int at_least(int64_t clock, const char *from, int64_t offset)
{
    date d;
    if (!read_date(from, &d))
        return OPEN;
    return clock >= instant(&d) + offset ? PASSED : FAILED;
}

static bool is(const char *text, const char *code)
{
    return text != NULL && strcmp(text, code) == 0;
}

static int gr_1(const czech_world *w, const czech_strings *c)
{
    (void)w;
    if (c->v)
        return !c->v1 && !c->t && !c->r ? PASSED : FAILED;
    if (c->t)
        return !c->t1 && !c->r ? PASSED : FAILED;
    return c->r && !c->r1 ? PASSED : FAILED;
}

static int gr_2(const czech_world *w, const czech_strings *c)
{
    return (c->v || c->t || c->r) && !has_code(&w->diseases, c->tg) ? FAILED : PASSED;
}

static int rr_1(const czech_world *w, const czech_strings *c)
{
    return c->r ? at_least(w->clock, c->fr, 11 * day) : PASSED;
}

static int rr_2(const czech_world *w, const czech_strings *c)
{
    date d;
    if (!c->r)
        return PASSED;
    if (!read_date(c->fr, &d))
        return OPEN;
    return w->clock < instant(&d) + 181 * day ? PASSED : FAILED;
}

static int tr_1(const czech_world *w, const czech_strings *c)
{
    return c->t && !has_code(&w->kinds, c->tt) ? FAILED : PASSED;
}

static int tr_2(const czech_world *w, const czech_strings *c)
{
    (void)w;
    return c->t && !is(c->tr, "260415000") ? FAILED : PASSED;
}

static int tr_3(const czech_world *w, const czech_strings *c)
{
    return c->t && is(c->tt, "LP217198-3") && !has_code(&w->devices, c->ma) ? FAILED : PASSED;
}

static int sampled(const czech_world *w, const czech_strings *c, const char *kind, int64_t longest)
{
    date d;
    if (!c->t || !is(c->tt, kind))
        return PASSED;
    if (!read_date(c->sc, &d))
        return OPEN;
    int64_t sample = instant(&d);
    return sample <= w->clock && w->clock <= sample + longest ? PASSED : FAILED;
}

static int tr_4(const czech_world *w, const czech_strings *c)
{
    return sampled(w, c, "LP217198-3", 48 * hour);
}

static int tr_5(const czech_world *w, const czech_strings *c)
{
    return sampled(w, c, "LP6464-4", 72 * hour);
}

static int vr_1(const czech_world *w, const czech_strings *c)
{
    return c->v && !has_code(&w->products, c->mp) ? FAILED : PASSED;
}

static int vr_2(const czech_world *w, const czech_strings *c)
{
    (void)w;
    if (!c->v)
        return PASSED;
    if (!c->has_dn || !c->has_sd)
        return OPEN;
    return c->dn >= c->sd && c->sd >= 1 ? PASSED : FAILED;
}

static bool doses(const czech_strings *c, int64_t dn, int64_t sd)
{
    return c->has_dn && c->has_sd && c->dn == dn && c->sd == sd;
}

static int vr_3(const czech_world *w, const czech_strings *c)
{
    return c->v && doses(c, 1, 1) ? at_least(w->clock, c->dt, 14 * day) : PASSED;
}

static int vr_4(const czech_world *w, const czech_strings *c)
{
    return c->v && doses(c, 2, 2) && !is(c->mp, "EU/1/20/1525")
               ? at_least(w->clock, c->dt, 14 * day)
               : PASSED;
}

static int64_t scheme(const czech_strings *c)
{
    return is(c->mp, "EU/1/20/1525") ? 1 : 2;
}

static int vr_5(const czech_world *w, const czech_strings *c)
{
    if (!c->v)
        return PASSED;
    if (!c->has_dn || !c->has_sd)
        return OPEN;
    if (c->dn > c->sd || (c->dn == c->sd && c->dn > scheme(c)))
        return at_least(w->clock, c->dt, 0);
    return PASSED;
}

static int vr_6(const czech_world *w, const czech_strings *c)
{
    date d;
    if (!c->v || !c->has_dn || !c->has_sd)
        return PASSED;
    if (c->dn != c->sd || c->dn > scheme(c))
        return PASSED;
    if (!read_date(c->dt, &d))
        return OPEN;
    return w->clock - day < plus_months(&d, 9) ? PASSED : FAILED;
}

typedef int rule(const czech_world *w, const czech_strings *c);

static rule *const rules[CZECH_RULES] = {gr_1, gr_2, rr_1, rr_2, tr_1, tr_2, tr_3, tr_4,
                                         tr_5, vr_1, vr_2, vr_3, vr_4, vr_5, vr_6};

czech_outcome czech_by_strings(const czech_world *world, const czech_strings *c)
{
    czech_outcome outcome = {0, 0};
    for (int i = 0; i < CZECH_RULES; i++) {
        int result = rules[i](world, c);
        outcome.failed |= (uint32_t)(result == FAILED) << i;
        outcome.open |= (uint32_t)(result == OPEN) << i;
    }
    return outcome;
}

/* ---- The same over numbers ------------------------------------------------------------------- */

czech_outcome czech_by_numbers(const czech_world *w, const czech_numbers *c)
{
    czech_outcome o = {0, 0};
    bool dosed = c->has_dn && c->has_sd;
    int64_t scheme_doses = c->product == 1 ? 1 : 2;
#define RULE(i, condition) o.failed |= (uint32_t) !(condition) << (i)
#define DATED(i, when, condition)                                                                  \
    do {                                                                                           \
        if (when) {                                                                                \
            o.open |= (uint32_t)!c->has_date << (i);                                               \
            o.failed |= (uint32_t)(c->has_date && !(condition)) << (i);                            \
        }                                                                                          \
    } while (0)
    RULE(0, c->v ? !c->v1 && !c->t && !c->r : c->t ? !c->t1 && !c->r : c->r && !c->r1);
    RULE(1, c->disease_known || !(c->v || c->t || c->r));
    DATED(2, c->r, w->clock >= c->date + 11 * day);
    DATED(3, c->r, w->clock < c->date + 181 * day);
    RULE(4, !c->t || c->kind_known);
    RULE(5, !c->t || c->negative);
    RULE(6, !c->t || c->kind != 1 || c->device_known);
    DATED(7, c->t && c->kind == 1, c->date <= w->clock && w->clock <= c->date + 48 * hour);
    DATED(8, c->t && c->kind == 2, c->date <= w->clock && w->clock <= c->date + 72 * hour);
    RULE(9, !c->v || c->product != 0);
    RULE(10, !c->v || !dosed || (c->dn >= c->sd && c->sd >= 1));
    o.open |= (uint32_t)(c->v && !dosed) << 10 | (uint32_t)(c->v && !dosed) << 13;
    DATED(11, c->v && dosed && c->dn == 1 && c->sd == 1, w->clock >= c->date + 14 * day);
    DATED(12, c->v && dosed && c->dn == 2 && c->sd == 2 && c->product != 1,
          w->clock >= c->date + 14 * day);
    DATED(13, c->v && dosed && (c->dn > c->sd || (c->dn == c->sd && c->dn > scheme_doses)),
          w->clock >= c->date);
    DATED(14, c->v && dosed && c->dn == c->sd && c->dn <= scheme_doses,
          w->clock - day < c->date_9_months);
#undef RULE
#undef DATED
    return o;
}

/* ---- Reading --------------------------------------------------------------------------------- */

static const cl_value *member(const cl_value *object, const char *name)
{
    return object != NULL && object->kind == CL_KIND_OBJECT
               ? cl_object_find(object->object, name, strlen(name))
               : NULL;
}

static const char *text(const cl_value *entry, const char *name)
{
    const cl_value *value = member(entry, name);
    return value != NULL && value->kind == CL_KIND_STRING ? value->text : NULL;
}

static bool integer(const cl_value *entry, const char *name, int64_t *to)
{
    const cl_value *value = member(entry, name);
    if (value == NULL || value->kind != CL_KIND_INTEGER)
        return false;
    *to = value->integer;
    return true;
}

static const cl_value *entry_of(const cl_value *payload, const char *name, bool *first,
                                bool *second)
{
    const cl_value *group = member(payload, name);
    uint32_t count = group != NULL && group->kind == CL_KIND_ARRAY ? group->array->count : 0;
    *first = count > 0;
    *second = count > 1;
    return count > 0 ? &group->array->items[0] : NULL;
}

void czech_read(const cl_value *payload, czech_strings *c)
{
    *c = (czech_strings){.v = false};
    const cl_value *v = entry_of(payload, "v", &c->v, &c->v1);
    const cl_value *t = entry_of(payload, "t", &c->t, &c->t1);
    const cl_value *r = entry_of(payload, "r", &c->r, &c->r1);
    c->tg = text(v != NULL ? v : t != NULL ? t : r, "tg");
    if (v != NULL) {
        c->mp = text(v, "mp");
        c->dt = text(v, "dt");
        c->has_dn = integer(v, "dn", &c->dn);
        c->has_sd = integer(v, "sd", &c->sd);
    }
    if (t != NULL) {
        c->tt = text(t, "tt");
        c->ma = text(t, "ma");
        c->sc = text(t, "sc");
        c->tr = text(t, "tr");
    }
    if (r != NULL)
        c->fr = text(r, "fr");
}

void czech_intern(const czech_world *w, const czech_strings *c, czech_numbers *n)
{
    const char *when = c->v ? c->dt : c->t ? c->sc : c->fr;
    date d;
    *n = (czech_numbers){.v = c->v, .v1 = c->v1, .t = c->t, .t1 = c->t1, .r = c->r, .r1 = c->r1};
    n->has_dn = c->has_dn;
    n->has_sd = c->has_sd;
    n->dn = c->dn;
    n->sd = c->sd;
    n->disease_known = has_code(&w->diseases, c->tg);
    n->kind_known = has_code(&w->kinds, c->tt);
    n->device_known = has_code(&w->devices, c->ma);
    n->product = !has_code(&w->products, c->mp) ? 0 : is(c->mp, "EU/1/20/1525") ? 1 : 2;
    n->kind = is(c->tt, "LP217198-3") ? 1 : is(c->tt, "LP6464-4") ? 2 : 0;
    n->negative = is(c->tr, "260415000");
    n->has_date = read_date(when, &d);
    if (n->has_date) {
        n->date = instant(&d);
        n->date_9_months = plus_months(&d, 9);
    }
}

/* ---- The world ------------------------------------------------------------------------------- */

czech_world *czech_world_new(const cl_value *value_sets, const char *clock)
{
    static const char *const products[] = {"EU/1/20/1528", "EU/1/20/1507", "EU/1/21/1529",
                                           "EU/1/20/1525", "EU/1/21/1618"};
    czech_world *w = calloc(1, sizeof *w);
    date d;
    if (w == NULL || !read_date(clock, &d))
        abort();
    w->clock = instant(&d);
    read_codes(&w->diseases, value_sets, "disease-agent-targeted");
    read_codes(&w->kinds, value_sets, "covid-19-lab-test-type");
    read_codes(&w->devices, value_sets, "covid-19-lab-test-manufacturer-and-name");
    make_codes(&w->products, sizeof products / sizeof *products);
    for (size_t i = 0; i < sizeof products / sizeof *products; i++)
        add_code(&w->products, products[i]);
    return w;
}

void czech_world_free(czech_world *w)
{
    free(w->diseases.places);
    free(w->kinds.places);
    free(w->devices.places);
    free(w->products.places);
    free(w);
}
