// Reports the size and the field offsets of every struct of layout.h, in the order of the test that compares them with the C# structs.
#include "layout.h"

#define OFFSET(type, field) (uint)((size_t)&sample.field - (size_t)&sample)

kernel void layout_probe(global uint *out)
{
    uint i = 0;
    {
        FlatNode sample;
        out[i++] = sizeof(FlatNode);
        out[i++] = OFFSET(FlatNode, value);
        out[i++] = OFFSET(FlatNode, link);
        out[i++] = NODE_FEATURE_BITS;
    }
    {
        DevicePerturbation sample;
        out[i++] = sizeof(DevicePerturbation);
        out[i++] = OFFSET(DevicePerturbation, isShare);
        out[i++] = OFFSET(DevicePerturbation, amount);
        out[i++] = OFFSET(DevicePerturbation, lower);
        out[i++] = OFFSET(DevicePerturbation, upper);
    }
    {
        ZoneSegment sample;
        out[i++] = sizeof(ZoneSegment);
        out[i++] = OFFSET(ZoneSegment, first);
        out[i++] = OFFSET(ZoneSegment, count);
    }
    {
        RealisationSlice sample;
        out[i++] = sizeof(RealisationSlice);
        out[i++] = OFFSET(RealisationSlice, first);
        out[i++] = OFFSET(RealisationSlice, count);
        out[i++] = OFFSET(RealisationSlice, refits);
        out[i++] = OFFSET(RealisationSlice, divisor);
        out[i++] = OFFSET(RealisationSlice, cells);
        out[i++] = OFFSET(RealisationSlice, seedLow);
        out[i++] = OFFSET(RealisationSlice, seedHigh);
        out[i++] = OFFSET(RealisationSlice, scale);
    }
}
