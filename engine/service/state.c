/* state.c — GET /v1/rules, /healthz, /readyz and /metrics: what the service answers with. */
#include <string.h>
#include <time.h>

#include "service/dump.h"
#include "service/handlers.h"

static const cl_http_route *route_at(size_t index)
{
    return cl_routes[index].path != NULL ? &cl_routes[index] : NULL;
}

void cl_moment(time_t time, char text[CL_MOMENT])
{
    struct tm parts;
    text[0] = '\0';
    if (gmtime_r(&time, &parts) != NULL)
        strftime(text, CL_MOMENT, "%Y-%m-%dT%H:%M:%SZ", &parts);
}

json_t *cl_revision(const cl_active *set)
{
    return set->trust != NULL
               ? json_pack("{s:s, s:s}", "rules", set->rules_revision, "trust", set->trust_revision)
               : json_pack("{s:s, s:n}", "rules", set->rules_revision, "trust");
}

/* Appends to an array. Returns false if memory ran out; the array is then freed and NULL. */
static bool append(json_t **array, json_t *item)
{
    if (json_array_append_new(*array, item) == 0)
        return true;
    json_decref(*array);
    *array = NULL;
    return false;
}

static json_t *text_or_null(const char *text)
{
    return text != NULL ? json_string(text) : json_null();
}

static json_t *describe_rule(const certlogic_rule *rule)
{
    json_t *made = json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", rule->id, "version", rule->version,
                             "type", certlogic_rule_type_name(rule->type), "certificate_type",
                             certlogic_certificate_type_name(rule->certificate_type), "country",
                             rule->country);
    made = cl_with(made, "region", text_or_null(rule->region));
    made = cl_with(made, "valid_from", json_string(rule->valid_from));
    made = cl_with(made, "valid_to", json_string(rule->valid_to));
    return cl_with(made, "description", json_string(rule->description));
}

static json_t *list_rules(const cl_active *set, const char *country, const char *language)
{
    json_t *list = json_array();
    certlogic_rule rule;
    for (size_t i = 0; certlogic_rules_get(set->rules, i, language, &rule); i++) {
        if (country != NULL && strcmp(country, rule.country) != 0)
            continue;
        if (!append(&list, describe_rule(&rule)))
            break;
    }
    return list;
}

static json_t *list_lost(const cl_active *set)
{
    json_t *list = json_array();
    certlogic_lost lost;
    for (size_t i = 0; certlogic_rules_lost(set->rules, i, &lost); i++) {
        json_t *item = json_pack("{s:s, s:s}", "code", lost.code, "message", lost.message);
        if (!append(&list, cl_with(item, "id", text_or_null(lost.id))))
            break;
    }
    return list;
}

void cl_handle_rules(void *self, const cl_http_request *request, cl_http_response *response)
{
    cl_service *service = self;
    char loaded[CL_MOMENT];
    cl_active *set = cl_active_hold(&service->place);
    cl_moment(set->loaded, loaded);
    json_t *answer = cl_with(json_object(), "revision", cl_revision(set));
    answer = cl_with(answer, "loaded_at", json_string(loaded));
    answer = cl_with(answer, "rules",
                     list_rules(set, cl_http_argument(request, "country"),
                                cl_http_argument(request, "language")));
    cl_respond_json(response, 200, cl_with(answer, "lost", list_lost(set)));
    cl_active_release(set);
}

void cl_handle_health(void *self, const cl_http_request *request, cl_http_response *response)
{
    (void)self;
    (void)request;
    cl_respond_json(response, 200, json_pack("{s:s}", "status", "ok"));
}

void cl_handle_ready(void *self, const cl_http_request *request, cl_http_response *response)
{
    cl_service *service = self;
    char loaded[CL_MOMENT];
    (void)request;
    cl_active *set = cl_active_hold(&service->place);
    cl_moment(set->loaded, loaded);
    json_t *answer = json_pack("{s:s, s:s, s:I, s:I, s:I, s:b}", "status", "ready", "loaded_at",
                               loaded, "rules", (json_int_t)certlogic_rules_count(set->rules),
                               "lost", (json_int_t)certlogic_rules_lost_count(set->rules),
                               "signers", (json_int_t)certlogic_trust_count(set->trust),
                               "signatures_checked", set->trust != NULL);
    cl_respond_json(response, 200, cl_with(answer, "revision", cl_revision(set)));
    cl_active_release(set);
}

void cl_handle_metrics(void *self, const cl_http_request *request, cl_http_response *response)
{
    cl_service *service = self;
    const char *names[CL_METRICS_ROUTES];
    size_t count = 0;
    cl_buffer text;
    (void)request;
    for (const cl_http_route *route; (route = route_at(count)) != NULL; count++)
        names[count] = route->path;
    cl_active *set = cl_active_hold(&service->place);
    cl_buffer_init(&text);
    cl_metrics_write(&service->metrics, names, count, set, &text);
    cl_active_release(set);
    cl_respond_text(response, "text/plain; version=0.0.4; charset=utf-8", &text);
}
