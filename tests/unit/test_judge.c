/* test_judge.c — the judging of a certificate by rules: what rules see, which fields are recorded,
 * why a rule is open, and that no result of one judgement remains in the next.
 * tests/conformance/verdict tests the verdicts and what decides them. */
#include "support_rules.h"
#include "verdict/external.h"

/* A rule that reads all of external and passes. */
#define READS_EXTERNAL "{'Logic':{'===':[{'var':'external'},{'var':'external'}]}}"

/* Returns the external that rules see, as JSON with ' instead of ". */
static const char *seen_by(cl_judge *judge, const cl_certificate *certificate, cl_request request)
{
    request.fields = true;
    cl_verdict verdict = judged_by(judge, certificate, &request);
    ck_assert_uint_eq(verdict.count, 1);
    return fields_text(&verdict.rules[0]);
}

/* ---- Data context ---------------------------------------------------------------------------- */

START_TEST(external_has_these_members_and_no_others)
{
    cl_ruleset *set = whole_set(
        given_text("{'rules':[%s],'valueSets':{'a':['1','2'],'b':[]}}", rule_with(READS_EXTERNAL)));
    cl_judge *judge = judge_of(set);
    cl_request request = usual_request();
    ck_assert_str_eq(seen_by(judge, certificate_of(USUAL_PAYLOAD), request),
                     "{'external':{'validationClock':'2022-01-15T12:00:00Z',"
                     "'valueSets':{'a':['1','2'],'b':[]},'countryCode':'CZ',"
                     "'issuerCountryCode':'AT'}}");
    request.region = "PHA";
    ck_assert_str_eq(seen_by(judge, certificate_of(USUAL_PAYLOAD), request),
                     "{'external':{'validationClock':'2022-01-15T12:00:00Z',"
                     "'valueSets':{'a':['1','2'],'b':[]},'countryCode':'CZ',"
                     "'issuerCountryCode':'AT','region':'PHA'}}");
    request.region = "";
    ck_assert_str_eq(seen_by(judge, certificate_of("{'ver':'1.3.0','t':[{}]}"), request),
                     "{'external':{'validationClock':'2022-01-15T12:00:00Z',"
                     "'valueSets':{'a':['1','2'],'b':[]},'countryCode':'CZ'}}");
}
END_TEST

START_TEST(value_sets_are_there_even_if_none_were_given)
{
    cl_judge *judge = judge_of(whole_set(rule_with(READS_EXTERNAL)));
    ck_assert_str_eq(seen_by(judge, certificate_of("{'ver':'1.3.0','t':[{}]}"), usual_request()),
                     "{'external':{'validationClock':'2022-01-15T12:00:00Z','valueSets':{},"
                     "'countryCode':'CZ'}}");
}
END_TEST

START_TEST(the_context_is_payload_and_external)
{
    cl_judge *judge = judge_of(whole_set(rule_with("{'Logic':{'===':[{'var':''},{'var':''}]}}")));
    ck_assert_str_eq(
        seen_by(judge, certificate_of("{'ver':'1.3.0','t':[{'x':1}]}"), usual_request()),
        "{'':{'payload':{'ver':'1.3.0','t':[{'x':1}]},'external':"
        "{'validationClock':'2022-01-15T12:00:00Z','valueSets':{},"
        "'countryCode':'CZ'}}}");
}
END_TEST

START_TEST(validation_clock_is_utc_to_the_second)
{
    static const struct {
        int64_t clock;
        const char *text;
    } clocks[] = {{INT64_C(1642248000000), "2022-01-15T12:00:00Z"},
                  {INT64_C(1642248000999), "2022-01-15T12:00:00Z"},
                  {INT64_C(0), "1970-01-01T00:00:00Z"},
                  {INT64_C(-1), "1969-12-31T23:59:59Z"},
                  {CL_INSTANT_MIN, "0000-01-01T00:00:00Z"},
                  {CL_INSTANT_MAX, "9999-12-31T23:59:59Z"}};
    cl_judge *judge = judge_of(whole_set(
        rule_with("{'ValidFrom':'0000-01-01T00:00:00Z','ValidTo':'9999-12-31T23:59:59.999Z',"
                  "'Logic':{'===':[{'var':'external.validationClock'},1]}}")));
    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
        cl_request request = {.country = "CZ", .clock = clocks[i].clock, .allow_no_rules = true};
        request.fields = true;
        cl_verdict verdict = judged_by(judge, certificate_of(USUAL_PAYLOAD), &request);
        if (clocks[i].clock == CL_INSTANT_MAX) { /* ValidTo cannot be later */
            ck_assert_uint_eq(verdict.count, 0);
            continue;
        }
        ck_assert_str_eq(fields_text(&verdict.rules[0]),
                         given_text("{'external.validationClock':'%s'}", clocks[i].text));
    }
}
END_TEST

