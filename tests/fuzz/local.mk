# A fuzz target is fuzz_<name>.c and its corpus, the folder <name>: three lines here. make check runs the
# corpus; make fuzz, or tests/fuzz/run, searches for new inputs.
FUZZ_TESTS = \
	%D%/fuzz_base45 \
	%D%/fuzz_cbor \
	%D%/fuzz_cose_cwt \
	%D%/fuzz_decode \
	%D%/fuzz_inflate \
	%D%/fuzz_json \
	%D%/fuzz_records \
	%D%/fuzz_rules \
	%D%/fuzz_schema \
	%D%/fuzz_trust

%C%_fuzz_base45_SOURCES = %D%/fuzz_base45.c %D%/fuzz.h %D%/replay.c
%C%_fuzz_cbor_SOURCES = %D%/fuzz_cbor.c %D%/fuzz.h %D%/replay.c
%C%_fuzz_cose_cwt_SOURCES = %D%/fuzz_cose_cwt.c %D%/fuzz.h %D%/replay.c
%C%_fuzz_decode_SOURCES = %D%/fuzz_decode.c %D%/fuzz.h %D%/replay.c
%C%_fuzz_inflate_SOURCES = %D%/fuzz_inflate.c %D%/fuzz.h %D%/replay.c
%C%_fuzz_json_SOURCES = %D%/fuzz_json.c %D%/fuzz.h %D%/replay.c
%C%_fuzz_records_SOURCES = %D%/fuzz_records.c %D%/fuzz.h %D%/replay.c
%C%_fuzz_records_LDADD = $(BATCH_TEST_LIBS)
%C%_fuzz_rules_SOURCES = %D%/fuzz_rules.c %D%/fuzz.h %D%/replay.c
%C%_fuzz_schema_SOURCES = %D%/fuzz_schema.c %D%/fuzz.h %D%/replay.c
%C%_fuzz_trust_SOURCES = %D%/fuzz_trust.c %D%/fuzz.h %D%/replay.c

EXTRA_DIST += \
	%D%/README.md \
	%D%/build.mk \
	%D%/base45 \
	%D%/cbor \
	%D%/cose_cwt \
	%D%/decode \
	%D%/inflate \
	%D%/json \
	%D%/records \
	%D%/rules \
	%D%/run \
	%D%/schema \
	%D%/trust

# The seconds for each target.
FUZZ_SECONDS = 20
fuzz:
	$(srcdir)/%D%/run $(FUZZ_SECONDS)
