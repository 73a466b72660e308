CERTLOGIC_CORE_SOURCES += \
	%D%/base64.c \
	%D%/base64.h \
	%D%/certificate.c \
	%D%/certificate.h \
	%D%/crypto.h \
	%D%/encode.h \
	%D%/encode_cbor.c \
	%D%/encode_cose.c \
	%D%/encode_text.c \
	%D%/es256.c \
	%D%/issue.c \
	%D%/issue.h \
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
