// Descent: the leaf that a point reaches in a tree. A split goes left when x <= threshold.
#ifndef DESCENT_H
#define DESCENT_H
#include "layout.h"

// A node is read as one 8-byte word: x = value, y = link (struct FlatNode).
#define NODE_FEATURE(node) ((node).y & ((1u << NODE_FEATURE_BITS) - 1u))
#define NODE_RIGHT(node) ((node).y >> NODE_FEATURE_BITS)

// Fixed-point value of the leaf reached. 'x' is the point's first covariate; its covariates are 'stride' apart, so that the lanes of a
// group are adjacent for each covariate: whichever covariate each lane reads, 32 neighbouring lanes access 32 different banks.
// OpenCL C 1.2 has no generic pointers, so there is one function for trees in local memory and one for trees in global memory.
#define DEFINE_DESCENT(name, space)                                                                                   \
    static inline int name(space const uint2 *tree, local const float *x, uint stride)                                \
    {                                                                                                                 \
        uint2 node = *tree;                                                                                           \
        while (NODE_RIGHT(node) != 0)                                                                                 \
        {                                                                                                             \
            tree += x[NODE_FEATURE(node) * stride] <= as_float(node.x) ? 1 : NODE_RIGHT(node);                        \
            node = *tree;                                                                                             \
        }                                                                                                             \
        return as_int(node.x);                                                                                        \
    }

DEFINE_DESCENT(leaf_of_local_tree, local)
DEFINE_DESCENT(leaf_of_global_tree, global)

#endif
