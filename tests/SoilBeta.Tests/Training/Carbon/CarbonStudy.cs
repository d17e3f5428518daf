using SoilBeta.Studies;
using SoilBeta.Tests.Studies;
using SoilBeta.Training.Carbon;
using SoilBeta.Training.Profiles;
using SoilBeta.Training.Tables;

namespace SoilBeta.Tests.Training.Carbon;

/// <summary>Made-up profiles of two ecosystems on a lattice of 1° by 0.5°, for tests of the models of carbon.</summary>
internal static class CarbonStudy
{
    public static Study Bind(Action<StudySection>? change = null)
    {
        var section = new StudySection { Name = "carbon", Seed = 3 };
        section.Covariates.Add(new CovariateSection { Name = "wet" });
        section.Covariates.Add(new CovariateSection { Name = "noise" });
        section.Ecosystems.Add(new EcosystemSection { Code = "CL" });
        section.Ecosystems.Add(new EcosystemSection { Code = "GL" });
        section.Forest.Model = "best";
        section.Forest.Trees = 20;
        section.Forest.Mtry = 2;
        change?.Invoke(section);
        return StudyText.Bind(section);
    }

    /// <summary>Profiles whose layers are q times the one above.</summary>
    /// <param name="count">Number of profiles; every second one is grassland.</param>
    /// <param name="topsoil">Measured density of 0–20 cm from the covariate, Mg C ha⁻¹.</param>
    /// <param name="q">Quotient of neighbouring layers from the covariate.</param>
    public static ProfileRecord[] Profiles(int count, Func<double, double> topsoil, Func<double, double> q)
    {
        var random = new Random(9);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            double wet = random.NextDouble(), top = topsoil(wet), ratio = q(wet);
            return new ProfileRecord
            {
                Id = $"p{i}", Source = "made up", Site = i, Latitude = 40 + (i % 24), Longitude = 10 + (0.5 * (i / 24)),
                Ecosystem = i % 2 == 0 ? "CL" : "GL", EcosystemFrom = "table", Beta = Math.Pow(ratio, 1 / 20.0), BetaMode = "ratio", FitRootMeanSquare = 0,
                Densities = [.. Enumerable.Range(0, 5).Select(layer => top * Math.Pow(ratio, layer))],
                FilledBulkDensity = "mmmmm", FilledGravel = "mmmmm", Covariates = [wet, random.NextDouble()], Closure = 1,
            };
        })];
    }

    /// <summary>Values of the map at the profiles' sites.</summary>
    public static ProfilePlaces Places(IReadOnlyList<ProfileRecord> profiles, Func<ProfileRecord, double> topsoil, int soilDepth = 100) =>
        new([.. profiles.Select(profile => (float)topsoil(profile))], [.. profiles.Select(_ => soilDepth)], null);
}
