/* certlogic.h — the public interface: load rules and signers, decode, judge, check, test.
 *
 * The language is CertLogic, specification 1.3.3. SEMANTICS.md holds the decisions where the
 * specification leaves room; the names in quotes below are its headings. The README has a program.
 *
 * How to read the contracts. The comment of each function says what the function does, and then up
 * to four things:
 *   Returns    the result. A function that can fail returns false or NULL on failure.
 *   Arguments  units, ownership, what may be NULL.
 *   Errors     the codes that `error` can have. Every function that allocates can fail with
 *              `memory`.
 *   Threads    which threads may call it at the same time. If it is missing: any, at any time.
 *
 * Arguments. The order is: the object, its input, options, results, the error. A length follows its
 * pointer and counts bytes. Texts are UTF-8. A clock is a date-time in one of the forms of the
 * specification, for example "2022-01-15T12:00:00Z"; a date alone is the last day that it allows. A
 * country is two capital letters. `options` may be NULL, except in certlogic_issue: NULL means the
 * usual options, all members 0. If bytes are NULL, their length counts as 0, except in
 * certlogic_rules_parse. If another pointer is NULL although an object is needed, the function
 * fails with `usage`, or returns the result for nothing, such as false, 0 or NULL.
 *
 * Ownership. The caller owns what a function named _new, _load, _load_all, _parse or _read returns,
 * or with one of these and _built, and frees it by the _free of its type, which takes NULL too. The
 * caller owns a `char *` and frees it by certlogic_free. A `const` pointer belongs to the object
 * that it came from and lives as long.
 *
 * Errors. A function that can fail takes a certlogic_error, which belongs to the caller and may be
 * NULL. It is written on failure only. Bad input of any kind is an error, never an abort.
 *
 * Threads. Rule sets, lists of signers, certificates and expressions do not change once they are
 * made: any number of threads may share them. A decoder, an evaluator and its verdict belong to one
 * thread at a time. The library has no global state. It reads no clock, no environment and no
 * locale. Only functions named _load, _load_all or _test_paths open files: those in their
 * arguments. _parse opens files only if its options name them. */
#ifndef CERTLOGIC_H
#define CERTLOGIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define CERTLOGIC_API        __attribute__((visibility("default")))
#define CERTLOGIC_MUST_CHECK __attribute__((warn_unused_result))
#else
#define CERTLOGIC_API
#define CERTLOGIC_MUST_CHECK
#endif

/* ---- Version --------------------------------------------------------------------------------- */

/* The version of this header. CHANGELOG.md says what changes for callers. */
#define CERTLOGIC_VERSION_MAJOR 0
#define CERTLOGIC_VERSION_MINOR 2
#define CERTLOGIC_VERSION_PATCH 0

/* Returns: the version of the library that runs, as "0.2.0"; it is never freed. */
CERTLOGIC_API const char *certlogic_version(void);

/* Returns: the version of the CertLogic specification, as "1.3.3"; it is never freed. */
CERTLOGIC_API const char *certlogic_language_version(void);

/* ---- Errors ---------------------------------------------------------------------------------- */

/* The offset of an error that has no place in bytes. */
#define CERTLOGIC_NO_OFFSET ((size_t)-1)

typedef struct certlogic_error {
    const char *code;  /* stable name, for example "limit-depth"; never freed */
    size_t offset;     /* byte offset into the input, or CERTLOGIC_NO_OFFSET */
    char at[3073];     /* JSON Pointer (RFC 6901) to the place; "" for the whole */
    char message[512]; /* what is wrong and what would be right, in English */
} certlogic_error;

/* Frees a text that the library returned as `char *`.
 * Arguments: `text` may be NULL. */
CERTLOGIC_API void certlogic_free(char *text);

/* ---- Clocks and words ------------------------------------------------------------------------ */

/* Resolves a clock: a partial date is the last day that it allows, an offset is applied. Every
 * clock of this interface is read in the same way.
 * Returns: true, and the moment in `text`, as "2022-12-31T00:00:00Z", with milliseconds if it has
 *   any.
 * Errors: `clock`, `usage`. */
CERTLOGIC_API bool certlogic_clock(const char *clock, char text[25], certlogic_error *error);

/* Finds the word that is most similar to a misspelt word.
 * Returns: one of the `count` `words`; NULL if none is similar. */
CERTLOGIC_API const char *certlogic_similar(const char *word, const char *const *words,
                                            size_t count);

/* ---- Kinds ----------------------------------------------------------------------------------- */

typedef enum certlogic_severity {
    CERTLOGIC_ERROR,   /* a document, a rule or an entry cannot be used */
    CERTLOGIC_WARNING, /* it is used, but should be reviewed */
    CERTLOGIC_NOTE
} certlogic_severity;

typedef enum certlogic_rule_type {
    CERTLOGIC_ACCEPTANCE,
    CERTLOGIC_INVALIDATION,
    CERTLOGIC_ANY_TYPE /* only in certlogic_lost: either type, or not known */
} certlogic_rule_type;

/* The certificates that a rule is for, or the type of a certificate. */
typedef enum certlogic_certificate_type {
    CERTLOGIC_GENERAL, /* all types */
    CERTLOGIC_VACCINATION,
    CERTLOGIC_TEST,
    CERTLOGIC_RECOVERY
} certlogic_certificate_type;

/* The steps of decoding, in their order. */
typedef enum certlogic_step {
    CERTLOGIC_STEP_PREFIX,
    CERTLOGIC_STEP_BASE45,
    CERTLOGIC_STEP_INFLATE,
    CERTLOGIC_STEP_COSE,
    CERTLOGIC_STEP_SIGNATURE,
    CERTLOGIC_STEP_CWT,
    CERTLOGIC_STEP_VALIDITY,
    CERTLOGIC_STEP_PAYLOAD,
    CERTLOGIC_STEP_SCHEMA
} certlogic_step;

enum { CERTLOGIC_STEPS = CERTLOGIC_STEP_SCHEMA + 1 };

typedef enum certlogic_step_result {
    CERTLOGIC_STEP_SKIPPED,
    CERTLOGIC_STEP_DONE,
    CERTLOGIC_STEP_FAULT
} certlogic_step_result;

/* A moment compared with the validity of a signer. */
typedef enum certlogic_validity {
    CERTLOGIC_VALID,
    CERTLOGIC_NOT_YET_VALID,
    CERTLOGIC_EXPIRED
} certlogic_validity;

typedef enum certlogic_algorithm {
    CERTLOGIC_NO_ALGORITHM, /* the key can be used with none of the others */
    CERTLOGIC_ES256,
    CERTLOGIC_PS256
} certlogic_algorithm;

