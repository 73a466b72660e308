CERTLOGIC_CORE_SOURCES += \
	%D%/builder.c \
	%D%/builder.h \
	%D%/cbor.c \
	%D%/cbor.h \
	%D%/cbor_head.c \
	%D%/cbor_head.h \
	%D%/cbor_pass.c \
	%D%/cbor_read.c \
	%D%/document.c \
	%D%/document.h \
	%D%/escape.c \
	%D%/escape.h \
	%D%/event.h \
	%D%/instant.c \
	%D%/instant.h \
	%D%/json.c \
	%D%/json.h \
	%D%/json_scan.c \
	%D%/json_scan.h \
	%D%/json_skip.c \
	%D%/json_skip.h \
	%D%/keys.c \
	%D%/keys.h \
	%D%/real.c \
	%D%/real.h \
	%D%/text.c \
	%D%/text.h \
	%D%/tree.c \
	%D%/value.c \
	%D%/value.h \
	%D%/walk.c \
	%D%/writer.c \
	%D%/writer.h

EXTRA_DIST += %D%/README.md
