CERTLOGIC_CORE_SOURCES += \
	%D%/compile.c \
	%D%/compile.h \
	%D%/disasm.c \
	%D%/emitter.c \
	%D%/emitter.h \
	%D%/evaluator.c \
	%D%/evaluator.h \
	%D%/fill.c \
	%D%/fold.c \
	%D%/lower.c \
	%D%/machine.h \
	%D%/opcodes.c \
	%D%/opcodes.h \
	%D%/operate.c \
	%D%/operate.h \
	%D%/path.c \
	%D%/path.h \
	%D%/plain.c \
	%D%/plan.c \
	%D%/program.c \
	%D%/program.h \
	%D%/run.c \
	%D%/share.c \
	%D%/verify.c \
	%D%/work.h

EXTRA_DIST += %D%/README.md
