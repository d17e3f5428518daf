using System.Globalization;
using System.Text;
using SoilBeta.Rasters;
using SoilBeta.Reports.Data;
using SoilBeta.Reports.Maps;
using SoilBeta.Studies;

namespace SoilBeta.Reports.Gis;

/// <summary>Writes <c>maps/NAME.qml</c> next to each map, which QGIS applies when it opens the map, and <c>maps/NAME.U.qml</c> for the band U. Maps of one kind share a scale, so that ecosystems can be compared.</summary>
internal static class QgisStyle
{
    private const int Items = 11;

    /// <summary>Band of U in a map.</summary>
    private const int UBand = 4;

    /// <summary>Largest number of columns or rows that are sampled for a scale.</summary>
    private const int MostCells = 600;

    /// <summary>Writes the styles of each existing map.</summary>
    public static void Write(StudyOutputs outputs)
    {
        string[] codes = [.. outputs.Study.Ecosystems.Select(ecosystem => ecosystem.Code), "ALL"];
        foreach (var (suffix, ramp, unit) in outputs.Study.Products.Select(product => (product.Suffix, Ramp: product.IsBeta ? ColourRamp.Beta : product.Target is null ? ColourRamp.Density : ColourRamp.Covariate, product.Unit)).Append((StudyOutputs.Applicability, ColourRamp.Uncertainty, "1")))
        {
            string[] maps = [.. codes.Select(code => outputs.Folder.Map($"{code}_{suffix}")).Where(File.Exists)];
            bool index = suffix == StudyOutputs.Applicability;
            Write(maps, 1, ".qml", ramp, unit == "1" ? "" : " " + Units.Pretty(unit));
            if (!index)
                Write(maps, UBand, ".U.qml", ColourRamp.Uncertainty, "");
        }
    }

    private static void Write(string[] maps, int band, string ending, ColourRamp ramp, string unit)
    {
        if (MapScale.Fit(maps.Select(map => Values(map, band))) is not { } scale)
            return;
        foreach (string map in maps)
            WholeFile.WriteText(Path.ChangeExtension(map, null) + ending, Text(scale, band, ramp, unit));
    }

    /// <summary>Values of a map; of a large one at a lower resolution, from its overviews.</summary>
    private static float[] Values(string path, int band)
    {
        using RasterFile file = RasterFile.Open(path);
        int reduction = ((Math.Max(file.Grid.Width, file.Grid.Height) - 1) / MostCells) + 1;
        return file.ReadReduced(band, Math.Max(1, file.Grid.Width / reduction), Math.Max(1, file.Grid.Height / reduction));
    }

    private static string Text(MapScale scale, int band, ColourRamp ramp, string unit)
    {
        var items = new StringBuilder();
        for (int i = 0; i < Items; i++)
        {
            double share = i / (Items - 1.0), value = scale.Low + ((scale.High - scale.Low) * share);
            items.Append(CultureInfo.InvariantCulture, $"          <item value=\"{value:G6}\" color=\"{ColourRamp.Hex(ramp.At(share)).ToLowerInvariant()}\" alpha=\"255\" label=\"{Digits.Fixed(value, scale.Decimals + 1)}{unit}\"/>\n");
        }
        // The ramp itself: without it QGIS would classify again with a ramp of its own.
        static string Rgba(Colour colour) => string.Create(CultureInfo.InvariantCulture, $"{colour.Red},{colour.Green},{colour.Blue},255");
        string stops = string.Join(':', ramp.Stops.Skip(1).SkipLast(1).Select((stop, i) => string.Create(CultureInfo.InvariantCulture, $"{(i + 1.0) / (ramp.Stops.Count - 1):0.####};{Rgba(stop)}")));
        return string.Create(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
            <qgis version="3.22.0" styleCategories="AllStyleCategories" hasScaleBasedVisibilityFlag="0">
              <pipe>
                <rasterrenderer type="singlebandpseudocolor" band="{band}" opacity="1" alphaBand="-1" nodataColor="" classificationMin="{scale.Low:G6}" classificationMax="{scale.High:G6}">
                  <rasterTransparency/>
                  <minMaxOrigin>
                    <limits>None</limits>
                    <extent>WholeRaster</extent>
                    <statAccuracy>Estimated</statAccuracy>
                  </minMaxOrigin>
                  <rastershader>
                    <colorrampshader colorRampType="INTERPOLATED" classificationMode="1" clip="0" minimumValue="{scale.Low:G6}" maximumValue="{scale.High:G6}" labelPrecision="{scale.Decimals + 1}">
                      <colorramp name="[source]" type="gradient">
                        <Option type="Map">
                          <Option name="color1" type="QString" value="{Rgba(ramp.Stops[0])}"/>
                          <Option name="color2" type="QString" value="{Rgba(ramp.Stops[^1])}"/>
                          <Option name="discrete" type="QString" value="0"/>
                          <Option name="rampType" type="QString" value="gradient"/>
                          <Option name="stops" type="QString" value="{stops}"/>
                        </Option>
                      </colorramp>
            {items}          <rampLegendSettings useContinuousLegend="1" orientation="2" direction="0" minimumLabel="" maximumLabel="" prefix="" suffix="{unit}">
                        <numericFormat id="basic">
                          <Option type="Map">
                            <Option name="decimals" type="int" value="{scale.Decimals + 1}"/>
                            <Option name="rounding_type" type="int" value="0"/>
                            <Option name="show_thousand_separator" type="bool" value="true"/>
                          </Option>
                        </numericFormat>
                      </rampLegendSettings>
                    </colorrampshader>
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
