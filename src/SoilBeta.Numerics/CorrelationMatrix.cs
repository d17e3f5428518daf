namespace SoilBeta.Numerics;

/// <summary>Correlation matrices: estimation from columns, validation, and the Cholesky root. Uses only + − × ÷ √, so that every machine gets the same bits.</summary>
public static class CorrelationMatrix
{
    /// <summary>Pivots below this count as 0: the variable is a linear combination of those before it.</summary>
    private const double SmallestPivot = 1e-10;

    /// <summary>Tolerance for the symmetry of the matrix and its unit diagonal.</summary>
    private const double Rounding = 1e-9;

    /// <summary>Pearson correlations of columns; 0 for a constant column.</summary>
    /// <param name="columns">Values, [variable][row].</param>
    public static double[][] Estimate(IReadOnlyList<double[]> columns)
    {
        double[] mean = [.. columns.Select(column => column.Sum() / column.Length)];
        double[] norm = [.. columns.Select((column, i) => Math.Sqrt(Product(i, i)))];
        return [.. columns.Select((_, i) => columns.Select((_, j) =>
            i == j ? 1 : norm[i] > 0 && norm[j] > 0 ? Math.Clamp(Product(i, j) / (norm[i] * norm[j]), -1, 1) : 0).ToArray())];

        double Product(int i, int j)
        {
            double sum = 0;
            for (int row = 0; row < columns[i].Length; row++)
                sum += (columns[i][row] - mean[i]) * (columns[j][row] - mean[j]);
            return sum;
        }
    }

    /// <summary>Why a matrix is not a correlation matrix of this many variables; null if it is one.</summary>
    public static string? Refusal(IReadOnlyList<IReadOnlyList<double>> matrix, int variables)
    {
        if (matrix.Count != variables || matrix.Any(row => row.Count != variables))
            return $"found {matrix.Count} rows of {string.Join(", ", matrix.Select(row => row.Count).Distinct())} numbers, expected {variables} of {variables}, in the order of the covariates.";
        for (int i = 0; i < variables; i++)
        {
            if (!(Math.Abs(matrix[i][i] - 1) <= Rounding))
                return $"found {matrix[i][i]} in row {i + 1}, column {i + 1}, expected 1 on the diagonal.";
            for (int j = 0; j < i; j++)
            {
                if (!(Math.Abs(matrix[i][j] - matrix[j][i]) <= Rounding))
                    return $"found {matrix[i][j]} in row {i + 1}, column {j + 1} and {matrix[j][i]} in its mirror image; they must be the same.";
                if (!(Math.Abs(matrix[i][j]) <= 1))
                    return $"found {matrix[i][j]} in row {i + 1}, column {j + 1}, expected −1 to 1.";
            }
        }
        return Root(matrix) is null ? "no variables can have these correlations together (the matrix has a negative eigenvalue). Bring the largest ones nearer to 0." : null;
    }

    /// <summary>Cholesky factor L, with L·Lᵀ equal to the matrix, [row][column]; null where the matrix has a negative eigenvalue.</summary>
    public static double[][]? Root(IReadOnlyList<IReadOnlyList<double>> matrix)
    {
        int n = matrix.Count;
        double[][] root = [.. Enumerable.Range(0, n).Select(_ => new double[n])];
        for (int column = 0; column < n; column++)
        {
            double pivot = Rest(column, column);
            if (pivot < -Rounding)
                return null;
            bool free = pivot > SmallestPivot;
            root[column][column] = free ? Math.Sqrt(pivot) : 0;
            for (int row = column + 1; row < n; row++)
            {
                double rest = Rest(row, column);
                if (!free && Math.Abs(rest) > 1e-4)
                    return null;
                root[row][column] = free ? rest / root[column][column] : 0;
            }
        }
        return root;

        double Rest(int row, int column)
        {
            double rest = matrix[row][column];
            for (int k = 0; k < column; k++)
                rest -= root[row][k] * root[column][k];
            return rest;
        }
    }
}
