/* certlogic.h — validation rules of digital health certificates: compile, check, judge.
 *
 * The language is CertLogic, specification 1.3.3; where implementations in the field disagree, the
 * decisions of this engine stand in docs of the project ("README.md", Semantics).
 *
 * Order of arguments: the object that works, then what it works on, then options, then the error.
 * Lengths follow their pointers and are in bytes. Texts are UTF-8. Date-times are texts of the forms
 * that the specification allows, for example "2022-01-15T12:00:00Z".
 *
 * Ownership: what a function whose name ends in _new, _load, _parse or _read returns is the caller's,
 * to be given back to the _free of its type; a `char *` is the caller's, to be given back to
 * certlogic_free; a `const` pointer belongs to the object it was asked of.
 *
 * Errors: functions that can fail take a certlogic_error, which may be NULL. It belongs to the
 * caller and is written only on failure. Bad input of any kind is an error, never an abort. NULL in
 * place of bytes is none of them, whatever their length; in place of an object it is the error
 * `usage`, or the answer that there is nothing. Only the _free functions take it for an object as a
 * matter of course.
 *
 * Threads: rule sets, signers, certificates and expressions are immutable and may be shared. An evaluator
 * belongs to one thread at a time. The library has no global state, reads no clock, no environment
 * and no locale, and opens no files but those that the functions named _load are told to.
 */
#ifndef CERTLOGIC_H
#define CERTLOGIC_H

#include <stdbool.h>
#include <stddef.h>

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

/* ---- Errors ------------------------------------------------------------------------------------ */

#define CERTLOGIC_NO_OFFSET ((size_t)-1)

typedef struct certlogic_error {
    const char *code;  /* stable name, for example "limit-depth"; a string that is never freed */
    size_t offset;     /* byte offset into the input, or CERTLOGIC_NO_OFFSET */
    char at[3073];     /* JSON Pointer (RFC 6901) to the place; "" for the whole */
    char message[512]; /* what was wrong and what would be right, in English */
} certlogic_error;

/* Gives back a text that the library returned as `char *`; NULL is allowed. */
CERTLOGIC_API void certlogic_free(char *text);

/* The version of the library, and of the language specification that it implements. */
CERTLOGIC_API const char *certlogic_version(void);
CERTLOGIC_API const char *certlogic_language_version(void);

/* The moment that a clock means, as "2022-12-31T00:00:00Z", with milliseconds where it has any:
 * partial dates are the last day that they allow, offsets are applied. Every clock of this
 * interface is read so. False with `clock`. */
CERTLOGIC_API bool certlogic_clock(const char *clock, char text[25], certlogic_error *error);

/* The one of `count` words that a misspelt word may have been meant for; NULL where none is
 * near. */
CERTLOGIC_API const char *certlogic_similar(const char *word, const char *const *words,
                                            size_t count);

/* ---- Rule sets --------------------------------------------------------------------------------- */

/* The rules of one or several authorities with their value sets, compiled. */
typedef struct certlogic_rules certlogic_rules;

typedef struct certlogic_load_options {
    const char
        *value_sets; /* a file of value sets; its sets replace those that come with the rules */
    bool keep_going; /* leave broken rules out instead of refusing the set */
    bool check;      /* make warnings too, not only errors */
    const char *const *value_sets_list; /* more files of value sets, behind the one above: of two
                                           sets of one name the later replaces the earlier */
    size_t value_sets_count;
} certlogic_load_options;