typedef enum certlogic_test_result {
    CERTLOGIC_TEST_PASSED,
    CERTLOGIC_TEST_FAILED,
    CERTLOGIC_TEST_SKIPPED
} certlogic_test_result;

typedef enum certlogic_verdict_kind {
    CERTLOGIC_ACCEPTED,
    CERTLOGIC_REJECTED,
    CERTLOGIC_OPEN
} certlogic_verdict_kind;

typedef enum certlogic_outcome {
    CERTLOGIC_RULE_PASSED,
    CERTLOGIC_RULE_FAILED,
    CERTLOGIC_RULE_OPEN
} certlogic_outcome;

/* The name of an enumerator, as in JSON outputs: "warning", "Acceptance", "Vaccination",
 * "base45", "done", "not-yet-valid", "ES256", "passed", "accepted", "failed".
 * Returns: a text that is never freed; NULL for a number that is none of the enumerators, and for
 * CERTLOGIC_ANY_TYPE. */
CERTLOGIC_API const char *certlogic_severity_name(certlogic_severity severity);
CERTLOGIC_API const char *certlogic_rule_type_name(certlogic_rule_type type);
CERTLOGIC_API const char *certlogic_certificate_type_name(certlogic_certificate_type type);
CERTLOGIC_API const char *certlogic_step_name(certlogic_step step);
CERTLOGIC_API const char *certlogic_step_result_name(certlogic_step_result result);
CERTLOGIC_API const char *certlogic_validity_name(certlogic_validity validity);
CERTLOGIC_API const char *certlogic_algorithm_name(certlogic_algorithm algorithm);
CERTLOGIC_API const char *certlogic_test_result_name(certlogic_test_result result);
CERTLOGIC_API const char *certlogic_verdict_name(certlogic_verdict_kind kind);
CERTLOGIC_API const char *certlogic_outcome_name(certlogic_outcome outcome);

/* ---- Events ---------------------------------------------------------------------------------- */

/* A value as events, in the order in which it is written: a scalar is one event; an array or an
 * object is the event of its beginning, the events of what is in it, and the event of its end.
 *
 * A sink receives events. Each function returns true to go on. False stops the function that was
 * called with the sink, which then fails with `stopped`. A function that is NULL passes over its
 * events.
 * Arguments: `key`, of `key_length` bytes, is the key of the member whose value this is; NULL
 *   outside of an object. Keys and texts are valid UTF-8 and can contain NUL bytes; they need not
 *   end in one. They are valid during the call only. Arrays and objects nest at most 256 deep; in
 *   what describes a certificate the payload is one level deeper. */
typedef struct certlogic_sink {
    bool (*null)(void *self, const char *key, size_t key_length);
    bool (*boolean)(void *self, const char *key, size_t key_length, bool value);
    bool (*integer)(void *self, const char *key, size_t key_length, int64_t value);
    /* A number that is not whole; also a whole one that the input has with a fraction or an
     * exponent, as 2.0, or as a float of CBOR. It is finite. In rules 2.0 is the integer 2. */
    bool (*real)(void *self, const char *key, size_t key_length, double value);
    bool (*string)(void *self, const char *key, size_t key_length, const char *text, size_t length);
    bool (*begin_array)(void *self, const char *key, size_t key_length);
    bool (*begin_object)(void *self, const char *key, size_t key_length);
    bool (*end)(void *self); /* of the array or object that has begun last and has not ended */
    void *self;              /* is handed to each function */
} certlogic_sink;

/* Reads one document, as the library reads all its documents (RFC 8259, strict; "JSON"), and
 * reports it to a sink. A fault can come after events.
 * Returns: true once the document has been read to its end.
 * Arguments: `sink` may be NULL: the document is checked only.
 * Errors: `json`, `json-utf8`, `json-key` (a key that its object has already), `json-number`,
 *   `limit-depth` (beyond 256), `limit-size` (4 GiB), `memory`, with place and offset; `stopped`,
 *   with those of the event at which the sink stopped. */
CERTLOGIC_API bool certlogic_read_json(const char *bytes, size_t length, const certlogic_sink *sink,
                                       certlogic_error *error);

/* Reads one item of CBOR (RFC 8949), as the library reads payloads ("CBOR"): only what JSON can
 * express.
 * Returns, arguments: as certlogic_read_json.
 * Errors: `cbor`, `cbor-utf8`, `cbor-key` (a key twice, or one that is no text), `cbor-number`;
 *   else as certlogic_read_json. */
CERTLOGIC_API bool certlogic_read_cbor(const char *bytes, size_t length, const certlogic_sink *sink,
                                       certlogic_error *error);

/* Builds one value from events: what a program holds in a form of its own becomes a payload, data,
 * rules or an expression without a text in between. */
typedef struct certlogic_builder certlogic_builder;

/* Makes an empty builder.
 * Errors: `memory`. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_builder *certlogic_builder_new(certlogic_error *error);
CERTLOGIC_API void certlogic_builder_free(certlogic_builder *builder);

/* Forgets the value and the fault, and keeps the memory. */
CERTLOGIC_API void certlogic_builder_reset(certlogic_builder *builder);

/* Each adds one event. In an object a key comes before each value; certlogic_builder_end ends the
 * array or object that has begun last and has not ended.
 * Returns: false on failure. The first failure stays: every event behind it fails with the same
 *   error, and so does every function that takes the value, until the builder is reset. So a caller
 *   may look at the last result only.
 * Arguments: texts are copied; they are UTF-8 and can contain NUL bytes. A real that is whole, as
 *   2.0, is treated as a text with 2.0 is: in rules it is the integer, in a payload it is a notice.
 * Errors: `usage` for an event that cannot stand at this place: a value without a key in an object,
 *   a key anywhere else, an end without a beginning, an event behind the whole value; `json-key` (a
 *   key that its object has already), `json-utf8`, `json-number` (NaN or an infinity),
 *   `limit-depth` (beyond 256), `limit-size` (keys, texts and one byte for each event make more
 *   than 64 MiB), `memory`; with the place in the value.
 * Threads: one at a time for one builder. Any number may share one that is complete. */
CERTLOGIC_API bool certlogic_builder_null(certlogic_builder *builder, certlogic_error *error);
CERTLOGIC_API bool certlogic_builder_boolean(certlogic_builder *builder, bool value,
                                             certlogic_error *error);
CERTLOGIC_API bool certlogic_builder_integer(certlogic_builder *builder, int64_t value,
                                             certlogic_error *error);
