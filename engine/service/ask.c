/* ask.c — reads the members of a request. */
#include "service/ask.h"

#include <string.h>

#include "base/cut.h"
#include "certlogic_jansson.h"
#include "service/fault.h"

/* A request that is being read. */
typedef struct reader {
    cl_ask *ask;
    const cl_service_options *options;
    certlogic_error *error;
} reader;

/* Refuses a member. */
static bool refuse(const reader *r, const char *name, const char *message)
{
    cl_service_fault(r->error, "usage", "%s", message);
    if (r->error != NULL)
        snprintf(r->error->at, sizeof r->error->at, "/%s", name);
    return false;
}

static bool read_text(const reader *r, const char *name, const json_t *value, const char **to)
{
    *to = json_string_value(value);
    return (*to != NULL && strlen(*to) == json_string_length(value)) ||
           refuse(r, name, "must be a string without NUL bytes");
}

static bool read_hcert(const reader *r, const char *name, json_t *value)
{
    cl_ask *ask = r->ask;
    ask->hcert = json_string_value(value);
    ask->length = json_string_length(value);
    return ask->hcert != NULL || refuse(r, name, "must be the text of a certificate, HC1:…");
}

static bool read_payload(const reader *r, const char *name, json_t *value)
{
    r->ask->payload = value;
    if (!json_is_object(value))
        return refuse(r, name, "must be an object");
    return r->options->allow_unsigned ||
           refuse(r, name, "a payload has no signature; this service does not take one");
}

static bool read_country(const reader *r, const char *name, json_t *value)
{
    cl_ask *ask = r->ask;
    ask->several = json_is_array(value);
    ask->count = ask->several ? json_array_size(value) : 1;
    if (ask->count == 0 || ask->count > CL_MOST_COUNTRIES)
        return refuse(r, name, "must be one country or 1 to 32 of them");
    for (size_t i = 0; i < ask->count; i++) {
        const json_t *item = ask->several ? json_array_get(value, i) : value;
        if (!read_text(r, name, item, &ask->countries[i]))
            return false;
    }
    return true;
}

static bool read_region(const reader *r, const char *name, json_t *value)
{
    return read_text(r, name, value, &r->ask->request.region);
}

static bool read_language(const reader *r, const char *name, json_t *value)
{
    return read_text(r, name, value, &r->ask->request.language);
}

static bool read_clock(const reader *r, const char *name, json_t *value)
{
    if (!r->options->allow_clock)
        return refuse(r, name, "this service judges at the time of the request only");
    return read_text(r, name, value, &r->ask->request.clock);
}

static bool read_switch(const reader *r, const char *name, json_t *value, bool *to)
{
    *to = json_is_true(value);
    return json_is_boolean(value) || refuse(r, name, "must be true or false");
}

static bool read_fields(const reader *r, const char *name, json_t *value)
{
    return read_switch(r, name, value, &r->ask->request.fields);
}

static bool read_no_holder(const reader *r, const char *name, json_t *value)
{
    return read_switch(r, name, value, &r->ask->request.no_holder);
}

static bool read_holder(const reader *r, const char *name, json_t *value)
{
    const char *key;
    json_t *text;
    r->ask->holder = value;
    if (!json_is_object(value) || json_object_size(value) == 0)
        return refuse(r, name, "must be an object with some of fnt, gnt and dob");
    json_object_foreach(value, key, text)
    {
        bool known = strcmp(key, "fnt") == 0 || strcmp(key, "gnt") == 0 || strcmp(key, "dob") == 0;
        const char *string = json_string_value(text);
        if (!known || string == NULL || string[0] == '\0' ||
            strlen(string) != json_string_length(text))
            return refuse(r, name,
                          "must be an object with some of fnt, gnt and dob, all strings that are "
                          "not empty, without NUL bytes");
    }
    return true;
}

/* The members of a request. */
static const struct {
    const char *name;
    bool (*read)(const reader *r, const char *name, json_t *value);
    bool judging; /* only a request for a verdict has it */
} members[] = {
    {"hcert", read_hcert, false},         {"payload", read_payload, false},
    {"no_holder", read_no_holder, false}, {"country", read_country, true},
    {"region", read_region, true},        {"language", read_language, true},
    {"clock", read_clock, true},          {"fields", read_fields, true},
    {"holder", read_holder, true},
};

enum { MEMBERS = sizeof members / sizeof *members, LONGEST_NAME = 64 };

/* Refuses a member that is not known. */
static bool refuse_unknown(const reader *r, const char *name, bool judge)
{
    const char *names[MEMBERS];
    size_t count = 0;
    for (size_t i = 0; i < MEMBERS; i++) {
        if (judge || !members[i].judging)
            names[count++] = members[i].name;
    }
    const char *near = certlogic_similar(name, names, count);
    cl_service_fault(r->error, "usage", "there is no such member%s%s",
                     near != NULL ? "; did you mean " : "", near != NULL ? near : "");
    if (r->error != NULL)
        snprintf(r->error->at, sizeof r->error->at, "/%.*s",
                 (int)cl_cut(name, strlen(name), LONGEST_NAME), name);
    return false;
}

static bool read_member(const reader *r, const char *name, json_t *value, bool judge)
{
    for (size_t i = 0; i < MEMBERS; i++) {
        if (strcmp(members[i].name, name) == 0 && (judge || !members[i].judging))
            return members[i].read(r, name, value);
    }
    return refuse_unknown(r, name, judge);
}

static bool is_whole(const reader *r, bool judge)
{
    const cl_ask *ask = r->ask;
    if ((ask->hcert == NULL) == (ask->payload == NULL))
        return refuse(r, "hcert", "exactly one of hcert and payload must be given");
    return !judge || ask->count > 0 || refuse(r, "country", "the country of arrival is missing");
}

bool cl_ask_read(cl_ask *ask, const cl_bytes *body, bool judge, const cl_service_options *options,
                 certlogic_error *error)
{
    const reader r = {.ask = ask, .options = options, .error = error};
    const char *name;
    json_t *value;
    memset(ask, 0, sizeof *ask);
    cl_moment(time(NULL), ask->now);
    ask->request = (certlogic_request){.clock = ask->now,
                                       .strict = options->strict_policy,
                                       .allow_no_rules = options->allow_no_rules,
                                       .invalidation_when_true = options->invalidation_when_true};
    ask->body = certlogic_jansson_read((const char *)body->at, body->length, error);
    if (ask->body == NULL)
        return false;
    if (!json_is_object(ask->body))
        return cl_service_fault(error, "usage", "the body must be a JSON object");
    json_object_foreach(ask->body, name, value)
    {
        if (!read_member(&r, name, value, judge))
            return false;
    }
    return is_whole(&r, judge);
}

void cl_ask_end(cl_ask *ask)
{
    json_decref(ask->body);
}