/* Loads a file (a rule, an array of rules, or a bundle {"rules", "valueSets"}) or a folder: every
 * rule.json in it at any depth, and every other *.json beside them, value sets among them; the folder
 * of a rule.json is not looked into. `options` may be NULL. Returns NULL with `io`, `memory`,
 * `limit-size`, or, unless keep_going, the first fault of a broken document: `json…`, `limit-depth`,
 * `format-…`, `rule-metadata`, `rule-duplicate`, `value-sets`, with the file in the message. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_rules *
certlogic_rules_load(const char *path, const certlogic_load_options *options,
                     certlogic_error *error);

/* The same from `count` files and folders, which make one set: a rule that stands in two of them is
 * `rule-duplicate`, as within one. `usage` where `paths` is NULL. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_rules *
certlogic_rules_load_all(const char *const *paths, size_t count,
                         const certlogic_load_options *options, certlogic_error *error);

/* The same from one document in memory. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_rules *
certlogic_rules_parse(const char *json, size_t length, const certlogic_load_options *options,
                      certlogic_error *error);

CERTLOGIC_API void certlogic_rules_free(certlogic_rules *rules);

typedef struct certlogic_rule {
    const char *id;
    const char *version;
    const char *type;             /* "Acceptance", "Invalidation" */
    const char *certificate_type; /* "General", "Vaccination", "Test", "Recovery" */
    const char *country;
    const char *region;     /* NULL where the rule has none */
    const char *valid_from; /* "2021-06-01T00:00:00Z", as written in the rule */
    const char *valid_to;
    const char *description; /* in the language asked, else in English, else the first; or "" */
    const char *file;
} certlogic_rule;

/* How many whole rules the set has, and rule `index` of them, its description in `language` (NULL:
 * English). Rules stand by country, type, identifier, newest version first. False past the end. */
CERTLOGIC_API size_t certlogic_rules_count(const certlogic_rules *rules);
CERTLOGIC_API bool certlogic_rules_get(const certlogic_rules *rules, size_t index,
                                       const char *language, certlogic_rule *rule);

typedef struct certlogic_query {
    const char *country;          /* two capital letters; GR and EL are one country */
    const char *region;           /* NULL where none is asked */
    const char *clock;            /* the moment */
    const char *type;             /* "Acceptance" (also for NULL) or "Invalidation" */
    const char *certificate_type; /* "Vaccination", "Test", "Recovery", or NULL for all */
    bool any_region;              /* rules of every region, whichever is asked */
} certlogic_query;

/* The indexes of the rules that are in force, by identifier, into `indexes` (room for
 * certlogic_rules_count); `*count` is how many. False with `country`, `clock` or `usage`. */
CERTLOGIC_API bool certlogic_rules_in_force(const certlogic_rules *rules,
                                            const certlogic_query *query, size_t *indexes,
                                            size_t *count, certlogic_error *error);

typedef struct certlogic_finding {
    const char *code;
    const char *severity; /* "error", "warning", "note" */
    const char *file;
    const char *at; /* JSON Pointer into the file's document */
    const char *message;
    const char *fix; /* JSON to write instead, or NULL */
} certlogic_finding;

/* What loading found, in the order of the documents; false past the end. */
CERTLOGIC_API bool certlogic_rules_finding(const certlogic_rules *rules, size_t index,
                                           certlogic_finding *finding);

/* A document, or a part of one, that the set has lost (SEMANTICS, "A set that lost rules"): a
 * verdict that it could have touched is open with `rules-incomplete`, unless a rule rejects. What
 * is NULL is not known. */
typedef struct certlogic_lost {
    const char *file;
    const char *at;   /* JSON Pointer into the file's document */
    const char *code; /* why it is lost */
    const char *message;
    const char *id;           /* identifier of the rule */
    const char *countries[4]; /* of the rule, as documents and names of files say; the rest NULL */
    const char *type;         /* "Acceptance", "Invalidation"; NULL: either */
    const char *certificate_type; /* "Vaccination", "Test", "Recovery"; NULL: more than one */
} certlogic_lost;

/* How many losses there are, and loss `index`, in the order of the documents; of more than 1,000
 * the last one stands for the rest. False past the end. */
CERTLOGIC_API size_t certlogic_rules_lost_count(const certlogic_rules *rules);
CERTLOGIC_API bool certlogic_rules_lost(const certlogic_rules *rules, size_t index,
                                        certlogic_lost *lost);

/* True when a rule of `country` has that Region, or it is the country itself; false too for
 * NULL. */
CERTLOGIC_API bool certlogic_rules_has_region(const certlogic_rules *rules, const char *country,
                                              const char *region);

/* A listing of the compiled program: stable, one instruction a line, each with its rule and place.
 * With `id`, only the plain code of the rules of that identifier. NULL when memory runs out. */
CERTLOGIC_API char *certlogic_rules_disassemble(const certlogic_rules *rules, const char *id);

