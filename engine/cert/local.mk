CERTLOGIC_CORE_SOURCES += \
	%D%/certificate.c \
	%D%/certificate.h \
	%D%/crypto.h \
	%D%/es256.c \
	%D%/ps256.c \
	%D%/signature.c \
	%D%/signature.h \
	%D%/trust.h \
	%D%/x509.c \
	%D%/x509.h

EXTRA_DIST += %D%/README.md
