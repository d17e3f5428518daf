// Structs that cross the border between host and device. Each has a C# twin that names it; layout_probe.cl reports
// sizes and offsets, and a test compares them on every device present.
#ifndef LAYOUT_H
#define LAYOUT_H

// One node of a flat tree, 8 bytes (C#: SoilBeta.Forests.FlatNode). Nodes are in depth-first order: the left child is the next node.
typedef struct FlatNode
{
    uint value; // threshold of a split (float bits; go left when x <= threshold), or a leaf's fixed-point value (int bits)
    uint link;  // index of the tested feature in the low bits; the others hold the number of nodes to skip to the right child, 0 for a leaf
} FlatNode;

// Bits of a node's link that hold the feature: 1,023 features, and trees of 4 million nodes.
#define NODE_FEATURE_BITS 10

// Perturbation of one variable, 16 bytes (C#: SoilBeta.Kernels.DevicePerturbation): x' = min(max(fma(sd, z, x), lower), upper).
typedef struct DevicePerturbation
{
    uint isShare; // 1: sd = amount * |x|; 0: sd = amount
    float amount; // standard deviation, relative or in the variable's unit
    float lower;  // bounds, in the variable's unit
    float upper;
} DevicePerturbation;

// Cells of one zone that are summed together, 8 bytes (C#: SoilBeta.Kernels.ZoneSegment).
typedef struct ZoneSegment
{
    uint first; // index in the list of cells sorted by zone
    uint count; // number of cells
} ZoneSegment;

// Range of realisations of a launch, 32 bytes (C#: SoilBeta.Kernels.RealisationSlice). Realisation r is draw r / divisor through
// refit r mod refits; a slice begins at a multiple of refits, so refit b owns the realisations b, b + refits, b + 2 refits, ... of the slice.
typedef struct RealisationSlice
{
    uint first;   // first realisation of the slice
    uint count;   // realisations in the slice: the row length of the values
    uint refits;  // B
    uint divisor; // B when every refit evaluates every draw, else 1
    uint cells;   // cells of the chunk
    uint seedLow; // key of the generator
    uint seedHigh;
    float scale;  // value of one unit of S: beta = (float)S * scale
} RealisationSlice;

#endif
