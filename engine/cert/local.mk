CERTLOGIC_CORE_SOURCES += \
	%D%/certificate.c \
	%D%/certificate.h

EXTRA_DIST += %D%/README.md
