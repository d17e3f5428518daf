namespace SoilBeta.Cli;

/// <summary>Output of <c>soilbeta</c> without a verb: from profiles to maps in ten lines.</summary>
internal static class Tour
{
    /// <summary>The ten lines.</summary>
    public const string Text = """
        SoilBeta.Gpu: from soil profiles to maps of soil carbon at depth, with their uncertainty.
          soilbeta run data-samples/study.yml        everything below for the sample study; again: only what changed
          soilbeta check data-samples/study.yml      what is wrong with a study, its disk, memory and time; computes nothing
          soilbeta profiles data-samples/study.yml   horizons to 20 cm layers, carbon density and β (profiles.csv)
          soilbeta train data-samples/study.yml      a random forest of β for each ecosystem, with its skill (forests/)
          soilbeta map data-samples/study.yml        maps, intervals and totals (maps/, totals.csv); --draws 100 for a quick look
          soilbeta predict --forest F --table T      the same for points in a table
          soilbeta devices                           what can compute here
        Results lie in out/NAME, report.html first. Your own study: 'soilbeta init FOLDER' drafts it; docs/study-file.md has every key.
        'soilbeta help' lists all verbs, 'soilbeta VERB --help' shows one with its options and an example.
        """;
}
