using SoilBeta.Numerics;

namespace SoilBeta.Tests.Numerics;

public class OrderSelectionTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(95), InlineData(96), InlineData(97), InlineData(1000), InlineData(40_000)]
    public void Selected_values_are_those_of_the_sorted_values(int count)
    {
        var random = new Random(count);
        Func<int>[] shapes =
        [
            () => random.Next(),
            () => random.Next(int.MinValue, int.MaxValue),
            () => 7,
            () => random.Next(3),
            () => random.Next(100) == 0 ? int.MaxValue : random.Next(1000) - 500,
            () => (random.Next(2) * 2_000_000_000) - 1_000_000_000 + random.Next(5),
            () => random.Next(50) == 0 ? int.MaxValue : random.Next(50) == 0 ? 1 << 19 : random.Next(200), // nearly all in one bucket, and in one bucket of that
        ];
        var selection = new OrderSelection();
        foreach (Func<int> shape in shapes)
        {
            int[] values = [.. Enumerable.Range(0, count).Select(_ => shape())];
            int[] sorted = [.. values.Order()];
            long[] ranks = [.. new long[] { 0, count / 40, (count / 40) + 1, count / 2, count - 2, count - 1 }.Where(rank => rank >= 0 && rank < count).Distinct().Order()];
            var selected = new int[ranks.Length];
            selection.Select(values, ranks, selected);
            selected.ShouldBe(ranks.Select(rank => sorted[rank]));
        }
    }

    [Fact]
    public void All_ranks_at_once_sort_the_values()
    {
        var random = new Random(3);
        int[] values = [.. Enumerable.Range(0, 700).Select(_ => random.Next(200))];
        var selected = new int[values.Length];
        new OrderSelection().Select(values, [.. Enumerable.Range(0, values.Length).Select(i => (long)i)], selected);
        selected.ShouldBe(values.Order());
    }
}
