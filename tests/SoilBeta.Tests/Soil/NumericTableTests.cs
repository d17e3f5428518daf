using SoilBeta.Cli;
using SoilBeta.Soil.Tables;
using SoilBeta.Training.Tables;

namespace SoilBeta.Tests.Soil;

/// <summary>The tables of <c>fit</c> and <c>predict</c>.</summary>
public sealed class NumericTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_wrong_is_said_of_all_columns_at_once()
    {
        File.WriteAllText(_folder["t.csv"], "id,MAT,Clay,X20\na,15,20,40\nb,n.d.,20,40\nc,n.d.,x,4000\n");
        string message = Should.Throw<InvalidDataException>(() => PointTable.Read(_folder["t.csv"], ["MAT", "Clay"])).Message;
        message.ShouldContain("t.csv, line 3, column 'MAT': 'n.d.' is not a number.");
        message.ShouldContain("2 values of this column are wrong.");
        message.ShouldContain("t.csv, line 4, column 'Clay': 'x' is not a number.");
        message.ShouldContain("t.csv, line 4, column 'X20': '4000' is outside 0–");
    }

    [Fact]
    public void Points_that_lack_a_covariate_are_kept_empty_and_points_without_topsoil_lose_their_layers()
    {
        File.WriteAllText(_folder["t.tsv"], "id\tMAT\tClay\tX20\na\t15\t20\t40\nb\tn.d.\t20\t40\nc\t16\t-1.0\t40\nd\t17\t21\t\n");
        PointTable points = PointTable.Read(_folder["t.tsv"], ["MAT", "Clay"], NumericTableOptions.Parse(["n.d.", "Clay=-1"], null, null));
        points.WithoutCovariates.ShouldBe([false, true, true, false]);
        points.Topsoil!.Select(float.IsNaN).ShouldBe([false, false, false, true]);
        points.Covariates[0].ShouldBe([15, 0, 16, 17]);
    }

    [Fact]
    public void Rows_to_train_on_that_lack_a_value_are_left_out_and_counted()
    {
        File.WriteAllText(_folder["t.csv"], "name,beta,MAT,Clay\np,0.97,-99,20\nq,0.96,15,30\nr,-99,16,31\ns,0.95,17,\nt,0.94,18,33\n");
        var table = TrainingTableReader.Read(_folder["t.csv"], "beta", null, NumericTableOptions.Parse(["-99"], null, null), out int leftOut);
        leftOut.ShouldBe(3);
        table.Features.ShouldBe(["MAT", "Clay"]);
        table.Rows.ShouldBe(2);
        Should.Throw<InvalidDataException>(() => TrainingTableReader.Read(_folder["t.csv"], "beta")).Message.ShouldContain("t.csv, line 5, column 'Clay': '' is not a number");
    }

    [Theory]
    [InlineData("beta,MAT\n0.9,15\n0.8,-9999\n0.7,18\n", "line 3, column 'MAT': -9999 is far from all other values")]
    [InlineData("beta,MAT\n0.9,15\n0.8,22\n-999,18\n", "line 4, column 'beta': -999 is far from")]
    [InlineData("beta,MAT\n0.9,15\n0.8,22\n0.7,-3.4e38\n", "line 4, column 'MAT': -3.4E+38 is far from")]
    public void A_sign_of_a_missing_value_that_is_not_declared_is_refused(string text, string message)
    {
        File.WriteAllText(_folder["t.csv"], text);
        Should.Throw<InvalidDataException>(() => TrainingTableReader.Read(_folder["t.csv"], "beta")).Message.ShouldContain(message);
        TrainingTableReader.Read(_folder["t.csv"], "beta", null, NumericTableOptions.Parse(["none"], null, null), out _).Rows.ShouldBe(3);
    }

    [Theory]
    [InlineData("beta,lon\n0.9,-99\n0.8,-120\n0.7,-75\n")]
    [InlineData("beta,z\n0.9,9999\n0.8,8000\n0.7,-400\n")]
    [InlineData("beta,lon\n0.9,-99\n")]
    public void A_number_among_its_like_is_a_value(string text)
    {
        File.WriteAllText(_folder["t.csv"], text);
        TrainingTableReader.Read(_folder["t.csv"], "beta").Rows.ShouldBe(text.Split('\n').Length - 2);
    }

    [Theory]
    [InlineData("beta,MAT,MAT\n0.9,1,2\n", "2 columns are called 'MAT'")]
    [InlineData("beta,MAT,Clay\n0.9,1,2\n0.8,3\n", "line 3: 2 fields where the header names 3 columns")]
    [InlineData("beta,MAT,Clay\n0.9,1,2\n0.8,3,4,5\n", "line 3: 4 fields where the header names 3 columns")]
    public void Headers_of_one_name_and_rows_of_another_length_are_refused_in_fit_and_predict(string text, string message)
    {
        File.WriteAllText(_folder["t.csv"], text);
        Should.Throw<InvalidDataException>(() => TrainingTableReader.Read(_folder["t.csv"], "beta")).Message.ShouldContain(message);
        Should.Throw<InvalidDataException>(() => PointTable.Read(_folder["t.csv"], ["MAT"])).Message.ShouldContain(message);
    }

    [Fact]
    public void A_first_field_that_is_empty_does_not_make_a_column_text()
    {
        File.WriteAllText(_folder["t.csv"], "beta,note,MAT\n0.9,,15\n0.8,wet,16\n0.7,,17\n");
        TrainingTableReader.Read(_folder["t.csv"], "beta").Features.ShouldBe(["MAT"]);
        File.WriteAllText(_folder["t.csv"], "beta,MAT,Clay\n0.9,15,\n0.8,16,20\n");
        Should.Throw<InvalidDataException>(() => TrainingTableReader.Read(_folder["t.csv"], "beta")).Message.ShouldContain("line 2, column 'Clay': '' is not a number");
    }

    [Fact]
    public void A_workbook_and_another_encoding_are_read()
    {
        string book = TableFiles.Workbook(_folder, "t.xlsx", ("notes", "a,b\n1,2"), ("points", "id,MAT\np,15.5\nq,16"));
        PointTable.Read(book, ["MAT"], NumericTableOptions.Parse([], null, "points")).Covariates[0].ShouldBe([15.5f, 16f]);
        File.WriteAllBytes(_folder["l.csv"], System.Text.Encoding.Latin1.GetBytes("id,MAT\nPeñón,15\n"));
        PointTable.Read(_folder["l.csv"], ["MAT"], NumericTableOptions.Parse([], "latin1", null)).Ids.ShouldBe(["Peñón"]);
        Should.Throw<InvalidDataException>(() => PointTable.Read(_folder["l.csv"], ["MAT"])).Message.ShouldContain("encoding");
    }
}
