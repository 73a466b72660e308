CERTLOGIC_CORE_SOURCES += \
	%D%/external.c \
	%D%/external.h \
	%D%/judge.c \
	%D%/judge.h

EXTRA_DIST += %D%/README.md
