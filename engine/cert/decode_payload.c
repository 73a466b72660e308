/* decode_payload.c — the steps `payload` and `schema` of decoding: reads a payload into a value,
 * with the notices of payload.c, and holds it to the schema of the options. */
#include "cert/decoding.h"

#include "data/cbor.h"
#include "data/json.h"

/* Makes the step `validity` a fault if the extended key usage of the signer names types, but not
 * the type of the entry (SEMANTICS, "Signers", Types). */
static void check_usage(cl_certificate *c)
{
    static const unsigned uses[] = {[CL_ENTRY_VACCINATION] = CL_USE_VACCINATION,
                                    [CL_ENTRY_TEST] = CL_USE_TEST,
                                    [CL_ENTRY_RECOVERY] = CL_USE_RECOVERY};
    const cl_envelope *e = &c->envelope;
    if (!e->verified || e->signer_uses == 0 || (e->signer_uses & uses[c->entry]) != 0 ||
        c->steps[CL_STEP_VALIDITY].result == CL_STEP_FAULT)
        return;
    c->steps[CL_STEP_VALIDITY] = (cl_step_state){
        .result = CL_STEP_FAULT,
        .code = CL_KEY_USAGE,
        .message = "the signer's certificate does not allow it to sign this type of certificate"};
}

static bool check_schema(cl_decoder *d, cl_certificate *c)
{
    if (d->options.schema == NULL) {
        cl_decoding_skipped(c, CL_STEP_SCHEMA,
                            "no schema was asked for; --strict asks for that of the library");
        return true;
    }
    return cl_decoding_settle(c, CL_STEP_SCHEMA,
                              d->options.schema(d->options.schema_self, &c->payload, &c->fault));
}

/* Adds the notice for a payload without exactly one entry. Decoding accepts such a payload; every
 * verdict rejects it. */
static bool note_malformed(cl_certificate *c)
{
    cl_decoding_skipped(c, CL_STEP_SCHEMA, "the payload is none of a certificate");
    if (cl_certificate_note(c, CL_PAYLOAD, c->fault.at, c->fault.message))
        return true;
    cl_error_init(&c->fault);
    return cl_error_memory(&c->fault);
}

/* Prepares d->tree for the events of a payload, and returns the sink that receives them. */
static cl_sink begin_tree(cl_decoder *d, cl_certificate *c)
{
    d->tree.arena = &c->arena;
    cl_tree_reset(&d->tree);
    cl_sink tree = cl_tree_sink(&d->tree);
    return cl_payload_sink_begin(&d->leniency, &tree, c, &d->message, d->options.strict);
}

/* Parses the payload into d->tree. Its bytes are copied into the arena of the certificate first, so
 * that strings of the tree can point into the copy. */
static bool read_tree(cl_decoder *d, cl_certificate *c, bool json, const unsigned char *bytes,
                      size_t length)
{
    const char *copy = cl_arena_text(&c->arena, (const char *)bytes, length);
    if (copy == NULL)
        return cl_error_memory(&c->fault);
    cl_sink sink = begin_tree(d, c);
    cl_tree_borrow(&d->tree, copy, length);
    return json ? cl_json_read(copy, length, &sink, &c->fault)
                : cl_cbor_read((const unsigned char *)copy, length, &sink, &c->fault);
}

/* Ends the step `payload`, and does the step `schema`. `read`: the payload is in d->tree; else the
 * fault is set. */
static bool finish(cl_decoder *d, cl_certificate *c, bool read)
{
    if (!read)
        return cl_certificate_fail(c, CL_STEP_PAYLOAD);
    c->payload = d->tree.root;
    cl_certificate_look(c);
    if (!c->whole && d->options.strict)
        return cl_certificate_fail(c, CL_STEP_PAYLOAD);
    if (!c->whole)
        return note_malformed(c);
    check_usage(c);
    return check_schema(d, c);
}

bool cl_decode_payload(cl_decoder *d, cl_certificate *c, bool json, const unsigned char *bytes,
                       size_t length)
{
    return finish(d, c, read_tree(d, c, json, bytes, length));
}

bool cl_decode_built(cl_decoder *d, cl_certificate *c, const cl_builder *builder)
{
    cl_sink sink = begin_tree(d, c);
    return finish(d, c, cl_builder_report(builder, &sink, &c->fault));
}
