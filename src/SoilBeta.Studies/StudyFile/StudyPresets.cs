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
        study.Soil.Covariates ??= paper ? "table_else_raster" : "raster";
        foreach (var covariate in study.Covariates)
        {
            if (paper || !NeedsAbsoluteSd(covariate))
                covariate.Sd ??= StandardDeviation.Paper;
        }
        var uncertainty = study.Uncertainty;
        uncertainty.Refits ??= paper || uncertainty.RefitCount is not null ? "cycled" : "none";
        if (uncertainty.Refits != "none")
            uncertainty.RefitCount ??= 100;
        uncertainty.Correlation ??= uncertainty.CorrelationMatrix is null ? "none" : "matrix";
        study.Tuning.Method ??= paper ? "bootstrap" : "off";
        study.Forest.Mtry ??= Math.Max(1, study.Covariates.Count / 3);
        foreach (var ecosystem in study.Ecosystems)
        {
            if (ecosystem.Name.Length == 0)
                ecosystem.Name = ecosystem.Code;
            if (ecosystem.ProfileValues.Count == 0)
                ecosystem.ProfileValues.Add(ecosystem.Name);
        }
    }

    /// <summary>Whether a share of |x| means nothing for this covariate: its zero is a convention (°C, pH).</summary>
    public static bool NeedsAbsoluteSd(CovariateSection covariate)
    {
        string unit = covariate.Unit.Trim().ToLowerInvariant();
        return unit is "°c" or "degc" or "deg c" or "celsius" or "c" or "ph" or "-log10(h+)" || unit.StartsWith("ph ", StringComparison.Ordinal) || unit.StartsWith("°c ", StringComparison.Ordinal)
            || covariate.Name.Equals("ph", StringComparison.OrdinalIgnoreCase);
    }
}
