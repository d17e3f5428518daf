// Sums over the realisations of a cell, and over the cells of a zone, in 64-bit integers, so that the order does not matter.
#ifndef REDUCE_LANES
#error REDUCE_LANES is not defined: work-items of a group that adds up, a power of two
#endif
#include "layout.h"

// A work-group owns one plane (dimension 1) of one cell (dimension 0); its lanes take every REDUCE_LANES-th realisation, then reduce pairwise.
kernel __attribute__((reqd_work_group_size(REDUCE_LANES, 1, 1)))
void sum_realisations(
    global const int *values, // [plane][cell][realisation of the slice]
    uint cells, uint count,
    uint firstPlane,          // first plane that is summed
    global long *sums)        // [plane][cell]; grows slice by slice
{
    local long partial[REDUCE_LANES];
    uint lane = get_local_id(0), cell = get_group_id(0), row = get_group_id(1) * cells + cell;
    global const int *value = values + (firstPlane * cells + row) * count;
    long sum = 0;
    for (uint r = lane; r < count; r += REDUCE_LANES) sum += value[r];
    partial[lane] = sum;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (uint reach = REDUCE_LANES / 2; reach > 0; reach /= 2)
    {
        if (lane < reach) partial[lane] += partial[lane + reach];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (lane == 0) sums[row] += partial[0];
}

// A work-item owns one realisation (dimension 0) of one layer (dimension 1) in one segment of a zone (dimension 2) and loops over the
// segment's cells: neighbouring work-items read neighbouring realisations, and no other work-item writes its total, so that no atomics are needed.
kernel void sum_zone(
    global const int *values, // [plane][cell][realisation]
    uint cells, uint count,
    uint firstPart,           // plane of the first part
    global const ZoneSegment *segments,
    global const uint *cellsByZone, // indices of cells, sorted by zone
    global const long *areas,       // rint(hectares * 2^a), [cell]
    global long *totals)            // density * area, [segment][part][realisation]
{
    uint realisation = get_global_id(0), layer = get_global_id(1), layers = get_global_size(1);
    if (realisation >= count) return;
    ZoneSegment segment = segments[get_global_id(2)];
    global const int *density = values + (firstPart + layer) * cells * count + realisation;
    long total = 0;
    for (uint i = 0; i < segment.count; i++)
    {
        uint cell = cellsByZone[segment.first + i];
        total += (long)density[cell * count] * areas[cell];
    }
    totals[(get_global_id(2) * layers + layer) * count + realisation] = total;
}
