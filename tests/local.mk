# A unit test is a program unit/<name>.c that uses internal functions of the rooms. A new one needs one line
# here.
UNIT_TESTS = \
	%D%/unit/test_allocation \
	%D%/unit/test_api \
	%D%/unit/test_api_files \
	%D%/unit/test_api_judge \
	%D%/unit/test_api_null \
	%D%/unit/test_api_tests \
	%D%/unit/test_arena \
	%D%/unit/test_base64 \
	%D%/unit/test_batch_faults \
	%D%/unit/test_batch_job \
	%D%/unit/test_batch_reader \
	%D%/unit/test_batch_split \
	%D%/unit/test_batch_state \
	%D%/unit/test_batch_unpack \
	%D%/unit/test_buffer \
	%D%/unit/test_built \
	%D%/unit/test_cbor \
	%D%/unit/test_cbor_head \
	%D%/unit/test_cert_text \
	%D%/unit/test_certificate \
	%D%/unit/test_checked \
	%D%/unit/test_cose \
	%D%/unit/test_coverage \
	%D%/unit/test_crypto_faults \
	%D%/unit/test_cwt \
	%D%/unit/test_decode \
	%D%/unit/test_decode_odd \
	%D%/unit/test_disasm \
	%D%/unit/test_document \
	%D%/unit/test_encode \
	%D%/unit/test_error \
	%D%/unit/test_errors \
	%D%/unit/test_escape \
	%D%/unit/test_evaluator \
	%D%/unit/test_events \
	%D%/unit/test_finding \
	%D%/unit/test_fold \
	%D%/unit/test_format \
	%D%/unit/test_hash \
	%D%/unit/test_heap \
	%D%/unit/test_index \
	%D%/unit/test_instant \
	%D%/unit/test_intern \
	%D%/unit/test_jansson \
	%D%/unit/test_json \
	%D%/unit/test_judge \
	%D%/unit/test_keys \
	%D%/unit/test_limits \
	%D%/unit/test_lost \
	%D%/unit/test_lower \
	%D%/unit/test_metadata \
	%D%/unit/test_nearest \
	%D%/unit/test_notation \
	%D%/unit/test_opcodes \
	%D%/unit/test_operate \
	%D%/unit/test_operations \
	%D%/unit/test_optimiser \
	%D%/unit/test_path \
	%D%/unit/test_payload \
	%D%/unit/test_rule_check \
	%D%/unit/test_ruleset \
	%D%/unit/test_schema \
	%D%/unit/test_schema_suite \
	%D%/unit/test_select \
	%D%/unit/test_semantics_language \
	%D%/unit/test_semver \
	%D%/unit/test_service \
	%D%/unit/test_share \
	%D%/unit/test_signature \
	%D%/unit/test_signed \
	%D%/unit/test_stack \
	%D%/unit/test_suite \
	%D%/unit/test_tester \
	%D%/unit/test_threads \
	%D%/unit/test_trust \
	%D%/unit/test_trust_allocation \
	%D%/unit/test_trust_api \
	%D%/unit/test_trust_limits \
	%D%/unit/test_trust_odd \
	%D%/unit/test_trust_threads \
	%D%/unit/test_types \
	%D%/unit/test_uri \
	%D%/unit/test_value \
	%D%/unit/test_value_sets \
	%D%/unit/test_verdicts \
	%D%/unit/test_verify \
	%D%/unit/test_writer

# A script test is in this folder. Exit code 0 means passed, 77 skipped, any other failed.
SCRIPT_TESTS = \
	%D%/batch/faults \
	%D%/batch/forms \
	%D%/batch/parallel \
	%D%/batch/resume \
	%D%/batch/terminal \
	%D%/command \
	%D%/documented \
	%D%/escapes \
	%D%/exports \
	%D%/fixtures \
	%D%/floors \
	%D%/floors-self-test \
	%D%/keys \
	%D%/growth/limits \
	%D%/hardened \
	%D%/headers \
	%D%/mentions \
	%D%/operation \
	%D%/outputs \
	%D%/readme \
	%D%/schemas \
	%D%/service \
	%D%/signed

# The input of the tests. Folders are copied into the tarball as they are.
EXTRA_DIST += $(SCRIPT_TESTS) \
	%D%/README.md \
	%D%/batch/README.md \
	%D%/batch/common.py \
	%D%/payloads \
	%D%/certs \
	%D%/conformance \
	%D%/corpus \
	%D%/branch-coverage \
	%D%/branch-coverage.txt \
	%D%/floors.txt \
	%D%/golden \
	%D%/growth/README.md \
	%D%/growth/counting.py \
	%D%/growth/families.py \
	%D%/growth/run \
	%D%/installed \
	%D%/reproducible \
	%D%/schema-cases \
	%D%/second_opinion.h \
	%D%/unit/random_rules.h \
	%D%/unit/siphash.py \
	%D%/unit/support.h \
	%D%/unit/support_calls.h \
	%D%/unit/support_certs.h \
	%D%/unit/support_events.h \
	%D%/unit/support_faults.h \
	%D%/unit/support_files.h \
	%D%/unit/support_folder.h \
	%D%/unit/support_inputs.h \
	%D%/unit/support_main.h \
	%D%/unit/support_rules.h \
	%D%/unit/support_sanitized.h \
	%D%/unit/support_wire.h \
	%D%/validators.py \
	%D%/work

