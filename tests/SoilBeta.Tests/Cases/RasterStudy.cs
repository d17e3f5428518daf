using SoilBeta.Rasters;
using SoilBeta.Studies;
using SoilBeta.Tests.Rasters;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Tests.Cases;

/// <summary>A study on the grid of <see cref="TestRaster"/> in its own folder, checked and prepared in this process.</summary>
internal sealed class RasterStudy : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>A study with simple rasters: covariate 10 + row + column, topsoil 50, cropland everywhere.</summary>
    public RasterStudy()
    {
        TestRaster.Write(_folder["a.tif"], (row, column) => 10 + row + column, "-ot", "Float32");
        TestRaster.Write(_folder["t.tif"], (_, _) => 50, "-ot", "Float32");
        TestRaster.Write(_folder["f.tif"], (_, _) => 1, "-ot", "Float32");
    }

    /// <summary>A case of <c>tests/golden/cases</c>.</summary>
    public RasterStudy(string name)
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "golden", "cases", name)))
            File.Copy(file, _folder[Path.GetFileName(file)]);
        Text = File.ReadAllText(_folder["study.yml"]);
    }

    /// <summary>The study file.</summary>
    public string Text { get; set; } = """
        name: values
        grid: { resolution: 0.5 deg, bounds: [-62, -38, -57, -34] }
        covariates:
          - { name: A, raster: a.tif, unit: x, resampling: nearest }
        topsoil: { density: t.tif, resampling: nearest }
        ecosystems:
          - { code: CL, name: cropland, area: f.tif }

        """;

    /// <summary>Path of an input.</summary>
    public string this[string name] => _folder[name];

    /// <summary>Findings of <c>check</c> for a key, one line each.</summary>
    public string Check(string key, Severity severity)
    {
        IReadOnlyList<Finding> findings = CheckStep.Run(Read(), new OutputFolder(_folder["checked"]), new StepOptions());
        return string.Join('\n', findings.Where(finding => finding.Key == key && finding.Severity == severity).Select(finding => finding.Text));
    }

    /// <summary>Reads and checks only the study file.</summary>
    public StudyContext Read()
    {
        File.WriteAllText(_folder["study.yml"], Text);
        return StudyReader.Read(_folder["study.yml"]);
    }

    /// <summary>Prepares the stack and reads a layer, [row][column].</summary>
    public float[] Layer(string name)
    {
        Prepare();
        using StackReader stack = StackStep.Open(Output);
        float[] values = new float[stack.Grid.Cells];
        stack.Read(name, stack.Grid.Whole, values);
        return values;
    }

    /// <summary>Prepares the stack.</summary>
    public StackSummary Prepare() => StackStep.Run(Read(), Output, new StepOptions());

    /// <summary>The error with which preparing the stack fails.</summary>
    public string Complaint() => Should.Throw<InvalidDataException>(() => Prepare()).Message;

    /// <summary>Output folder.</summary>
    public OutputFolder Output => new(_folder["out"]);

    public void Dispose() => _folder.Dispose();

    /// <summary>Cells whose value fits, as <c>row,column</c>.</summary>
    public static string[] Cells(float[] layer, Predicate<float> fits) =>
        [.. Enumerable.Range(0, layer.Length).Where(i => fits(layer[i])).Select(i => $"{i / TestRaster.Columns},{i % TestRaster.Columns}")];
}
