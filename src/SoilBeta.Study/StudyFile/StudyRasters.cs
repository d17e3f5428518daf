using SoilBeta.Soil;

namespace SoilBeta.Studies.StudyFile;

/// <summary>The rasters that a study names, each with its keys, unit and plausible range, in one place for <c>check</c> and the stack.</summary>
internal static class StudyRasters
{
    /// <summary>All of them, also those without a path.</summary>
    public static IEnumerable<StudyRaster> Of(Study study) =>
    [
        .. Enumerable.Range(0, study.Covariates.Count).Select(i => Covariate(study, i)),
        Density(study), Content(study), BulkDensity(study), Gravel(study),
        .. Fills(study),
        .. Enumerable.Range(0, study.Masks.Count).Select(i => Mask(study, i)),
        .. study.DepthToRock is null ? [] : new[] { Rock(study.DepthToRock) },
        .. Enumerable.Range(0, study.Ecosystems.Count).SelectMany(i => new[] { Area(study, i), LandCover(study, i) }),
        .. Enumerable.Range(0, study.Zones.Count).Select(i => Zones(study, i)),
    ];

    /// <summary>A covariate, counted from 0.</summary>
    public static StudyRaster Covariate(Study study, int index)
    {
        CovariateSection covariate = study.Covariates[index];
        return new($"covariates[{index + 1}]", "raster", covariate.Raster)
        {
            Band = covariate.Band,
            NoData = covariate.Nodata,
            Resampling = covariate.Resampling,
            Scale = covariate.Scale,
            Offset = covariate.Offset,
            Unit = covariate.Unit,
            Lowest = covariate.Bounds is { Count: 2 } lower ? lower[0] ?? double.NegativeInfinity : double.NegativeInfinity,
            Highest = covariate.Bounds is { Count: 2 } upper ? upper[1] ?? double.PositiveInfinity : double.PositiveInfinity,
        };
    }

    /// <summary>Density of the topsoil.</summary>
    public static StudyRaster Density(Study study) => new("topsoil", "density", study.Topsoil.Density)
    {
        Band = study.Topsoil.Band,
        NoData = study.Topsoil.Nodata,
        Resampling = study.Topsoil.Resampling,
        Scale = study.Topsoil.Scale,
        Unit = "Mg C ha⁻¹",
        Lowest = 0,
        Highest = LayerDensities.LargestTopsoilOf(study.Topsoil.Depth),
        StopsBeyond = true,
    };

    /// <summary>SOC content of the topsoil.</summary>
    public static StudyRaster Content(Study study) => new("topsoil", "soc", study.Topsoil.Soc)
    {
        Prefix = "soc_",
        Band = study.Topsoil.SocBand,
        NoData = study.Topsoil.SocNodata,
        Resampling = study.Topsoil.Resampling,
        Scale = study.Topsoil.SocScale,
        Unit = "g kg⁻¹",
        Lowest = 0,
        Highest = 600,
    };

    /// <summary>Bulk density of the topsoil.</summary>
    public static StudyRaster BulkDensity(Study study) => new("topsoil", "bulk_density", study.Topsoil.BulkDensity)
    {
        Prefix = "bulk_density_",
        Band = study.Topsoil.BulkDensityBand,
        NoData = study.Topsoil.BulkDensityNodata,
        Resampling = study.Topsoil.Resampling,
        Scale = study.Topsoil.BulkDensityScale,
        Unit = "g cm⁻³",
        Lowest = 0.02,
        Highest = 2.65,
    };

    /// <summary>Gravel of the topsoil.</summary>
    public static StudyRaster Gravel(Study study) => new("topsoil", "gravel", study.Topsoil.Gravel)
    {
        Prefix = "gravel_",
        Band = study.Topsoil.GravelBand,
        NoData = study.Topsoil.GravelNodata,
        Resampling = study.Topsoil.Resampling,
        Scale = study.Topsoil.GravelScale,
        Unit = "% by volume",
        Lowest = 0,
        Highest = 100,
    };

    /// <summary>A mask, counted from 0.</summary>
    public static StudyRaster Mask(Study study, int index)
    {
        MaskSection mask = study.Masks[index];
        bool bounded = mask.Keep is null && (mask.Min is not null || mask.Max is not null);
        return new($"masks[{index + 1}]", "raster", mask.Raster)
        {
            Band = mask.Band,
            NoData = mask.Nodata,
            Use = RasterUse.Mask,
            Codes = mask.Keep ?? [],
            Counts = bounded ? value => !(value < mask.Min) && !(value > mask.Max) && mask.Drop?.Contains(value) != true : null,
        };
    }

    /// <summary>Depth to rock.</summary>
    public static StudyRaster Rock(RockSection rock) => new("depth_to_rock", "raster", rock.Raster)
    {
        Band = rock.Band,
        NoData = rock.Nodata,
        Resampling = rock.Resampling,
        Scale = rock.Scale,
        Unit = "cm",
        Lowest = 0,
        Highest = 100_000,
    };

    /// <summary>Area of an ecosystem, counted from 0.</summary>
    public static StudyRaster Area(Study study, int index)
    {
        EcosystemSection ecosystem = study.Ecosystems[index];
        return new($"ecosystems[{index + 1}]", "area", ecosystem.Area)
        {
            Band = ecosystem.Band,
            NoData = ecosystem.Nodata,
            Unit = ecosystem.AreaUnit,
            Lowest = 0,
            Highest = ecosystem.AreaUnit switch { "fraction" => 1.001, "percent" => 100.1, _ => double.PositiveInfinity },
            StopsBeyond = true,
        };
    }

    /// <summary>Land cover of an ecosystem, counted from 0.</summary>
    public static StudyRaster LandCover(Study study, int index)
    {
        EcosystemSection ecosystem = study.Ecosystems[index];
        return new($"ecosystems[{index + 1}]", "land_cover", ecosystem.LandCover)
        {
            Band = ecosystem.Band,
            NoData = ecosystem.Nodata,
            Unit = "class",
            Use = RasterUse.Classes,
            Codes = [.. ecosystem.Classes.Select(value => (double)value)],
        };
    }

    /// <summary>A raster of zones, counted from 0.</summary>
    public static StudyRaster Zones(Study study, int index)
    {
        ZoneSection zone = study.Zones[index];
        return new($"zones[{index + 1}]", "raster", zone.Raster)
        {
            Band = zone.Band,
            NoData = zone.Nodata,
            Unit = "code",
            Use = RasterUse.Zones,
            Codes = [.. zone.Names.Keys.Select(value => (double)value)],
        };
    }

    private static StudyRaster[] Fills(Study study)
    {
        FillSection fill = study.Soil.Fill;
        return
        [
            new("soil.fill", "bulk_density_raster", fill.BulkDensityRaster) { Prefix = "bulk_density_", Band = fill.BulkDensityBand, NoData = fill.BulkDensityNodata, Scale = fill.BulkDensityScale, Unit = "g cm⁻³", Lowest = 0.02, Highest = 2.65 },
            new("soil.fill", "gravel_raster", fill.GravelRaster) { Prefix = "gravel_", Band = fill.GravelBand, NoData = fill.GravelNodata, Scale = fill.GravelScale, Unit = "% by volume", Lowest = 0, Highest = 100 },
        ];
    }
}
