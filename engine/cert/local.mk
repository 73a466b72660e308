CERTLOGIC_CORE_SOURCES += \
	%D%/base45.c \
	%D%/base45.h \
	%D%/base64.c \
	%D%/base64.h \
	%D%/certificate.c \
	%D%/certificate.h \
	%D%/cose.c \
	%D%/cose.h \
	%D%/crypto.h \
	%D%/cwt.c \
	%D%/cwt.h \
	%D%/decode.c \
	%D%/decode.h \
	%D%/encode.h \
	%D%/encode_cbor.c \
	%D%/encode_cose.c \
	%D%/encode_text.c \
	%D%/es256.c \
	%D%/foreign.c \
	%D%/foreign.h \
	%D%/inflate.c \
	%D%/inflate.h \
	%D%/issue.c \
	%D%/issue.h \
	%D%/map.c \
	%D%/map.h \
	%D%/payload.c \
	%D%/payload.h \
	%D%/ps256.c \
	%D%/signature.c \
	%D%/signature.h \
	%D%/trust.c \
	%D%/trust.h \
	%D%/trust_czech.c \
	%D%/trust_did.c \
	%D%/trust_entry.c \
	%D%/trust_gateway.c \
	%D%/trust_jwk.c \
	%D%/trust_list.h \
	%D%/trust_pem.c \
	%D%/trust_verifier.c \
	%D%/x509.c \
	%D%/x509.h

EXTRA_DIST += %D%/README.md
