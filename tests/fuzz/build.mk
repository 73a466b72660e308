# Builds the fuzz targets with clang, in the current folder, from the sources in $(TOP). Apart from the
# rest of the build because everything is compiled otherwise: tests/fuzz/run calls it.
CC = clang
SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=all
PACKAGES = libcbor libcrypto libdeflate libpcre2-8 liburiparser
CFLAGS = -std=c11 -D_POSIX_C_SOURCE=200809L -O1 -g -fno-omit-frame-pointer \
	-I$(TOP)/engine -I$(TOP)/tests/fuzz -I. $(shell pkg-config --cflags $(PACKAGES))
LIBS = $(shell pkg-config --libs $(PACKAGES)) -lm

# The command and what stands beside it see only the public face, which is fuzzed without them; of a job over
# many certificates what finds records in bytes is fuzzed, too.
SOURCES = $(filter-out $(TOP)/engine/tool/% $(TOP)/engine/service/% $(TOP)/engine/batch/%,$(wildcard $(TOP)/engine/*/*.c)) \
	$(TOP)/engine/batch/element.c $(TOP)/engine/batch/item.c \
	$(TOP)/engine/batch/split.c
OBJECTS = $(SOURCES:$(TOP)/engine/%.c=%.o)
ALL = $(patsubst $(TOP)/tests/fuzz/%.c,%,$(wildcard $(TOP)/tests/fuzz/fuzz_*.c))
TARGETS = $(ALL)

all: $(TARGETS)

fuzz_%: $(TOP)/tests/fuzz/fuzz_%.c $(OBJECTS)
	$(CC) $(CFLAGS) -fsanitize=fuzzer $(SANITIZE) $< $(OBJECTS) $(LIBS) -o $@

$(OBJECTS): %.o: $(TOP)/engine/%.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -fsanitize=fuzzer-no-link $(SANITIZE) -MMD -c $< -o $@

schema/embedded.o: schema/embedded.inc
schema/embedded.inc: $(TOP)/engine/schema/embed $(wildcard $(TOP)/schemas/*.json)
	@mkdir -p $(@D)
	sh $< $(TOP)/schemas >$@

-include $(OBJECTS:.o=.d)
