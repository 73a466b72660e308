/* certlogic_jansson.h — certlogic.h for programs that hold their values as json_t of jansson.
 *
 * Payloads, rules, expressions and data come as json_t; certificates, verdicts and values go as
 * json_t. Nothing is written as text in between. All functions are static and inline: the library
 * itself does not know jansson. `pkg-config certlogic-jansson` gives the flags of both. jansson
 * 2.14 is the first in which keys have a length, so that they can contain NUL bytes.
 *
 * The contracts are those of certlogic.h, and besides:
 *   Returns    A json_t that is returned is a new reference, which the caller gives back by
 *              json_decref. NULL is a failure.
 *   Arguments  A json_t is borrowed and not changed. No other thread changes it meanwhile. NULL in
 *              its place is `usage`.
 *   Errors     `memory` if jansson can allocate nothing. A json_t that no JSON text could give is
 *              refused: `json-utf8` for a string or key that is not UTF-8, `json-number` for NaN
 *              and infinities, `limit-depth` for one that is nested deeper than 256, or contains
 *              itself.
 *
 * A real that is whole (2.0) is treated as in a text: in rules it is the integer, in a payload it
 * is a notice. */
#ifndef CERTLOGIC_JANSSON_H
#define CERTLOGIC_JANSSON_H

#include <certlogic.h>
#include <jansson.h>
#include <string.h>

#if JANSSON_VERSION_HEX < 0x020e00
#error "certlogic_jansson.h needs jansson 2.14 or later"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- For this header only -------------------------------------------------------------------- */

/* Sets an error that the library does not set. Returns false. */
static inline bool certlogic_jansson_fail_(certlogic_error *error, const char *code,
                                           const char *message)
{
    if (error != NULL) {
        error->code = code;
        error->offset = CERTLOGIC_NO_OFFSET;
        error->at[0] = '\0';
        strcpy(error->message, message);
    }
    return false;
}

/* A json_t that grows from events. */
typedef struct certlogic_jansson_tree_ {
    json_t *root;      /* owned */
    json_t *open[257]; /* what has begun and has not ended; parts of `root` */
    size_t depth;
    bool failed; /* an allocation has failed */
} certlogic_jansson_tree_;

/* Puts a value in its place, and takes it over. `value` is NULL if it could not be made. */
static inline bool certlogic_jansson_put_(certlogic_jansson_tree_ *tree, const char *key,
                                          size_t key_length, json_t *value)
{
    json_t *parent = tree->depth > 0 ? tree->open[tree->depth - 1] : NULL;
    bool put = value != NULL;
    if (put && parent == NULL)
        tree->root = value;
    else if (put && key != NULL)
        put = json_object_setn_new_nocheck(parent, key, key_length, value) == 0;
    else if (put)
        put = json_array_append_new(parent, value) == 0;
    tree->failed = tree->failed || !put;
    return put;
}

static inline bool certlogic_jansson_open_(certlogic_jansson_tree_ *tree, const char *key,
                                           size_t key_length, json_t *value)
{
    if (tree->depth == sizeof tree->open / sizeof *tree->open) {
        json_decref(value);
        return false;
    }
    if (!certlogic_jansson_put_(tree, key, key_length, value))
        return false;
    tree->open[tree->depth++] = value;
    return true;
}

static inline bool certlogic_jansson_null_(void *self, const char *key, size_t key_length)
{
    return certlogic_jansson_put_((certlogic_jansson_tree_ *)self, key, key_length, json_null());
}

static inline bool certlogic_jansson_boolean_(void *self, const char *key, size_t key_length,
                                              bool value)
{
    return certlogic_jansson_put_((certlogic_jansson_tree_ *)self, key, key_length,
                                  json_boolean(value));
}

static inline bool certlogic_jansson_integer_(void *self, const char *key, size_t key_length,
                                              int64_t value)
{
    return certlogic_jansson_put_((certlogic_jansson_tree_ *)self, key, key_length,
                                  json_integer(value));
}