TESTS = $(SCRIPT_TESTS)
AM_DEFAULT_SOURCE_EXT = .c
LDADD = $(CORE_LIBS) $(UNIT_LIBS)

# The tests of batch link this archive too.
BATCH_TEST_LIBS = $(BATCH_LIBS) $(UNIT_LIBS)
tests_unit_test_batch_faults_LDADD = $(BATCH_TEST_LIBS)
tests_unit_test_batch_job_LDADD = $(BATCH_TEST_LIBS)
tests_unit_test_batch_reader_LDADD = $(BATCH_TEST_LIBS)
tests_unit_test_batch_split_LDADD = $(BATCH_TEST_LIBS)
tests_unit_test_batch_state_LDADD = $(BATCH_TEST_LIBS)
tests_unit_test_batch_unpack_LDADD = $(BATCH_TEST_LIBS)
tests_unit_test_escape_LDADD = $(BATCH_TEST_LIBS)

tests_unit_test_service_LDADD = $(SERVICE_ARCHIVE) $(BATCH_TEST_LIBS) $(JANSSON_LIBS) $(HTTP_LIBS)

# The linker redirects requests of the rooms to the heap or an arena, so that tests can make them fail.
tests_unit_test_allocation_CPPFLAGS = $(AM_CPPFLAGS) -DCERTLOGIC_WRAP
tests_unit_test_allocation_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc \
	-Wl,--wrap=cl_arena_alloc,--wrap=cl_arena_array,--wrap=cl_arena_grow,--wrap=cl_arena_text

# The same for requests of random bytes of the system.
tests_unit_test_hash_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=getrandom

# These fail requests of the heap alone.
HEAP_FAULTS = $(AM_LDFLAGS) -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc
tests_unit_test_built_LDFLAGS = $(HEAP_FAULTS)
tests_unit_test_events_LDFLAGS = $(HEAP_FAULTS)
tests_unit_test_jansson_LDFLAGS = $(HEAP_FAULTS)
tests_unit_test_service_LDFLAGS = $(HEAP_FAULTS) -Wl,--wrap=socket,--wrap=listen,--wrap=getsockname

tests_unit_test_trust_allocation_LDFLAGS = $(HEAP_FAULTS) \
	-Wl,--wrap=libdeflate_alloc_compressor,--wrap=libdeflate_alloc_decompressor \
	-Wl,--wrap=cl_arena_alloc,--wrap=cl_arena_array,--wrap=cl_arena_text

# The same for each call of OpenSSL whose result cert/ checks.
tests_unit_test_crypto_faults_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=OSSL_LIB_CTX_new,--wrap=EVP_MD_fetch,--wrap=EVP_Digest \
	-Wl,--wrap=EVP_PKEY_get0_type_name,--wrap=EVP_PKEY_CTX_new_from_pkey \
	-Wl,--wrap=EVP_PKEY_CTX_new_from_name,--wrap=EVP_PKEY_CTX_dup \
	-Wl,--wrap=EVP_PKEY_get_utf8_string_param,--wrap=EVP_PKEY_get_bn_param \
	-Wl,--wrap=EVP_PKEY_verify_init,--wrap=EVP_PKEY_verify,--wrap=EVP_PKEY_sign_init \
	-Wl,--wrap=EVP_PKEY_sign,--wrap=EVP_PKEY_eq,--wrap=EVP_PKEY_fromdata_init \
	-Wl,--wrap=EVP_PKEY_fromdata,--wrap=EVP_PKEY_CTX_set_rsa_padding \
	-Wl,--wrap=EVP_PKEY_CTX_set_signature_md,--wrap=EVP_PKEY_CTX_set_rsa_mgf1_md \
	-Wl,--wrap=EVP_PKEY_CTX_set_rsa_pss_saltlen,--wrap=OSSL_PARAM_BLD_new \
	-Wl,--wrap=OSSL_PARAM_BLD_to_param,--wrap=BN_bin2bn,--wrap=d2i_PUBKEY_ex,--wrap=BIO_new \
	-Wl,--wrap=BIO_new_mem_buf,--wrap=PEM_read_bio_PrivateKey_ex,--wrap=ASN1_TIME_set \
	-Wl,--wrap=ASN1_TIME_diff,--wrap=X509_new_ex,--wrap=d2i_X509,--wrap=X509_get0_pubkey \
	-Wl,--wrap=X509_get_pubkey,--wrap=X509_get_signature_info,--wrap=X509_NAME_print_ex \
	-Wl,--wrap=X509_verify,--wrap=X509_verify_cert,--wrap=X509_STORE_CTX_new_ex \
	-Wl,--wrap=X509_STORE_CTX_init,--wrap=OPENSSL_sk_new_null,--wrap=OPENSSL_sk_push \
	-Wl,--wrap=i2d_BASIC_CONSTRAINTS,--wrap=X509_get_ext_d2i

