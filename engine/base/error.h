/* error.h — the error object and the one list of error codes.
 *
 * The caller owns an error object. The first fault is kept: cl_error_set does not change an object
 * that already has one. Codes are only added, never renamed or removed, because their names are
 * public: they occur in machine output and in scripts of users.
 */
#ifndef CL_BASE_ERROR_H
#define CL_BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/limits.h"

// clang-format off
/* X(enumerator, name, meaning) */
#define CL_CODES(X)                                                                                \
    X(NONE,             "none",             "no error")                                            \
    X(MEMORY,           "memory",           "memory ran out")                                      \
    X(USAGE,            "usage",            "the call or the command line is wrong")               \
    X(IO,               "io",               "a file could not be read or written")                 \
    X(LIMIT_DEPTH,      "limit-depth",      "nesting beyond 256")                                  \
    X(LIMIT_SIZE,       "limit-size",       "a document, set or program beyond its limit")         \
    X(JSON,             "json",             "text that is not JSON (RFC 8259)")                    \
    X(JSON_UTF8,        "json-utf8",        "text that is not valid UTF-8")                        \
    X(JSON_KEY,         "json-key",         "the same key twice in one object")                    \
    X(JSON_NUMBER,      "json-number",      "a whole number outside 64 bits, or infinity")         \
    X(FORMAT_EXPRESSION,"format-expression","not an expression: null, or a non-integer number")    \
    X(FORMAT_KEYS,      "format-keys",      "an operation object without exactly one key")         \
    X(FORMAT_OPERATION, "format-operation", "an operation that the language does not have")        \
    X(FORMAT_OPERANDS,  "format-operands",  "operands missing, too many, or not in an array")      \
    X(FORMAT_PATH,      "format-path",      "a var without a path, or with an empty fragment")     \
    X(FORMAT_LITERAL,   "format-literal",   "an amount, index or unit that is not such a literal") \
    X(KIND,             "kind",             "an operand of a kind that the operation refuses")     \
    X(TRUTHINESS,       "truthiness",       "a date-time where truth is asked")                    \
    X(DATE,             "date",             "text that is not a date-time of the specification")   \
    X(DATE_RANGE,       "date-range",       "an instant outside the years 0000 to 9999")           \
    X(OVERFLOW,         "overflow",         "an integer outside 64 bits")                          \
    X(BUDGET,           "budget",           "more iterations or a larger value than allowed")      \
    X(RESULT,           "result",           "a rule whose result is not a boolean")                \
    X(RULE_METADATA,    "rule-metadata",    "a member of a rule missing or malformed")             \
    X(RULE_DUPLICATE,   "rule-duplicate",   "one identifier and version twice in a rule set")      \
    X(VALUE_SETS,       "value-sets",       "value sets in no known form")                         \
    X(NO_RULES,         "no-rules",         "no rule in force for the certificate's type")         \
    X(COUNTRY,          "country",          "a country that the rule set does not know")           \
    X(ENGINE,           "engine",           "a rule for another engine or a later version of it")  \
    X(SCHEMA_VERSION,   "schema-version",   "a payload whose version the rule does not cover")     \
    X(PAYLOAD,          "payload",          "not exactly one entry in exactly one of v, t, r")     \
    X(CLOCK,            "clock",            "a clock that is not a date-time")                     \
    X(TEST,             "test",             "a test file in no known form")                        \
    X(TYPES,            "types",            "an expression that can meet a kind it refuses")       \
    X(AFFECTED_FIELDS,  "affected-fields",  "AffectedFields unlike what the Logic reads")          \
    X(DESCRIPTION,      "description",      "a rule without a description in English")             \
    X(SIGNATURE,        "signature",        "a signature that is not by the key")                  \
    X(ALGORITHM,        "algorithm",        "an algorithm that the key is not for")                \
    X(KEY,              "key",              "bytes that are no key of a kind that is known")       \
    X(TRUST_LIST,       "trust-list",       "a list of signers in no known form")                  \
    X(TRUST_ENTRY,      "trust-entry",      "an entry of a list of signers that cannot be read")   \
    X(TRUST_KEY,        "trust-key",        "a signer whose key no certificate may be signed with") \
    X(TRUST_KID,        "trust-kid",        "a signer listed under another kid than its own")      \
    X(TRUST_DUPLICATE,  "trust-duplicate",  "a signer that is there already, or a kid shared")     \
    X(TRUST_CA,         "trust-ca",         "a CA certificate, which never is a signer")           \
    X(TRUST_INACTIVE,   "trust-inactive",   "an entry that its list calls inactive")               \
    X(TRUST_AUTHORITY,  "trust-authority",  "a signer that no authority vouches for")              \
    X(TRUST_VALIDITY,   "trust-validity",   "a signer not valid at the moment that was asked")     \
    X(TRUST_DER,        "trust-der",        "a certificate with extensions that are not DER")      \
    X(PREFIX,           "prefix",        "text that does not begin with HC1:")                     \
    X(LEGACY,           "legacy",        "a certificate from before HC1, to be exchanged")         \
    X(FOREIGN,          "foreign",       "a certificate of another family")                        \
    X(EMPTY,            "empty",         "nothing but white space")                                \
    X(FILE_KIND,        "file-kind",     "a picture, document or archive instead of text")         \
    X(BASE45,           "base45",        "text that is not base45 (RFC 9285)")                     \
    X(INFLATE,          "inflate",       "bytes that are not zlib (RFC 1950), or damaged")         \
    X(INFLATE_CUT,      "inflate-cut",   "zlib data that end too early")                           \
    X(INFLATE_SIZE,     "inflate-size",  "zlib data that inflate beyond the limit")                \
    X(INFLATE_TRAILING, "inflate-trailing", "bytes behind the end of the zlib data")               \
    X(UNCOMPRESSED,     "uncompressed",  "COSE that is not compressed")                            \
    X(CBOR,             "cbor",          "bytes that are not CBOR, or not of a payload")           \
    X(CBOR_UTF8,        "cbor-utf8",     "text in CBOR that is not valid UTF-8")                   \
    X(CBOR_KEY,         "cbor-key",      "a key twice in one map, or one that is no text")         \
    X(CBOR_NUMBER,      "cbor-number",   "a number in CBOR outside 64 bits, or NaN")               \
    X(COSE,             "cose",          "bytes that are not COSE_Sign1 (RFC 9052)")               \
    X(UNTRUSTED,        "untrusted",     "a certificate that no trusted key has signed")           \
    X(CWT,              "cwt",           "claims missing or of the wrong kind (RFC 8392)")         \
    X(EXPIRED,          "expired",       "a certificate beyond its expiry")                        \
    X(NOT_YET_VALID,    "not-yet-valid", "a certificate before its issuance")                      \
    X(SIGNER_VALIDITY,  "signer-validity", "a signer not valid at the moment asked about")         \
    X(KEY_USAGE,        "key-usage",     "a signer that may not sign this type")                   \
    X(SIGNER_EXPIRY,    "signer-expiry", "an expiry beyond the signer's end")                      \
    X(ISSUER_COUNTRY,   "issuer-country", "an issuer unlike the country of the key")               \
    X(ALG_UNPROTECTED,  "alg-unprotected", "an algorithm named only outside the signature")        \
    X(TRIMMED,          "trimmed",       "a string with white space around it")                    \
    X(NULL_GROUP,       "null-group",    "v, t or r that is null")                                 \
    X(NULL_MEMBER,      "null-member",   "a member that is null")                                  \
    X(WHOLE_FLOAT,      "whole-float",   "a whole number written as a float")                      \
    X(NAME_PATTERN,     "name-pattern",  "a transliterated name of the wrong form")                \
    X(DATE_PATTERN,     "date-pattern",  "a date of the wrong form")                               \
    X(DOSE_RANGE,       "dose-range",    "a number of doses outside 1 to 9")                       \
    X(UNKNOWN_MEMBER,   "unknown-member", "a member that no schema has")                           \
    X(SCHEMA,           "schema",           "a document that its JSON Schema refuses")             \
    X(SCHEMA_BROKEN,    "schema-broken",    "a JSON Schema that is none, or beyond this engine")   \
    X(LIMIT_PATTERN,    "limit-pattern",    "a pattern that asks too much work on a text")         \
    X(RECORD,           "record",        "a record of a stream that has no payload, or a wrong id") \
    X(COMPRESSED,       "compressed",    "compressed input that is damaged or ends early")         \
    X(CHECKPOINT,       "checkpoint",    "a checkpoint that is damaged, or of another job")        \
    X(BYTE_ORDER_MARK,  "byte-order-mark", "a byte order mark before the document")                \
    X(KID_TWICE,        "kid-twice",     "a kid in both maps of headers")                          \
    X(BUSY,             "busy",          "a file that another job is writing")                     \
    X(RULES_INCOMPLETE, "rules-incomplete", "a rule was lost that could have rejected the certificate") \
    X(DOCUMENT_KIND,    "document-kind", "a document among rules that is none") \
    X(TRUST_EMPTY,      "trust-empty",   "no signer, or no authority, that can be used")           \
    X(TRUST_WEAK,       "trust-weak",    "a certificate with a signature or a key that is too weak") \
    X(TRUST_USAGE,      "trust-usage",   "a key that its certificate or its list has for another use") \
    X(TRUST_EXTENSION,  "trust-extension", "an extension of a certificate that forbids its use, or is unknown") \
    X(TRUST_UNSIGNED,   "trust-unsigned", "a list with a signature of its own that is not checked") \
    X(VALUE_SET_MISSING, "value-set-missing", "a rule that reads a value set that is not there")   \
    X(EXTERNAL_PATH,    "external-path", "a rule that reads a member of external that is never there") \
    X(IDENTIFIER,       "identifier",    "an identifier unlike the country or type of its rule")   \
    X(RULE_VALIDITY,    "rule-validity", "a rule in force for less than 72 hours") \
    X(REGION,           "region",        "a region that no rule of the country has")               \
    X(STOPPED,          "stopped",       "reading that a sink of the caller has stopped")
