/* limits.h — the one list of limits.
 *
 * Every limit on input is defined here, with the reason for its value. Input that exceeds a limit
 * leads to an error with a code, never to an abort. tests/unit/test_limits.c tests the limits at N
 * and N + 1, and names the tests of those that it does not reach.
 */
#ifndef CL_BASE_LIMITS_H
#define CL_BASE_LIMITS_H

/* Nesting of documents, expressions and values (SEMANTICS, "Depth"). Real certificates reach 9,
 * real rules 20. With 256, every bounded recursion of the engine fits a stack of 256 KiB. */
#define CL_MAX_DEPTH 256

/* Bytes of one document that people write: a rule, a bundle, value sets, a test. The largest public
 * bundle has less than 4 MiB. */
#define CL_MAX_DOCUMENT (64u * 1024 * 1024)

/* Bytes of one payload or of one record of a stream. A QR code contains less than 4 KiB, but
 * records of `eval --stream` contain whole value sets. */
#define CL_MAX_RECORD (16u * 1024 * 1024)

/* Bytes of one record of a job (`batch`, `diff`). A payload that fits a QR code has less than 4
 * KiB. The limit is fixed, because the number of threads must not decide which records are too
 * large. */
#define CL_MAX_JOB_RECORD (64u * 1024)

/* A record of a job is heavy if it has more than CL_HEAVY_RECORD bytes, inflated. If a job has more
 * than CL_MAX_HEAVY_JOBS threads, it judges at most that many heavy records at once. The reason is
 * memory: an array of empty arrays takes up to 75 times its bytes, and a job of 64 threads must
 * stay below 64 MiB. */
#define CL_HEAVY_RECORD   (4u * 1024)
#define CL_MAX_HEAVY_JOBS 4u

/* Bytes of the identifier of a record, quotes included. A line of output repeats the identifier. */
#define CL_MAX_RECORD_ID 256

/* Iterations of reduce that one rule may take on one certificate, over all its reduces (SEMANTICS,
 * "Budget"). */
#define CL_MAX_ITERATIONS 1000000

/* Units of work that one rule may take on one certificate (SEMANTICS, "Budget"). One unit takes at
 * most 35 machine instructions, so a rule takes fewer than 200 million. The most expensive rule of
 * the public sets takes 159 units. */
#define CL_MAX_WORK 5000000

/* Number of values in one value, itself included. Shared parts are counted each time they occur
 * (SEMANTICS, "Budget"). */
#define CL_MAX_VALUE_NODES 65536

/* Bytes of one value, written as JSON without spaces (SEMANTICS, "Budget"). */
#define CL_MAX_VALUE_TEXT (1024u * 1024)

/* Working memory of one evaluator, in bytes. Values that a reduce makes and discards are kept until
 * the rule ends. Making 16 bytes costs five units of work, so CL_MAX_WORK is exhausted first, after
 * 16 MB. The rest allows for unused ends of chunks in the arena. */
#define CL_MAX_WORKING_MEMORY (32u * 1024 * 1024)

/* Bytes that an evaluator allocates when it is made. This is enough to evaluate real rules without
 * the heap. */
#define CL_WORKING_MEMORY (64u * 1024)

/* Expression nodes, instructions, registers, slots and rules of one program. The 450 rules of all
 * member states together have about 8,000 nodes and 300 slots. The limits are far below 2^32, so
 * that their sums fit the 32 bits of an operand of an instruction. */
#define CL_MAX_NODES        (4u * 1024 * 1024)
#define CL_MAX_INSTRUCTIONS (16u * 1024 * 1024)
#define CL_MAX_REGISTERS    65535u
#define CL_MAX_SLOTS        65535u
#define CL_MAX_RULES        65535u

/* Bytes of the JSON Pointer in an error object. A longer one is cut between two steps and ends in
 * "/…". Every place inside an expression fits: 256 steps of at most 11 bytes. */
