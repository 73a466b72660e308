/* block.c — the memory of a block. It must not know about order and threads. */
#include "batch/block.h"

#include <stdlib.h>
#include <string.h>

bool cl_block_init(cl_block *block)
{
    memset(block, 0, sizeof *block);
    cl_tally_init(&block->tally);
    block->in = malloc(CL_BLOCK_IN);
    cl_buffer_init(&block->out);
    return block->in != NULL && cl_buffer_reserve(&block->out, CL_BLOCK_OUT);
}

void cl_block_free(cl_block *block)
{
    free(block->in);
    cl_buffer_free(&block->out);
    cl_tally_free(&block->tally);
    block->in = NULL;
}

void cl_block_clear(cl_block *block)
{
    block->in_length = block->in_used = 0;
    block->record_count = 0;
    cl_buffer_clear(&block->out);
    block->fault_count = 0;
    block->untrusted = 0;
    block->external = false;
    block->broken = NULL;
    cl_tally_clear(&block->tally);
}

void cl_block_continue(cl_block *block, const cl_block *before)
{
    size_t rest = before->in_length - before->in_used;
    cl_block_clear(block);
    memcpy(block->in, before->in + before->in_used, rest);
    block->in_length = rest;
    block->base = before->base + before->in_used;
}

void cl_block_fault(cl_block *block)
{
    block->fault_ends[block->fault_count++] = (uint32_t)block->out.length;
}