static inline bool certlogic_jansson_real_(void *self, const char *key, size_t key_length,
                                           double value)
{
    return certlogic_jansson_put_((certlogic_jansson_tree_ *)self, key, key_length,
                                  json_real(value));
}

static inline bool certlogic_jansson_string_(void *self, const char *key, size_t key_length,
                                             const char *text, size_t length)
{
    return certlogic_jansson_put_((certlogic_jansson_tree_ *)self, key, key_length,
                                  json_stringn_nocheck(text, length));
}

static inline bool certlogic_jansson_array_(void *self, const char *key, size_t key_length)
{
    return certlogic_jansson_open_((certlogic_jansson_tree_ *)self, key, key_length, json_array());
}

static inline bool certlogic_jansson_object_(void *self, const char *key, size_t key_length)
{
    return certlogic_jansson_open_((certlogic_jansson_tree_ *)self, key, key_length, json_object());
}

static inline bool certlogic_jansson_end_(void *self)
{
    ((certlogic_jansson_tree_ *)self)->depth--;
    return true;
}

/* Makes an empty tree, and a sink that fills it. */
static inline certlogic_sink certlogic_jansson_sink_(certlogic_jansson_tree_ *tree)
{
    certlogic_sink sink;
    tree->root = NULL;
    tree->depth = 0;
    tree->failed = false;
    sink.null = certlogic_jansson_null_;
    sink.boolean = certlogic_jansson_boolean_;
    sink.integer = certlogic_jansson_integer_;
    sink.real = certlogic_jansson_real_;
    sink.string = certlogic_jansson_string_;
    sink.begin_array = certlogic_jansson_array_;
    sink.begin_object = certlogic_jansson_object_;
    sink.end = certlogic_jansson_end_;
    sink.self = tree;
    return sink;
}

/* Returns the tree, or NULL if what filled it has failed. */
static inline json_t *certlogic_jansson_take_(certlogic_jansson_tree_ *tree, bool filled,
                                              certlogic_error *error)
{
    if (filled)
        return tree->root;
    if (tree->failed)
        certlogic_jansson_fail_(error, "memory", "memory ran out");
    json_decref(tree->root);
    return NULL;
}

/* Gives the members of an object to a builder. */
static inline bool certlogic_jansson_build(certlogic_builder *builder, const json_t *value,
                                           certlogic_error *error);

static inline bool certlogic_jansson_members_(certlogic_builder *builder, const json_t *object,
                                              certlogic_error *error)
{
    /* An iterator reads only, but is not declared so. */
    json_t *own = (json_t *)(uintptr_t)object;
    void *at;
    for (at = json_object_iter(own); at != NULL; at = json_object_iter_next(own, at)) {
        if (!certlogic_builder_key(builder, json_object_iter_key(at), json_object_iter_key_len(at),
                                   error) ||
            !certlogic_jansson_build(builder, json_object_iter_value(at), error))
            return false;
    }
    return true;
}

static inline bool certlogic_jansson_items_(certlogic_builder *builder, const json_t *array,
                                            certlogic_error *error)
{
    size_t i;
    for (i = 0; i < json_array_size(array); i++) {
        if (!certlogic_jansson_build(builder, json_array_get(array, i), error))
            return false;
    }
    return true;
}

/* ---- Values ---------------------------------------------------------------------------------- */

/* Gives a value to a builder, as the whole value, as the next item, or as the value of the key that
 * was given last. For a program that keeps a builder: certlogic_builder_reset,
 * certlogic_jansson_build, certlogic_decoder_reread_built.
 * Returns, errors, threads: as certlogic_builder_string. */
