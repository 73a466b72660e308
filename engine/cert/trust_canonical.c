/* trust_canonical.c — the canonical text of the signers: two stores that have the same signers in
 * the same order have the same text. A job stores a hash of the text in its checkpoint. */
#include "cert/base64.h"
#include "cert/trust.h"

static void put_signer(cl_buffer *out, const cl_signer *signer)
{
    cl_base64_encode(signer->kid.bytes, signer->kid.length, out);
    cl_buffer_putc(out, ' ');
    cl_base64_encode(signer->listed.bytes, signer->listed.length, out);
    cl_buffer_printf(out, " %s %lld %lld %u %d ", signer->country, (long long)signer->not_before,
                     (long long)signer->not_after, signer->uses, (int)signer->algorithm);
    cl_signature_key_write(signer->key, out);
    cl_buffer_printf(out, "\n%s\n", signer->subject);
}

void cl_trust_canonical(const cl_trust *trust, cl_buffer *out)
{
    for (size_t i = 0; i < cl_trust_count(trust); i++)
        put_signer(out, cl_trust_at(trust, i));
    cl_buffer_putc(out, '\n');
}