/* One judge, whose request changes in one member at a time, and back. */
START_TEST(external_is_made_anew_when_clock_country_region_or_issuer_change)
{
    cl_judge *judge = judge_of(whole_set(given_text(
        "[%s,%s]", rule_with(READS_EXTERNAL),
        rule_with("{'Country':'SK','Logic':{'===':[{'var':'external'},{'var':'external'}]}}"))));
    const cl_certificate *from_at = certificate_of(USUAL_PAYLOAD);
    const cl_certificate *from_de = certificate_of("{'ver':'1.3.0','t':[{'co':'DE'}]}");
    static const struct {
        int64_t clock;
        const char *country, *region;
        bool de;
        const char *seen;
    } steps[] = {
        {0, "CZ", NULL, false, "'countryCode':'CZ','issuerCountryCode':'AT'}}"},
        {0, "SK", NULL, false, "'countryCode':'SK','issuerCountryCode':'AT'}}"},
        {0, "CZ", NULL, false, "'countryCode':'CZ','issuerCountryCode':'AT'}}"},
        {0, "CZ", NULL, true, "'countryCode':'CZ','issuerCountryCode':'DE'}}"},
        {0, "CZ", NULL, false, "'countryCode':'CZ','issuerCountryCode':'AT'}}"},
        {0, "CZ", "A", false, "'countryCode':'CZ','issuerCountryCode':'AT','region':'A'}}"},
        {0, "CZ", "B", false, "'countryCode':'CZ','issuerCountryCode':'AT','region':'B'}}"},
        {0, "CZ", NULL, false, "'countryCode':'CZ','issuerCountryCode':'AT'}}"},
        {1000, "CZ", NULL, false, "'countryCode':'CZ','issuerCountryCode':'AT'}}"},
        {0, "CZ", NULL, false, "'countryCode':'CZ','issuerCountryCode':'AT'}}"},
    };
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        char country[3], region[2] = "";
        strcpy(country, steps[i].country); /* the judge must not refer to the text of the caller */
        if (steps[i].region != NULL)
            strcpy(region, steps[i].region);
        cl_request request = {.country = country,
                              .region = steps[i].region != NULL ? region : NULL,
                              .clock = USUAL_CLOCK + steps[i].clock};
        ck_assert_str_eq(seen_by(judge, steps[i].de ? from_de : from_at, request),
                         given_text("{'external':{'validationClock':'2022-01-15T12:00:0%dZ',"
                                    "'valueSets':{},%s",
                                    (int)(steps[i].clock / 1000), steps[i].seen));
        memset(country, 'x', 2);
        memset(region, 'x', 1);
    }
}
END_TEST

START_TEST(an_external_that_stays_the_same_is_kept)
{
    cl_external external;
    cl_evaluator *evaluator = given_evaluator(given_rule("{\"var\":\"external\"}"));
    const cl_value *sets = given_value("{}");
    cl_external_key key = {.clock = USUAL_CLOCK, .country = "CZ", .issuer = "", .region = NULL};
    cl_external_init(&external);
    const cl_value *first = cl_external_get(&external, &key, sets, evaluator, NULL);
    ck_assert_ptr_nonnull(first);
    const cl_object *object = first->object;
    char country[] = "CZ"; /* equal texts at different addresses */
    key.country = country;
    ck_assert_ptr_eq(cl_external_get(&external, &key, sets, evaluator, NULL)->object, object);
    key.clock++;
    ck_assert_ptr_nonnull(cl_external_get(&external, &key, sets, evaluator, NULL));
    ck_assert_int_eq(external.key.clock, USUAL_CLOCK + 1);
    cl_external_free(&external);
}
END_TEST

