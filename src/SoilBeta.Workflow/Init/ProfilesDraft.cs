using System.Globalization;
using System.Text;
using SoilBeta.Soil.Tables;

namespace SoilBeta.Workflow.Init;

/// <summary>Drafts a study's section <c>profiles</c>.</summary>
internal static class ProfilesDraft
{
    /// <summary>Appends the section.</summary>
    public static void Append(StringBuilder text, string root, TableGuess table)
    {
        text.Append(CultureInfo.InvariantCulture, $"profiles:\n  - table: {StudyDraft.Relative(root, table.Path)}\n");
        if (table.Sheet is not null)
            text.Append(CultureInfo.InvariantCulture, $"    sheet: {StudyDraft.Scalar(table.Sheet)}\n");
        if (table.Preset is not null)
            text.Append(CultureInfo.InvariantCulture, $"    preset: {table.Preset?.Word()}      # guessed by its header: columns and units of that compilation; a line under 'columns' or 'units' comes before it\n");
        AppendJoins(text, root, table);
        if (table.Preset is null)
            AppendColumns(text, table);
        else
            AppendMissing(text, table, "    # columns:\n    #   ");
        text.Append("    # where:            # rows that are read: by year, licence, accuracy, …\n    #   - { column: NAME, keep: [VALUE] }\n\n");
    }

    private static void AppendJoins(StringBuilder text, string root, TableGuess table)
    {
        if (table.Joins.Count == 0)
            return;
        text.Append("    join:               # guessed: tables whose keys meet\n");
        foreach (JoinGuess join in table.Joins)
        {
            string sheet = join.Table.Sheet is null ? "" : $", sheet: {StudyDraft.Scalar(join.Table.Sheet)}", other = join.OtherKey is null ? "" : $", other_key: {StudyDraft.Scalar(join.OtherKey)}";
            text.Append(CultureInfo.InvariantCulture, $"      - {{ table: {StudyDraft.Relative(root, join.Table.Path)}{sheet}, key: {StudyDraft.Scalar(join.Key)}{other} }}\n");
        }
    }

    private static void AppendColumns(StringBuilder text, TableGuess table)
    {
        text.Append("    columns:            # ours: the table's; guessed by name\n");
        foreach (var column in table.AllColumns)
            text.Append(CultureInfo.InvariantCulture, $"      {column.Ours}: {StudyDraft.Scalar(column.Theirs)}\n");
        AppendMissing(text, table, "      # ");
        text.Append("    units:              # guessed from names and ranges\n");
        foreach (var column in table.AllColumns.Where(column => column.Unit is not null))
            text.Append(CultureInfo.InvariantCulture, $"      {column.Ours}: \"{column.Unit}\"      # {column.Why}\n");
    }

    private static void AppendMissing(StringBuilder text, TableGuess table, string indent)
    {
        foreach (string missing in table.Missing)
            text.Append(CultureInfo.InvariantCulture, $"{indent}{missing}: (no column looked like it)\n");
    }
}
