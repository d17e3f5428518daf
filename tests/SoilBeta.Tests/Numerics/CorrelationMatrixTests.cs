using SoilBeta.Numerics;

namespace SoilBeta.Tests.Numerics;

public class CorrelationMatrixTests
{
    [Fact]
    public void A_root_times_itself_is_the_matrix()
    {
        double[][] matrix = [[1, 0.5, -0.3], [0.5, 1, 0.2], [-0.3, 0.2, 1]];
        double[][] root = CorrelationMatrix.Root(matrix).ShouldNotBeNull();
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
                Enumerable.Range(0, 3).Sum(k => root[i][k] * root[j][k]).ShouldBe(matrix[i][j], 1e-14);
        }
        CorrelationMatrix.Refusal(matrix, 3).ShouldBeNull();
    }

    [Fact]
    public void Correlations_of_columns_are_pearsons_and_dependent_columns_still_have_a_root()
    {
        double[] a = [1, 2, 3, 4, 6], b = [2, 1, 4, 3, 5], twice = [2, 4, 6, 8, 12], constant = [7, 7, 7, 7, 7];
        double[][] matrix = CorrelationMatrix.Estimate([a, b, twice, constant]);
        matrix[0][1].ShouldBe(0.8219949365267865, 1e-15); // R's cor(c(1,2,3,4,6), c(2,1,4,3,5))
        matrix[0][2].ShouldBe(1, 1e-15);
        matrix[3].ShouldBe([0, 0, 0, 1]);
        double[][] root = CorrelationMatrix.Root(matrix).ShouldNotBeNull();
        root[2][2].ShouldBe(0);
        root[2][0].ShouldBe(1, 1e-12);
    }

    [Fact]
    public void What_is_no_correlation_matrix_is_refused_with_the_place()
    {
        CorrelationMatrix.Refusal([[1, 0.5]], 2)!.ShouldContain("expected 2 of 2");
        CorrelationMatrix.Refusal([[1, 0.5], [0.4, 1]], 2)!.ShouldContain("mirror image");
        CorrelationMatrix.Refusal([[1, 0], [0, 2]], 2)!.ShouldContain("diagonal");
        CorrelationMatrix.Refusal([[1, 1.5], [1.5, 1]], 2)!.ShouldContain("−1 to 1");
        CorrelationMatrix.Refusal([[1, 0.9, 0.9], [0.9, 1, -0.9], [0.9, -0.9, 1]], 3)!.ShouldContain("negative eigenvalue");
    }
}
