CERTLOGIC_CORE_SOURCES += \
	%D%/coverage.c \
	%D%/coverage.h \
	%D%/suite.c \
	%D%/suite.h \
	%D%/tester.c \
	%D%/tester.h

EXTRA_DIST += %D%/README.md