CERTLOGIC_API bool certlogic_builder_real(certlogic_builder *builder, double value,
                                          certlogic_error *error);
CERTLOGIC_API bool certlogic_builder_string(certlogic_builder *builder, const char *text,
                                            size_t length, certlogic_error *error);
CERTLOGIC_API bool certlogic_builder_key(certlogic_builder *builder, const char *key, size_t length,
                                         certlogic_error *error);
CERTLOGIC_API bool certlogic_builder_begin_array(certlogic_builder *builder,
                                                 certlogic_error *error);
CERTLOGIC_API bool certlogic_builder_begin_object(certlogic_builder *builder,
                                                  certlogic_error *error);
CERTLOGIC_API bool certlogic_builder_end(certlogic_builder *builder, certlogic_error *error);

/* A function whose name ends in _built takes the value of a builder where the function without that
 * ending takes a document. It does the same otherwise, but its faults have no offset, line and
 * column. It leaves the builder as it is. Its errors are also `usage`, if the value is not
 * complete, and the first failure of the builder. */

/* ---- Rule sets ------------------------------------------------------------------------------- */

/* The rules of one or several authorities with their value sets, compiled. */
typedef struct certlogic_rules certlogic_rules;

typedef struct certlogic_load_options {
    /* A file of value sets. They replace sets of the same names that come with the rules. NULL:
     * none. */
    const char *value_sets;
    bool keep_going; /* leave broken rules out instead of refusing the set */
    bool check;      /* report warnings too, not only errors */
    /* More files of value sets, read after `value_sets`. The last set of a name is used. */
    const char *const *value_sets_list;
    size_t value_sets_count;
} certlogic_load_options;

/* Loads a rule set from a file or a folder. A file is a rule, an array of rules, or a bundle
 * {"rules", "valueSets"}. In a folder every *.json is read, at any depth. The content of a document
 * decides what it is. The folder `tests` beside a rule.json is not read ("What is a rule").
 * Returns: the set, or NULL.
 * Errors: `io`, `memory`, `usage`, `limit-size`; and, unless keep_going, the first fault of a
 *   broken document: `json…`, `limit-depth`, `format-…`, `rule-metadata`, `rule-duplicate`,
 *   `value-sets`, `document-kind`, with the file in the message. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_rules *
certlogic_rules_load(const char *path, const certlogic_load_options *options,
                     certlogic_error *error);

/* Loads one set from `count` files and folders. A rule that occurs in two of them is the fault
 * `rule-duplicate`.
 * Returns, errors: as certlogic_rules_load. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_rules *
certlogic_rules_load_all(const char *const *paths, size_t count,
                         const certlogic_load_options *options, certlogic_error *error);

/* Loads a set from one document in memory.
 * Arguments: `json` is not needed once the function returns.
 * Returns, errors: as certlogic_rules_load; `io` for files of value sets only; `usage` also if
 *   `json` is NULL and `length` is not 0. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_rules *
certlogic_rules_parse(const char *json, size_t length, const certlogic_load_options *options,
                      certlogic_error *error);

CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_rules *
certlogic_rules_parse_built(const certlogic_builder *builder, const certlogic_load_options *options,
                            certlogic_error *error);

/* Frees a set. Evaluators that use it are freed first. */
CERTLOGIC_API void certlogic_rules_free(certlogic_rules *rules);

typedef struct certlogic_rule {
    const char *id;
    const char *version;
    certlogic_rule_type type;
    certlogic_certificate_type certificate_type;
    const char *country;
    const char *region;      /* NULL if the rule has none */
    const char *valid_from;  /* "2021-06-01T00:00:00Z", as written in the rule */
    const char *valid_to;    /* likewise */
    const char *description; /* in the requested language, else in English, else the first; or "" */
    const char *file;        /* as it was named when it was loaded */
} certlogic_rule;

/* Returns: how many usable rules the set has. */
CERTLOGIC_API size_t certlogic_rules_count(const certlogic_rules *rules);

/* Describes rule `index`. Rules are sorted by country, type and identifier, the newest version
 * first.
 * Returns: false if there is no such rule.
 * Arguments: `language` of the description; NULL is English. */
CERTLOGIC_API bool certlogic_rules_get(const certlogic_rules *rules, size_t index,
                                       const char *language, certlogic_rule *rule);

typedef struct certlogic_query {
    const char *country; /* GR and EL are one country */
    const char *region;  /* NULL: only rules for the whole country */
    const char *clock;
    certlogic_rule_type type;                    /* not CERTLOGIC_ANY_TYPE */
    certlogic_certificate_type certificate_type; /* CERTLOGIC_GENERAL: rules for any type */
    bool any_region;                             /* rules of every region; `region` is ignored */
} certlogic_query;

/* Selects the rules that are in force ("Rules").
 * Returns: true, the indexes of the rules sorted by identifier in `indexes`, their number in
 *   `*count`.
 * Arguments: `indexes` has room for certlogic_rules_count.
 * Errors: `country` (the set has no rule of it), `clock`, `usage`, `memory`. */
CERTLOGIC_API bool certlogic_rules_in_force(const certlogic_rules *rules,
                                            const certlogic_query *query, size_t *indexes,
                                            size_t *count, certlogic_error *error);

typedef struct certlogic_finding {
    const char *code;
    certlogic_severity severity;
    const char *file;
    const char *at; /* JSON Pointer into the document of the file */
    const char *message;
    const char *fix; /* JSON to write instead, or NULL */
} certlogic_finding;

/* Gets finding `index` of loading, in the order of the documents.
 * Returns: false if there is no such finding. */
CERTLOGIC_API bool certlogic_rules_finding(const certlogic_rules *rules, size_t index,
                                           certlogic_finding *finding);

/* A loss: a document, or a part of one, that the set should have and has not ("A set that lost
 * rules"). A verdict that the loss could have changed is open with `rules-incomplete`, unless a
 * rule rejects. */
typedef struct certlogic_lost {
    const char *file;
    const char *at;   /* JSON Pointer into the document of the file */
    const char *code; /* why it is lost */
    const char *message;
    const char *id;           /* identifier of the rule; NULL if not known */
    const char *countries[4]; /* its possible countries, then NULL; none: every country */
    certlogic_rule_type type;
    certlogic_certificate_type
        certificate_type; /* CERTLOGIC_GENERAL: more than one, or not known */
} certlogic_lost;

/* Returns: how many losses there are. */
CERTLOGIC_API size_t certlogic_rules_lost_count(const certlogic_rules *rules);