#define CL_MAX_POINTER 3072

/* Bytes of the message in an error object. */
#define CL_MAX_MESSAGE 512

/* Bytes of the trace of one test. People read less than that, and the trace of a rule that exhausts
 * its iterations would have a gigabyte. */
#define CL_MAX_TRACE (64u * 1024)

/* Findings that are kept for one rule set. The last one reports if there were more. */
#define CL_MAX_FINDINGS 1000

/* Losses of one rule set that are kept separately (rule/lost.h). The last one represents all
 * further losses. In the worst state of a national service that was seen, 33 rules were lost. */
#define CL_MAX_LOST 1000

/* Bytes of the text of a QR code. The largest code contains 4,296 characters of base45. A text of
 * more than sixteen times that is refused before any work is done. */
#define CL_MAX_HC1 (68u * 1024)

/* Bytes that a certificate may have after it is inflated, and that uncompressed COSE may have
 * (SEMANTICS, "Text"). Real ones reach 870. A full QR code has 4 KiB at the usual ratio of 1.4. */
#define CL_MAX_INFLATED (64u * 1024)

/* Headers of one COSE map, and claims of one CWT. Real ones have 2 and 4. Each label is compared
 * with those before it, so the number must be small. */
#define CL_MAX_CLAIMS 64

/* Notices that are kept for one certificate. Real ones have a handful; further notices would only
 * repeat them. */
#define CL_MAX_NOTICES 64

/* Bytes of a key identifier. Those of certificates have 8. A JWK may have its thumbprint, 32 bytes.
 * COSE sets no limit. */
#define CL_MAX_KID 64

/* Keys with one kid that are tried on one signature (SEMANTICS, "One kid, several keys"). Eight
 * bytes of a hash do not collide by chance. A higher limit would only make a forged certificate
 * more expensive. */
#define CL_MAX_CANDIDATES 16

/* Authorities above one signer. Signers of certificates have one, their root. RFC 5280 sets no
 * limit. */
#define CL_MAX_CHAIN 8

/* Signers of one store. The gateway of the EU had about 3,000. */
#define CL_MAX_SIGNERS 65535u

/* Bits of an RSA key. SEMANTICS requires 2048. Above 8192 one check takes milliseconds, and no
 * signer has more than 4096. */
#define CL_MIN_RSA_BITS 2048
#define CL_MAX_RSA_BITS 8192

/* Bits of the public exponent of an RSA key. The usual exponent has 17; a longer one makes
 * verification slower in proportion. */
#define CL_MAX_EXPONENT_BITS 64

/* Subschemas of one compiled JSON Schema, with all schemas that it refers to. The largest of this
 * project has 200. */
#define CL_MAX_SCHEMA_NODES 65536

/* Steps of one validation: subschemas and keywords that are checked. A payload takes about 150
 * steps, value sets take six for each code. A schema can require 2^n steps, so a limit is
 * needed. */
#define CL_MAX_SCHEMA_STEPS 2000000

/* Bytes of one pattern in a schema. Those of this project have at most 90. PCRE2's code for one
 * pattern stays below 64 KiB. */
#define CL_MAX_PATTERN 4096

/* What PCRE2 may spend on matching one pattern with one text: match steps, depth of nested
 * backtracking, and memory in KiB. A well-behaved pattern takes one step for each character, and
 * the largest payload has 64 KiB. */
#define CL_MAX_PATTERN_STEPS  250000
#define CL_MAX_PATTERN_DEPTH  10000
#define CL_MAX_PATTERN_MEMORY 4096

/* Bytes of the body of a request to the service. A certificate has at most 65,536 characters as
 * text; a payload that is longer than this is none of a person. */
#define CL_MAX_REQUEST 1048576

/* Bytes of all bodies that the service keeps at a time. Further ones are answered with 503. */
#define CL_MAX_REQUESTS 67108864

#endif
