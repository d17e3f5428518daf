// Draws and descent: S of every realisation.
//
// A point is one cell in one realisation. The points of refit b in this slice are numbered cell by cell, p = cell * perCell + j; their
// realisation is b + j * refits. A work-item owns POINTS points, a work-group LANES * POINTS consecutive ones of one refit: all of them descend
// the same tree at the same time. The group perturbs its points' covariates once, into local memory, [covariate][point]. Then the trees
// are the outer loop: each is copied into local memory, 8 bytes for each lane and step, if it has at most TREE_NODES nodes, and every lane moves
// its points down the copy; a larger tree is read from global memory. A lane's sums stay in registers until the last tree.
// GPUs take many lanes and one or two points; CPUs take LANES = 1 and many POINTS: the tree stays in the core's cache for all of them, and
// TREE_NODES = 0, since local memory is ordinary memory there. The host chooses the launch shape (DescentShape) and, on a GPU, times several (ShapeChoice).
#ifndef LANES
#error LANES is not defined: work-items of a group
#endif
#ifndef POINTS
#error POINTS is not defined: points of a work-item
#endif
#ifndef TREE_NODES
#error TREE_NODES is not defined: nodes of the largest tree that is copied into local memory, 0 for none
#endif
#ifndef OUTPUTS
#error OUTPUTS is not defined: values of a leaf
#endif
#ifndef FEATURES
#error FEATURES is not defined: number of covariates
#endif
#include "layout.h"
#include "draws.h"
#include "descent.h"

#define SPAN (LANES * POINTS)

// Adds a leaf to a point's sums: its value, or the values of its row.
static inline void add_leaf(int *sums, int leaf, global const int *leaves)
{
#if OUTPUTS == 1
    sums[0] += leaf;
#else
    for (uint output = 0; output < OUTPUTS; output++) sums[output] += leaves[leaf * OUTPUTS + output];
#endif
}

kernel __attribute__((reqd_work_group_size(LANES, 1, 1)))
void descend(
    global const uint2 *nodes,                // nodes of the trees on the device, struct FlatNode
    global const uint *roots,                 // index of each root and of the end, [refit on the device][trees + 1]
    uint trees,                               // trees of each refit on the device
    uint treeFirst, uint treeCount,           // trees of this launch
    uint refitOnDevice,                       // the study's refit that is the first on the device
    uint refitFirst,                          // the study's refit of the groups 0 in dimension 1
    uint pointFirst,                          // point at which this launch begins
    uint accumulate,                          // 0: the first trees of these realisations; 1: add to the sums of earlier launches
    global const int *leaves,                 // values of the leaves, [leaf][output]; not read for one output, which the node holds
    global const float *covariates,           // [covariate][cell]
    global const DevicePerturbation *rules,   // [covariate]
    global const float *normals,              // draws.h
    global const ulong *drawKeys,             // [cell]; not read for common draws
    RealisationSlice slice,
    global int *sums)                         // S, [output][cell][realisation of the slice]
{
    local float x[FEATURES * SPAN];
#if TREE_NODES > 0
    local uint2 staged[TREE_NODES];
#endif
    uint lane = get_local_id(0);
    uint refit = refitFirst + get_group_id(1);
    uint perCell = refit < slice.count ? (slice.count - refit + slice.refits - 1) / slice.refits : 0;
    uint points = slice.cells * perCell;
    uint begin = pointFirst + get_group_id(0) * SPAN;
    if (begin >= points) return; // the whole group returns, since no lane has a point

    uint2 seed = (uint2)(slice.seedLow, slice.seedHigh);
    int s[POINTS * OUTPUTS];
    for (uint i = 0; i < POINTS; i++)
    {
        uint at = i * LANES + lane;
        uint point = min(begin + at, points - 1); // lanes past the end repeat the last point and write nothing
        uint cell = point / perCell;
        uint realisation = refit + (point - cell * perCell) * slice.refits;
        uint draw = (slice.first + realisation) / slice.divisor;
        for (uint f = 0; f < FEATURES; f += 4)
        {
            float4 z = standard_normals(normals, COMMON_DRAWS ? 0 : drawKeys[cell], seed, draw, f / 4, FEATURES);
            x[f * SPAN + at] = perturbed(covariates[f * slice.cells + cell], z.x, rules[f]);
            if (f + 1 < FEATURES) x[(f + 1) * SPAN + at] = perturbed(covariates[(f + 1) * slice.cells + cell], z.y, rules[f + 1]);
            if (f + 2 < FEATURES) x[(f + 2) * SPAN + at] = perturbed(covariates[(f + 2) * slice.cells + cell], z.z, rules[f + 2]);
            if (f + 3 < FEATURES) x[(f + 3) * SPAN + at] = perturbed(covariates[(f + 3) * slice.cells + cell], z.w, rules[f + 3]);
        }
        for (uint output = 0; output < OUTPUTS; output++) s[i * OUTPUTS + output] = 0;
    }

    global const uint *root = roots + (refit - refitOnDevice) * (trees + 1) + treeFirst;
    for (uint t = 0; t < treeCount; t++)
    {
        global const uint2 *tree = nodes + root[t];
#if TREE_NODES > 0
        uint size = root[t + 1] - root[t];
        if (size <= TREE_NODES) // the same for all lanes
        {
            barrier(CLK_LOCAL_MEM_FENCE); // all lanes have finished the previous tree
            for (uint i = lane; i < size; i += LANES) staged[i] = tree[i];
            barrier(CLK_LOCAL_MEM_FENCE);
            for (uint i = 0; i < POINTS; i++) add_leaf(s + i * OUTPUTS, leaf_of_local_tree(staged, x + i * LANES + lane, SPAN), leaves);
            continue;
        }
#endif
        for (uint i = 0; i < POINTS; i++) add_leaf(s + i * OUTPUTS, leaf_of_global_tree(tree, x + i * LANES + lane, SPAN), leaves);
    }

    for (uint i = 0; i < POINTS; i++)
    {
        uint point = begin + i * LANES + lane;
        if (point >= points) return;
        uint cell = point / perCell;
        uint at = cell * slice.count + refit + (point - cell * perCell) * slice.refits;
        for (uint output = 0; output < OUTPUTS; output++)
        {
            sums[at] = accumulate ? sums[at] + s[i * OUTPUTS + output] : s[i * OUTPUTS + output];
            at += slice.cells * slice.count;
        }
    }
}
