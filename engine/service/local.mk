CERTLOGIC_SERVICE_SOURCES += \
	%D%/active.c \
	%D%/active.h \
	%D%/ask.c \
	%D%/ask.h \
	%D%/dump.c \
	%D%/dump.h \
	%D%/fault.c \
	%D%/fault.h \
	%D%/handlers.h \
	%D%/http.c \
	%D%/http.h \
	%D%/judging.c \
	%D%/listen.c \
	%D%/listen.h \
	%D%/metrics.c \
	%D%/metrics.h \
	%D%/service.c \
	%D%/service.h \
	%D%/state.c \
	%D%/worker.c \
	%D%/worker.h

EXTRA_DIST += %D%/README.md
