# Only `make bench…` builds and runs these programs. BENCHFLAGS are options of the program.
EXTRA_PROGRAMS = %D%/bench %D%/compiling %D%/decode %D%/held %D%/schema %D%/signatures

# Writes the certificates as streams. The tests of batch use it too.
check_PROGRAMS += %D%/generate
bench_generate_SOURCES = \
	%D%/certificates.c \
	%D%/certificates.h \
	%D%/generate.c
bench_generate_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/%D%
bench_generate_LDADD = $(CORE_LIBS)

bench_bench_SOURCES = \
	%D%/bench.c \
	%D%/certificates.c \
	%D%/certificates.h \
	%D%/czech.c \
	%D%/czech.h \
	%D%/harness.c \
	%D%/harness.h
bench_bench_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/%D%
bench_bench_LDADD = $(CORE_LIBS)

bench_compiling_SOURCES = %D%/compiling.c %D%/harness.c %D%/harness.h
bench_compiling_CPPFLAGS = $(bench_bench_CPPFLAGS)
bench_compiling_LDADD = $(CORE_LIBS)

bench_decode_SOURCES = %D%/decode.c %D%/harness.c %D%/harness.h
bench_decode_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/%D%
bench_decode_LDADD = $(CORE_LIBS)

bench_signatures_SOURCES = %D%/signatures.c %D%/harness.c %D%/harness.h
bench_signatures_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/%D%
bench_signatures_LDADD = $(CORE_LIBS)

# Times values that come as events, compared with the same values as text. Needs jansson 2.14.
bench_held_SOURCES = %D%/held.c %D%/certificates.c %D%/certificates.h %D%/harness.c %D%/harness.h
bench_held_CPPFLAGS = $(AM_CPPFLAGS) $(UNIT_CFLAGS) -I$(srcdir)/%D%
bench_held_LDADD = $(CORE_LIBS) $(UNIT_LIBS)

# Times the validation of payloads by their schema.
bench_schema_SOURCES = %D%/schema.c
bench_schema_LDADD = $(CORE_LIBS)

CLEANFILES += $(EXTRA_PROGRAMS) %D%/results.json %D%/certificates.ndjson
EXTRA_DIST += \
	%D%/README.md \
	%D%/job \
	%D%/job.js \
	%D%/peers.js

.PHONY: bench bench-compiling bench-schema
bench-compiling: %D%/compiling$(EXEEXT)
	%D%/compiling$(EXEEXT)
bench-schema: %D%/schema$(EXEEXT)
	%D%/schema$(EXEEXT) $(srcdir)/tests/schema-cases/good-payload-*.json

bench: %D%/bench$(EXEEXT)
	%D%/bench$(EXEEXT) --rules '$(srcdir)/rules' --out %D%/results.json $(BENCHFLAGS)

# Times decoding, compared with hand-written code and, with the signature, with OpenSSL alone.
.PHONY: bench-decode
bench-decode: %D%/decode$(EXEEXT)
	%D%/decode$(EXEEXT) $(BENCHFLAGS) '$(srcdir)/tests/certs'

# Times payloads that come as events or json_t, and verdicts that go as json_t.
.PHONY: bench-held
bench-held: %D%/held$(EXEEXT)
	%D%/held$(EXEEXT) $(BENCHFLAGS) '$(srcdir)/rules'

# Times the verification of a signature, compared with OpenSSL alone.
.PHONY: bench-signatures
bench-signatures: %D%/signatures$(EXEEXT)
	%D%/signatures$(EXEEXT) $(BENCHFLAGS) '$(srcdir)/tests/certs'

# Times the engines for Node on the first certificates of the same generator. Needs node and npm.
.PHONY: bench-peers
bench-peers: %D%/bench$(EXEEXT)
	%D%/bench$(EXEEXT) --rules '$(srcdir)/rules' --certificates 20000 --rounds 3 \
	    --dump %D%/certificates.ndjson
	npm install --silent --no-save --prefix %D%/node certlogic-js json-logic-engine
	NODE_PATH='%D%/node/node_modules' node '$(srcdir)/%D%/peers.js' '$(srcdir)/rules' \
	    %D%/certificates.ndjson

# Times a job of `certlogic batch`, from file to file on one core, compared with certlogic-js.
.PHONY: bench-job
bench-job: certlogic$(EXEEXT) %D%/generate$(EXEEXT)
	npm install --silent --no-save --prefix %D%/node certlogic-js
	NODE_PATH='%D%/node/node_modules' top_builddir='$(abs_top_builddir)' \
	    '$(srcdir)/%D%/job'

mostlyclean-local:
	rm -rf %D%/node
