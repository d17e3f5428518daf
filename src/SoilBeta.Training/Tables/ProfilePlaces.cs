using SoilBeta.Rasters;
using SoilBeta.Soil;
using SoilBeta.Studies;
using SoilBeta.Training.Profiles;

namespace SoilBeta.Training.Tables;

/// <summary>Values of the map at the sites of profiles, from which it predicts their densities.</summary>
/// <param name="Topsoil">Topsoil density, Mg C ha⁻¹, [profile]; NaN where the map has none, or lacks a covariate.</param>
/// <param name="SoilDepths">Depth to rock, whole cm, at most 100, [profile].</param>
/// <param name="Covariates">Covariates, [covariate][profile]; null where they are the profiles' own.</param>
public sealed record ProfilePlaces(float[] Topsoil, int[] SoilDepths, float[][]? Covariates)
{
    /// <summary>Reads the places of profiles.</summary>
    /// <param name="study">Study.</param>
    /// <param name="stack">Stack; null, or one without topsoil, gives no values.</param>
    /// <param name="profiles">Profiles.</param>
    public static ProfilePlaces ForProfiles(Study study, StackReader? stack, IReadOnlyList<ProfileRecord> profiles)
    {
        int[] depths = new int[profiles.Count];
        Array.Fill(depths, LayerDensities.Layers * 20);
        float[] topsoil = new float[profiles.Count];
        Array.Fill(topsoil, float.NaN);
        if (stack?.Has(StackLayerNames.Topsoil) != true)
            return new ProfilePlaces(topsoil, depths, null);
        bool rock = stack.Has(StackLayerNames.Rock), measured = study.Soil.Covariates == TrainingCovariates.TableElseRaster;
        float[][]? covariates = measured ? [.. study.Covariates.Select(_ => new float[profiles.Count])] : null;
        for (int i = 0; i < profiles.Count; i++)
        {
            var profile = profiles[i];
            topsoil[i] = stack.Sample(StackLayerNames.Topsoil, profile.Longitude, profile.Latitude);
            if (rock)
                depths[i] = WholeCentimetres(stack.Sample(StackLayerNames.Rock, profile.Longitude, profile.Latitude));
            for (int f = 0; f < (covariates?.Length ?? 0); f++)
            {
                float value = stack.Sample(StackLayerNames.Covariate(study.Covariates[f].Name), profile.Longitude, profile.Latitude);
                // Without a topsoil the map predicts nothing there and the profile does not calibrate, but the covariate must be a number.
                covariates![f][i] = float.IsFinite(value) ? value : (float)profile.Covariates[f];
                topsoil[i] = float.IsFinite(value) ? topsoil[i] : float.NaN;
            }
        }
        return new ProfilePlaces(topsoil, depths, covariates);
    }

    /// <summary>Depth to rock in whole centimetres, at most 100; NaN means no rock.</summary>
    public static int WholeCentimetres(float depth) => depth >= 100 || float.IsNaN(depth) ? 100 : (int)Math.Max(0, depth);

    /// <summary>Values at the sites of some of the profiles.</summary>
    public ProfilePlaces Subset(IReadOnlyList<int> rows) => new(
        [.. rows.Select(row => Topsoil[row])], [.. rows.Select(row => SoilDepths[row])], Covariates is null ? null : [.. Covariates.Select(column => rows.Select(row => column[row]).ToArray())]);

    /// <summary>A training table with the map's covariates in place of the profiles' own.</summary>
    public Forests.TrainingTable At(Forests.TrainingTable table) => Covariates is null ? table : new(table.Features, table.Units, Covariates, table.Targets, table.TargetNames, table.Sites);
}
