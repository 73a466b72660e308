CERTLOGIC_CORE_SOURCES += \
	%D%/api.h \
	%D%/building.c \
	%D%/certificate_json.c \
	%D%/common.c \
	%D%/decoders.c \
	%D%/display.c \
	%D%/evaluators.c \
	%D%/events.c \
	%D%/every_rule.c \
	%D%/expression.c \
	%D%/files.c \
	%D%/io.c \
	%D%/io.h \
	%D%/issuing.c \
	%D%/rules.c \
	%D%/schema_check.c \
	%D%/schemas.c \
	%D%/schemas.h \
	%D%/signers.c \
	%D%/tests.c \
	%D%/user_schema.c \
	%D%/verdict_json.c \
	%D%/words.c

# Only this file uses the version.
%D%/common.lo: AM_CPPFLAGS += -DCERTLOGIC_VERSION='"$(PACKAGE_VERSION)"'

EXTRA_DIST += %D%/README.md