/* Gets loss `index`, in the order of the documents. If there are more than 1,000, the last one
 * represents all others, and its properties are not known.
 * Returns: false if there is no such loss. */
CERTLOGIC_API bool certlogic_rules_lost(const certlogic_rules *rules, size_t index,
                                        certlogic_lost *lost);

/* Returns: true if a rule of `country` has the region, or the region is the country itself. */
CERTLOGIC_API bool certlogic_rules_has_region(const certlogic_rules *rules, const char *country,
                                              const char *region);

/* Lists the compiled program, one instruction a line, each with its rule and its place.
 * Returns: the text; NULL if memory runs out.
 * Arguments: `id` limits the listing to the plain code of the rules with that identifier; NULL: all
 *   code. */
CERTLOGIC_API char *certlogic_rules_disassemble(const certlogic_rules *rules, const char *id);

/* Returns: a text that is equal for two rule sets if they judge every certificate alike, whatever
 *   the order and the form of their documents; NULL if memory runs out. */
CERTLOGIC_API char *certlogic_rules_canonical(const certlogic_rules *rules);

/* Returns: true if a document contains rules, value sets or the test of a rule; false for an
 *   expression, and for a document that cannot be read. */
CERTLOGIC_API bool certlogic_is_rules(const char *json, size_t length);

/* ---- Signers --------------------------------------------------------------------------------- */

/* The keys that may sign certificates. */
typedef struct certlogic_trust certlogic_trust;

typedef struct certlogic_trust_options {
    /* Authorities: a file or a folder. A signer is taken only if one of them vouches for it
     * ("Authorities"). NULL: every signer is taken. */
    const char *csca;
    const char *const *csca_list; /* more files and folders of authorities */
    size_t csca_count;
    bool list_only; /* a list without a usable signer is no error, so that it can be shown */
} certlogic_trust_options;

/* Loads signers from a file, or from the files of a folder at any depth that end in .pem, .crt,
 * .cer, .der or .json. The content decides the form ("Signers"): PEM or DER certificates, JWK or a
 * set of them (RFC 7517), the list of the EU's gateway or of a verifier service, DID documents, and
 * the lists of single states. An entry or a file of a folder that cannot be used is left out, with
 * a finding.
 * Returns: the signers, or NULL.
 * Errors: `io`, `limit-size`, `memory`, `usage`; `json…`, `limit-depth` or `trust-list` for a file
 *   that is no list, with the file in the message; `trust-empty` if no signer can be used, unless
 *   list_only. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_trust *
certlogic_trust_load(const char *path, const certlogic_trust_options *options,
                     certlogic_error *error);

/* Loads one list of signers from `count` files and folders.
 * Returns, errors: as certlogic_trust_load. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_trust *
certlogic_trust_load_all(const char *const *paths, size_t count,
                         const certlogic_trust_options *options, certlogic_error *error);

/* Loads signers from one list in memory.
 * Arguments: `bytes` are not needed once the function returns.
 * Returns, errors: as certlogic_trust_load; `io` for authorities only. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_trust *
certlogic_trust_parse(const char *bytes, size_t length, const certlogic_trust_options *options,
                      certlogic_error *error);

/* Frees the signers. Decoders that use them are freed first. */
CERTLOGIC_API void certlogic_trust_free(certlogic_trust *trust);

typedef struct certlogic_signer {
    const char *kid;        /* Base64 of the first 8 bytes of SHA-256 over the certificate */
    const char *listed_kid; /* another kid that the list gives, or NULL */
    const char *country;    /* "" if not known */
    const char *not_before; /* "2021-06-01T00:00:00Z"; NULL for a key without a certificate */
    const char *not_after;  /* likewise */
    bool vaccination;       /* the types that it may sign: all three if the list names none */
    bool test;
    bool recovery;
    certlogic_algorithm algorithm; /* the one that its key is for */
    const char *key;               /* "P-256", "RSA 2048" */
    const char *subject;           /* of the certificate, or "" */
    const char *file;
    const char *at; /* JSON Pointer into the file, or "certificate 1" */
} certlogic_signer;

/* Returns: how many signers there are. */
CERTLOGIC_API size_t certlogic_trust_count(const certlogic_trust *trust);

/* Describes signer `index`, in the order of the lists.
 * Returns: false if there is no such signer. */
CERTLOGIC_API bool certlogic_trust_get(const certlogic_trust *trust, size_t index,
                                       certlogic_signer *signer);

/* Checks whether signer `index` is valid at a clock.
 * Returns: true, and the result in `*validity`.
 * Errors: `clock`, `usage` (there is no such signer). */
CERTLOGIC_API bool certlogic_trust_validity(const certlogic_trust *trust, size_t index,
                                            const char *clock, certlogic_validity *validity,
                                            certlogic_error *error);

/* Checks whether any signer can be used. Without list_only it is always true.
 * Errors: `trust-empty`, with the reason. */
CERTLOGIC_API bool certlogic_trust_usable(const certlogic_trust *trust, certlogic_error *error);

/* The subject of a finding about signers. */
typedef enum certlogic_subject {
    CERTLOGIC_SUBJECT_SIGNER,  /* a signer that was taken */
    CERTLOGIC_SUBJECT_LIST,    /* a list that was taken */
    CERTLOGIC_SUBJECT_LEFT_OUT /* an entry or a file that was left out */
} certlogic_subject;

/* Gets finding `index` of loading, in the order of the lists.
 * Returns: false if there is no such finding.
 * Arguments: `subject` and `signer` may be NULL. `*signer` is the index of the signer if the
 *   subject is CERTLOGIC_SUBJECT_SIGNER, else 0. */
CERTLOGIC_API bool certlogic_trust_finding(const certlogic_trust *trust, size_t index,
                                           certlogic_finding *finding, certlogic_subject *subject,
                                           size_t *signer);

/* Returns: a text that is equal for two objects with the same signers in the same order, whatever
 *   the names and forms of their lists; NULL if memory runs out. */
CERTLOGIC_API char *certlogic_trust_canonical(const certlogic_trust *trust);

/* ---- Decoding -------------------------------------------------------------------------------- */

/* A decoded certificate, or the fault that ended its decoding. It does not depend on a rule set, on
 * the signers or on the bytes that it was read from: it is decoded once and judged at any clock. */
typedef struct certlogic_certificate certlogic_certificate;

/* The form of the bytes of a certificate. */
typedef enum certlogic_input {
    CERTLOGIC_INPUT_AUTO, /* the first byte decides the form */
    CERTLOGIC_INPUT_TEXT, /* the text of a QR code, HC1:…; white space around it is ignored */
    CERTLOGIC_INPUT_JSON, /* a payload as JSON (RFC 8259, strict) */
    CERTLOGIC_INPUT_CBOR, /* a payload as CBOR (RFC 8949) */
    CERTLOGIC_INPUT_COSE  /* COSE_Sign1 (RFC 9052) */
} certlogic_input;