// clang-format on

typedef enum cl_code {
#define X(id, name, what) CL_##id,
    CL_CODES(X)
#undef X
        CL_CODE_COUNT
} cl_code;

/* The offset of a fault that has no byte offset. */
#define CL_NO_OFFSET ((size_t)-1)

typedef struct cl_error {
    cl_code code;
    size_t offset;                /* byte offset into the input, or CL_NO_OFFSET */
    char at[CL_MAX_POINTER + 1];  /* JSON Pointer (RFC 6901) to the fault; "" is the whole */
    char message[CL_MAX_MESSAGE]; /* what is wrong and what is expected, in English */
} cl_error;

void cl_error_init(cl_error *error);

/* Sets code and message, unless `error` is NULL or already has a fault. Always returns false, so
 * that a caller can write `return cl_error_set(…)`. */
bool cl_error_set(cl_error *error, cl_code code, const char *format, ...) CL_PRINTF(3, 4);

/* Sets the place of a fault that has none. */
void cl_error_at(cl_error *error, const char *pointer);
void cl_error_offset(cl_error *error, size_t offset);

/* Does the same as cl_error_at with the text of a buffer, and frees the buffer. If the buffer has
 * failed, the fault becomes MEMORY, so that no fault has a wrong place. */
void cl_error_at_pointer(cl_error *error, cl_buffer *pointer);

/* Sets the fault that memory ran out. Returns false. */
bool cl_error_memory(cl_error *error);

/* Returns the stable name of a code, for example "limit-depth". Never NULL. */
const char *cl_code_name(cl_code code);

/* Returns one line about the meaning of a code. Never NULL. */
const char *cl_code_meaning(cl_code code);

/* Appends one step to a JSON Pointer and escapes ~ and / (RFC 6901, section 3). Appends nothing to
 * a pointer longer than CL_MAX_POINTER: cl_pointer_cut truncates it before it is shown. */
void cl_pointer_step(cl_buffer *pointer, const char *step, size_t length);
void cl_pointer_index(cl_buffer *pointer, size_t index);

/* Copies a pointer. If it is longer than CL_MAX_POINTER bytes, it is cut between two steps and ends
 * in "/…". */
void cl_pointer_cut(char place[CL_MAX_POINTER + 1], const char *pointer);

#endif
