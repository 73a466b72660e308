CERTLOGIC_CORE_SOURCES += \
	%D%/arena.c \
	%D%/arena.h \
	%D%/buffer.c \
	%D%/buffer.h \
	%D%/checked.h \
	%D%/cut.h \
	%D%/error.c \
	%D%/error.h \
	%D%/finding.c \
	%D%/finding.h \
	%D%/grow.c \
	%D%/grow.h \
	%D%/hash.c \
	%D%/hash.h \
	%D%/hints.h \
	%D%/index.c \
	%D%/index.h \
	%D%/intern.c \
	%D%/intern.h \
	%D%/limits.h \
	%D%/nearest.c \
	%D%/nearest.h \
	%D%/severity.c \
	%D%/severity.h

EXTRA_DIST += %D%/README.md