/* A JSON Schema of the caller: draft-07, or 2020-12 without the keywords that need annotations. Any
 * number of threads may use one. */
typedef struct certlogic_schema certlogic_schema;

/* Reads a schema. Nothing is fetched from the network. A reference must lead to one of the files:
 * to the `$id` of that file, or to its path from the folder of the file that has the reference.
 * Returns: the schema; NULL on error.
 * Arguments: `paths` are `count` files, one at least. The first is the schema; the others are the
 *   documents that it refers to. A document without `$schema` is of 2020-12.
 * Errors: `schema-broken` (the message begins with the path; also a path twice), the codes of reading JSON, `io`, `limit-size`, `limit-depth`, `memory`,
 *   `usage`. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_schema *
certlogic_schema_load(const char *const *paths, size_t count, certlogic_error *error);
CERTLOGIC_API void certlogic_schema_free(certlogic_schema *schema);

typedef struct certlogic_decode_options {
    /* The signers, which must outlive the decoder. Input in any form that none of their keys has
     * signed has the fault `untrusted`. NULL: signatures are not checked. */
    const certlogic_trust *trust;
    bool no_trust;       /* the caller does not want signatures checked: changes a message only */
    bool allow_unsigned; /* with `trust`: read payloads without envelope; they are not verified */
    bool strict;         /* a notice is a fault, and the payload must be valid by its schema */
    bool allow_uncompressed; /* read texts of bare COSE too, without zlib */
    const char *clock; /* decide the step `validity` at this clock; NULL: judging decides it */
    certlogic_input input;
    bool external_from_input; /* certlogic_decoder_record reads the external of a record */
    size_t most_inflated;     /* bytes that a text may inflate to; 0: 65,536, the most */
    /* Payloads must be valid by this schema, also without `strict`. It must outlive the decoder.
     * NULL: the schema of the library with `strict`, else none. */
    const certlogic_schema *schema;
} certlogic_decode_options;

/* The working memory of one thread for decoding. */
typedef struct certlogic_decoder certlogic_decoder;

/* Makes a decoder.
 * Errors: `clock`, `memory`. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_decoder *
certlogic_decoder_new(const certlogic_decode_options *options, certlogic_error *error);
CERTLOGIC_API void certlogic_decoder_free(certlogic_decoder *decoder);

/* Decodes. The signature is checked before the payload is read. The first fault ends decoding
 * ("Certificates").
 * Returns: a certificate. If the bytes are no certificate, or more than 16 MiB, a step of it is a
 *   fault, and every verdict rejects it. NULL on error.
 * Arguments: `bytes` are not needed once the function returns.
 * Errors: `memory`, `usage`.
 * Threads: one at a time for one decoder. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_certificate *
certlogic_decoder_read(certlogic_decoder *decoder, const char *bytes, size_t length,
                       certlogic_error *error);

/* Decodes into a certificate that is no longer needed, and reuses its memory: decoding many
 * certificates then allocates nothing.
 * Returns: false on error; the certificate then holds nothing.
 * Errors, threads: as certlogic_decoder_read. No other thread uses `certificate`. */
CERTLOGIC_API bool certlogic_decoder_reread(certlogic_decoder *decoder, const char *bytes,
                                            size_t length, certlogic_certificate *certificate,
                                            certlogic_error *error);

/* Decode a payload without envelope from a builder. It is not signed: a decoder with signers calls
 * it `untrusted`, unless allow_unsigned. `input` of the decoder does not matter. Keys, texts and
 * events beyond 16 MiB are the fault `limit-size`. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_certificate *
certlogic_decoder_read_built(certlogic_decoder *decoder, const certlogic_builder *builder,
                             certlogic_error *error);
CERTLOGIC_API bool certlogic_decoder_reread_built(certlogic_decoder *decoder,
                                                  const certlogic_builder *builder,
                                                  certlogic_certificate *certificate,
                                                  certlogic_error *error);

/* What a record of a stream has besides its certificate. */
typedef struct certlogic_record {
    /* The identifier as JSON, a string or a whole number, within the bytes of the record; NULL if
     * the record has none. */
    const char *id;
    size_t id_length;
    /* The record has an `external`. With external_from_input the members below are its members; a
     * member that it lacks is "". */
    bool external;
    char clock[64];  /* validationClock */
    char country[3]; /* countryCode */
    char region[64];
} certlogic_record;

/* Decodes a record of a stream, as certlogic_decoder_reread: a certificate, or, if the input may be
 * JSON, an object {"id", "payload", "external"} around a payload or a text ("Records"). A record
 * without a payload, or with an id of another kind or of more than 256 bytes, has the fault
 * `record`.
 * Returns, errors, threads: as certlogic_decoder_reread. */
CERTLOGIC_API bool certlogic_decoder_record(certlogic_decoder *decoder, const char *bytes,
                                            size_t length, certlogic_certificate *certificate,
                                            certlogic_record *record, certlogic_error *error);

/* Decodes a single certificate with the usual options: any form, signatures are not checked.
 * Returns, errors: as certlogic_decoder_read. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_certificate *
certlogic_certificate_read(const char *bytes, size_t length, certlogic_error *error);

CERTLOGIC_API void certlogic_certificate_free(certlogic_certificate *certificate);

/* ---- Certificates ---------------------------------------------------------------------------- */

/* Checks whether the payload could be decoded. With signers this needs a trusted signature, unless
 * allow_unsigned.
 * Returns: false if not, and the fault in `error`. */
CERTLOGIC_API bool certlogic_certificate_decoded(const certlogic_certificate *certificate,
                                                 certlogic_error *error);

/* Returns: true if no step is a fault. */
CERTLOGIC_API bool certlogic_certificate_ok(const certlogic_certificate *certificate);

/* Returns: true if the input was COSE or a text with HC1:, also if it could not be decoded. */
CERTLOGIC_API bool certlogic_certificate_signed(const certlogic_certificate *certificate);

/* Returns: true if a trusted key has signed it. */
CERTLOGIC_API bool certlogic_certificate_verified(const certlogic_certificate *certificate);

/* Gets the type of the entry, which is not CERTLOGIC_GENERAL.
 * Returns: false if it was not decoded, or has not exactly one entry. */
CERTLOGIC_API bool certlogic_certificate_type_of(const certlogic_certificate *certificate,
                                                 certlogic_certificate_type *type);

