/* judge.c — checks whether the certificate is signed, trusted and in date; then selects the rules,
 * runs them and makes the verdict. */
#include "verdict/judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cert/person.h"
#include "verdict/external.h"

/* The selected rules for one type of certificate. They are kept, because they depend only on the
 * members `country` to `region`. */
typedef struct selected {
    bool made;
    /* issuer "": not known, or the set cannot have invalidation rules. */
    char country[3], issuer[3];
    int64_t clock;
    char region[64];   /* "": none requested. With a longer region, nothing is kept. */
    uint32_t *indexes; /* into set->rules: `acceptance` acceptance rules, then invalidation rules */
    uint32_t count, acceptance;
    uint32_t *lost; /* losses that could change the verdict: indexes into set->losses */
    uint32_t lost_count;
} selected;

enum { ENTRIES = 3 };

struct cl_judge {
    const cl_ruleset *set;
    cl_evaluator *evaluator;
    cl_external external;       /* the bound external, reused while its key stays the same */
    cl_arena arena;             /* data that the verdict refers to */
    const uint32_t *indexes;    /* of the rules that apply to the current certificate */
    uint32_t *room;             /* memory of selected[…].indexes */
    selected selected[ENTRIES]; /* by type of entry */
    uint32_t *lost_room;        /* memory of selected[…].lost */
    bool invalidates;           /* the set has invalidation rules, or may have lost some */
    cl_judged *judged;          /* acceptance rules, then invalidation rules */
    cl_judged *merged;          /* the same, merged by identifier */
    const char *refusal;        /* why the certificate's `ver` covers no rule, or NULL */
    cl_semver version;          /* the certificate's `ver`, if `refusal` is NULL */
    bool asks_envelope;         /* a rule reads external.kid, exp or iat */
    bool asks_issuer;           /* a rule reads external.issuerCountryCode */
    cl_error error;             /* of the current rule, or of the step `validity` */
    cl_buffer text;             /* scratch for the message of that error */
    /* Fields that the current rule has read. */
    cl_field_read *fields;
    uint32_t field_count;
    uint32_t field_capacity;
    bool no_holder; /* fields that could identify the holder are left out */
    bool failed;    /* memory ran out */
};

/* Returns true if a slot reads `member`, a value below it, or a value that contains it. */
static bool reads(const cl_slot *slot, const char *member)
{
    return slot->length == 0 || cl_text_is(slot->path, slot->length, "external") ||
           cl_text_begins(slot->path, slot->length, member);
}

/* Notes which members of the external rules read. A member that no rule reads is left out, so that
 * the next certificate can use the same external. */
static void note_reads(cl_judge *judge)
{
    for (uint32_t i = 0; i < judge->set->program->slot_count; i++) {
        const cl_slot *slot = &judge->set->program->slots[i];
        judge->asks_envelope = judge->asks_envelope || reads(slot, "external.kid") ||
                               reads(slot, "external.exp") || reads(slot, "external.iat");
        judge->asks_issuer = judge->asks_issuer || reads(slot, "external.issuerCountryCode");
    }
    for (uint32_t i = 0; i < judge->set->count; i++)
        judge->invalidates = judge->invalidates || judge->set->rules[i].type == CL_INVALIDATION;
    for (uint32_t i = 0; i < judge->set->losses.count; i++)
        judge->invalidates = judge->invalidates ||
                             (judge->set->losses.items[i].types >> CL_INVALIDATION & 1) != 0;
}

