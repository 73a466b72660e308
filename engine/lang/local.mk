CERTLOGIC_CORE_SOURCES += \
	%D%/expression.h \
	%D%/foreign.c \
	%D%/foreign.h \
	%D%/format.c \
	%D%/notation.c \
	%D%/operations.c \
	%D%/operations.h \
	%D%/types.c \
	%D%/types.h

EXTRA_DIST += %D%/README.md