/* A text that is equal for two rule sets when they judge every certificate alike: what of their
 * rules, value sets and losses a verdict can depend on. NULL when memory runs out. */
CERTLOGIC_API char *certlogic_rules_canonical(const certlogic_rules *rules);

/* True when a document is rules, value sets or the test of a rule rather than an expression: it, or an item of it, has a
 * member that only those have, or it holds arrays of codes under names that are no operations. False
 * for what cannot be read. */
CERTLOGIC_API bool certlogic_is_rules(const char *json, size_t length);

/* ---- Signers ----------------------------------------------------------------------------------- */

/* Whom to believe: the keys that may sign certificates. Immutable; may be shared between threads. */
typedef struct certlogic_trust certlogic_trust;

typedef struct certlogic_trust_options {
    const char
        *csca; /* authorities, a file or a folder: signers need one of them; NULL: all are taken */
    const char *const *csca_list; /* more files and folders of authorities */
    size_t csca_count;
    bool list_only; /* no error where no signer can be used: what was left out can be listed */
} certlogic_trust_options;

/* Loads signers from a file, or from the files of a folder at any depth whose names end in .pem,
 * .crt, .cer, .der or .json. A file is told by its content: certificates as PEM or DER; JWK, one or
 * a set (RFC 7517); the list of the EU's gateway, an array of {"kid", "country", "rawData", …};
 * that of the verifier service, {"CC": [{"kid", "rawData"}]}; DID documents of the WHO's network;
 * {"podpisoveCertifikaty": […]}. An entry that cannot be used is a finding and left out;
 * certificates of authorities never are signers. So is a file of a folder that is no list, or is
 * neither a file nor a folder. `options` may be NULL. NULL with `io`, `limit-size`, `memory`,
 * `usage` where `path` is NULL, or, with the file in the message, `json…`, `limit-depth` or
 * `trust-list` for what is no list; with `trust-empty` where no signer can be used, unless
 * `list_only`. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_trust *
certlogic_trust_load(const char *path, const certlogic_trust_options *options,
                     certlogic_error *error);

/* The same from `count` files and folders, which make one list. `usage` where `paths` is NULL. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_trust *
certlogic_trust_load_all(const char *const *paths, size_t count,
                         const certlogic_trust_options *options, certlogic_error *error);

/* The same from one list in memory. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_trust *
certlogic_trust_parse(const char *bytes, size_t length, const certlogic_trust_options *options,
                      certlogic_error *error);

CERTLOGIC_API void certlogic_trust_free(certlogic_trust *trust);

typedef struct certlogic_signer {
    const char *kid;        /* Base64: of the first 8 bytes of SHA-256 over its certificate */
    const char *listed_kid; /* another one that its list gives it, or NULL */
    const char *country;    /* two letters, or "" */
    const char *not_before; /* "2021-06-01T00:00:00Z"; NULL where the list says nothing */
    const char *not_after;
    bool vaccination; /* may sign certificates of this type; all three where it names none */
    bool test;
    bool recovery;
    const char *algorithm; /* "ES256", "PS256"; "none" for a key that can check nothing */
    const char *key;       /* "P-256", "RSA 2048" */
    const char *subject;   /* of its certificate, or "" */
    const char *file;
    const char *at; /* JSON Pointer into the file, or "certificate 1" */
} certlogic_signer;

/* How many signers there are, and signer `index` of them; false past the end. */
CERTLOGIC_API size_t certlogic_trust_count(const certlogic_trust *trust);
CERTLOGIC_API bool certlogic_trust_get(const certlogic_trust *trust, size_t index,
                                       certlogic_signer *signer);

/* Whether signer `index` is valid at a clock: "valid", "expired" or "not-yet-valid". NULL with `clock`, or
 * `usage` past the end. */
CERTLOGIC_API const char *certlogic_trust_state(const certlogic_trust *trust, size_t index,
                                                const char *clock, certlogic_error *error);

/* True when there is a signer that can be used; else false with `trust-empty` and the reason: see
 * `list_only`. */
CERTLOGIC_API bool certlogic_trust_usable(const certlogic_trust *trust, certlogic_error *error);

/* Where a finding is about no signer: its entry or file was left out; or it is about a list that
 * was taken. */
