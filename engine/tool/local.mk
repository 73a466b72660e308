CERTLOGIC_TOOL_SOURCES += \
	%D%/batch.c \
	%D%/certificate.c \
	%D%/check.c \
	%D%/decode.c \
	%D%/diff.c \
	%D%/eval.c \
	%D%/failure.c \
	%D%/input.c \
	%D%/issue.c \
	%D%/job.c \
	%D%/load.c \
	%D%/main.c \
	%D%/object.c \
	%D%/options.c \
	%D%/output.c \
	%D%/outputs.c \
	%D%/rules.c \
	%D%/serve.c \
	%D%/show.c \
	%D%/test.c \
	%D%/tool.h \
	%D%/trust.c \
	%D%/verify.c

EXTRA_DIST += %D%/README.md

dist_man1_MANS = %D%/certlogic.1

# The folders in which both shells look for completions.
bashcompletiondir = $(datadir)/bash-completion/completions
dist_bashcompletion_DATA = %D%/completion/certlogic
zshcompletiondir = $(datadir)/zsh/site-functions
dist_zshcompletion_DATA = %D%/completion/_certlogic
