# A fuzz target is fuzz_<name>.c and the folder <name>, its corpus: three lines here. make check replays
# the corpus; make fuzz, or tests/fuzz/run, looks for new inputs.
FUZZ_TESTS = \
	%D%/fuzz_json

%C%_fuzz_json_SOURCES = %D%/fuzz_json.c %D%/fuzz.h %D%/replay.c

EXTRA_DIST += \
	%D%/README.md \
	%D%/build.mk \
	%D%/json \
	%D%/run

# Each target for so many seconds.
FUZZ_SECONDS = 20
fuzz:
	$(srcdir)/%D%/run $(FUZZ_SECONDS)
