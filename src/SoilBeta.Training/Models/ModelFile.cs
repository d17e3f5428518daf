using SoilBeta.Forests;
using SoilBeta.Studies;
using SoilBeta.Training.Tables;

namespace SoilBeta.Training.Models;

/// <summary>Writes a model of β with its refits and its training data.</summary>
internal static class ModelFile
{
    /// <summary>Writes a regression; its refits are draws of its coefficients.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="study">Study.</param>
    /// <param name="regression">The regression.</param>
    /// <param name="data">Its training data.</param>
    /// <param name="places">Values of the map at the profiles' sites.</param>
    public static void Write(string path, Study study, RegressionModel regression, TrainingData data, ProfilePlaces places)
    {
        var rows = PredictionModel.Rows(study, data, PredictionModel.BoundsFor(study, regression, data, places), MixedTraining.Importance(regression));
        ForestFile.Write(path, regression with { Refits = regression.Draw(study.Uncertainty.RefitCount, study.Seed), Rows = rows });
    }

    /// <summary>Writes one β for the whole ecosystem; its refits are means over resampled sites.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="study">Study.</param>
    /// <param name="data">Profiles of the ecosystem.</param>
    /// <param name="places">Values of the map at the profiles' sites.</param>
    public static void WriteConstant(string path, Study study, TrainingData data, ProfilePlaces places)
    {
        var constant = ForestTrainer.Constant(data.Table).Forest;
        var rows = PredictionModel.Rows(study, data, PredictionModel.BoundsFor(study, constant, data, places), new double[data.Table.Features.Count]);
        RefitTrainer.Write(path, data.Table, constant with { Rows = rows }, study.Forest.Grow, study.Uncertainty.RefitCount);
    }
}
