using SoilBeta.Forests;
using SoilBeta.Numerics;
using SoilBeta.Rasters;
using SoilBeta.Soil;
using SoilBeta.Soil.Tables;

namespace SoilBeta.Studies;

/// <summary>The words of each enum in a study file. Only the binding compares them; results, tables and metadata write them with <c>Word()</c>.</summary>
public static class StudyWords
{
    /// <summary><c>preset</c>.</summary>
    public static readonly Words<StudyPreset> Presets = new(("default", StudyPreset.Default), ("paper", StudyPreset.Paper));

    /// <summary><c>profiles[].preset</c>.</summary>
    public static readonly Words<TablePreset> TablePresets = new([.. Enum.GetValues<TablePreset>().Select(preset => (preset.Word(), preset))]);

    /// <summary><c>profiles[].bad_values</c>.</summary>
    public static readonly Words<BadValues> BadValueRules = new(("reject", BadValues.Reject), ("drop", BadValues.Drop));

    /// <summary><c>soil.spline</c>.</summary>
    public static readonly Words<SplineMode> Splines = new(("exact", SplineMode.Exact), ("mpspline2", SplineMode.MpSpline2));

    /// <summary><c>soil.beta</c>.</summary>
    public static readonly Words<BetaMode> BetaModes = new([.. Soil.BetaModes.All.Select(mode => (Soil.BetaModes.Name(mode), mode))]);

    /// <summary><c>soil.covariates</c>.</summary>
    public static readonly Words<TrainingCovariates> TrainingCovariates = new(("raster", Studies.TrainingCovariates.Raster), ("table_else_raster", Studies.TrainingCovariates.TableElseRaster));

    /// <summary><c>resampling</c> of covariates, topsoil and rock.</summary>
    public static readonly Words<Resampling> Resamplings = new([.. Enum.GetValues<Resampling>().Select(resampling => (resampling.Word(), resampling))]);

    /// <summary><c>ecosystems[].area_unit</c>.</summary>
    public static readonly Words<AreaUnit> AreaUnits = new(("fraction", AreaUnit.Fraction), ("percent", AreaUnit.Percent), ("hectares", AreaUnit.Hectares));

    /// <summary><c>forest.model</c>; <c>forest</c> is read as <c>beta</c>.</summary>
    public static readonly Words<CarbonModel> CarbonModels = new(("best", CarbonModel.Best), ("constant", CarbonModel.Constant), ("mixed", CarbonModel.Mixed), ("beta", CarbonModel.Beta), ("direct", CarbonModel.Direct));

    /// <summary><c>topsoil.from_profiles</c>.</summary>
    public static readonly Words<TopsoilOrigin> TopsoilOrigins = new(("unknown", TopsoilOrigin.Unknown), ("yes", TopsoilOrigin.TheseProfiles), ("no", TopsoilOrigin.Elsewhere));

    /// <summary><c>target.transform</c>.</summary>
    public static readonly Words<SplitScale> SplitScales = new(("none", SplitScale.Values), ("log", SplitScale.Logs));

    /// <summary><c>tuning.method</c>.</summary>
    public static readonly Words<TuningMethod> TuningMethods = new(("off", TuningMethod.Off), ("bootstrap", TuningMethod.Bootstrap), ("out_of_bag", TuningMethod.OutOfBag));

    /// <summary><c>applicability.weights</c>.</summary>
    public static readonly Words<IndexWeights> IndexWeights = new(("importance", Studies.IndexWeights.Importance), ("equal", Studies.IndexWeights.Equal));

    /// <summary><c>uncertainty.mode</c> and <c>uncertainty.compare</c>.</summary>
    public static readonly Words<DrawMode> DrawModes = new(("common", DrawMode.Common), ("block", DrawMode.Block), ("independent", DrawMode.Independent));

    /// <summary><c>uncertainty.sampler</c>.</summary>
    public static readonly Words<Sampler> Samplers = new(("monte-carlo", Sampler.MonteCarlo), ("sobol", Sampler.Sobol));

    /// <summary><c>uncertainty.correlation</c>.</summary>
    public static readonly Words<ErrorCorrelation> Correlations = new(("none", ErrorCorrelation.None), ("matrix", ErrorCorrelation.Matrix), ("training", ErrorCorrelation.Training));

    /// <summary><c>uncertainty.refits</c>.</summary>
    public static readonly Words<RefitMode> RefitModes = new(("none", RefitMode.None), ("cycled", RefitMode.Cycled), ("crossed", RefitMode.Crossed));

    /// <summary>Word of a model of carbon.</summary>
    public static string Word(this CarbonModel model) => CarbonModels.Of(model);

    /// <summary>Word of the topsoil's origin.</summary>
    public static string Word(this TopsoilOrigin origin) => TopsoilOrigins.Of(origin);

    /// <summary>Word of a preset.</summary>
    public static string Word(this StudyPreset preset) => Presets.Of(preset);

    /// <summary>Word of a spline.</summary>
    public static string Word(this SplineMode spline) => Splines.Of(spline);

    /// <summary>Word of a β mode.</summary>
    public static string Word(this BetaMode mode) => BetaModes.Of(mode);

    /// <summary>Word of a source of training covariates.</summary>
    public static string Word(this TrainingCovariates covariates) => TrainingCovariates.Of(covariates);

    /// <summary>Word of a unit of area.</summary>
    public static string Word(this AreaUnit unit) => AreaUnits.Of(unit);

    /// <summary>Word of a tuning method.</summary>
    public static string Word(this TuningMethod method) => TuningMethods.Of(method);

    /// <summary>Word of the weights of the dissimilarity index.</summary>
    public static string Word(this IndexWeights weights) => IndexWeights.Of(weights);

    /// <summary>Word of a mode of draws.</summary>
    public static string Word(this DrawMode mode) => DrawModes.Of(mode);

    /// <summary>Word of a sampler.</summary>
    public static string Word(this Sampler sampler) => Samplers.Of(sampler);

    /// <summary>Word of a correlation of errors.</summary>
    public static string Word(this ErrorCorrelation correlation) => Correlations.Of(correlation);

    /// <summary>Word of a mode of refits.</summary>
    public static string Word(this RefitMode refits) => RefitModes.Of(refits);
}