/* The result of a step. */
typedef struct certlogic_step_state {
    certlogic_step_result result;
    const char *code;    /* of a fault, else NULL */
    const char *at;      /* JSON Pointer of a fault within the payload, else NULL */
    const char *message; /* of a fault; the reason of a skipped step; or NULL */
} certlogic_step_state;

/* Gets the result of a step of decoding.
 * Returns: false if there is no such step. */
CERTLOGIC_API bool certlogic_certificate_step(const certlogic_certificate *certificate,
                                              certlogic_step step, certlogic_step_state *state);

/* A deviation that was accepted. With `strict` it is a fault ("Leniency"). */
typedef struct certlogic_notice {
    const char *code;
    const char *at; /* JSON Pointer into the payload; "" if it is about the envelope */
    const char *message;
} certlogic_notice;

/* Gets notice `index`. At most 64 are kept.
 * Returns: false if there is no such notice. */
CERTLOGIC_API bool certlogic_certificate_notice(const certlogic_certificate *certificate,
                                                size_t index, certlogic_notice *notice);

/* The facts of the envelope. A text is "" if the envelope does not contain it. Dates are written as
 * "2021-06-01T00:00:00Z". */
typedef struct certlogic_facts {
    bool enveloped; /* there is an envelope: COSE could be read */
    bool verified;  /* a trusted key has signed it */
    char kid[92];   /* Base64 */
    /* "ES256", "PS256", the number of another algorithm in COSE, or a header alg that is a text. */
    char alg[24];
    char issuer[81];
    char issued_at[21];
    char expires_at[21];
    char country[3]; /* of issuance: the issuer, else the country of the key, else of the entry */
    char not_before[21]; /* "" if there is no claim nbf: it is valid from issued_at on */
} certlogic_facts;

CERTLOGIC_API void certlogic_certificate_facts(const certlogic_certificate *certificate,
                                               certlogic_facts *facts);

/* The holder, as in the payload. A member that the payload lacks is "". A text that does not fit is
 * cut between two characters. */
typedef struct certlogic_holder {
    char surname[321], forename[321];                   /* nam.fn, nam.gn: as written */
    char surname_standard[321], forename_standard[321]; /* nam.fnt, nam.gnt: as in passports */
    char birth[33];                                     /* dob */
} certlogic_holder;

/* Gets the holder.
 * Returns: false if the payload was not decoded or has none of these members. */
CERTLOGIC_API bool certlogic_certificate_holder(const certlogic_certificate *certificate,
                                                certlogic_holder *holder);

/* The display name of a code of the entry. */
typedef struct certlogic_display {
    char path[16], code[81]; /* "payload.v.0.mp", "EU/1/20/1528" */
    char name[161];          /* "Comirnaty": `display` of the value set, cut at a character */
} certlogic_display;

/* Gets display name `index`: of disease, vaccine, product, manufacturer, type, device and result
 * of a test, and country, from the value sets of `rules`.
 * Returns: false if there is no such name. */
CERTLOGIC_API bool certlogic_certificate_display(const certlogic_certificate *certificate,
                                                 const certlogic_rules *rules, size_t index,
                                                 certlogic_display *display);

/* Returns: the payload as JSON; NULL if it was not decoded or memory runs out. */
CERTLOGIC_API char *certlogic_certificate_payload(const certlogic_certificate *certificate);

/* Reports the payload to a sink.
 * Returns: false on error.
 * Errors: `stopped`, `usage`; the fault of a certificate that was not decoded. */
CERTLOGIC_API bool certlogic_certificate_payload_events(const certlogic_certificate *certificate,
                                                        const certlogic_sink *sink,
                                                        certlogic_error *error);

/* Returns: the payload for logs, without name, date of birth, identifier (ci) and members that no
 *   schema knows; NULL as certlogic_certificate_payload. */
CERTLOGIC_API char *certlogic_certificate_anonymous(const certlogic_certificate *certificate);

typedef struct certlogic_describe_options {
    const certlogic_rules *rules; /* whose value sets give the display names; NULL: none do */
    bool no_holder;               /* `holder` is null, and the payload is that for logs */
} certlogic_describe_options;

/* Describes all of a certificate.
 * Returns: one JSON object on one line, by schemas/output/decode.schema.json; NULL if memory runs
 *   out. */
CERTLOGIC_API char *certlogic_certificate_describe(const certlogic_certificate *certificate,
                                                   const certlogic_describe_options *options);

/* Reports all of a certificate to a sink: what certlogic_certificate_describe writes.
 * Returns: false on error.
 * Errors: `stopped`, `usage`. */
CERTLOGIC_API bool certlogic_certificate_events(const certlogic_certificate *certificate,
                                                const certlogic_describe_options *options,
                                                const certlogic_sink *sink, certlogic_error *error);

/* Returns: certlogic_certificate_describe with the usual options. */
CERTLOGIC_API char *certlogic_certificate_json(const certlogic_certificate *certificate);

/* ---- Judging --------------------------------------------------------------------------------- */

/* The working memory of one thread for judging by a rule set. Judging allocates nothing. */
typedef struct certlogic_evaluator certlogic_evaluator;

/* Makes an evaluator.
 * Arguments: `rules` outlive it.
 * Errors: `memory`, `usage`. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_evaluator *
certlogic_evaluator_new(const certlogic_rules *rules, certlogic_error *error);
CERTLOGIC_API void certlogic_evaluator_free(certlogic_evaluator *evaluator);

typedef struct certlogic_request {
    const char *country;         /* of arrival */
    const char *region;          /* NULL: only rules for the whole country */
    const char *clock;           /* the moment at which validity is checked */
    const char *language;        /* of descriptions; NULL: English */
    bool strict;                 /* open becomes rejected */
    bool allow_no_rules;         /* no acceptance rule in force: accepted instead of open */
    bool invalidation_when_true; /* an invalidation rule rejects when it is true, not when false */
    bool fields;                 /* keep the fields that each rule read; needs a second run */
    bool no_holder;              /* neither fields nor JSON identify the holder */
} certlogic_request;

/* The verdict on one certificate. It belongs to the evaluator and is valid until the evaluator
 * judges again or is freed. It refers to the certificate, which must live as long. */
typedef struct certlogic_verdict certlogic_verdict;