#define CERTLOGIC_NO_SIGNER  ((size_t)-1)
#define CERTLOGIC_WHOLE_LIST ((size_t)-2)

/* What loading has found, in order; false past the end. `signer` is the index of the signer that it is
 * about, and may be NULL. */
CERTLOGIC_API bool certlogic_trust_finding(const certlogic_trust *trust, size_t index,
                                           certlogic_finding *finding, size_t *signer);

/* A text that is equal for two lists of signers that trust the same ones. NULL when memory runs out. */
CERTLOGIC_API char *certlogic_trust_canonical(const certlogic_trust *trust);

/* ---- Certificates ------------------------------------------------------------------------------ */

/* A decoded certificate, or the fault that kept it from being decoded. Independent of any rule set, of the
 * trust store and of the bytes it was read from: decode once, judge as often as you like, at any clock. */
typedef struct certlogic_certificate certlogic_certificate;

/* What the bytes of a certificate are. */
typedef enum certlogic_input {
    CERTLOGIC_INPUT_AUTO, /* told by the first byte; never wrong about what is one of the others */
    CERTLOGIC_INPUT_TEXT, /* the text of a QR code, HC1:… (white space around it is passed over) */
    CERTLOGIC_INPUT_JSON, /* a payload as JSON (RFC 8259, strict) */
    CERTLOGIC_INPUT_CBOR, /* a payload as CBOR (RFC 8949) */
    CERTLOGIC_INPUT_COSE  /* COSE_Sign1 (RFC 9052) */
} certlogic_input;

typedef struct certlogic_decode_options {
    /* Outlives the decoder. NULL: signatures are not checked. Otherwise what no key of it has
     * signed is `untrusted`, in whatever form it comes; a payload without envelope too, unless
     * allow_unsigned. */
    const certlogic_trust *trust;
    bool no_trust;       /* not checking them is what was asked for; changes a message only */
    bool allow_unsigned; /* with `trust`: read payloads without envelope; they are not verified */
    bool strict;         /* every notice is a fault */
    bool allow_uncompressed; /* texts of bare COSE, without zlib, are read too */
    const char *clock;       /* decide the step `validity` at this moment; NULL: judging does */
    certlogic_input input;
    bool external_from_input; /* certlogic_decoder_record looks into the external of a record */
    size_t most_inflated;     /* bytes that a text may inflate to; 0: 65536, the most */
} certlogic_decode_options;

/* What one thread needs to decode: reuse it, it keeps its memory. */
typedef struct certlogic_decoder certlogic_decoder;

/* `options` may be NULL. NULL with `clock` or `memory`. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_decoder *
certlogic_decoder_new(const certlogic_decode_options *options, certlogic_error *error);
CERTLOGIC_API void certlogic_decoder_free(certlogic_decoder *decoder);

/* Decodes: the signature is checked before the payload is interpreted, and the first fault ends it.
 * NULL only with `memory`: bytes that are no certificate, or more than 16 MiB of them
 * (`limit-size`), make one with a fault, which every verdict rejects. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_certificate *
certlogic_decoder_read(certlogic_decoder *decoder, const char *bytes, size_t length,
                       certlogic_error *error);

/* The same into a certificate that is no longer needed: whatever it held is gone, its memory is used again,
 * so that decoding many asks nothing of the heap. False only with `memory`; it then holds nothing. */
CERTLOGIC_API bool certlogic_decoder_reread(certlogic_decoder *decoder, const char *bytes,
                                            size_t length, certlogic_certificate *certificate,
                                            certlogic_error *error);

/* What a record of a stream brings besides its certificate. */
typedef struct certlogic_record {
    /* Its identifier as JSON, a string or a whole number, within the record's bytes; NULL where it
     * has none. */
    const char *id;
    size_t id_length;
    /* It brings an `external`. With external_from_input the members below are told of it; without,
     * and where it lacks one, a member is "". */
    bool external;
    char clock[64];  /* validationClock */
    char country[3]; /* countryCode */
    char region[64];
} certlogic_record;

