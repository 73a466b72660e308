CERTLOGIC_CORE_SOURCES += \
	%D%/assert.c \
	%D%/compiled.h \
	%D%/compiler.c \
	%D%/ecma.c \
	%D%/embedded.c \
	%D%/embedded.h \
	%D%/format.h \
	%D%/formats.c \
	%D%/keywords.c \
	%D%/keywords.h \
	%D%/number.c \
	%D%/number.h \
	%D%/order.c \
	%D%/pattern.c \
	%D%/pattern.h \
	%D%/report.c \
	%D%/resolve.c \
	%D%/scan.c \
	%D%/schema.h \
	%D%/unique.c \
	%D%/uri.c \
	%D%/uri.h \
	%D%/validator.c \
	%D%/validator.h

EXTRA_DIST += \
	%D%/README.md \
	%D%/embed

# The schemas of schemas/ as C, made in the build tree. The library opens no files for them.
%D%/embedded.inc: %D%/embed $(wildcard $(srcdir)/schemas/*.json)
	$(AM_V_GEN)$(MKDIR_P) %D% && sh $(srcdir)/%D%/embed $(srcdir)/schemas >$@.part && mv -f $@.part $@

# The path is relative to the folder in which the build runs.
%D%/embedded.lo: AM_CPPFLAGS += -Iengine
%D%/embedded.lo: %D%/embedded.inc

CLEANFILES += %D%/embedded.inc