/* Judges by the acceptance rules of the country of arrival and the invalidation rules of the
 * country of issuance ("Rules").
 * Returns: the verdict, or NULL.
 * Errors: `country` (the set has no rules of it), `clock`, `usage`, `memory`.
 * Threads: one at a time for one evaluator. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK const certlogic_verdict *
certlogic_judge(certlogic_evaluator *evaluator, const certlogic_certificate *certificate,
                const certlogic_request *request, certlogic_error *error);

/* Returns: the kind of the verdict; CERTLOGIC_REJECTED for NULL. */
CERTLOGIC_API certlogic_verdict_kind certlogic_verdict_kind_of(const certlogic_verdict *verdict);

/* What decided a verdict. */
typedef enum certlogic_decider {
    CERTLOGIC_BY_NOTHING, /* the certificate is accepted */
    CERTLOGIC_BY_STEP,    /* a step is a fault */
    CERTLOGIC_BY_RULE,    /* a rule has failed or is open */
    CERTLOGIC_BY_LOSS,    /* the set has lost rules: "rules-incomplete" */
    CERTLOGIC_BY_NO_RULES /* no acceptance rule is in force: "no-rules" */
} certlogic_decider;

CERTLOGIC_API certlogic_decider certlogic_verdict_decider(const certlogic_verdict *verdict);

/* Returns: the name of the step, the identifier of the rule (the first failed one, else the first
 *   open one), "rules-incomplete" or "no-rules"; NULL if nothing decided. */
CERTLOGIC_API const char *certlogic_verdict_decided_by(const certlogic_verdict *verdict);

/* Gets the step that decided.
 * Returns: false if no step did. */
CERTLOGIC_API bool certlogic_verdict_failing_step(const certlogic_verdict *verdict,
                                                  certlogic_step *step);

/* Gets the reason why the certificate was not judged by rules: the fault of the step that decided.
 * Returns: false if it was judged by rules. */
CERTLOGIC_API bool certlogic_verdict_fault(const certlogic_verdict *verdict,
                                           certlogic_error *error);

/* Gets the result of a step; that of `validity` is for the clock of the request.
 * Returns: false if there is no such step. */
CERTLOGIC_API bool certlogic_verdict_step(const certlogic_verdict *verdict, certlogic_step step,
                                          certlogic_step_state *state);

/* A rule that applied, and its outcome. */
typedef struct certlogic_judged {
    certlogic_rule rule;
    certlogic_outcome outcome;
    const char *code; /* why it is open, else NULL */
    const char *at;   /* JSON Pointer into the rule */
    const char *message;
    size_t fields; /* how many fields it read; 0 unless they were asked for */
} certlogic_judged;

/* Returns: how many rules applied. */
CERTLOGIC_API size_t certlogic_verdict_count(const certlogic_verdict *verdict);

/* Gets rule `index` of those that applied, sorted by identifier.
 * Returns: false if there is no such rule. */
CERTLOGIC_API bool certlogic_verdict_rule(const certlogic_verdict *verdict, size_t index,
                                          certlogic_judged *judged);

/* Returns: how many losses of the set could have changed this verdict. */
CERTLOGIC_API size_t certlogic_verdict_lost_count(const certlogic_verdict *verdict);

/* Gets loss `index` of those that could have changed this verdict.
 * Returns: false if there is no such loss. */
CERTLOGIC_API bool certlogic_verdict_lost(const certlogic_verdict *verdict, size_t index,
                                          certlogic_lost *lost);

/* Gets field `field` that rule `index` read.
 * Returns: its value as JSON: null if it is missing, true for an object or array that is not empty.
 *   NULL if there is no such field or memory runs out.
 * Arguments: `*path` is for example "payload.v.0.dn", of `*path_length` bytes; it belongs to the
 *   verdict. */
CERTLOGIC_API char *certlogic_verdict_field(const certlogic_verdict *verdict, size_t index,
                                            size_t field, const char **path, size_t *path_length);

/* Reports the fields that rule `index` read to a sink: one object, whose keys are their paths and
 * whose values are those of certlogic_verdict_field.
 * Returns: false on error.
 * Errors: `stopped`, `usage` (there is no such rule). */
CERTLOGIC_API bool certlogic_verdict_field_events(const certlogic_verdict *verdict, size_t index,
                                                  const certlogic_sink *sink,
                                                  certlogic_error *error);

/* Reports all of a verdict to a sink: what certlogic_verdict_json writes.
 * Returns: false on error.
 * Errors: `stopped`, `usage`. */
CERTLOGIC_API bool certlogic_verdict_events(const certlogic_verdict *verdict,
                                            const certlogic_sink *sink, certlogic_error *error);

/* Describes all of a verdict.
 * Returns: one JSON object on one line, by schemas/output/verify.schema.json; NULL if memory runs
 *   out. */
CERTLOGIC_API char *certlogic_verdict_json(const certlogic_verdict *verdict);

/* ---- Evaluating as written ------------------------------------------------------------------- */

/* Receives the outcome of one rule. `error` is the fault of an open rule, else NULL. */
typedef void certlogic_outcome_report(void *self, const certlogic_rule *rule,
                                      certlogic_outcome outcome, const certlogic_error *error);

/* Evaluates every rule of the set, as written, on a data context. Rules are not selected, the data
 * is not checked, and value sets come from the data. The verdict of the evaluator stays valid.
 * Returns: false on error; `report` may have been called before.
 * Arguments: `data` is JSON, usually {"payload", "external"}; `self` is handed to `report`.
 * Errors: the fault of the JSON, `usage`, `memory`.
 * Threads: one at a time for one evaluator. */
CERTLOGIC_API bool certlogic_every_rule(certlogic_evaluator *evaluator, const char *data,
                                        size_t length, certlogic_outcome_report *report, void *self,
                                        certlogic_error *error);

CERTLOGIC_API bool certlogic_every_rule_built(certlogic_evaluator *evaluator,
                                              const certlogic_builder *builder,
                                              certlogic_outcome_report *report, void *self,
                                              certlogic_error *error);

/* A compiled expression. */
typedef struct certlogic_expression certlogic_expression;

/* Compiles an expression: the document itself, or the Logic of a rule or of an array of one rule.
 * Returns: the expression, or NULL.
 * Errors: the first fault of the JSON or of the format (`format-…`), `memory`. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_expression *
certlogic_expression_parse(const char *json, size_t length, certlogic_error *error);
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_expression *
certlogic_expression_parse_built(const certlogic_builder *builder, certlogic_error *error);
CERTLOGIC_API void certlogic_expression_free(certlogic_expression *expression);

/* Evaluates an expression on data.
 * Returns: the value as JSON, a date-time as "2021-06-01T00:00:00.000Z"; NULL on error.
 * Errors: of the data `json…`, `limit-depth`, `limit-size` (beyond 16 MiB); of the evaluation, with
 *   the place in the expression, `kind`, `truthiness`, `date`, `date-range`, `overflow`, `budget`,
 *   `limit-depth`; `usage`, `memory`. */
