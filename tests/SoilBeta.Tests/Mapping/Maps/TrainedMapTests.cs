using SoilBeta.Devices;
using SoilBeta.Devices.Catalog;
using SoilBeta.Forests;
using SoilBeta.Mapping.Maps;
using SoilBeta.Mapping.Totals;
using SoilBeta.Rasters;
using SoilBeta.Studies;
using SoilBeta.Training.Ecosystems;
using SoilBeta.Training.Models;
using SoilBeta.Training.Profiles;
using SoilBeta.Training.Tables;

namespace SoilBeta.Tests.Mapping.Maps;

/// <summary>Additional results of maps where the forests' training data are available: the prediction interval, and the area of applicability.</summary>
public class TrainedMapTests
{
    [Fact]
    public void Maps_get_prediction_bands_and_the_area_of_applicability()
    {
        using var map = new SyntheticMap();
        using var scratch = new TemporaryFolder();
        var study = map.Study.Study;
        var training = new Dictionary<string, TrainingData>();
        var forests = new Dictionary<string, Forest>();
        foreach (var (code, seed) in new[] { ("CL", 1), ("GL", 2) })
        {
            ProfileRecord[] profiles = [.. Profiles(code, seed).Select((profile, i) => profile with { Densities = [50, 40 + (i % 7), 30 + (i % 5), 20, 10 + (i % 3)] })];
            training[code] = new TrainingData(profiles, TrainingData.TableOf(study, profiles));
            forests[code] = ForestTrainer.Train(training[code].Table, new ForestOptions { Trees = 20, Seed = 1, Threads = 1 }).Forest;
        }
        using var cpu = DeviceCatalog.Open("cpu", new DeviceOptions(2));
        OutputFolder Make(string name, int tileCells, int threads)
        {
            var made = new OutputFolder(scratch[name]);
            var maker = new MapMaker(map.Study, made, new StepOptions { Threads = threads, Report = SilentReport.Instance }, map.Stack, new DeviceTiles(cpu, new TileStore(made.Tiles)) { TileCells = tileCells }, new MapRuns(map.Study.Study, new CarbonChoice(CarbonModel.Beta), (code, _) => new MapForest(ForestFlattening.Flatten(forests[code]), code, code) { Whole = () => forests[code] }))
            {
                Training = training,
            };
            maker.Run(map.Stack.Grid.Whole);
            return made;
        }
        var folder = Make("out", 50, 2);
        SyntheticMap.ShouldBeTheSame(SyntheticMap.FilesOf(Make("other tiles", 17, 1)), SyntheticMap.FilesOf(folder));

        var whole = map.Stack.Grid.Whole;
        float[] Band(string name, int band)
        {
            using var file = RasterFile.Open(folder.Map(name));
            var values = new float[whole.Cells];
            file.Read(band, whole, values);
            return values;
        }

        using (var file = RasterFile.Open(folder.Map("CL_beta")))
            file.Bands.Select(band => band.Description).ShouldBe(["mean", "q2.5", "q97.5", "U", "prediction_q05", "prediction_q95", "rpi"]);
        float[] mean = Band("CL_beta", 1), lower = Band("CL_beta", 5), upper = Band("CL_beta", 6), density = Band("CL_20-100_SOCD", 1), below = Band("CL_20-100_SOCD", 5), above = Band("CL_20-100_SOCD", 6);
        var direct = CalibratedQuantiles.FromForest(forests["CL"], training["CL"].Table, QuantileForest.IntervalRows);
        var bounds = new[] { "CL", "GL" }.ToDictionary(code => code, code => PredictionModel.BoundsFor(study, forests[code], training[code], ProfilePlaces.ForProfiles(study, map.Stack, training[code].Profiles)));
        float[][] covariates = [.. study.Covariates.Select(covariate => Layer(map, StackLayerNames.Covariate(covariate.Name)))];
        int cells = 0;
        for (int cell = 0; cell < mean.Length; cell++)
        {
            float.IsNaN(lower[cell]).ShouldBe(float.IsNaN(mean[cell]));
            if (float.IsNaN(mean[cell]))
                continue;
            cells++;
            double[] quantiles = direct.QuantilesAt([.. covariates.Select(column => column[cell])], 1, [0.05, 0.95], threads: 1);
            lower[cell].ShouldBe((float)quantiles[0]);
            upper[cell].ShouldBe((float)quantiles[1]);
            // A density's bounds are the map's mean times quantiles of observed over predicted; 20–100 cm is the sixth map.
            double[] all = bounds["CL"].QuantilesAt([.. covariates.Select(column => column[cell])], 1, [0.05, 0.95], threads: 1);
            below[cell].ShouldBe((float)(density[cell] * all[10]), 1e-6f + (1e-5f * below[cell]));
            above[cell].ShouldBe((float)(density[cell] * all[11]), 1e-6f + (1e-5f * above[cell]));
            below[cell].ShouldBeLessThanOrEqualTo(above[cell]);
            (density[cell] > 0).ShouldBe(above[cell] > 0);
        }
        cells.ShouldBeGreaterThan(200);
        Band("ALL_beta", 6).Count(value => value > 0).ShouldBeGreaterThanOrEqualTo(cells);

        // ALL: a cell of one ecosystem has its bounds, a shared one those of the mixture by area.
        float[] grass = Band("GL_20-100_SOCD", 1), grassAbove = Band("GL_20-100_SOCD", 6), allBelow = Band("ALL_20-100_SOCD", 5), allAbove = Band("ALL_20-100_SOCD", 6), allBeta = Band("ALL_beta", 5);
        float[] crop = Layer(map, StackLayerNames.Fraction("CL")), meadow = Layer(map, StackLayerNames.Fraction("GL"));
        int shared = 0;
        for (int cell = 0; cell < mean.Length; cell++)
        {
            if (float.IsNaN(mean[cell]) || float.IsNaN(grass[cell]))
            {
                allAbove[cell].ShouldBe(float.IsNaN(mean[cell]) ? grassAbove[cell] : above[cell]);
                continue;
            }
            shared++;
            double[] scales = new double[14];
            (scales[10], scales[11]) = (density[cell], grass[cell]);
            double[] mixture = MixtureBounds.Compute([bounds["CL"], bounds["GL"]], new MixtureCells([.. covariates.Select(column => column[cell])], 1, [crop[cell], meadow[cell]], scales), [0.05, 0.95], 1);
            allBelow[cell].ShouldBe((float)mixture[10]);
            allAbove[cell].ShouldBe((float)mixture[11]);
            allBeta[cell].ShouldBe((float)mixture[0]);
        }
        shared.ShouldBeGreaterThan(50);

        // Width over the profiles' spread, of ALL over that of both ecosystems' profiles. Of 80 values the 5 % quantile is the 4th (4/80), the 95 % one the 76th; of 160 the 8th and the 152nd.
        double[] Values(string code, bool beta) => [.. training[code].Profiles.Select(profile => beta ? profile.Beta : profile.Densities[1..].Sum()).Order()];
        foreach (string name in new[] { "beta", "20-100_SOCD" })
        {
            double[] crops = Values("CL", name == "beta"), both = [.. crops, .. Values("GL", name == "beta")];
            Array.Sort(both);
            int above1 = RelativeBand("CL", crops[75] - crops[3]);
            above1.ShouldBeInRange(name == "beta" ? 0 : 1, cells - 1);
            RelativeBand("ALL", both[151] - both[7]);
            var shares = TotalsFiles.Read(folder.TotalsJson).RelativePredictionInterval.ShouldNotBeNull()["CL"][name];
            shares.ProfileSpread!.Value.ShouldBe(crops[75] - crops[3], 1e-12);
            shares.KnownShare.ShouldBe(1);
            float[] own = Band($"CL_{name}", 7), extent = Layer(map, StackLayerNames.Hectares), part = Layer(map, StackLayerNames.Fraction("CL"));
            double Area(Func<float, bool> which) => Enumerable.Range(0, own.Length).Where(cell => which(own[cell])).Sum(cell => extent[cell] * (double)part[cell]);
            shares.ShareAboveOne!.Value.ShouldBe(Area(value => value > 1) / Area(float.IsFinite), 1e-6);

            int RelativeBand(string code, double spread)
            {
                float[] low = Band($"{code}_{name}", 5), high = Band($"{code}_{name}", 6), relative = Band($"{code}_{name}", 7);
                for (int cell = 0; cell < relative.Length; cell++)
                {
                    float.IsNaN(relative[cell]).ShouldBe(float.IsNaN(low[cell]));
                    if (!float.IsNaN(low[cell]))
                        ((double)relative[cell]).ShouldBe(((double)high[cell] - low[cell]) / spread, 1e-9 + (2e-6 * high[cell] / spread)); // bounds and band are floats
                }
                return relative.Count(value => value > 1);
            }
        }
        System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(folder.Map("CL_20-100_SOCD"))).ShouldContain($"20-100 cm {bounds["CL"].Quantiles.Targets[5].Known}, 0-100 cm");