/* Each member of the key in turn has another value. */
START_TEST(an_external_is_made_anew_when_the_envelope_says_something_else)
{
    static const cl_external_key keys[] = {
        {.kid = NULL},
        {.kid = "AQ=="},
        {.kid = "Ag=="},
        {.kid = "Ag==", .dated = true},
        {.kid = "Ag==", .dated = true, .issued_at = 1000},
        {.kid = "Ag==", .dated = true, .issued_at = 1000, .expires_at = 2000},
        {.kid = "Ag==", .issued_at = 1000, .expires_at = 2000},
        {.kid = NULL},
    };
    static const char *const seen[] = {
        "",
        ",'kid':'AQ=='",
        ",'kid':'Ag=='",
        ",'kid':'Ag==','exp':'1970-01-01T00:00:00Z','iat':'1970-01-01T00:00:00Z'",
        ",'kid':'Ag==','exp':'1970-01-01T00:00:00Z','iat':'1970-01-01T00:00:01Z'",
        ",'kid':'Ag==','exp':'1970-01-01T00:00:02Z','iat':'1970-01-01T00:00:01Z'",
        ",'kid':'Ag=='",
        "",
    };
    cl_external external;
    cl_evaluator *evaluator = given_evaluator(given_rule("{\"var\":\"external\"}"));
    const cl_value *sets = given_value("{}");
    cl_external_init(&external);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const cl_value *value = cl_external_get(&external, &keys[i], sets, evaluator, NULL);
        ck_assert_ptr_nonnull(value);
        ck_assert_str_eq(
            text_of(value),
            quoted(given_text("{'validationClock':'1970-01-01T00:00:00Z','valueSets':{}%s}",
                              seen[i])));
        const cl_object *object = value->object; /* the same members again give the same value */
        ck_assert_ptr_eq(cl_external_get(&external, &keys[i], sets, evaluator, NULL)->object,
                         object);
    }
    /* Without dates the members for dates are ignored. */
    cl_external_key key = {.issued_at = 3000};
    const cl_object *object = external.value.object;
    ck_assert_ptr_eq(cl_external_get(&external, &key, sets, evaluator, NULL)->object, object);
    cl_external_free(&external);
}
END_TEST

/* With any amount of memory the result is the whole external or MEMORY. It counts as made only
 * with a result. */
START_TEST(an_external_without_room_is_an_error)
{
    cl_evaluator *evaluator = given_evaluator(given_rule("{\"var\":\"external\"}"));
    const cl_value *sets = given_value("{}");
    const cl_external_key key = {.clock = USUAL_CLOCK,
                                 .country = given_repeated("C", 3000),
                                 .issuer = given_repeated("I", 5000),
                                 .region = given_repeated("R", 9000),
                                 .kid = given_repeated("K", 17000),
                                 .dated = true};
    size_t refused = 0;
    for (size_t cap = 0;; cap += 8) {
        cl_external external;
        cl_error error;
        cl_error_init(&error);
        cl_external_init(&external);
        cl_arena_init(&external.arena, cap);
        const cl_value *value = cl_external_get(&external, &key, sets, evaluator, &error);
        must(external.made == (value != NULL));
        must(error.code == (value != NULL ? CL_NONE : CL_MEMORY));
        cl_external_free(&external);
        if (value != NULL)
            break;
        refused++;
    }
    ck_assert_uint_gt(refused, 34000 / 8);
}
END_TEST

/* A rule that reads one member of the envelope sees it, whichever it is. */
START_TEST(rules_see_what_the_envelope_says)
{
    static const char *const members[][2] = {
        {"kid", "'AQID'"}, {"exp", "'2022-06-01T00:00:00Z'"}, {"iat", "'2021-12-01T00:00:00Z'"}};
    cl_certificate *certificate = certificate_of(USUAL_PAYLOAD);
    certificate->envelope.present = certificate->envelope.dated = true;
    certificate->envelope.kid_text = "AQID";
    certificate->envelope.issued_at = INT64_C(1638316800000);
    certificate->envelope.expires_at = INT64_C(1654041600000);
    certificate->envelope.not_before = CL_NO_MOMENT;
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        const char *logic = given_text("{'Logic':{'===':[{'var':'external.%s'},1]}}",
                                       members[i][0]);
        ck_assert_str_eq(
            seen_by(judge_of(whole_set(rule_with(logic))), certificate, usual_request()),
            given_text("{'external.%s':%s}", members[i][0], members[i][1]));
    }
}
END_TEST

