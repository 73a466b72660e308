CERTLOGIC_CORE_SOURCES += \
	%D%/add.c \
	%D%/canonical.c \
	%D%/check.c \
	%D%/forms.c \
	%D%/forms.h \
	%D%/lost.c \
	%D%/lost.h \
	%D%/metadata.c \
	%D%/names.c \
	%D%/rule.h \
	%D%/ruleset.c \
	%D%/ruleset.h \
	%D%/select.c \
	%D%/semver.c \
	%D%/semver.h \
	%D%/value_sets.c \
	%D%/value_sets.h

EXTRA_DIST += %D%/README.md