static inline bool certlogic_jansson_build(certlogic_builder *builder, const json_t *value,
                                           certlogic_error *error)
{
    if (builder == NULL || value == NULL)
        return certlogic_jansson_fail_(error, "usage", "NULL where an object is needed");
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return certlogic_builder_begin_object(builder, error) &&
               certlogic_jansson_members_(builder, value, error) &&
               certlogic_builder_end(builder, error);
    case JSON_ARRAY:
        return certlogic_builder_begin_array(builder, error) &&
               certlogic_jansson_items_(builder, value, error) &&
               certlogic_builder_end(builder, error);
    case JSON_STRING:
        return certlogic_builder_string(builder, json_string_value(value),
                                        json_string_length(value), error);
    case JSON_INTEGER:
        return certlogic_builder_integer(builder, json_integer_value(value), error);
    case JSON_REAL:
        return certlogic_builder_real(builder, json_real_value(value), error);
    case JSON_TRUE:
    case JSON_FALSE:
        return certlogic_builder_boolean(builder, json_is_true(value), error);
    case JSON_NULL:
        break;
    }
    return certlogic_builder_null(builder, error);
}

/* Returns a builder with the value, which the caller frees; NULL on failure. */
static inline certlogic_builder *certlogic_jansson_builder(const json_t *value,
                                                           certlogic_error *error)
{
    certlogic_builder *builder = certlogic_builder_new(error);
    if (builder != NULL && !certlogic_jansson_build(builder, value, error)) {
        certlogic_builder_free(builder);
        builder = NULL;
    }
    return builder;
}

/* Reads a text by certlogic_read_json. A number is a json_real if the text has it with a fraction
 * or an exponent, else a json_integer. Takes the place of json_loadb, which in every version to
 * 2.15.1 returns a wrong value or crashes when an allocation fails.
 * Errors: as certlogic_read_json, without `stopped`. */
static inline json_t *certlogic_jansson_read(const char *json, size_t length,
                                             certlogic_error *error)
{
    certlogic_jansson_tree_ tree;
    certlogic_sink sink = certlogic_jansson_sink_(&tree);
    return certlogic_jansson_take_(&tree, certlogic_read_json(json, length, &sink, error), error);
}

/* Reads an item of CBOR by certlogic_read_cbor.
 * Errors: as certlogic_read_cbor, without `stopped`. */
static inline json_t *certlogic_jansson_read_cbor(const char *bytes, size_t length,
                                                  certlogic_error *error)
{
    certlogic_jansson_tree_ tree;
    certlogic_sink sink = certlogic_jansson_sink_(&tree);
    return certlogic_jansson_take_(&tree, certlogic_read_cbor(bytes, length, &sink, error), error);
}

/* ---- Certificates ---------------------------------------------------------------------------- */

/* Decodes a payload without envelope, as certlogic_decoder_read_built. */
static inline CERTLOGIC_MUST_CHECK certlogic_certificate *
certlogic_jansson_certificate(certlogic_decoder *decoder, const json_t *payload,
                              certlogic_error *error)
{
    certlogic_builder *builder = certlogic_jansson_builder(payload, error);
    certlogic_certificate *certificate = builder != NULL
                                             ? certlogic_decoder_read_built(decoder, builder, error)
                                             : NULL;
    certlogic_builder_free(builder);
    return certificate;
}

/* Returns: the payload. NULL also for a certificate that was not decoded, with its fault. */
static inline json_t *certlogic_jansson_payload(const certlogic_certificate *certificate,
                                                certlogic_error *error)
{
    certlogic_jansson_tree_ tree;
    certlogic_sink sink = certlogic_jansson_sink_(&tree);
    return certlogic_jansson_take_(
        &tree, certlogic_certificate_payload_events(certificate, &sink, error), error);
}

/* Describes all of a certificate, as certlogic_certificate_describe. */
static inline json_t *certlogic_jansson_describe(const certlogic_certificate *certificate,
                                                 const certlogic_describe_options *options,
                                                 certlogic_error *error)
{
    certlogic_jansson_tree_ tree;
    certlogic_sink sink = certlogic_jansson_sink_(&tree);
    return certlogic_jansson_take_(
        &tree, certlogic_certificate_events(certificate, options, &sink, error), error);
}

/* ---- Rules and verdicts ---------------------------------------------------------------------- */

/* Makes a rule set, as certlogic_rules_parse_built.
 * Arguments: `rules` is a rule, an array of rules, or a bundle. With `value_sets` it is a rule or
 *   an array of rules, and the value sets stand beside it; NULL: none do. */
