/* limits.h — the one list of limits.
 *
 * Every bound that input can run into stands here with the reason for its number. A limit that is
 * reached is an error with a code, never an abort. tests/unit/test_limits.c tries each at N and N+1.
 */
#ifndef CL_BASE_LIMITS_H
#define CL_BASE_LIMITS_H

/* Nesting of documents, expressions and values (SEMANTICS, "depth"). Real certificates reach 9,
 * real rules 20; 256 keeps every bounded recursion of the engine inside a 256 KiB stack. */
#define CL_MAX_DEPTH 256

/* Bytes of one document that people write (a rule, a bundle, value sets, a test). The largest
 * public bundle is under 4 MiB. */
#define CL_MAX_DOCUMENT (64u * 1024 * 1024)

/* Bytes of one payload or of one record of a stream. A QR code carries less than 4 KiB; records
 * of `eval --stream` carry whole value sets. */
#define CL_MAX_RECORD (16u * 1024 * 1024)

/* Bytes of one record of a job (`batch`, `diff`). A payload that fits a QR code has less than 4
 * KiB. Which records are too large must not depend on the number of threads. */
#define CL_MAX_JOB_RECORD (64u * 1024)

/* Bytes, inflated, from which on a record of a job is heavy, and how many heavy ones are judged at
 * once where there are more threads than that. An array of empty arrays takes up to 75 times its
 * bytes in memory; a job of 64 threads stays below 64 MiB. */
#define CL_HEAVY_RECORD   (4u * 1024)
#define CL_MAX_HEAVY_JOBS 4u

/* Bytes of the identifier of a record, quotes included: it comes back in a line of output. */
#define CL_MAX_RECORD_ID 256

/* Iterations of reduce that one rule may spend on one certificate, all its reduces together. */
#define CL_MAX_ITERATIONS 1000000

/* Units of work that one rule may spend on one certificate (SEMANTICS, "Budget"). One unit takes at
 * most 35 machine instructions, so a rule takes less than 200 million. The dearest rule of the
 * public sets takes 159 units. */
#define CL_MAX_WORK 5000000

/* Values counted in one value, itself included; shared parts are counted each time. */
#define CL_MAX_VALUE_NODES 65536

/* Bytes of one value when written out as JSON without spaces. */
#define CL_MAX_VALUE_TEXT (1024u * 1024)

/* Working memory of one evaluator, in bytes. Values that a reduce builds and drops are kept until
 * the rule ends. Building 16 bytes costs five units of work, so CL_MAX_WORK is spent first, after
 * 16 MB; the rest is what the arena leaves at the ends of its chunks. */
#define CL_MAX_WORKING_MEMORY (32u * 1024 * 1024)

/* What an evaluator sets aside when it is made, in bytes: enough that evaluating real rules never
 * asks the heap. */
#define CL_WORKING_MEMORY (64u * 1024)

/* Expression nodes, instructions, registers, slots and rules of one program. The 450 rules of all
 * member states together have about 8,000 nodes and 300 slots. Kept far below 2^32 so that sums of
 * them fit the 32 bits in which instructions name them. */
#define CL_MAX_NODES        (4u * 1024 * 1024)
#define CL_MAX_INSTRUCTIONS (16u * 1024 * 1024)
#define CL_MAX_REGISTERS    65535u
#define CL_MAX_SLOTS        65535u
#define CL_MAX_RULES        65535u

/* Bytes of the JSON Pointer that an error object carries; a longer one is cut at a whole step and
 * ends in "/…". Every place inside an expression fits: 256 steps of at most 11 bytes. */
#define CL_MAX_POINTER 3072

/* Bytes of the message that an error object carries. */
#define CL_MAX_MESSAGE 512

/* Bytes of the trace of one test. What somebody reads is shorter; a rule that spends its iterations
 * would make a gigabyte of it. */
#define CL_MAX_TRACE (64u * 1024)

/* Findings that are kept about one rule set; the last one says if more were left out. */
#define CL_MAX_FINDINGS 1000

/* Losses of one rule set that are kept each by itself (rule/lost.h); the last one stands for the
 * rest. The worst state of a national service that was seen had lost 33 rules. */
#define CL_MAX_LOST 1000

/* Bytes of the text of a QR code. The largest code carries 4,296 characters of base45; what is beyond
 * sixteen times that is refused before it costs anything. */
#define CL_MAX_HC1 (68u * 1024)

/* Bytes that a certificate may inflate to, and that bare COSE may have (SEMANTICS, "Text"). Real ones reach
 * 870; what a full QR code holds, at the usual ratio of 1.4, is 4 KiB. */
#define CL_MAX_INFLATED (64u * 1024)

/* Headers of one COSE map, claims of one CWT. Real ones have 2 and 4; they are compared with each other. */
#define CL_MAX_CLAIMS 64

/* Notices that are kept about one certificate. Real ones have a handful; the rest would only be more of
 * the same. */
#define CL_MAX_NOTICES 64

/* Bytes of a key identifier. The certificates have 8; a JWK may carry its thumbprint, 32, and COSE sets no
 * bound. */
#define CL_MAX_KID 64

/* Keys with one kid that are tried on one signature (SEMANTICS, "COSE_Sign1"). Eight bytes of a hash do not
 * meet by chance; more would only make a forged certificate cost more. */
#define CL_MAX_CANDIDATES 16

/* Authorities above one signer. Signers of certificates have one, their root; RFC 5280 sets no
 * bound. */
#define CL_MAX_CHAIN 8

/* Signers of one store. The gateway of the EU had about 3,000. */
#define CL_MAX_SIGNERS 65535u

/* Bits of an RSA key: SEMANTICS asks for 2048; beyond 8192 one check takes milliseconds, and no
 * signer has more than 4096. */
#define CL_MIN_RSA_BITS 2048
#define CL_MAX_RSA_BITS 8192

/* Subschemas of one compiled JSON Schema with all that it refers to. Our largest has 200. */
#define CL_MAX_SCHEMA_NODES 65536

/* Steps of one validation: subschemas that are asked and keywords that are tried. A payload takes
 * about 150, value sets six a code; schemas can be written that ask 2^n times. */
#define CL_MAX_SCHEMA_STEPS 2000000

/* Bytes of one pattern in a schema. Ours have at most 90; PCRE2's code for one stays below 64 KiB. */
#define CL_MAX_PATTERN 4096

/* What one pattern may spend on one text: PCRE2's match steps (a text of 64 KiB, the largest payload,
 * takes one a character where the pattern is sane), its nested backtracking, and its memory in KiB. */
#define CL_MAX_PATTERN_STEPS  250000
#define CL_MAX_PATTERN_DEPTH  10000
#define CL_MAX_PATTERN_MEMORY 4096

#endif
