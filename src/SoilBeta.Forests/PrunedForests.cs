namespace SoilBeta.Forests;

/// <summary>The forests of a file where some features have known values, in the layout of the devices.</summary>
public static class PrunedForests
{
    /// <summary>Reads the forest of a file, or its refits, pruned; each is read and pruned when a device needs it. The scale of the leaves is that of the whole file.</summary>
    /// <param name="file">File.</param>
    /// <param name="refits">Whether to read its refits instead of its forest.</param>
    /// <param name="fixedFeatures">Values by feature; empty for none.</param>
    /// <exception cref="InvalidDataException">Refits are requested and the file has none.</exception>
    public static ForestSet Read(ForestFile file, bool refits, IReadOnlyDictionary<string, double> fixedFeatures)
    {
        var set = file.ReadSet(refits);
        return fixedFeatures.Count == 0 ? set : set with
        {
            Features = [.. set.Features.Where(feature => !fixedFeatures.ContainsKey(feature))],
            Refits = new FlatForestsOnDemand(set.Refits.Count, set.Trees, refit => ForestFlattening.Flatten(ForestPruning.At(refits ? file.ReadRefit(refit) : file.ReadForest(), fixedFeatures).Trees, new LeafScale(set.LeafShift, set.Outputs))),
        };
    }
}
