using System.Globalization;
using System.Text;
using SoilBeta.Rasters;
using SoilBeta.Soil;
using SoilBeta.Soil.Tables;
using SoilBeta.Studies;
using SoilBeta.Training.Profiles;

namespace SoilBeta.Workflow.Init;

/// <summary>Chooses the topsoil among the candidate rasters: the one that agrees best with the profiles' own 0–20 cm, in the unit in which it agrees.</summary>
internal static class TopsoilGuesses
{
    /// <summary>Largest number of profiles for a comparison; more change a median by a per cent.</summary>
    private const int MostPlaces = 2_000;

    /// <summary>Compares every candidate; returns the best first.</summary>
    /// <param name="gdal">GDAL session.</param>
    /// <param name="rasters">The folder's rasters.</param>
    /// <param name="table">Its table of horizons.</param>
    /// <param name="guesses">Receives the results, one line each.</param>
    public static IReadOnlyList<TopsoilGuess> Guess(GdalSession gdal, IReadOnlyList<RasterGuess> rasters, TableGuess table, ICollection<string> guesses)
    {
        TopsoilGuess[] candidates = [.. rasters.Where(raster => raster.Role == Role.TopsoilDensity).Select(TopsoilGuess.FromRaster)];
        if (candidates.Length == 0)
        {
            guesses.Add("topsoil: no raster looks like its SOC density; name one in the file");
            return [];
        }
        TopsoilPlace[] places = Places(table, guesses);
        TopsoilGuess[] compared = [.. candidates.Select(candidate => candidate.IsTopsoil ? Compared(gdal, candidate, places) : candidate)
            .OrderBy(candidate => !candidate.IsTopsoil).ThenBy(candidate => candidate.Comparison is null).ThenBy(candidate => !candidate.Fits).ThenBy(candidate => candidate.ByVolume == true).ThenBy(candidate => candidate.Distance)];
        foreach (TopsoilGuess candidate in compared)
            guesses.Add("topsoil: " + candidate.Sentence());
        guesses.Add(Chosen(compared) is { } chosen ? $"topsoil: {chosen.Name}, 0–{chosen.Depth} cm" : "topsoil: no raster fits the profiles; name one in the file");
        return compared;
    }

    /// <summary>The candidate to use in a study; null if none is near enough.</summary>
    public static TopsoilGuess? Chosen(IReadOnlyList<TopsoilGuess> candidates) =>
        candidates.FirstOrDefault(candidate => candidate.IsTopsoil && candidate.Distance <= Math.Log(Topsoil.DefaultAcceptFactor));

    /// <summary>Appends the section <c>topsoil</c>.</summary>
    public static void Append(StringBuilder text, string root, IReadOnlyList<TopsoilGuess> candidates)
    {
        TopsoilGuess? chosen = Chosen(candidates);
        if (chosen is null)
        {
            text.Append(candidates.Count == 0 ? "topsoil:              # no raster looked like the topsoil's SOC density: name it\n" : "topsoil:              # no raster fits what the profiles have in 0–20 cm: name one\n");
            text.Append("  # density: topsoil.tif    # Mg C ha-1; or soc, bulk_density and gravel\n  depth: 20\n");
        }
        else
        {
            string why = chosen.Comparison is { } comparison
                ? string.Create(CultureInfo.InvariantCulture, $"guessed: in {chosen.Unit.Name} its median at the profiles is {comparison.Factor:0.00} times their own")
                : $"guessed from values {chosen.Raster.Range}; no profiles to compare with";
            text.Append(CultureInfo.InvariantCulture, $"topsoil:\n  density: {StudyDraft.Relative(root, chosen.Raster.Path)}\n  scale: {chosen.Unit.Scale}              # {why}; to Mg C ha-1\n{BandLine(chosen.Raster)}  depth: {chosen.Depth}             # guessed{(chosen.Says.Length > 0 ? $": {chosen.Says}" : "; 30 for HWSD 1.2, SoilGrids and GSOCmap")}\n  # sd: 10 %            # without it the topsoil is certain\n");
        }
        foreach (TopsoilGuess other in candidates.Where(candidate => candidate != chosen))
            text.Append(CultureInfo.InvariantCulture, $"  # not taken: {other.Sentence()}\n");
        text.Append('\n');
    }

    /// <summary>The line with the compared band, where there are others; empty for a single band.</summary>
    private static string BandLine(RasterGuess raster)
    {
        string names = string.Join("; ", raster.Bands.Where(name => name.Length > 0).Select(name => name.ReplaceLineEndings(" ")));
        return raster.Bands.Count < 2 ? "" : $"  band: 1              # of {raster.Bands.Count}{(names.Length > 0 ? $" ({names})" : "")}; only this one was compared with the profiles\n";
    }

    private static TopsoilGuess Compared(GdalSession gdal, TopsoilGuess candidate, TopsoilPlace[] places)
    {
        if (places.Length == 0)
            return candidate;
        using RasterFile file = gdal.OpenRaster(candidate.Raster.Path);
        return candidate.Compared(places, [.. places.Select(place => (double)file.Sample(1, place.Longitude, place.Latitude))]);
    }

    /// <summary>Profiles with a topsoil and a β, for which two horizons and 40 cm suffice here.</summary>
    private static TopsoilPlace[] Places(TableGuess table, ICollection<string> guesses)
    {
        if (table.Missing.Any())
            return [];
        var rules = new ProfileRules { Beta = BetaMode.Normalised, MinHorizons = 2 };
        try
        {
            TopsoilPlace[] places =
            [
                .. HorizonTableReader.Read(table.Options).Profiles
                    .Select(profile => (Profile: profile, Layers: ProfileLayers.Build(profile, rules, double.NaN, double.NaN, out _)))
                    .Where(one => one.Layers is not null)
                    .Select(one => new TopsoilPlace(one.Profile.Longitude, one.Profile.Latitude, one.Layers!.Beta, one.Layers.Densities[0])),
            ];
            int step = Math.Max(1, places.Length / MostPlaces);
            return [.. places.Where((_, i) => i % step == 0)];
        }
        catch (InvalidDataException failure)
        {
            guesses.Add($"{table.Name}: cannot be read as guessed, so no raster is compared with it: {failure.Message.Split('\n')[0]}");
            return [];
        }
    }
}