        float[] index = Band("CL_applicability", 1), inside = Band("CL_applicability", 2);
        var applicability = TotalsFiles.Read(folder.TotalsJson).Applicability.ShouldNotBeNull()["CL"];
        applicability.Folds.ShouldBe("blocks-1");
        applicability.WeightsFrom.ShouldBe("equal"); // no importance.csv here
        float[] hectares = Layer(map, StackLayerNames.Hectares), fraction = Layer(map, StackLayerNames.Fraction("CL"));
        double area = 0, areaInside = 0, stock = 0, stockInside = 0;
        for (int cell = 0; cell < index.Length; cell++)
        {
            float.IsNaN(index[cell]).ShouldBe(float.IsNaN(mean[cell]));
            if (float.IsNaN(index[cell]))
                continue;
            (inside[cell] == 1).ShouldBe(index[cell] <= (float)applicability.Threshold!.Value);
            area += hectares[cell] * (double)fraction[cell];
            areaInside += inside[cell] * hectares[cell] * (double)fraction[cell];
            stock += density[cell] * hectares[cell] * (double)fraction[cell];
            stockInside += inside[cell] * density[cell] * hectares[cell] * (double)fraction[cell];
        }
        applicability.AreaShare!.Value.ShouldBe(areaInside / area, 1e-6);
        applicability.Stock20To100Share!.Value.ShouldBe(stockInside / stock, 1e-6);
        applicability.AreaShare.Value.ShouldBeInRange(0.05, 1);
        applicability.Note.ShouldContain("Skill is unknown");
    }

    private static float[] Layer(SyntheticMap map, string name)
    {
        var values = new float[map.Stack.Grid.Whole.Cells];
        map.Stack.Read(name, map.Stack.Grid.Whole, values);
        return values;
    }

    internal static ProfileRecord[] Profiles(string code, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 80).Select(i =>
        {
            double[] x = [.. Enumerable.Range(0, 3).Select(_ => 100 * random.NextDouble())];
            double beta = 0.95 + (0.0003 * x[0]) + (0.01 * random.NextDouble());
            return new ProfileRecord
            {
                Id = $"{i}", Source = "synthetic", Site = i, Latitude = -35 + (11 * random.NextDouble()), Longitude = -60 + (11 * random.NextDouble()), Ecosystem = code, EcosystemFrom = "table", Beta = beta, BetaMode = "ratio",
                FitRootMeanSquare = 0, Densities = [50, 40, 30, 20, 10], FilledBulkDensity = "mmmmm", FilledGravel = "mmmmm", Covariates = x, Closure = 1,
            };
        })];
    }
}
