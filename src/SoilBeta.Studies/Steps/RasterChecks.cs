using System.Globalization;
using SoilBeta.Rasters;
using SoilBeta.Soil;
using SoilBeta.Studies.StudyFile;

namespace SoilBeta.Studies.Steps;

/// <summary>What <c>check</c> says of a study's rasters: the grid, and of each raster whether it opens, meets the grid and holds plausible values (by a quick look at some of them).</summary>
internal static class RasterChecks
{
    /// <summary>Looks at the grid and at every raster and vector layer.</summary>
    /// <param name="study">The study, its paths absolute.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="studyGrid">The study's grid; null if it has none that can be used.</param>
    /// <exception cref="InvalidDataException">GDAL is missing.</exception>
    public static List<Finding> Run(Study study, CancellationToken cancellation, out Grid? studyGrid)
    {
        GdalLibrary.Require();
        var findings = new List<Finding> { new(Severity.Fine, "gdal", GdalLibrary.Version) };
        Grid? grid = studyGrid = null;
        if (!string.IsNullOrEmpty(study.Grid.Like) && !VirtualFile.MayExist(study.Grid.Like))
            return findings; // said where all files are looked for
        Try("grid", () =>
        {
            grid = StudyGrid.Of(study);
            findings.Add(new(Severity.Fine, "grid", $"{grid.Width:N0} × {grid.Height:N0} cells, {(grid.Crs.IsGeographic ? "geographic" : "projected")}"));
        });
        studyGrid = grid;
        if (grid is null)
            return findings;

        for (int i = 0; i < study.Covariates.Count; i++)
        {
            CovariateSection c = study.Covariates[i];
            Look($"covariates[{i + 1}].raster", c.Raster, c.Band, c.Scale, c.Offset, c.Unit, c.Bounds?[0] ?? double.NegativeInfinity, c.Bounds?[1] ?? double.PositiveInfinity, Severity.Note);
        }
        TopsoilSection topsoil = study.Topsoil;
        Look("topsoil.density", topsoil.Density, 1, topsoil.Scale, 0, "Mg C ha⁻¹", 0, LayerDensities.LargestTopsoilOf(topsoil.Depth), Severity.Problem);
        Look("topsoil.soc", topsoil.Soc, 1, topsoil.SocScale, 0, "g kg⁻¹", 0, 600, Severity.Note);
        Look("topsoil.bulk_density", topsoil.BulkDensity, 1, topsoil.BulkDensityScale, 0, "g cm⁻³", 0.02, 2.65, Severity.Note);
        Look("topsoil.gravel", topsoil.Gravel, 1, topsoil.GravelScale, 0, "% by volume", 0, 100, Severity.Note);
        Look("soil.fill.bulk_density_raster", study.Soil.Fill.BulkDensityRaster, 1, study.Soil.Fill.BulkDensityScale, 0, "g cm⁻³", 0.02, 2.65, Severity.Note);
        Look("soil.fill.gravel_raster", study.Soil.Fill.GravelRaster, 1, study.Soil.Fill.GravelScale, 0, "% by volume", 0, 100, Severity.Note);
        for (int i = 0; i < study.Masks.Count; i++)
            Look($"masks[{i + 1}].raster", study.Masks[i].Raster, 1, 1, 0, "", double.NegativeInfinity, double.PositiveInfinity, Severity.Note);
        if (study.DepthToRock is { } rock)
            Look("depth_to_rock.raster", rock.Raster, 1, rock.Scale, 0, "cm", 0, 100_000, Severity.Note);
        for (int i = 0; i < study.Ecosystems.Count; i++)
        {
            EcosystemSection e = study.Ecosystems[i];
            double most = e.AreaUnit switch { "fraction" => 1.001, "percent" => 100.1, _ => double.PositiveInfinity };
            Look($"ecosystems[{i + 1}].area", e.Area, 1, 1, 0, e.AreaUnit, 0, most, Severity.Problem);
            Look($"ecosystems[{i + 1}].land_cover", e.LandCover, 1, 1, 0, "class", double.NegativeInfinity, double.PositiveInfinity, Severity.Note);
        }
        for (int i = 0; i < study.Zones.Count; i++)
        {
            ZoneSection zone = study.Zones[i];
            Look($"zones[{i + 1}].raster", zone.Raster, 1, 1, 0, "code", double.NegativeInfinity, double.PositiveInfinity, Severity.Note);
            if (!string.IsNullOrEmpty(zone.Vector) && VirtualFile.MayExist(zone.Vector))
            {
                Try($"zones[{i + 1}].vector", () =>
                {
                    VectorZones.Check(zone.Vector, zone.Field!);
                    findings.Add(new(Severity.Fine, $"zones[{i + 1}].vector", $"{Path.GetFileName(zone.Vector)}: field '{zone.Field}'"));
                });
            }
        }
        return findings;

        void Try(string key, Action look)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                look();
            }
            catch (InvalidDataException problem)
            {
                findings.Add(new(Severity.Problem, key, problem.Message));
            }
        }

        void Look(string key, string? path, int band, double scale, double offset, string what, double lowest, double highest, Severity outside)
        {
            if (string.IsNullOrEmpty(path) || !VirtualFile.MayExist(path))
                return;
            Try(key, () =>
            {
                using RasterFile raster = RasterFile.Open(path);
                RasterBand facts = raster.BandAt(band);
                string file = Path.GetFileName(path);
                IReadOnlyList<GridWindow> windows = GridOverlap.Windows(raster.Grid, grid);
                if (windows.Count == 0)
                    throw new InvalidDataException($"{path} does not overlap the study's grid.\n  Name a raster that covers the grid, or change the grid's bounds.");
                double[] values = [.. windows.SelectMany(window => raster.Glance(band, window)).Where(float.IsFinite).Select(value => (value * scale) + offset)];
                if (values.Length == 0)
                {
                    findings.Add(new(Severity.Note, key, $"{file}: no data was seen on the study's grid. Are band {band} and its nodata value ({facts.NoData?.ToString(CultureInfo.InvariantCulture) ?? "none"}) right?"));
                    return;
                }
                double min = values.Min(), max = values.Max();
                bool plausible = min >= lowest && max <= highest;
                string range = string.Create(CultureInfo.InvariantCulture, $"{file}: {min:0.####} … {max:0.####} {what}");
                findings.Add(new(plausible ? Severity.Fine : outside, key, plausible ? range : string.Create(CultureInfo.InvariantCulture, $"{range}, expected {lowest} … {highest}. Are its scale, unit and nodata value right?")));
                if (facts is not { Scale: 1, Offset: 0 })
                    findings.Add(new(Severity.Note, key, string.Create(CultureInfo.InvariantCulture, $"{file} says itself that its values are stored × {facts.Scale} + {facts.Offset}; that is applied before the study's scale.")));
            });
        }
    }
}