cl_judge *cl_judge_new(const cl_ruleset *set, cl_error *error)
{
    cl_judge *judge = calloc(1, sizeof *judge);
    if (judge == NULL) {
        cl_error_memory(error);
        return NULL;
    }
    judge->set = set;
    cl_arena_init(&judge->arena, SIZE_MAX);
    cl_external_init(&judge->external);
    cl_buffer_init(&judge->text);
    note_reads(judge);
    size_t most = (size_t)set->count * 2 + 1;
    judge->room = calloc(most * ENTRIES, sizeof *judge->room);
    size_t losses = (size_t)set->losses.count + 1;
    judge->lost_room = calloc(losses * ENTRIES, sizeof *judge->lost_room);
    for (size_t i = 0; judge->room != NULL && judge->lost_room != NULL && i < ENTRIES; i++) {
        judge->selected[i].indexes = judge->room + most * i;
        judge->selected[i].lost = judge->lost_room + losses * i;
    }
    judge->judged = calloc(most, sizeof *judge->judged);
    judge->merged = calloc(most, sizeof *judge->merged);
    judge->evaluator = cl_evaluator_new(set->program, error);
    if (judge->room != NULL && judge->lost_room != NULL && judge->judged != NULL &&
        judge->merged != NULL && judge->evaluator != NULL &&
        cl_buffer_reserve(&judge->text, CL_MAX_POINTER) &&
        cl_arena_reserve(&judge->arena, CL_WORKING_MEMORY) == 0 &&
        cl_arena_reserve(&judge->external.arena, CL_WORKING_MEMORY) == 0)
        return judge;
    cl_error_memory(error);
    cl_judge_free(judge);
    return NULL;
}

void cl_judge_free(cl_judge *judge)
{
    if (judge == NULL)
        return;
    cl_evaluator_free(judge->evaluator);
    cl_external_free(&judge->external);
    cl_arena_free(&judge->arena);
    cl_buffer_free(&judge->text);
    free(judge->room);
    free(judge->lost_room);
    free(judge->judged);
    free(judge->merged);
    free(judge);
}

static bool no_memory(cl_judge *judge)
{
    judge->failed = true;
    return false;
}

/* ---- Fields -------------------------------------------------------------------------------- */

static bool is_value_set(const cl_slot *slot)
{
    static const char prefix[] = "external.valueSets";
    size_t length = strlen(prefix);
    return cl_text_begins(slot->path, slot->length, prefix) &&
           (slot->length == length || slot->path[length] == '.');
}

/* An observer: adds the slot that an instruction of plain code has read to the fields, once. Value
 * sets are not fields. */
static void note_field(void *self, const cl_program *program, uint32_t at, const cl_value *result)
{
    cl_judge *judge = self;
    if (program->code[at].op != CL_VM_SLOT || judge->failed)
        return;
    const cl_slot *slot = &program->slots[program->code[at].a];
    for (uint32_t i = 0; i < judge->field_count; i++) {
        if (judge->fields[i].path == slot->path)
            return;
    }
    if (is_value_set(slot) ||
        (judge->no_holder && cl_person_is_field(slot->path, slot->length, result)))
        return;
    cl_field_read *fields = cl_arena_grow(&judge->arena, judge->fields, judge->field_count,
                                          &judge->field_capacity, sizeof *fields);
    if (fields == NULL) {
        judge->failed = true;
        return;
    }
    judge->fields = fields;
    judge->fields[judge->field_count++] = (cl_field_read){
        .path = slot->path, .length = slot->length, .value = *result};
}

static void read_fields(cl_judge *judge, cl_judged *judged)
{
    cl_value ignored;
    judge->fields = NULL;
    judge->field_count = judge->field_capacity = 0;
    cl_evaluator_trace(judge->evaluator, note_field, judge);
    cl_evaluator_run_rule(judge->evaluator, judged->rule->code, &ignored, NULL);
    cl_evaluator_trace(judge->evaluator, NULL, NULL);
    judged->fields = judge->fields;
    judged->field_count = judge->field_count;
}

/* ---- One rule ------------------------------------------------------------------------------ */

/* Reads the `ver` of the payload, once for all rules. */
static void read_version(cl_judge *judge, const cl_certificate *certificate)
{
    judge->refusal = NULL;
    if (certificate->version == NULL)
        judge->refusal = "the payload has no ver, which must cover the rule's SchemaVersion";
    else if (!cl_semver_parse(certificate->version->text, certificate->version->length,
                              &judge->version))
        judge->refusal = "the payload's ver must be three integers, for example 1.3.0";
}

/* Returns NULL if the payload's `ver` has the major version of the rule's SchemaVersion and is not
 * lower, else the reason (SEMANTICS, "Schema"). */