static inline CERTLOGIC_MUST_CHECK certlogic_rules *
certlogic_jansson_rules(const json_t *rules, const json_t *value_sets,
                        const certlogic_load_options *options, certlogic_error *error)
{
    certlogic_rules *made = NULL;
    certlogic_builder *builder = certlogic_builder_new(error);
    bool alone = rules != NULL && !json_is_array(rules);
    bool built = builder != NULL;
    if (built && value_sets == NULL) {
        built = certlogic_jansson_build(builder, rules, error);
    } else if (built) {
        /* A bundle: {"rules": […], "valueSets": …}. */
        built = certlogic_builder_begin_object(builder, error) &&
                certlogic_builder_key(builder, "rules", 5, error) &&
                (!alone || certlogic_builder_begin_array(builder, error)) &&
                certlogic_jansson_build(builder, rules, error) &&
                (!alone || certlogic_builder_end(builder, error)) &&
                certlogic_builder_key(builder, "valueSets", 9, error) &&
                certlogic_jansson_build(builder, value_sets, error) &&
                certlogic_builder_end(builder, error);
    }
    if (built)
        made = certlogic_rules_parse_built(builder, options, error);
    certlogic_builder_free(builder);
    return made;
}

/* Describes all of a verdict, as certlogic_verdict_json. */
static inline json_t *certlogic_jansson_verdict(const certlogic_verdict *verdict,
                                                certlogic_error *error)
{
    certlogic_jansson_tree_ tree;
    certlogic_sink sink = certlogic_jansson_sink_(&tree);
    return certlogic_jansson_take_(&tree, certlogic_verdict_events(verdict, &sink, error), error);
}

/* Returns: the fields that rule `index` read, as certlogic_verdict_field_events. */
static inline json_t *certlogic_jansson_fields(const certlogic_verdict *verdict, size_t index,
                                               certlogic_error *error)
{
    certlogic_jansson_tree_ tree;
    certlogic_sink sink = certlogic_jansson_sink_(&tree);
    return certlogic_jansson_take_(
        &tree, certlogic_verdict_field_events(verdict, index, &sink, error), error);
}

/* ---- Expressions ----------------------------------------------------------------------------- */

/* Compiles an expression, as certlogic_expression_parse_built. */
static inline CERTLOGIC_MUST_CHECK certlogic_expression *
certlogic_jansson_expression(const json_t *logic, certlogic_error *error)
{
    certlogic_builder *builder = certlogic_jansson_builder(logic, error);
    certlogic_expression *expression = builder != NULL
                                           ? certlogic_expression_parse_built(builder, error)
                                           : NULL;
    certlogic_builder_free(builder);
    return expression;
}

/* Evaluates an expression on data.
 * Returns: the value; a date-time as a string "2021-06-01T00:00:00.000Z".
 * Errors: as certlogic_expression_evaluate_built. */
static inline json_t *certlogic_jansson_evaluate(const certlogic_expression *expression,
                                                 const json_t *data, certlogic_error *error)
{
    certlogic_jansson_tree_ tree;
    certlogic_sink sink = certlogic_jansson_sink_(&tree);
    certlogic_builder *builder = certlogic_jansson_builder(data, error);
    bool evaluated = builder != NULL &&
                     certlogic_expression_evaluate_events(expression, builder, &sink, error);
    certlogic_builder_free(builder);
    return certlogic_jansson_take_(&tree, evaluated, error);
}

/* Evaluates every rule as written, as certlogic_every_rule_built. */
static inline bool certlogic_jansson_every_rule(certlogic_evaluator *evaluator, const json_t *data,
                                                certlogic_outcome_report *report, void *self,
                                                certlogic_error *error)
{
    certlogic_builder *builder = certlogic_jansson_builder(data, error);
    bool done = builder != NULL &&
                certlogic_every_rule_built(evaluator, builder, report, self, error);
    certlogic_builder_free(builder);
    return done;
}

#ifdef __cplusplus
}
#endif

#endif
