using SoilBeta.Forests.Validation;
using SoilBeta.Numerics.Statistics;

namespace SoilBeta.Tests.Forests.Validation;

public class DissimilarityErrorsTests
{
    [Fact]
    public void A_monotone_fit_pools_what_falls()
    {
        // By hand: 3, 2 → 2.5, 2.5; 6, 5, 4 → 5, 5, 5.
        MonotoneFit.Fit([1, 3, 2, 6, 5, 4, 7], rising: true).ShouldBe([1, 2.5, 2.5, 5, 5, 5, 7]);
        MonotoneFit.Fit([1, 3, 2], rising: false).ShouldBe([2, 2, 2]);
        MonotoneFit.Fit([], rising: true).ShouldBeEmpty();
    }

    /// <summary>60 rows in a shuffled order whose squared error is their rank: windows of 20, the i-th from rank i to i + 19, mean i + 9.5; covered up to rank 39.</summary>
    [Fact]
    public void Windows_move_over_the_sorted_index()
    {
        int[] rank = [.. Enumerable.Range(0, 60).Select(row => row * 37 % 60)]; // 37 and 60 share no factor
        double[] index = [.. rank.Select(r => 0.1 * r)], errors = [.. rank.Select(r => (double)r)], covered = [.. rank.Select(r => r < 40 ? 1.0 : 0)];
        var windows = DissimilarityErrors.Windows([.. index, 0.05], [.. errors, double.NaN], [.. covered, 0]);
        windows.Count.ShouldBe(41);
        for (int i = 0; i < 41; i++)
        {
            windows[i].Rows.ShouldBe(20);
            windows[i].Index.ShouldBe(0.1 * (i + 9.5), 1e-9);
            windows[i].Rmse.ShouldBe(Math.Sqrt(i + 9.5), 1e-9);
            windows[i].RmseFit.ShouldBe(windows[i].Rmse, 1e-9);
            windows[i].Covered.ShouldBe(Math.Min(1, (40.0 - i) / 20), 1e-9);
        }
        (windows[0].Lowest, windows[0].Highest).ShouldBe((0, index[Array.IndexOf(rank, 19)]));
        DissimilarityErrors.Windows(index[..39], errors[..39], null).ShouldBeEmpty();
    }

    [Fact]
    public void A_part_has_its_error_by_clusters()
    {
        // Squared errors 1, 3, 5 in clusters of their own: mean 3, SE² = 3/2 · 8/9; RMSE √3, its SE by the delta method.
        var part = DissimilarityErrors.Part([0, 1, 2], [1, 3, 5, 100], [1, 1, 0, 0], [0, 1, 2, 3]);
        part.Rows.ShouldBe(3);
        part.Rmse.ShouldBe(Math.Sqrt(3), 1e-12);
        part.RmseError.ShouldBe(Math.Sqrt(1.5 * 8 / 9) / (2 * Math.Sqrt(3)), 1e-12);
        part.Covered.ShouldBe(2.0 / 3, 1e-12);
        double.IsNaN(DissimilarityErrors.Part([], [1], null, null).Rmse).ShouldBeTrue();
    }
}