START_TEST(a_path_as_long_as_external_is_not_external)
{
    cl_judge *judge = judge_of(
        whole_set(rule_with("{'Logic':{'===':[{'var':'internal'},{'var':'internal.kid'}]}}")));
    ck_assert_str_eq(seen_by(judge, certificate_of(USUAL_PAYLOAD), usual_request()),
                     "{'internal':null,'internal.kid':null}");
}
END_TEST

/* The selection is not kept for the empty region, nor for a region longer than the buffer. */
START_TEST(regions_that_are_not_kept_are_asked_anew)
{
    const char *letters = given_repeated("R", 70);
    const char *others = given_text("%.69sS", letters);
    cl_judge *judge = judge_of(whole_set(given_text(
        "[%s,%s]", rule_with("{'Identifier':'A'}"),
        rule_with(given_text("{'Identifier':'B','Region':'%s','Logic':false}", letters)))));
    const cl_certificate *certificate = certificate_of(USUAL_PAYLOAD);
    const struct {
        const char *region, *verdict;
    } asked[] = {{letters, "rejected by B: A passed, B failed"},
                 {others, "accepted: A passed"},
                 {letters, "rejected by B: A passed, B failed"},
                 {"", "accepted: A passed"},
                 {NULL, "accepted: A passed"},
                 {"", "accepted: A passed"}};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        cl_request request = usual_request();
        request.region = asked[i].region;
        cl_verdict verdict = judged_by(judge, certificate, &request);
        ck_assert_str_eq(verdict_text(&verdict), asked[i].verdict);
    }
}
END_TEST

/* ---- Fields ---------------------------------------------------------------------------------- */

/* Returns the fields that a rule with this Logic reads in a payload. */
static const char *fields_of(const char *logic, const char *payload)
{
    cl_request request = usual_request();
    request.fields = true;
    cl_ruleset *set = whole_set(given_text("{'rules':[%s],'valueSets':{'a':['1']}}",
                                           rule_with(given_text("{'Logic':%s}", logic))));
    cl_verdict verdict = judged_by(judge_of(set), certificate_of(payload), &request);
    ck_assert_uint_eq(verdict.count, 1);
    return fields_text(&verdict.rules[0]);
}

#define PAYLOAD "{'ver':'1.3.0','v':[{'dn':1,'sd':2,'dt':'2021-13-01'}]}"

START_TEST(fields_read_are_those_that_were_read)
{
    ck_assert_str_eq(fields_of("true", PAYLOAD), "{}");
    ck_assert_str_eq(fields_of("{'===':[{'var':'payload.v.0.dn'},1]}", PAYLOAD),
                     "{'payload.v.0.dn':1}");
    ck_assert_str_eq(
        fields_of("{'<':[{'var':'payload.v.0.sd'},{'var':'payload.v.0.dn'}]}", PAYLOAD),
        "{'payload.v.0.sd':2,'payload.v.0.dn':1}");
}
END_TEST

START_TEST(a_branch_not_taken_reads_nothing)
{
    static const char logic[] = "{'if':[{'===':[{'var':'payload.v.0.dn'},%d]},"
                                "{'!':[{'var':'payload.v.0.x'}]},{'!':[{'var':'payload.v.0.y'}]}]}";
    char taken[256];
    snprintf(taken, sizeof taken, logic, 1);
    ck_assert_str_eq(fields_of(taken, PAYLOAD), "{'payload.v.0.dn':1,'payload.v.0.x':null}");
    snprintf(taken, sizeof taken, logic, 2);
    ck_assert_str_eq(fields_of(taken, PAYLOAD), "{'payload.v.0.dn':1,'payload.v.0.y':null}");
    ck_assert_str_eq(fields_of("{'and':[{'===':[{'var':'payload.v.0.dn'},2]},"
                               "{'!':[{'var':'payload.v.0.sd'}]}]}",
                               PAYLOAD),
                     "{'payload.v.0.dn':1}");
}
END_TEST