/* certlogic_decoder_reread for a record of a stream: a certificate, or, where the input may be
 * JSON, an object {"id", "payload", "external"} around a payload or a text. Without
 * external_from_input the external is not looked at. With it, issuerCountryCode stands for the
 * issuer that an envelope would name, and only where there is no envelope: nothing of an external
 * weighs more than what is signed. The fault of a record without a payload, or with an id of
 * another kind or beyond 256 bytes, is `record`. False only with `memory`. */
CERTLOGIC_API bool certlogic_decoder_record(certlogic_decoder *decoder, const char *bytes,
                                            size_t length, certlogic_certificate *certificate,
                                            certlogic_record *record, certlogic_error *error);

/* A decoder's work for a single certificate, without options: any input, no trust. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_certificate *
certlogic_certificate_read(const char *bytes, size_t length, certlogic_error *error);

CERTLOGIC_API void certlogic_certificate_free(certlogic_certificate *certificate);

/* True when the bytes could be decoded, and the signature, where it was to be checked, is by a trusted key;
 * else false and, if `error` is not NULL, why: see certlogic_certificate_step for where. */
CERTLOGIC_API bool certlogic_certificate_decoded(const certlogic_certificate *certificate,
                                                 certlogic_error *error);

/* "Vaccination", "Test" or "Recovery"; NULL where it was not decoded, or has not exactly one entry. */
CERTLOGIC_API const char *certlogic_certificate_type(const certlogic_certificate *certificate);

/* True when a trusted key has signed it. */
CERTLOGIC_API bool certlogic_certificate_verified(const certlogic_certificate *certificate);

/* True when no step is a fault. */
CERTLOGIC_API bool certlogic_certificate_ok(const certlogic_certificate *certificate);

typedef struct certlogic_step {
    const char *name;    /* prefix base45 inflate cose signature cwt validity payload schema */
    const char *result;  /* "done", "fault", "skipped" */
    const char *code;    /* of a fault, else NULL */
    const char *at;      /* of a fault within the payload: its JSON Pointer, else NULL */
    const char *message; /* of a fault; why it was skipped; or NULL */
} certlogic_step;

/* The steps of decoding in their order; false past the end. */
CERTLOGIC_API bool certlogic_certificate_step(const certlogic_certificate *certificate,
                                              size_t index, certlogic_step *step);

typedef struct certlogic_notice {
    const char *code;
    const char *at; /* JSON Pointer into the payload; "" where it is about the envelope */
    const char *message;
} certlogic_notice;

/* What was let pass; false past the end. At most 64 are kept. */
CERTLOGIC_API bool certlogic_certificate_notice(const certlogic_certificate *certificate,
                                                size_t index, certlogic_notice *notice);

/* What the envelope of a certificate says. Empty texts where it says nothing; dates as
 * "2021-06-01T00:00:00Z". */
typedef struct certlogic_facts {
    bool enveloped; /* there is an envelope: it came as text or COSE */
    bool verified;  /* a trusted key has signed it */
    char kid[92];   /* Base64 */
    /* "ES256", "PS256", or the number that COSE has for it, or the text that stands there. */
    char alg[24];
    char issuer[81];
    char issued_at[21];
    char expires_at[21];
    char country[3];     /* of issuance: the issuer, else that of the key, else that of the entry */
    char not_before[21]; /* "" for nearly all: valid from issuance on */
} certlogic_facts;

CERTLOGIC_API void certlogic_certificate_facts(const certlogic_certificate *certificate,
                                               certlogic_facts *facts);

/* Who a certificate is for: texts of the payload, "" where it has none; longer ones are cut at a
 * character. False where the payload was not decoded or names nobody. */
typedef struct certlogic_holder {
    char surname[321], forename[321];                   /* nam.fn, nam.gn: as written */
    char surname_standard[321], forename_standard[321]; /* nam.fnt, nam.gnt: as in passports */
    char birth[33];                                     /* dob */
} certlogic_holder;

CERTLOGIC_API bool certlogic_certificate_holder(const certlogic_certificate *certificate,
                                                certlogic_holder *holder);

/* What a code of the entry stands for. */
typedef struct certlogic_display {
    char path[16], code[81]; /* "payload.v.0.mp", "EU/1/20/1528" */
    char name[161];          /* "Comirnaty": the `display` of the value set; a longer one is cut */
} certlogic_display;

