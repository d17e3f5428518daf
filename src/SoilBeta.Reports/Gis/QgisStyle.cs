using System.Globalization;
using System.Text;
using SoilBeta.Rasters;
using SoilBeta.Reports.Data;
using SoilBeta.Reports.Maps;
using SoilBeta.Studies;

namespace SoilBeta.Reports.Gis;

/// <summary>Writes <c>maps/NAME.qml</c> next to each map, which QGIS applies when it opens the map. Maps of one kind share a scale, so that ecosystems can be compared.</summary>
internal static class QgisStyle
{
    private const int Items = 11;

    /// <summary>Largest number of columns or rows that are sampled for a scale.</summary>
    private const int MostCells = 600;

    /// <summary>Writes a style for each existing map.</summary>
    public static void Write(StudyOutputs outputs)
    {
        string[] codes = [.. outputs.Study.Ecosystems.Select(ecosystem => ecosystem.Code), "ALL"];
        foreach (string suffix in MapProduct.All.Select(product => product.Suffix).Append(StudyOutputs.Applicability))
        {
            string[] maps = [.. codes.Select(code => outputs.Folder.Map($"{code}_{suffix}")).Where(File.Exists)];
            if (MapScale.Fit(maps.Select(Values)) is not { } scale)
                continue;
            var (ramp, unit) = suffix switch
            {
                "beta" => (ColourRamp.Beta, ""),
                StudyOutputs.Applicability => (ColourRamp.Uncertainty, ""),
                _ => (ColourRamp.Density, " Mg C ha⁻¹"),
            };
            foreach (string map in maps)
                WholeFile.WriteText(Path.ChangeExtension(map, ".qml"), Text(scale, ramp, unit));
        }
    }

    /// <summary>Values of a map; of a large one at a lower resolution, from its overviews.</summary>
    private static float[] Values(string path)
    {
        using RasterFile file = RasterFile.Open(path);
        int reduction = ((Math.Max(file.Grid.Width, file.Grid.Height) - 1) / MostCells) + 1;
        return file.ReadReduced(1, Math.Max(1, file.Grid.Width / reduction), Math.Max(1, file.Grid.Height / reduction));
    }

    private static string Text(MapScale scale, ColourRamp ramp, string unit)
    {
        var items = new StringBuilder();
        for (int i = 0; i < Items; i++)
        {
            double share = i / (Items - 1.0), value = scale.Low + ((scale.High - scale.Low) * share);
            items.Append(CultureInfo.InvariantCulture, $"          <item value=\"{value:G6}\" color=\"{ColourRamp.Hex(ramp.At(share)).ToLowerInvariant()}\" alpha=\"255\" label=\"{Digits.Fixed(value, scale.Decimals + 1)}{unit}\"/>\n");
        }
        return string.Create(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
            <qgis version="3.22.0" styleCategories="AllStyleCategories" hasScaleBasedVisibilityFlag="0">
              <pipe>
                <rasterrenderer type="singlebandpseudocolor" band="1" opacity="1" alphaBand="-1" nodataColor="" classificationMin="{scale.Low:G6}" classificationMax="{scale.High:G6}">
                  <rasterTransparency/>
                  <rastershader>
                    <colorrampshader colorRampType="INTERPOLATED" classificationMode="1" clip="0" minimumValue="{scale.Low:G6}" maximumValue="{scale.High:G6}" labelPrecision="4">
            {items}        </colorrampshader>
                  </rastershader>
                </rasterrenderer>
                <brightnesscontrast brightness="0" contrast="0"/>
                <huesaturation saturation="0" grayscaleMode="0" colorizeOn="0"/>
                <rasterresampler maxOversampling="2"/>
              </pipe>
              <blendMode>0</blendMode>
            </qgis>

            """);
    }
}
