using System.Globalization;
using SoilBeta.Devices;
using SoilBeta.Numerics;
using SoilBeta.Rasters;
using SoilBeta.Soil;
using SoilBeta.Studies;
using SoilBeta.Training.Models;

namespace SoilBeta.Mapping.Maps;

/// <summary>Validates the cells of a tile once before the device gets them, so that no draw can be NaN or infinite and the device's loops need no checks.</summary>
/// <param name="study">Study.</param>
/// <param name="grid">The study's grid.</param>
/// <param name="window">Mapped part of the grid.</param>
internal sealed class CellChecks(Study study, Grid grid, GridWindow window)
{
    /// <summary>Upper limit of any normal drawn: 8.3 for one of 53 bits, times the root of a row of correlations.</summary>
    private const float LargestNormal = 64;

    /// <summary>Amount by which an ecosystem's share of a cell may exceed 1.</summary>
    private const float FractionTolerance = 1e-3f;

    private readonly IReadOnlyList<Perturbation> _perturbations = study.Perturbations;

    /// <summary>Checks covariates and topsoil of all cells.</summary>
    /// <param name="code">Ecosystem.</param>
    /// <param name="block">The cells.</param>
    /// <exception cref="InvalidDataException">A value is not a number, or a draw could make it one; names the cell, and the draw if known.</exception>
    public void Check(string code, CellBlock block)
    {
        int cells = block.Cells;
        for (int feature = 0; feature < study.Covariates.Count; feature++)
        {
            var values = block.Covariates.AsSpan(feature * cells, cells);
            for (int cell = 0; cell < cells; cell++)
            {
                if (!float.IsFinite(Reach(_perturbations[feature], values[cell])))
                    throw Covariate(code, feature, values[cell], Place(block.Positions[cell]));
            }
        }
        float largest = LayerDensities.LargestTopsoilOf(study.Topsoil.Depth);
        for (int cell = 0; cell < block.Topsoil.Length; cell++)
        {
            float topsoil = block.Topsoil[cell];
            if (!(topsoil >= 0 && topsoil <= largest) || !float.IsFinite(Reach(_perturbations[^1], topsoil)))
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{code}: the topsoil has {topsoil} Mg C ha⁻¹ in {Place(block.Positions[cell])}, expected 0 … {largest} for 0–{study.Topsoil.Depth} cm and an sd that keeps it a number.\n  Check the study's topsoil; if its raster is right, delete the output folder's work/ and run again."));
        }
    }

    /// <summary>Checks the area of a cell.</summary>
    /// <exception cref="InvalidDataException">It is not an area.</exception>
    public void CheckArea(string code, float hectares, float fraction, long position)
    {
        if (!(hectares >= 0 && float.IsFinite(hectares) && fraction <= 1 + FractionTolerance))
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{code}: a share of {fraction} of {hectares} ha in {Place(position)} is not an area.\n  The stack is damaged: delete the output folder's work/ and run again."));
    }

    // Largest possible |x + sd·z|; infinite or NaN where a draw might be.
    private static float Reach(Perturbation rule, float value) => MathF.Abs(value) + (rule.StandardDeviation(value) * LargestNormal);

    private string Place(long position) => CellPlace.Describe(grid, window.Row + (position / window.Width), window.Column + (position % window.Width));

    private InvalidDataException Covariate(string code, int feature, float value, string place)
    {
        var covariate = study.Covariates[feature];
        float sd = _perturbations[feature].StandardDeviation(value);
        string draw = float.IsFinite(value) && FirstDraw(feature, value, sd) is { } found ? string.Create(CultureInfo.InvariantCulture, $"; draw {found.Draw} makes {found.Value} of it") : "";
        return new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
            $"{code}: covariate {covariate.Name} is {value} {covariate.Unit} with an sd of {sd} in {place}{draw}. That is not a number to compute with.\n  Is a nodata value of the raster not declared as such, or the sd wrong? Declare it, e.g. gdal_edit.py -a_nodata VALUE FILE"));
    }

    // Draws are counted from 0, as in the counters of the generator.
    private (int Draw, float Value)? FirstDraw(int feature, float value, float sd)
    {
        var uncertainty = study.Uncertainty;
        if (uncertainty.Mode != DrawMode.Common || uncertainty.Correlation == ErrorCorrelation.Training)
            return null;
        float[] table = CommonDraws.Table(study.Seed, study.Variables, uncertainty.Draws, uncertainty.Sampler);
        for (int draw = 0; draw < uncertainty.Draws; draw++)
        {
            float drawn = PerturbedValue.Draw(value, sd, table[(feature * uncertainty.Draws) + draw], float.NegativeInfinity, float.PositiveInfinity);
            if (!float.IsFinite(drawn))
                return (draw, drawn);
        }
        return null;
    }
}