static const char *refuse_version(const cl_judge *judge, const cl_rule *rule)
{
    if (judge->refusal != NULL)
        return judge->refusal;
    if (judge->version.part[0] != rule->schema_version.part[0] ||
        cl_semver_compare(&judge->version, &rule->schema_version) < 0)
        return "the payload's ver does not cover the rule's SchemaVersion";
    return NULL;
}

static bool open_rule(cl_judge *judge, cl_judged *judged, cl_code code, const char *below,
                      const char *at, const char *message)
{
    size_t below_length = strlen(below);
    size_t at_length = strlen(at);
    char *place = cl_arena_alloc(&judge->arena, below_length + at_length + 1);
    judged->outcome = CL_OPEN;
    judged->code = code;
    judged->at = place;
    judged->message = cl_arena_text(&judge->arena, message, strlen(message));
    if (place == NULL || judged->message == NULL)
        return no_memory(judge);
    memcpy(place, below, below_length);
    memcpy(place + below_length, at, at_length + 1);
    return true;
}

/* If the rule is open because a value set does not exist, adds the name of the value set to the
 * message. judge->text has room for CL_MAX_POINTER bytes. A place is not longer, nor is the
 * message: a similar name has at most CL_NEAREST_LENGTH bytes. Returns false if memory ran out. */
static bool name_missing_set(cl_judge *judge, const cl_rule *rule)
{
    const cl_expression *e = &rule->expression;
    cl_buffer *text = &judge->text;
    const char *name;
    size_t length;
    cl_buffer_clear(text);
    for (uint32_t node = 0; rule->reads_value_sets && node < e->count; node++) {
        if (e->nodes[node].operation != CL_OP_VAR ||
            !cl_ruleset_missing_set(judge->set, &e->nodes[node].literal, &name, &length))
            continue;
        cl_buffer_clear(text);
        cl_expression_place(e, node, text);
        if (text->failed || strcmp(cl_buffer_text(text), judge->error.at) != 0)
            continue;
        cl_buffer_clear(text);
        cl_buffer_puts(text, judge->error.message);
        cl_buffer_puts(text, "; no value set is called ");
        cl_buffer_add(text, name, length < CL_MAX_MESSAGE ? length : CL_MAX_MESSAGE);
        cl_ruleset_say_nearest(judge->set, name, length, text);
        snprintf(judge->error.message, sizeof judge->error.message, "%s", cl_buffer_text(text));
        break;
    }
    return !text->failed || no_memory(judge);
}

static bool judge_rule(cl_judge *judge, const cl_request *request, cl_judged *judged)
{
    const cl_rule *rule = judged->rule;
    if (rule->refused != CL_NONE)
        return open_rule(judge, judged, rule->refused, "", rule->refused_at, rule->refusal);
    const char *refusal = refuse_version(judge, rule);
    if (refusal != NULL)
        return open_rule(judge, judged, CL_SCHEMA_VERSION, "", "/SchemaVersion", refusal);
    cl_error_init(&judge->error);
    judged->outcome = cl_evaluator_outcome(judge->evaluator, rule->code, &judge->error);
    if (judged->outcome == CL_OPEN && judge->error.code == CL_KIND &&
        !name_missing_set(judge, rule))
        return false;
    if (judged->outcome == CL_OPEN && !open_rule(judge, judged, judge->error.code, "/Logic",
                                                 judge->error.at, judge->error.message))
        return false;
    if (request->invalidation_when_true && rule->type == CL_INVALIDATION &&
        judged->outcome != CL_OPEN)
        judged->outcome = judged->outcome == CL_PASSED ? CL_FAILED : CL_PASSED;
    if (request->fields)
        read_fields(judge, judged);
    return !judge->failed;
}

/* ---- All rules ----------------------------------------------------------------------------- */

/* Judges the selected rules. They are ordered by section; a section is run before its first
 * rule. */
static bool judge_all(cl_judge *judge, const cl_request *request, uint32_t count)
{
    uint32_t ran = UINT32_MAX;
    for (uint32_t i = 0; i < count; i++) {
        const cl_rule *rule = &judge->set->rules[judge->indexes[i]];
        judge->judged[i] = (cl_judged){.rule = rule};
        if (rule->code != UINT32_MAX) {
            uint32_t section = judge->set->program->rules[rule->code].section;
            if (section != ran)
                cl_evaluator_run_section(judge->evaluator, section);
            ran = section;
        }
        if (!judge_rule(judge, request, &judge->judged[i]))
            return false;
    }
    return true;
}

