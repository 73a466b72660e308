CERTLOGIC_CORE_SOURCES += \
	%D%/certificate.c \
	%D%/certificate.h \
	%D%/signature.h \
	%D%/trust.h

EXTRA_DIST += %D%/README.md