CERTLOGIC_API char *certlogic_expression_evaluate(const certlogic_expression *expression,
                                                  const char *data, size_t length,
                                                  certlogic_error *error);

CERTLOGIC_API char *certlogic_expression_evaluate_built(const certlogic_expression *expression,
                                                        const certlogic_builder *builder,
                                                        certlogic_error *error);

/* Evaluates an expression on the value of a builder, and reports the result to a sink.
 * Returns: false on error; the sink has received nothing, unless the error is `stopped`.
 * Errors: `stopped`; else as certlogic_expression_evaluate_built. */
CERTLOGIC_API bool certlogic_expression_evaluate_events(const certlogic_expression *expression,
                                                        const certlogic_builder *builder,
                                                        const certlogic_sink *sink,
                                                        certlogic_error *error);

/* Returns: the expression in the compact notation of one line; NULL if memory runs out. */
CERTLOGIC_API char *certlogic_expression_notation(const certlogic_expression *expression);

/* Returns: a listing of the compiled program; NULL if memory runs out. */
CERTLOGIC_API char *certlogic_expression_disassemble(const certlogic_expression *expression);

/* Evaluates one line of `eval --stream`: a JSON object {"expr", "data"} of at most 16 MiB.
 * Without "data" the expression is evaluated on {}.
 * Returns: {"value": …} or {"error": {"code", "at", "message"}} without a line end; NULL if memory
 *   runs out. */
CERTLOGIC_API char *certlogic_evaluate_line(const char *line, size_t length);

/* Receives one finding of a check. Its texts are valid during the call only. */
typedef void certlogic_finding_report(void *self, const certlogic_finding *finding);

/* Checks an expression: reports every fault of its format and, if there is none, every warning.
 * Returns: true once all is reported.
 * Arguments: `file` is the name that findings have; `self` is handed to `report`.
 * Errors: `usage`, `memory`. */
CERTLOGIC_API bool certlogic_check_expression(const char *json, size_t length, const char *file,
                                              certlogic_finding_report *report, void *self,
                                              certlogic_error *error);

/* Validates a document by a schema: reports each violation as a finding with the code `schema`. A
 * document that is not JSON is one finding with the code of its fault.
 * Returns: true once all is reported.
 * Arguments: `file` is the name that findings have; `self` is handed to `report`.
 * Errors: `usage`, `memory`. */
CERTLOGIC_API bool certlogic_schema_check(const certlogic_schema *schema, const char *json,
                                          size_t length, const char *file,
                                          certlogic_finding_report *report, void *self,
                                          certlogic_error *error);

/* ---- Issuing --------------------------------------------------------------------------------- */

typedef struct certlogic_issue_options {
    const char *key; /* the private key: PEM, not encrypted */
    size_t key_length;
    const char *certificate; /* of the signer: PEM or DER; it gives the kid */
    size_t certificate_length;
    const char *country; /* the issuer; NULL: the country of the certificate */
    const char *issued;  /* a clock, cut to seconds */
    const char
        *expires; /* a clock; NULL: 365 days later, or the end of the certificate if sooner */
    certlogic_algorithm algorithm; /* CERTLOGIC_NO_ALGORITHM: the one that the key is for */
} certlogic_issue_options;

/* Makes a signed certificate, for tests and demonstrations: CWT (RFC 8392) in COSE_Sign1 (RFC
 * 9052), zlib, Base45 (RFC 9285); the CBOR is deterministic (RFC 8949, section 4.2.1). See
 * "Issuing".
 * Returns: the text of the QR code, "HC1:…"; NULL on error.
 * Arguments: `payload` is a JSON object. It is taken as it is: `ver`, the entry and so on are not
 *   checked. `options` is needed.
 * Errors: the fault of the JSON, `payload`, `usage`, `clock`, `country`, `key`, `algorithm`,
 *   `trust-…` for a certificate that is none of a signer, `memory`. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK char *certlogic_issue(const char *payload, size_t length,
                                                         const certlogic_issue_options *options,
                                                         certlogic_error *error);

/* ---- Tests of rules -------------------------------------------------------------------------- */

/* The result of one test. Texts are valid during the call only. */
typedef struct certlogic_test {
    const char *name;
    const char *file;
    certlogic_test_result result;
    const char *expected; /* of a failed one: JSON, else NULL */
    const char *got;      /* of a failed one: JSON, or "error CODE at PLACE: MESSAGE" */
    const char *trace;    /* of a failed one: a line for each computed value; "" for none */
} certlogic_test;

/* A decision of a rule (a condition, an operand of `and`, a comparison, `in` or `!`) and the ways
 * that its tests took. Texts are valid during the call only. */
typedef struct certlogic_decision {
    const char *rule; /* identifier */
    const char *at;   /* JSON Pointer into the Logic */
    const char *text; /* in the compact notation */
    bool seen_true;
    bool seen_false;
} certlogic_decision;

typedef struct certlogic_test_options {
    const char *filter; /* only tests with this text in their name or file; NULL: all */
    void (*report)(void *self, const certlogic_test *test);           /* may be NULL */
    void (*decision)(void *self, const certlogic_decision *decision); /* may be NULL */
    void *self;
    bool set_value_sets; /* rule tests use the value sets in the paths instead of their own */
} certlogic_test_options;

typedef struct certlogic_test_summary {
    size_t passed;
    size_t failed;
    size_t skipped;
    size_t ways; /* twice the decisions of all rules that were tested */
    size_t ways_taken;
} certlogic_test_summary;

/* Runs the tests in files and folders, as written: tests of a rule ({"name", "payload", "external",
 * "expected"}, in the folder `tests` beside its rule.json) and suites in the form of the
 * specification's test suite ("Tests of rules"). A test fails if it cannot be read, or if its clock
 * is outside the validity of its rule. With `set_value_sets` the external.valueSets of each rule
 * test are the value sets in the paths, even if the test has none; suites keep their data.
 * Returns: true once all tests have run, whatever their results.
 * Errors: `io`, `limit-size`, `usage`, `memory`; with `set_value_sets` also `value-sets` if the
 *   paths hold none, and the fault of those that cannot be read. */
CERTLOGIC_API bool certlogic_test_paths(const char *const *paths, size_t count,
                                        const certlogic_test_options *options,
                                        certlogic_test_summary *summary, certlogic_error *error);

#ifdef __cplusplus
}
#endif

#endif
