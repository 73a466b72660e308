CERTLOGIC_TOOL_SOURCES += \
	%D%/check.c \
	%D%/eval.c \
	%D%/input.c \
	%D%/load.c \
	%D%/main.c \
	%D%/options.c \
	%D%/output.c \
	%D%/rules.c \
	%D%/show.c \
	%D%/test.c \
	%D%/tool.h \
	%D%/verify.c

EXTRA_DIST += %D%/README.md