# The same for each call of the system and of libraries by batch/.
tests_unit_test_batch_faults_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=read,--wrap=pread,--wrap=write,--wrap=fstat,--wrap=stat,--wrap=access,--wrap=lseek \
	-Wl,--wrap=ftruncate,--wrap=fsync,--wrap=fdatasync,--wrap=rename,--wrap=unlink \
	-Wl,--wrap=sigpending,--wrap=pselect,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup \
	-Wl,--wrap=strndup,--wrap=open_memstream,--wrap=fflush,--wrap=OSSL_LIB_CTX_new \
	-Wl,--wrap=EVP_MD_fetch,--wrap=EVP_MD_CTX_new,--wrap=EVP_DigestInit_ex2,--wrap=EVP_DigestUpdate \
	-Wl,--wrap=EVP_MD_CTX_copy_ex,--wrap=EVP_DigestFinal_ex,--wrap=inflateInit2_ \
	-Wl,--wrap=inflate,--wrap=inflateReset,--wrap=sysconf \
	-Wl,--wrap=ZSTD_createDStream,--wrap=ZSTD_DCtx_setParameter,--wrap=ZSTD_decompressStream \
	-Wl,--wrap=pthread_create,--wrap=open,--wrap=close,--wrap=fclose,--wrap=fcntl \
	-Wl,--wrap=clock_gettime

check_PROGRAMS = $(FUZZ_TESTS) %D%/validate %D%/batch/faulty

# A second certlogic, from the same objects, in which a system call can be made to fail.
tests_batch_faulty_SOURCES = $(CERTLOGIC_TOOL_SOURCES) %D%/batch/faulty.c
tests_batch_faulty_LDADD = $(SERVICE_ARCHIVE) $(BATCH_LIBS) $(JANSSON_LIBS) $(HTTP_LIBS)
tests_batch_faulty_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=open,--wrap=read,--wrap=write,--wrap=fsync,--wrap=fdatasync,--wrap=rename \
	-Wl,--wrap=ftruncate,--wrap=lseek,--wrap=close,--wrap=fopen,--wrap=tmpfile
TESTS += $(FUZZ_TESTS)

if HAVE_UNIT
check_PROGRAMS += $(UNIT_TESTS)
TESTS += $(UNIT_TESTS)
else
check-local:
	@echo 'SKIP: all unit tests: configure did not find Check >= 0.13'
endif

# The environment of a test, besides $srcdir, which is the top of the sources.
AM_TESTS_ENVIRONMENT = \
	CERTLOGIC='$(abs_top_builddir)/certlogic'; export CERTLOGIC; \
	CC='$(CC)'; export CC; \
	CERTLOGIC_CFLAGS='$(CERTLOGIC_CFLAGS)'; export CERTLOGIC_CFLAGS; \
	CERTLOGIC_HARDENING='$(CERTLOGIC_HARDENING)'; export CERTLOGIC_HARDENING; \
	CERTLOGIC_LIBS='$(CBOR_LIBS) $(CRYPTO_LIBS) $(DEFLATE_LIBS) $(PCRE2_LIBS) $(URI_LIBS)'; export CERTLOGIC_LIBS; \
	top_srcdir='$(abs_top_srcdir)'; export top_srcdir; \
	top_builddir='$(abs_top_builddir)'; export top_builddir; \
	NM='$(NM)'; export NM; \
	CK_DEFAULT_TIMEOUT=300; export CK_DEFAULT_TIMEOUT; \
	PYTHONDONTWRITEBYTECODE=1; export PYTHONDONTWRITEBYTECODE; \
	UBSAN_OPTIONS=print_stacktrace=1; export UBSAN_OPTIONS;

# The public test material, which is not a part of the project: make check-corpus CORPUS=<folder>
check-corpus: all
	@test -d '$(CORPUS)' || { echo 'where is it? make check-corpus CORPUS=<folder>'; exit 1; }
	@CERTLOGIC='$(abs_top_builddir)/certlogic' CORPUS='$(abspath $(CORPUS))' \
	    $(srcdir)/%D%/corpus/run

# Checks the files that make install has installed.
installcheck-local:
	@CC='$(CC)' INSTALLED='$(DESTDIR)$(bindir)' DOCUMENTS='$(DESTDIR)$(docdir)' SHARED='$(DESTDIR)$(pkgdatadir)' PKG_CONFIG_PATH='$(DESTDIR)$(pkgconfigdir)' \
	    $(if $(DESTDIR),PKG_CONFIG_SYSROOT_DIR='$(DESTDIR)' LD_LIBRARY_PATH='$(DESTDIR)$(libdir)') \
	    $(srcdir)/%D%/installed

# The branches that the tests take, by source and by room, the lowest share first. If tests fail, the branches
# are listed all the same, and the command then fails.
if COVERAGE
coverage: all
	@code=0; $(MAKE) $(AM_MAKEFLAGS) check || code=$$?; \
	    GCOV='$(GCOV)' $(srcdir)/%D%/branch-coverage && exit $$code

clean-local:
	find engine tests -name '*.gc[dn][ao]' -exec rm -f {} +
endif
