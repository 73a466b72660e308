CERTLOGIC_CORE_SOURCES += \
	%D%/api.h \
	%D%/common.c \
	%D%/every_rule.c \
	%D%/expression.c \
	%D%/files.c \
	%D%/io.c \
	%D%/io.h \
	%D%/judge.c \
	%D%/record.c \
	%D%/rules.c \
	%D%/tests.c \
	%D%/verdict_json.c

# The one file that knows the version.
%D%/common.lo: AM_CPPFLAGS += -DCERTLOGIC_VERSION='"$(PACKAGE_VERSION)"'

EXTRA_DIST += %D%/README.md
