# The library exports only its public interface. Therefore batch compiles the files of base and data
# that it uses itself: the hash and the growth of its tables, the readers of heads and of UTF-8, the
# writer of JSON, and what these need.
CERTLOGIC_BATCH_SOURCES += \
	engine/base/arena.c \
	engine/base/buffer.c \
	engine/base/error.c \
	engine/base/grow.c \
	engine/base/hash.c \
	engine/data/cbor_head.c \
	engine/data/escape.c \
	engine/data/instant.c \
	engine/data/real.c \
	engine/data/text.c \
	engine/data/value.c \
	engine/data/walk.c \
	engine/data/writer.c \
	%D%/answer.c \
	%D%/answer.h \
	%D%/batch.h \
	%D%/block.c \
	%D%/block.h \
	%D%/checkpoint.c \
	%D%/checkpoint.h \
	%D%/decoded.c \
	%D%/decoded.h \
	%D%/digest.c \
	%D%/digest.h \
	%D%/element.c \
	%D%/element.h \
	%D%/flips.c \
	%D%/flips.h \
	%D%/gzip.c \
	%D%/item.c \
	%D%/item.h \
	%D%/job.c \
	%D%/line.c \
	%D%/line.h \
	%D%/lock.c \
	%D%/lock.h \
	%D%/progress.c \
	%D%/progress.h \
	%D%/reader.c \
	%D%/reader.h \
	%D%/ring.c \
	%D%/ring.h \
	%D%/sink.c \
	%D%/sink.h \
	%D%/source.c \
	%D%/source.h \
	%D%/split.c \
	%D%/split.h \
	%D%/tally.c \
	%D%/tally.h \
	%D%/unpack.h \
	%D%/verdicts.c \
	%D%/verdicts.h \
	%D%/wait.c \
	%D%/wait.h \
	%D%/zstd.c

EXTRA_DIST += %D%/README.md