static bool precedes(const cl_judged *a, const cl_judged *b)
{
    int order = strcmp(a->rule->id, b->rule->id);
    return order != 0 ? order < 0 : strcmp(a->rule->country, b->rule->country) < 0;
}

/* Sorts the judged rules by identifier: acceptance and invalidation rules are each sorted already,
 * and are merged. Returns the sorted array. */
static const cl_judged *merge_judged(const cl_judge *judge, uint32_t acceptance, uint32_t count)
{
    const cl_judged *judged = judge->judged;
    uint32_t a = 0;
    uint32_t b = acceptance;
    /* If all rules are of one type, they are sorted. */
    if (acceptance == 0 || acceptance == count)
        return judged;
    for (uint32_t i = 0; i < count; i++) {
        bool second = a == acceptance || (b < count && precedes(&judged[b], &judged[a]));
        judge->merged[i] = second ? judged[b++] : judged[a++];
    }
    return judge->merged;
}

static void sum_up(const cl_request *request, bool any_acceptance, cl_verdict *verdict)
{
    const char *failed = NULL;
    const char *open = NULL;
    for (uint32_t i = 0; i < verdict->count; i++) {
        const cl_judged *judged = &verdict->rules[i];
        if (judged->outcome == CL_FAILED && failed == NULL)
            failed = judged->rule->id;
        if (judged->outcome == CL_OPEN && open == NULL)
            open = judged->rule->id;
    }
    verdict->decider = failed != NULL || open != NULL ? CL_BY_RULE : CL_BY_NOTHING;
    /* SEMANTICS, "A set that lost rules": a lost rule could have rejected the certificate. */
    if (verdict->decider == CL_BY_NOTHING && verdict->lost_count > 0) {
        verdict->decider = CL_BY_LOSS;
        open = cl_code_name(CL_RULES_INCOMPLETE);
    } else if (verdict->decider == CL_BY_NOTHING && !any_acceptance && !request->allow_no_rules) {
        verdict->decider = CL_BY_NO_RULES;
        open = cl_code_name(CL_NO_RULES);
    }
    verdict->decided_by = failed != NULL ? failed : open;
    if (failed != NULL || (open != NULL && request->strict))
        verdict->kind = CL_REJECTED;
    else
        verdict->kind = open != NULL ? CL_VERDICT_OPEN : CL_ACCEPTED;
}

static cl_certificate_type type_of(cl_entry entry)
{
    switch (entry) {
    case CL_ENTRY_VACCINATION:
        return CL_VACCINATION;
    case CL_ENTRY_TEST:
        return CL_TEST_CERTIFICATE;
    case CL_ENTRY_RECOVERY:
        break;
    }
    return CL_RECOVERY;
}

/* Selects the acceptance rules of the country of arrival, then the invalidation rules of the
 * country of issuance, and the losses. The first `acceptance` indexes are acceptance rules. */
static void select_rules(const cl_judge *judge, cl_entry entry, const cl_request *request,
                         const char *issuer, selected *s)
{
    cl_selection selection = {.type = CL_ACCEPTANCE,
                              .country = request->country,
                              .region = request->region,
                              .clock = request->clock,
                              .certificate_type = type_of(entry)};
    s->acceptance = s->count = cl_ruleset_select(judge->set, &selection, s->indexes);
    selection.type = CL_INVALIDATION;
    selection.country = issuer;
    if (judge->invalidates)
        s->count += cl_ruleset_select(judge->set, &selection, s->indexes + s->count);
    selection.type = CL_ACCEPTANCE;
    selection.country = request->country;
    s->lost_count = cl_ruleset_select_lost(judge->set, &selection, issuer, s->indexes,
                                           s->acceptance, s->count, s->lost);
}

