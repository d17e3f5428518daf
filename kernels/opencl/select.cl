// Exact order statistics of a cell's realisations: the value at a given position of their ascending order, found 8 bits at a time.
//
// A task is one rank of one plane of one cell. Values are mapped to keys whose unsigned order is the order of the values. Four passes, from the
// highest byte down: count, among the keys that begin with the bytes found so far, the occurrences of each next byte; then select the byte in
// which the rank is. The counts stay in global memory between the two kernels, so that realisations can be processed slice by slice.
#ifndef REDUCE_LANES
#error REDUCE_LANES is not defined: work-items of a group that counts
#endif
#ifndef RANKS
#error RANKS is not defined: wanted ranks of each plane
#endif

#define BINS 256

// A work-group owns one task: dimension 0 = cell, dimension 1 = plane * RANKS + rank. It counts in local memory and adds to its own bins.
kernel __attribute__((reqd_work_group_size(REDUCE_LANES, 1, 1)))
void select_count(
    global const int *values, // [plane][cell][realisation of the slice]
    uint cells, uint count,
    uint firstPlane,          // first plane with order statistics
    uint shift,               // 24, 16, 8, 0: position of the byte that is counted
    global const uint *found, // the bytes found so far, in their positions, [plane][rank][cell]
    global uint *bins)        // [plane][rank][cell][256]; grows slice by slice
{
    local uint here[BINS];
    uint lane = get_local_id(0), cell = get_group_id(0), task = get_group_id(1) * cells + cell;
    for (uint bin = lane; bin < BINS; bin += REDUCE_LANES) here[bin] = 0;
    barrier(CLK_LOCAL_MEM_FENCE);
    global const int *value = values + ((firstPlane + get_group_id(1) / RANKS) * cells + cell) * count;
    uint above = shift == 24 ? 0u : 0xFFFFFFFFu << (shift + 8), prefix = found[task];
    for (uint r = lane; r < count; r += REDUCE_LANES)
    {
        uint key = as_uint(value[r]) ^ 0x80000000u;
        if ((key & above) == prefix) atomic_inc(&here[(key >> shift) & (BINS - 1)]);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (uint bin = lane; bin < BINS; bin += REDUCE_LANES) bins[task * BINS + bin] += here[bin];
}

// A work-item owns one task: it scans the bins to the one that contains the rank, records that byte, and clears the bins for the next pass.
kernel void select_step(
    uint tasks, uint shift,
    global uint *found,
    global uint *remaining, // rank among the keys that begin with the bytes found, [plane][rank][cell]
    global uint *bins,
    global int *orders)     // after the last pass: the order statistics, [plane][rank][cell]
{
    uint task = get_global_id(0);
    if (task >= tasks) return;
    global uint *bin = bins + task * BINS;
    uint rank = remaining[task], byte = 0;
    while (byte < BINS - 1 && rank >= bin[byte])
    {
        rank -= bin[byte];
        byte++;
    }
    for (uint i = 0; i < BINS; i++) bin[i] = 0;
    uint key = found[task] | (byte << shift);
    found[task] = key;
    remaining[task] = rank;
    if (shift == 0) orders[task] = as_int(key ^ 0x80000000u);
}

// A work-item owns one task: nothing found yet, the whole rank remaining, empty bins.
kernel void select_start(
    uint tasks, uint cells,
    global const uint *ranks, // [rank]
    global uint *found, global uint *remaining, global uint *bins)
{
    uint task = get_global_id(0);
    if (task >= tasks) return;
    found[task] = 0;
    remaining[task] = ranks[(task / cells) % RANKS];
    for (uint i = 0; i < BINS; i++) bins[task * BINS + i] = 0;
}
