CERTLOGIC_CORE_SOURCES += \
	%D%/api.h \
	%D%/certificate.c \
	%D%/certificate_json.c \
	%D%/common.c \
	%D%/display.c \
	%D%/every_rule.c \
	%D%/expression.c \
	%D%/files.c \
	%D%/io.c \
	%D%/io.h \
	%D%/issue.c \
	%D%/judge.c \
	%D%/names.c \
	%D%/rules.c \
	%D%/schema.c \
	%D%/schema.h \
	%D%/schema_check.c \
	%D%/tests.c \
	%D%/trust.c \
	%D%/verdict_json.c

# The one file that knows the version.
%D%/common.lo: AM_CPPFLAGS += -DCERTLOGIC_VERSION='"$(PACKAGE_VERSION)"'

EXTRA_DIST += %D%/README.md