START_TEST(each_field_is_noted_once_missing_ones_as_null)
{
    ck_assert_str_eq(
        fields_of("{'===':[{'var':'payload.v.0.x'},{'var':'payload.v.0.x'}]}", PAYLOAD),
        "{'payload.v.0.x':null}");
    ck_assert_str_eq(fields_of("{'===':[{'var':'payload.v.0'},{'var':'payload.v.00'}]}",
                               "{'ver':'1.3.0','v':[{}]}"),
                     "{'payload.v.0':{},'payload.v.00':{}}");
    const char *logic = "true"; /* more than the initial capacity */
    for (int i = 20; i-- > 0;)
        logic = given_text("{'if':[{'var':'payload.v.0.f%d'},true,%s]}", i, logic);
    const char *fields = "";
    for (int i = 0; i < 20; i++)
        fields = given_text("%s%s'payload.v.0.f%d':null", fields, i > 0 ? "," : "", i);
    ck_assert_str_eq(fields_of(logic, PAYLOAD), given_text("{%s}", fields));
}
END_TEST

START_TEST(value_sets_are_no_fields)
{
    ck_assert_str_eq(
        fields_of("{'in':[{'var':'payload.v.0.dn'},{'var':'external.valueSets.a'}]}", PAYLOAD),
        "{'payload.v.0.dn':1}");
    ck_assert_str_eq(fields_of("{'===':[{'var':'external.valueSets'},1]}", PAYLOAD), "{}");
    ck_assert_str_eq(fields_of("{'===':[{'var':'external.valueSetsToo'},1]}", PAYLOAD),
                     "{'external.valueSetsToo':null}");
    ck_assert_str_eq(fields_of("{'===':[{'var':'external.countryCode'},1]}", PAYLOAD),
                     "{'external.countryCode':'CZ'}");
}
END_TEST

START_TEST(what_a_body_reads_of_its_items_is_no_field)
{
    ck_assert_str_eq(fields_of("{'===':[{'reduce':[{'var':'payload.v'},{'+':[{'var':'accumulator'},"
                               "{'var':'current.dn'}]},0]},1]}",
                               "{'ver':'1.3.0','v':[{'dn':1}]}"),
                     "{'payload.v':[{'dn':1}]}");
}
END_TEST

START_TEST(an_open_rule_has_the_fields_up_to_its_error)
{
    ck_assert_str_eq(fields_of("{'if':[{'var':'payload.ver'},{'before':[{'plusTime':["
                               "{'var':'payload.v.0.dt'},0,'day']},{'plusTime':["
                               "{'var':'external.validationClock'},0,'day']}]},true]}",
                               PAYLOAD),
                     "{'payload.ver':'1.3.0','payload.v.0.dt':'2021-13-01'}");
}
END_TEST

START_TEST(rules_that_are_not_run_read_nothing)
{
    cl_request request = usual_request();
    request.fields = true;
    cl_ruleset *set = whole_set(given_text(
        "[%s,%s]", rule_with("{'Identifier':'A','Engine':'X','Logic':{'var':'payload.ver'}}"),
        rule_with("{'Identifier':'B','SchemaVersion':'1.9.0','Logic':{'var':'payload.ver'}}")));
    cl_verdict verdict = judged_by(judge_of(set), certificate_of(PAYLOAD), &request);
    ck_assert_str_eq(verdict_text(&verdict), "open by A: A open, B open");
    ck_assert_uint_eq(verdict.rules[0].field_count, 0);
    ck_assert_uint_eq(verdict.rules[1].field_count, 0);
}
END_TEST

START_TEST(fields_are_noted_only_when_they_are_asked_for)
{
    cl_judge *judge = judge_of(whole_set(rule_with("{'Logic':{'!':[{'var':'payload.ver'}]}}")));
    const cl_certificate *certificate = certificate_of(PAYLOAD);
    cl_request request = usual_request();
    ck_assert_uint_eq(judged_by(judge, certificate, &request).rules[0].field_count, 0);
    request.fields = true;
    ck_assert_uint_eq(judged_by(judge, certificate, &request).rules[0].field_count, 1);
    request.fields = false;
    ck_assert_uint_eq(judged_by(judge, certificate, &request).rules[0].field_count, 0);
}
END_TEST

/* ---- Why a rule is open ---------------------------------------------------------------------- */

static void expect_open(const char *members, const char *payload, const char *code, const char *at,
                        const char *message)
{
    cl_verdict verdict = judged_by(judge_of(whole_set(rule_with(members))), certificate_of(payload),
                                   NULL);
    const cl_judged *judged = &verdict.rules[0];
    ck_assert_int_eq(judged->outcome, CL_OPEN);
    ck_assert_str_eq(cl_code_name(judged->code), code);
    ck_assert_str_eq(judged->at, at);
    if (message != NULL)
        ck_assert_str_eq(judged->message, message);
    else
        ck_assert_uint_gt(strlen(judged->message), 0);
}

