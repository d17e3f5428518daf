using System.Globalization;
using SoilBeta.Soil.Tables;

namespace SoilBeta.Studies.StudyFile;

/// <summary>Fills what a study leaves open: with what a careful scientist would do today (<c>default</c>), or with what Wang et al. 2025 did (<c>paper</c>).</summary>
internal static class StudyPresets
{
    /// <summary>Names of the presets.</summary>
    public static readonly string[] Names = ["default", "paper"];

    /// <summary>Fills the open choices; what the file gives is kept.</summary>
    public static void Apply(Study study)
    {
        bool paper = study.Preset == "paper";
        study.Soil.Spline ??= paper ? "mpspline2" : "exact";
        study.Soil.Beta ??= paper ? "paper" : "ratio";
        study.Soil.MinHorizons ??= paper ? 4 : 3;
        study.Soil.EcosystemShare ??= paper ? 0 : 0.5;
        study.Soil.Covariates ??= paper ? "table_else_raster" : "raster";
        foreach (var covariate in study.Covariates)
        {
            if (study.Soil.Covariates == "table_else_raster")
                covariate.Column ??= ColumnOf(study, covariate);
            if (paper || !NeedsAbsoluteSd(covariate))
                covariate.Sd ??= StandardDeviation.Paper;
        }
        var uncertainty = study.Uncertainty;
        uncertainty.Refits ??= paper || uncertainty.RefitCount is not null ? "cycled" : "none";
        if (uncertainty.Refits != "none")
            uncertainty.RefitCount ??= 100;
        study.Topsoil.Sd ??= TopsoilSd(study.Topsoil);
        uncertainty.Prediction ??= paper ? [] : [0.05, 0.95];
        uncertainty.Correlation ??= uncertainty.CorrelationMatrix is null ? "none" : "matrix";
        study.Tuning.Method ??= paper ? "bootstrap" : "off";
        study.Tuning.ChooseTrees ??= paper;
        study.Forest.Mtry ??= Math.Max(1, study.Covariates.Count / 3);
        foreach (var ecosystem in study.Ecosystems)
        {
            if (ecosystem.Name.Length == 0)
                ecosystem.Name = ecosystem.Code;
            if (ecosystem.ProfileValues.Count == 0)
                ecosystem.ProfileValues.Add(ecosystem.Name);
        }
    }

    /// <summary>Column that a table may have of what the covariate's name says: one that a table of the study maps, else one that it may have by itself where the units can be compared.</summary>
    private static string? ColumnOf(Study study, CovariateSection covariate)
    {
        if (CovariateUnits.ColumnOf(covariate.Name) is not { } column)
            return null;
        bool mapped = study.Profiles.Any(table => table.Columns.ContainsKey(column));
        bool possible = study.Profiles.Any(table => table.Columns.Count == 0 || table.Preset is not null);
        return mapped || (possible && CovariateUnits.FactorTo(column, covariate.Unit) is not null) ? column : null;
    }

    /// <summary>SOC · bulk density · fine earth has, to first order, the root of the sum of their squared relative errors; null where none is given, or not as a share.</summary>
    private static string? TopsoilSd(TopsoilSection topsoil)
    {
        StandardDeviation?[] parts = [.. new[] { topsoil.SocSd, topsoil.BulkDensitySd, topsoil.GravelSd }.OfType<string>().Select(StandardDeviation.Parse)];
        return parts.Length == 0 || parts.Any(part => part is not { IsShare: true }) ? null : string.Create(CultureInfo.InvariantCulture, $"{100 * Math.Sqrt(parts.Sum(part => part!.Value.Amount * part.Value.Amount)):0.######} %");
    }

    /// <summary>Whether a share of |x| means nothing for this covariate: its zero is a convention (°C, pH).</summary>
    public static bool NeedsAbsoluteSd(CovariateSection covariate) => StandardDeviation.MustBeAbsolute(covariate.Name, covariate.Unit);
}