/* The same, but reuses the last selection if the request has not changed. */
static const selected *selection_of(cl_judge *judge, cl_entry entry, const cl_request *request,
                                    const char *issuer)
{
    selected *s = &judge->selected[entry];
    const char *region = request->region != NULL ? request->region : "";
    const char *counts = judge->invalidates ? issuer : "";
    if (s->made && s->clock == request->clock && strcmp(s->country, request->country) == 0 &&
        strcmp(s->issuer, counts) == 0 && strcmp(s->region, region) == 0)
        return s;
    select_rules(judge, entry, request, issuer, s);
    s->made = strlen(region) < sizeof s->region && (request->region == NULL || region[0] != '\0');
    if (s->made) {
        s->clock = request->clock;
        memcpy(s->country, request->country, sizeof s->country);
        memcpy(s->issuer, counts, strlen(counts) + 1);
        memcpy(s->region, region, strlen(region) + 1);
    }
    return s;
}

/* Writes the steps of the certificate to the verdict. Returns true if none is a fault; the rules
 * then decide. Otherwise sets the fault, and the verdict is complete. */
static bool stands(cl_judge *judge, const cl_certificate *certificate, const cl_request *request,
                   cl_verdict *verdict)
{
    memcpy(verdict->steps, certificate->steps, sizeof verdict->steps);
    verdict->steps[CL_STEP_VALIDITY] = cl_certificate_validity(certificate, request->clock);
    verdict->steps[CL_STEP_PAYLOAD] = cl_certificate_standing(certificate);
    for (int i = 0; i < CL_STEP_COUNT; i++) {
        const cl_step_state *state = &verdict->steps[i];
        if (state->result != CL_STEP_FAULT)
            continue;
        verdict->fault = &certificate->fault;
        if (i == CL_STEP_VALIDITY) {
            cl_error_init(&judge->error);
            cl_error_set(&judge->error, state->code, "%s", state->message);
            verdict->fault = &judge->error;
        }
        verdict->fault_step = (cl_step)i;
        verdict->decider = CL_BY_STEP;
        verdict->decided_by = cl_step_name((cl_step)i);
        return false;
    }
    return true;
}

/* Binds the external and the payload to the evaluator. Returns false with MEMORY. */
static bool bind(cl_judge *judge, const cl_certificate *certificate, const cl_request *request,
                 const char *issuer, cl_error *error)
{
    const cl_envelope *envelope = &certificate->envelope;
    cl_external_key key = {.clock = request->clock,
                           .country = request->country,
                           .issuer = judge->asks_issuer ? issuer : NULL,
                           .region = request->region};
    if (judge->asks_envelope && envelope->present) {
        key.dated = envelope->dated;
        key.issued_at = envelope->issued_at;
        key.expires_at = envelope->expires_at;
        key.kid = envelope->kid_text;
    }
    return cl_external_get(&judge->external, &key, &judge->set->value_sets, judge->evaluator,
                           error) != NULL &&
           cl_evaluator_bind_payload(judge->evaluator, &certificate->payload, error);
}

bool cl_judge_run(cl_judge *judge, const cl_certificate *certificate, const cl_request *request,
                  cl_verdict *verdict, cl_error *error)
{
    char country[3];
    *verdict = (cl_verdict){.kind = CL_REJECTED, .rules = judge->judged};
    judge->failed = false;
    judge->no_holder = request->no_holder;
    cl_arena_reset(&judge->arena);
    if (!cl_ruleset_knows(judge->set, request->country))
        return cl_error_set(error, CL_COUNTRY, "the rule set has no rules of country %s",
                            request->country);
    if (!stands(judge, certificate, request, verdict))
        return true;
    const char *issuer = cl_certificate_issuer(certificate, country);
    if (!bind(judge, certificate, request, issuer, error))
        return false;
    const selected *chosen = selection_of(judge, certificate->entry, request, issuer);
    judge->indexes = chosen->indexes;
    verdict->count = chosen->count;
    read_version(judge, certificate);
    if (!judge_all(judge, request, verdict->count))
        return cl_error_memory(error);
    verdict->rules = merge_judged(judge, chosen->acceptance, chosen->count);
    verdict->lost = chosen->lost;
    verdict->lost_count = chosen->lost_count;
    sum_up(request, chosen->acceptance > 0, verdict);
    return true;
}