/* The names that the value sets of `rules` have for the codes of the entry: disease, vaccine,
 * product, manufacturer, type, device and result of a test, country. False past the end. */
CERTLOGIC_API bool certlogic_certificate_display(const certlogic_certificate *certificate,
                                                 const certlogic_rules *rules, size_t index,
                                                 certlogic_display *display);

/* The payload as JSON; NULL when it was not decoded or memory runs out. */
CERTLOGIC_API char *certlogic_certificate_payload(const certlogic_certificate *certificate);

/* The same for logs: without name, date of birth, identifier (ci), and what no schema knows. */
CERTLOGIC_API char *certlogic_certificate_anonymous(const certlogic_certificate *certificate);

typedef struct certlogic_describe_options {
    const certlogic_rules *rules; /* whose value sets give names to codes; NULL: none do */
    bool no_holder;               /* `holder` is null, and the payload anonymous */
} certlogic_describe_options;

/* All of it as one JSON object on one line: ok, verified, revocation, steps, kid, alg, issuer,
 * issued_at, expires_at, not_before where there is one, payload, notices, holder {fn, gn, fnt, gnt,
 * dob}, display {path: name}; by schemas/output/decode.schema.json. `options` may be NULL, which is
 * what _json does. NULL when memory runs out. */
CERTLOGIC_API char *certlogic_certificate_describe(const certlogic_certificate *certificate,
                                                   const certlogic_describe_options *options);
CERTLOGIC_API char *certlogic_certificate_json(const certlogic_certificate *certificate);

/* ---- Judging ----------------------------------------------------------------------------------- */

/* What one thread needs to judge by a rule set. Reuse it: judging asks nothing of the heap. */
typedef struct certlogic_evaluator certlogic_evaluator;

/* `rules` must outlive the evaluator. NULL with `memory`. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_evaluator *
certlogic_evaluator_new(const certlogic_rules *rules, certlogic_error *error);
CERTLOGIC_API void certlogic_evaluator_free(certlogic_evaluator *evaluator);

typedef struct certlogic_request {
    const char *country;         /* of arrival, two capital letters */
    const char *region;          /* NULL where none is asked */
    const char *clock;           /* the moment at which validity is asked */
    const char *language;        /* of descriptions; NULL: English */
    bool strict;                 /* open becomes rejected */
    bool allow_no_rules;         /* no rule in force is no reason to be open */
    bool invalidation_when_true; /* an invalidation rule strikes when it is true, not when false */
    bool fields;                 /* note the fields that each rule read; costs a second run */
    bool no_holder; /* neither these fields nor the verdict's JSON tell who the holder is */
} certlogic_request;

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

/* The verdict on one certificate. Belongs to the evaluator and is valid until it judges again. */
typedef struct certlogic_verdict certlogic_verdict;

/* Judges: the acceptance rules of the country of arrival and the invalidation rules of the country of
 * issuance. NULL with `country` (the set has no rules of it), `clock`, `usage` or `memory`. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK const certlogic_verdict *
certlogic_judge(certlogic_evaluator *evaluator, const certlogic_certificate *certificate,
                const certlogic_request *request, certlogic_error *error);

CERTLOGIC_API certlogic_verdict_kind certlogic_verdict_kind_of(const certlogic_verdict *verdict);

/* "accepted", "rejected", "open"; and "passed", "failed", "open". */
CERTLOGIC_API const char *certlogic_verdict_name(certlogic_verdict_kind kind);
CERTLOGIC_API const char *certlogic_outcome_name(certlogic_outcome outcome);

/* What decided: the first failing step; else the first failing rule by identifier; else the first open
 * one, or "no-rules". NULL for accepted. */
CERTLOGIC_API const char *certlogic_verdict_decided_by(const certlogic_verdict *verdict);

/* Why no rule was asked: a step that is a fault, and its message. False where rules were. */
CERTLOGIC_API bool certlogic_verdict_fault(const certlogic_verdict *verdict,
                                           certlogic_error *error);

/* The steps of the certificate in their order, with `validity` as it is at the clock of the request; false
 * past the end. */
CERTLOGIC_API bool certlogic_verdict_step(const certlogic_verdict *verdict, size_t index,
                                          certlogic_step *step);

