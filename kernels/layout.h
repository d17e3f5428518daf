// Structs that cross the border between host and device. Each has a C# twin that names it; layout_probe.cl reports
// sizes and offsets, and a test compares them on every device present.
#ifndef LAYOUT_H
#define LAYOUT_H

// One node of a flat tree, 8 bytes (C#: SoilBeta.Forests.FlatNode). Nodes stand depth first: the left child is the next node.
typedef struct FlatNode
{
    uint value; // threshold of a split (float bits; go left when x <= threshold), or a leaf's fixed-point value (int bits)
    uint link;  // position of the tested feature in the low bits; in the others the nodes to skip to the right child, 0 for a leaf
} FlatNode;

// Bits of a node's link that hold the feature: 1,023 features, and trees of 4 million nodes.
#define NODE_FEATURE_BITS 10

// How one variable is perturbed, 16 bytes (C#: SoilBeta.Devices.OpenCl.DevicePerturbation): x' = min(max(fma(sd, z, x), lower), upper).
typedef struct DevicePerturbation
{
    uint isShare; // 1: sd = amount * |x|; 0: sd = amount
    float amount; // standard deviation, as a share or in the variable's unit
    float lower;  // bounds, in the variable's unit
    float upper;
} DevicePerturbation;

// Cells of one zone that are added up together, 8 bytes (C#: SoilBeta.Devices.OpenCl.ZoneSegment).
typedef struct ZoneSegment
{
    uint first; // position in the list of cells sorted by zone
    uint count; // number of cells
} ZoneSegment;

// Which realisations a launch computes, 32 bytes (C#: SoilBeta.Devices.OpenCl.RealisationSlice). Realisation r is draw r / divisor through
// refit r mod refits; a slice begins at a multiple of refits, so refit b owns the realisations b, b + refits, b + 2 refits, ... of the slice.
typedef struct RealisationSlice
{
    uint first;   // first realisation of the slice
    uint count;   // realisations in the slice: the row length of the values
    uint refits;  // B
    uint divisor; // B when every draw goes through every refit, else 1
    uint cells;   // cells of the chunk
    uint seedLow; // key of the generator
    uint seedHigh;
    float scale;  // worth of one unit of S: beta = (float)S * scale
} RealisationSlice;

#endif
