using System.Globalization;
using SoilBeta.Numerics;

namespace SoilBeta.Tests.Numerics;

public class Philox4x32Tests
{
    [Fact]
    public void Random123s_known_answers_are_met()
    {
        int rows = 0;
        foreach (string[] row in Golden.Rows("philox4x32_10.txt"))
        {
            uint[] w = [.. row.Select(word => uint.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
            Philox4x32.Block(new PhiloxWords(w[0], w[1], w[2], w[3]), w[4], w[5]).ShouldBe(new PhiloxWords(w[6], w[7], w[8], w[9]));
            Philox4x32.Block(new PhiloxWords(w[0], w[1], w[2], w[3]), ((ulong)w[5] << 32) | w[4]).ShouldBe(new PhiloxWords(w[6], w[7], w[8], w[9]));
            rows++;
        }
        rows.ShouldBe(3);
    }
}