START_TEST(an_open_rule_says_why_and_where)
{
    expect_open("{'Engine':'X'}", PAYLOAD, "engine", "/Engine",
                "the rule is written for another engine than CERTLOGIC");
    expect_open("{'EngineVersion':'2.0.0'}", PAYLOAD, "engine", "/EngineVersion",
                "the rule is written for a later EngineVersion than 1.3.3");
    expect_open("{}", "{'v':[{}]}", "schema-version", "/SchemaVersion",
                "the payload has no ver, which must cover the rule's SchemaVersion");
    expect_open("{}", "{'v':[{}],'ver':'1.3'}", "schema-version", "/SchemaVersion",
                "the payload's ver must be three integers, for example 1.3.0");
    expect_open("{}", "{'v':[{}],'ver':'2.0.0'}", "schema-version", "/SchemaVersion",
                "the payload's ver does not cover the rule's SchemaVersion");
    expect_open("{'Logic':'x'}", PAYLOAD, "result", "/Logic",
                "a rule must evaluate to a boolean, found a string");
    expect_open("{'Logic':{'!':[{'<':[{'var':'payload.ver'},1]}]}}", PAYLOAD, "kind",
                "/Logic/!/0/</0", NULL); /* the message of the machine */
}
END_TEST

/* The message names a missing value set where the rule read null instead of it, and nowhere
 * else. */
START_TEST(a_missing_value_set_is_named_where_it_is_the_cause)
{
    static const char sets[] = "'valueSets':{'there':['1']}";
    static const struct {
        const char *logic, *message;
    } rules[] = {
        {"{'in':['1',{'var':'external.valueSets.their'}]}",
         "an array on the right of in expected, found null; no value set is called their (did you "
         "mean there?)"},
        {"{'if':[{'in':['1',{'var':'external.valueSets.there'}]},"
         "{'in':['1',{'var':'payload.x'}]},true]}",
         "an array on the right of in expected, found null"},
        {"{'and':[{'!':[{'var':'external.valueSets.their'}]},{'in':['1',{'var':'payload.x'}]}]}",
         "an array on the right of in expected, found null"},
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        cl_ruleset *set = set_of(given_text(
            "{'rules':[%s],%s}", rule_with(given_text("{'Logic':%s}", rules[i].logic)), sets));
        cl_verdict verdict = judged_by(judge_of(set), certificate_of(PAYLOAD), NULL);
        ck_assert_str_eq(verdict_text(&verdict), "open by GR-CZ-0001: GR-CZ-0001 open");
        ck_assert_str_eq(cl_code_name(verdict.rules[0].code), "kind");
        ck_assert_str_eq(verdict.rules[0].message, rules[i].message);
    }
}
END_TEST

/* The option for invalidation rules inverts an outcome that is decided, and keeps one that is
 * open. */
START_TEST(an_open_invalidation_rule_stays_open_when_true_strikes)
{
    static const struct {
        const char *logic, *struck, *turned;
    } rules[] = {
        {"true", "accepted: A passed, I passed", "rejected by I: A passed, I failed"},
        {"false", "rejected by I: A passed, I failed", "accepted: A passed, I passed"},
        {"{'<':[{'var':'payload.x'},1]}", "open by I: A passed, I open",
         "open by I: A passed, I open"},
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        cl_judge *judge = judge_of(
            whole_set(given_text("[%s,%s]", rule_with("{'Identifier':'A'}"),
                                 rule_with(given_text("{'Identifier':'I','Type':'Invalidation',"
                                                      "'Country':'AT','Logic':%s}",
                                                      rules[i].logic)))));
        cl_request request = usual_request();
        cl_verdict verdict = judged_by(judge, certificate_of(USUAL_PAYLOAD), &request);
        ck_assert_str_eq(verdict_text(&verdict), rules[i].struck);
        request.invalidation_when_true = true;
        verdict = judged_by(judge, certificate_of(USUAL_PAYLOAD), &request);
        ck_assert_str_eq(verdict_text(&verdict), rules[i].turned);
    }
}
END_TEST