typedef struct certlogic_judged {
    certlogic_rule rule;
    certlogic_outcome outcome;
    const char *code; /* why it is open, else NULL */
    const char *at;   /* JSON Pointer into the rule */
    const char *message;
    size_t fields; /* how many fields it read; 0 unless they were asked for */
} certlogic_judged;

/* The rules that applied, by identifier; false past the end. */
CERTLOGIC_API size_t certlogic_verdict_count(const certlogic_verdict *verdict);
CERTLOGIC_API bool certlogic_verdict_rule(const certlogic_verdict *verdict, size_t index,
                                          certlogic_judged *judged);

/* What the rule set has lost that could have made a difference to this verdict: it is then not
 * accepted, and decided_by is "rules-incomplete" where nothing else decides. How many, and one of
 * them; false past the end. */
CERTLOGIC_API size_t certlogic_verdict_lost_count(const certlogic_verdict *verdict);
CERTLOGIC_API bool certlogic_verdict_lost(const certlogic_verdict *verdict, size_t index,
                                          certlogic_lost *lost);

/* Field `field` that rule `index` read: its path as "payload.v.0.dn" (`*path_length` bytes) and its
 * value as JSON: null where it is missing, true for an object or array that holds anything. NULL
 * past the end or when memory runs out. */
CERTLOGIC_API char *certlogic_verdict_field(const certlogic_verdict *verdict, size_t index,
                                            size_t field, const char **path, size_t *path_length);

/* The whole verdict as one JSON object on one line: verdict, verified, revocation, clock, country,
 * decided_by, incomplete (what certlogic_verdict_lost tells, where there is any), rules_applied,
 * rules, notices, steps, kid, alg, issuer, issued_at, expires_at, not_before where there is one,
 * holder, display; by schemas/output/verify.schema.json. NULL when memory runs out. */
CERTLOGIC_API char *certlogic_verdict_json(const certlogic_verdict *verdict);

/* ---- Evaluating as written --------------------------------------------------------------------- */

/* Takes the outcome of one rule; `error` is set for an open one, else NULL. */
typedef void certlogic_outcome_report(void *self, const certlogic_rule *rule,
                                      certlogic_outcome outcome, const certlogic_error *error);

/* Evaluates every rule of the set on a data context as it is written: no selection, no version or
 * entry check, value sets from the data. `data` is JSON, usually {"payload", "external"}. False with
 * the fault of the JSON, or `memory`. The evaluator's verdict stays valid. */
CERTLOGIC_API bool certlogic_every_rule(certlogic_evaluator *evaluator, const char *data,
                                        size_t length, certlogic_outcome_report *report, void *self,
                                        certlogic_error *error);

/* An expression on its own. */
typedef struct certlogic_expression certlogic_expression;

/* Compiles an expression; a rule, or an array of one rule, stands for its Logic. NULL with the
 * first fault of its JSON or its format, or `memory`. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_expression *
certlogic_expression_parse(const char *json, size_t length, certlogic_error *error);
CERTLOGIC_API void certlogic_expression_free(certlogic_expression *expression);

/* The value of the expression on data, as JSON; date-times as "2021-06-01T00:00:00.000Z". NULL with
 * the fault of the data (`json…`, `limit-depth`, `limit-size` beyond 16 MiB), of the evaluation
 * with its place in the expression (`kind`, `truthiness`, `date`, `date-range`, `overflow`,
 * `budget`, `limit-depth`), or `memory`. */
CERTLOGIC_API char *certlogic_expression_evaluate(const certlogic_expression *expression,
                                                  const char *data, size_t length,
                                                  certlogic_error *error);

/* The compact one-line notation, and a listing of the program. NULL when memory runs out. */
CERTLOGIC_API char *certlogic_expression_notation(const certlogic_expression *expression);
CERTLOGIC_API char *certlogic_expression_disassemble(const certlogic_expression *expression);

/* Evaluates one line of `eval --stream`: a JSON object {"expr", "data"} of at most 16 MiB; without
 * "data" it sees {}. Returns the JSON line {"value": …} or {"error": {"code", "at", "message"}},
 * without a line end; NULL when memory runs out. */
