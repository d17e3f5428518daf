namespace SoilBeta.Forests;

/// <summary>Training data of a forest: float32 features by column, one target or several, and the site of each row (rows at one place share a site).</summary>
public sealed class TrainingTable
{
    /// <summary>Largest number of rows: sums of fixed-point targets keep the count in 20 bits.</summary>
    public const int LargestRows = (1 << 20) - 1;

    /// <summary>Wraps the columns without copying, so the arrays must not change afterwards.</summary>
    /// <param name="features">Names of the features.</param>
    /// <param name="units">Unit of each feature; empty strings for none.</param>
    /// <param name="columns">Values, [feature][row], finite.</param>
    /// <param name="target">Target, [row], finite.</param>
    /// <param name="sites">Site of each row, 0 or more, [row]; null if each row is its own site.</param>
    /// <param name="targetName">Name of the target.</param>
    /// <exception cref="InvalidDataException">No rows or too many, different lengths, a duplicate name, or a value that is not finite.</exception>
    public TrainingTable(IReadOnlyList<string> features, IReadOnlyList<string> units, IReadOnlyList<float[]> columns, double[] target, int[]? sites = null, string targetName = "beta")
        : this(features, units, columns, [target], [targetName], sites)
    {
    }

    /// <summary>Wraps columns with several targets, without copying.</summary>
    /// <param name="features">Names of the features.</param>
    /// <param name="units">Unit of each feature; empty strings for none.</param>
    /// <param name="columns">Values, [feature][row], finite.</param>
    /// <param name="targets">Targets, [output][row], finite.</param>
    /// <param name="targetNames">Name of each target.</param>
    /// <param name="sites">Site of each row, 0 or more, [row]; null if each row is its own site.</param>
    /// <exception cref="InvalidDataException">No rows or too many, different lengths, a duplicate name, or a value that is not finite.</exception>
    public TrainingTable(IReadOnlyList<string> features, IReadOnlyList<string> units, IReadOnlyList<float[]> columns, double[][] targets, IReadOnlyList<string> targetNames, int[]? sites = null)
    {
        if (targets.Length is 0 or > Tree.LargestOutputs || targetNames.Count != targets.Length)
            throw new InvalidDataException($"Training table: {targetNames.Count} names for {targets.Length} targets; 1 to {Tree.LargestOutputs} are possible.");
        double[] target = targets[0];
        if (features.Count != columns.Count || units.Count != columns.Count)
            throw new InvalidDataException($"Training table: {features.Count} feature names and {units.Count} units for {columns.Count} columns.");
        if (target.Length is 0 or > LargestRows)
            throw new InvalidDataException($"Training table: {target.Length} rows; a forest needs 1 to {LargestRows}.");
        if (sites is not null && sites.Length != target.Length)
            throw new InvalidDataException($"Training table: {sites.Length} sites for {target.Length} rows.");
        if (features.Count > ForestFlattening.LargestFeatures)
            throw new InvalidDataException($"Training table: {features.Count:N0} features; at most {ForestFlattening.LargestFeatures:N0} are possible. Leave out those that matter least.");
        if (features.Distinct(StringComparer.Ordinal).Count() != features.Count)
            throw new InvalidDataException($"Training table: a feature name occurs twice in {string.Join(", ", features)}.");
        for (int feature = 0; feature < columns.Count; feature++)
        {
            if (columns[feature].Length != target.Length)
                throw new InvalidDataException($"Training table: column '{features[feature]}' has {columns[feature].Length} rows, the target {target.Length}.");
            int row = Array.FindIndex(columns[feature], value => !float.IsFinite(value));
            if (row >= 0)
                throw new InvalidDataException($"Training table, row {row + 1}, column '{features[feature]}': {columns[feature][row]} is not a finite number.");
        }
        if (targetNames.Distinct(StringComparer.Ordinal).Count() != targetNames.Count)
            throw new InvalidDataException($"Training table: a target name occurs twice in {string.Join(", ", targetNames)}.");
        for (int output = 0; output < targets.Length; output++)
        {
            if (targets[output].Length != target.Length)
                throw new InvalidDataException($"Training table: target '{targetNames[output]}' has {targets[output].Length} rows, '{targetNames[0]}' {target.Length}.");
            int bad = Array.FindIndex(targets[output], value => !double.IsFinite(value));
            if (bad >= 0)
                throw new InvalidDataException($"Training table, row {bad + 1}, target '{targetNames[output]}': {targets[output][bad]} is not a finite number.");
        }

        Features = features;
        Units = units;
        Columns = columns;
        Targets = targets;
        Sites = sites ?? [.. Enumerable.Range(0, target.Length)];
        TargetNames = targetNames;
    }

    /// <summary>Names of the features.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <summary>Unit of each feature.</summary>
    public IReadOnlyList<string> Units { get; }

    /// <summary>Values, [feature][row].</summary>
    public IReadOnlyList<float[]> Columns { get; }

    /// <summary>Targets, [output][row].</summary>
    public double[][] Targets { get; }

    /// <summary>Name of each target.</summary>
    public IReadOnlyList<string> TargetNames { get; }

    /// <summary>The first target, [row].</summary>
    public double[] Target => Targets[0];

    /// <summary>Site of each row, [row].</summary>
    public int[] Sites { get; }

    /// <summary>Latitude of each row, degrees, [row]; null where coordinates are unknown. Not a feature.</summary>
    public double[]? Latitudes { get; private init; }

    /// <summary>Longitude of each row, degrees, [row]; null where coordinates are unknown.</summary>
    public double[]? Longitudes { get; private init; }

    /// <summary>Name of the first target.</summary>
    public string TargetName => TargetNames[0];

    /// <summary>Number of rows.</summary>
    public int Rows => Target.Length;

    /// <summary>The same table with the coordinates of its rows, for standard errors by clusters.</summary>
    /// <param name="latitudes">Latitude of each row, degrees.</param>
    /// <param name="longitudes">Longitude of each row, degrees.</param>
    public TrainingTable At(double[] latitudes, double[] longitudes) => latitudes.Length == Rows && longitudes.Length == Rows
        ? new(Features, Units, Columns, Targets, TargetNames, Sites) { Latitudes = latitudes, Longitudes = longitudes }
        : throw new ArgumentException($"{latitudes.Length} latitudes and {longitudes.Length} longitudes for {Rows} rows.");

    /// <summary>The same rows and coordinates with another target.</summary>
    /// <param name="target">Target, [row], finite.</param>
    public TrainingTable WithTarget(double[] target) => WithTargets([target], [TargetName]);

    /// <summary>The same rows and coordinates with other targets.</summary>
    /// <param name="targets">Targets, [output][row], finite.</param>
    /// <param name="names">Name of each target.</param>
    public TrainingTable WithTargets(double[][] targets, IReadOnlyList<string> names) => new(Features, Units, Columns, targets, names, Sites) { Latitudes = Latitudes, Longitudes = Longitudes };

    /// <summary>A table of some of the rows, in the given order.</summary>
    public TrainingTable Subset(IReadOnlyList<int> rows) => new(
        Features,
        Units,
        [.. Columns.Select(column => rows.Select(row => column[row]).ToArray())],
        [.. Targets.Select(target => rows.Select(row => target[row]).ToArray())],
        TargetNames,
        [.. rows.Select(row => Sites[row])])
    {
        Latitudes = Latitudes is { } latitudes ? [.. rows.Select(row => latitudes[row])] : null,
        Longitudes = Longitudes is { } longitudes ? [.. rows.Select(row => longitudes[row])] : null,
    };
}