START_TEST(a_rule_that_is_not_open_says_nothing)
{
    cl_judge *judge = judge_of(
        whole_set(given_text("[%s,%s]", rule_with("{'Identifier':'A'}"),
                             rule_with("{'Identifier':'B','Logic':false}"))));
    cl_verdict verdict = judged_by(judge, certificate_of(PAYLOAD), NULL);
    for (uint32_t i = 0; i < verdict.count; i++) {
        ck_assert_int_eq(verdict.rules[i].code, CL_NONE);
        ck_assert_ptr_null(verdict.rules[i].at);
        ck_assert_ptr_null(verdict.rules[i].message);
    }
}
END_TEST

/* ---- One after another ----------------------------------------------------------------------- */

START_TEST(nothing_of_one_judgement_is_left_in_the_next)
{
    cl_judge *judge = judge_of(whole_set(given_text(
        "[%s,%s]", rule_with("{'Identifier':'A','Logic':{'===':[{'var':'payload.v.0.dn'},1]}}"),
        rule_with(
            "{'Identifier':'B','Country':'SK','Logic':{'<':[{'var':'payload.v.0.dn'},5]}}"))));
    cl_request request = usual_request();
    cl_verdict verdict;
    cl_error error;
    for (int round = 0; round < 2; round++) {
        verdict = judged_by(judge, certificate_of("{'ver':'1.3.0','v':[{'dn':1}]}"), NULL);
        ck_assert_str_eq(verdict_text(&verdict), "accepted: A passed");
        verdict = judged_by(judge, certificate_of("{'ver':'1.3.0','v':[{}]}"), NULL);
        ck_assert_str_eq(verdict_text(&verdict), "rejected by A: A failed");
        verdict = judged_by(judge, certificate_of("{'ver':'1.3.0','v':[{},{}]}"), NULL);
        ck_assert_str_eq(verdict_text(&verdict), "rejected by payload");
        ck_assert_str_eq(verdict.fault->at, "/v");
        verdict = judged_by(judge, certificate_of("{"), NULL);
        ck_assert_str_eq(verdict_text(&verdict), "rejected by payload");
        request.country = "XX";
        cl_error_init(&error);
        ck_assert(!cl_judge_run(judge, certificate_of(PAYLOAD), &request, &verdict, &error));
        ck_assert_str_eq(cl_code_name(error.code), "country");
        ck_assert_str_eq(error.message, "the rule set has no rules of country XX");
        request.country = "SK";
        verdict = judged_by(judge, certificate_of("{'ver':'1.3.0','v':[{}]}"), &request);
        ck_assert_str_eq(verdict_text(&verdict), "open by B: B open");
        verdict = judged_by(judge, certificate_of("{'ver':'1.3.0','v':[{'dn':2}]}"), &request);
        ck_assert_str_eq(verdict_text(&verdict), "accepted: B passed");
        ck_assert_ptr_null(verdict.fault);
    }
}
END_TEST

/* A rule that reads the whole context gets it made again; the certificate before may have been
 * freed by then. */
START_TEST(a_certificate_may_be_freed_once_it_is_judged)
{
    cl_judge *judge = judge_of(whole_set(rule_with("{'Logic':{'===':[{'var':''},{'var':''}]}}")));
    cl_request request = usual_request();
    for (int i = 0; i < 4; i++) {
        const char *payload = quoted("{'ver':'1.3.0','v':[{'x':'a text of its own'}]}");
        cl_certificate *certificate = cl_certificate_read_json(payload, strlen(payload), NULL);
        ck_assert_ptr_nonnull(certificate);
        request.clock += i % 2 * 1000; /* sometimes also another external */
        cl_verdict verdict = judged_by(judge, certificate, &request);
        ck_assert_str_eq(verdict_text(&verdict), "accepted: GR-CZ-0001 passed");
        cl_certificate_free(certificate);
    }
}
END_TEST

START_TEST(the_same_certificate_by_several_judges)
{
    const cl_certificate *certificate = certificate_of(PAYLOAD);
    cl_ruleset *set = whole_set(rule_with("{'Logic':{'===':[{'var':'payload.v.0.dn'},1]}}"));
    cl_judge *a = judge_of(set), *b = judge_of(set);
    for (int i = 0; i < 3; i++) {
        cl_verdict from_a = judged_by(a, certificate, NULL);
        cl_verdict from_b = judged_by(b, certificate, NULL);
        ck_assert_str_eq(verdict_text(&from_a), verdict_text(&from_b));
    }
    cl_judge_free(NULL);
}
END_TEST