CERTLOGIC_API char *certlogic_evaluate_line(const char *line, size_t length);

/* Takes one finding of a check. Its texts are valid during the call only. */
typedef void certlogic_finding_report(void *self, const certlogic_finding *finding);

/* Checks the format of an expression and reports every fault, and warnings where the format is whole.
 * `file` is what findings call it. Returns the number of errors, or -1 with `memory`. */
CERTLOGIC_API long certlogic_check_expression(const char *json, size_t length, const char *file,
                                              certlogic_finding_report *report, void *self,
                                              certlogic_error *error);

/* ---- Issuing ----------------------------------------------------------------------------------- */

typedef struct certlogic_issue_options {
    const char *key; /* the private key: PEM, not encrypted */
    size_t key_length;
    const char *certificate; /* the signer's: PEM or DER; it gives the kid */
    size_t certificate_length;
    const char *country; /* the issuer; NULL: the country of the certificate */
    const char *issued;  /* a date-time, cut to seconds */
    const char
        *expires; /* a date-time; NULL: 365 days later, but not beyond the certificate's end */
    const char *algorithm; /* "ES256", "PS256"; NULL: the one that the key is for */
} certlogic_issue_options;

/* Makes a signed certificate of a payload, which is JSON and taken as it is (an object; `ver`, one entry and so
 * on are not asked for): CWT (RFC 8392) in COSE_Sign1 (RFC 9052) with kid and algorithm protected, zlib, Base45
 * (RFC 9285). CBOR is written in core deterministic encoding. Returns the text, "HC1:…". NULL with the fault of
 * the JSON, `payload`, `usage`, `clock`, `country`, `key`, `algorithm`, `trust-…` for what is no certificate of
 * a signer, or `memory`. For tests and demonstrations. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK char *certlogic_issue(const char *payload, size_t length,
                                                         const certlogic_issue_options *options,
                                                         certlogic_error *error);

/* ---- Tests of rules ---------------------------------------------------------------------------- */

/* What came of one test. Texts are valid during the call only. */
typedef struct certlogic_test {
    const char *name;
    const char *file;
    const char *result;   /* "passed", "failed", "skipped" */
    const char *expected; /* of a failed one: JSON */
    const char *got;      /* of a failed one: JSON, or "error CODE at PLACE: MESSAGE" */
    const char *trace;    /* of a failed one: a line for each computed value; "" for none */
} certlogic_test;

/* A decision of a rule (a guard, an operand of `and`, a comparison, `in` or `!`) and the ways in which its
 * tests took it. */
typedef struct certlogic_decision {
    const char *rule; /* identifier */
    const char *at;   /* JSON Pointer into the Logic */
    const char *text; /* in the compact notation */
    bool seen_true;
    bool seen_false;
} certlogic_decision;

typedef struct certlogic_test_options {
    const char *filter; /* only tests with this in their name or file; NULL for all */
    void (*report)(void *self, const certlogic_test *test);           /* may be NULL */
    void (*decision)(void *self, const certlogic_decision *decision); /* may be NULL */
    void *self;
    bool set_value_sets; /* rule tests see the value sets in the paths, not their own */
} certlogic_test_options;

typedef struct certlogic_test_summary {
    size_t passed;
    size_t failed;
    size_t skipped;
    size_t ways; /* twice the decisions of all rules that were tested */
    size_t ways_taken;
} certlogic_test_summary;

/* Runs the tests in files and folders, as written: the tests of a rule ({"name", "payload",
 * "external", "expected"} in tests/ beside its rule.json) and suites in the form of the
 * specification's. A test that cannot be read has failed. A rule's test whose clock lies outside the
 * rule's validity has failed too. With `set_value_sets` external.valueSets of every rule test is what the paths
 * hold as value sets, also where a test brings none; suites keep their own data. `options` may be NULL. False with
 * `io`, `limit-size`, `memory`; with `set_value_sets` also with `value-sets` where the paths hold no value sets,
 * and with the fault of those that cannot be read. */
CERTLOGIC_API bool certlogic_test_paths(const char *const *paths, size_t count,
                                        const certlogic_test_options *options,
                                        certlogic_test_summary *summary, certlogic_error *error);

#ifdef __cplusplus
}
#endif

#endif
