using System.Text;
using ExcelDataReader;

namespace SoilBeta.Soil.Tables;

/// <summary>Names of the sheets of a workbook.</summary>
public static class SheetNames
{
    /// <summary>The sheets of an .xlsx in their order; none for any other file.</summary>
    /// <param name="path">A table.</param>
    /// <exception cref="InvalidDataException">The workbook cannot be read.</exception>
    public static IReadOnlyList<string> Read(string path)
    {
        if (!path.EndsWith(".xlsx", StringComparison.OrdinalIgnoreCase))
            return [];
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        using FileStream stream = RegularFile.OpenRead(path);
        try
        {
            ExpansionLimit.CheckWorkbook(stream);
            using IExcelDataReader reader = ExcelReaderFactory.CreateOpenXmlReader(stream);
            var names = new List<string>();
            do
                names.Add(reader.Name);
            while (reader.NextResult());
            return names;
        }
        catch (Exception failure) when (failure is not IOException and not UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{Path.GetFileName(path)} is not a readable .xlsx ({failure.Message.TrimEnd('.')}). Save it again as .xlsx or as .csv.", failure);
        }
    }
}