/* A rule with one of five outcomes, chosen by its number. */
static const char *numbered_rule(int i)
{
    const char *logic = "true";
    switch (i % 5) {
    case 1:
        logic = "{'===':[{'var':'payload.v.0.dn'},1]}";
        break;
    case 2:
        logic = given_text("{'===':[{'var':'payload.v.0.dn'},%d]}", i + 100);
        break;
    case 3:
        logic = given_text("{'<':[{'var':'payload.v.0.x'},%d]}", i);
        break;
    case 4:
        logic = given_text("{'reduce':[[%d],{'var':'accumulator'},true]}", i);
        break;
    }
    return rule_with(given_text("{'Identifier':'R%03d','Country':'%s','Type':'%s','Logic':%s}", i,
                                i < 150 ? "CZ" : "AT", i < 150 ? "Acceptance" : "Invalidation",
                                logic));
}

/* More rules than a word has bits, of two countries and types, in shared code and outside of it. */
START_TEST(many_rules)
{
    static const cl_outcome outcomes[] = {CL_PASSED, CL_PASSED, CL_FAILED, CL_OPEN, CL_PASSED};
    const char *rules = numbered_rule(0);
    for (int i = 1; i < 300; i++)
        rules = given_text("%s,%s", rules, numbered_rule(i));
    cl_judge *judge = judge_of(whole_set(given_text("[%s]", rules)));
    cl_verdict verdict = judged_by(
        judge, certificate_of("{'ver':'1.3.0','v':[{'co':'AT','dn':1}]}"), NULL);
    ck_assert_uint_eq(verdict.count, 300);
    for (int i = 0; i < 300; i++) {
        ck_assert_str_eq(verdict.rules[i].rule->id, given_text("R%03d", i));
        ck_assert_int_eq(verdict.rules[i].outcome, outcomes[i % 5]);
    }
    ck_assert_str_eq(verdict.decided_by, "R002");
}
END_TEST

int main(void)
{
    TCase *tests = rules_tests("judge");
    tcase_add_test(tests, external_has_these_members_and_no_others);
    tcase_add_test(tests, value_sets_are_there_even_if_none_were_given);
    tcase_add_test(tests, the_context_is_payload_and_external);
    tcase_add_test(tests, validation_clock_is_utc_to_the_second);
    tcase_add_test(tests, external_is_made_anew_when_clock_country_region_or_issuer_change);
    tcase_add_test(tests, an_external_that_stays_the_same_is_kept);
    tcase_add_test(tests, an_external_is_made_anew_when_the_envelope_says_something_else);
    tcase_add_test(tests, an_external_without_room_is_an_error);
    tcase_add_test(tests, rules_see_what_the_envelope_says);
    tcase_add_test(tests, a_path_as_long_as_external_is_not_external);
    tcase_add_test(tests, regions_that_are_not_kept_are_asked_anew);
    tcase_add_test(tests, fields_read_are_those_that_were_read);
    tcase_add_test(tests, a_branch_not_taken_reads_nothing);
    tcase_add_test(tests, each_field_is_noted_once_missing_ones_as_null);
    tcase_add_test(tests, value_sets_are_no_fields);
    tcase_add_test(tests, what_a_body_reads_of_its_items_is_no_field);
    tcase_add_test(tests, an_open_rule_has_the_fields_up_to_its_error);
    tcase_add_test(tests, rules_that_are_not_run_read_nothing);
    tcase_add_test(tests, fields_are_noted_only_when_they_are_asked_for);
    tcase_add_test(tests, an_open_rule_says_why_and_where);
    tcase_add_test(tests, a_missing_value_set_is_named_where_it_is_the_cause);
    tcase_add_test(tests, an_open_invalidation_rule_stays_open_when_true_strikes);
    tcase_add_test(tests, a_rule_that_is_not_open_says_nothing);
    tcase_add_test(tests, nothing_of_one_judgement_is_left_in_the_next);
    tcase_add_test(tests, a_certificate_may_be_freed_once_it_is_judged);
    tcase_add_test(tests, the_same_certificate_by_several_judges);
    tcase_add_test(tests, many_rules);
    return unit_run();
}
