using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using Perfolizer.Horology;

namespace SoilBeta.Bench;

/// <summary>Short runs in this process, without generated projects, so that a question takes seconds.</summary>
internal sealed class QuestionConfig : ManualConfig
{
    public QuestionConfig()
    {
        AddJob(Job.ShortRun.WithToolchain(InProcessNoEmitToolchain.Instance).WithIterationTime(TimeInterval.FromMilliseconds(300)));
        AddLogger(ConsoleLogger.Default);
        AddColumnProvider(DefaultColumnProviders.Instance);
        AddColumn(new EvaluationsColumn());
        AddExporter(MarkdownExporter.GitHub);
        WithSummaryStyle(SummaryStyle.Default.WithTimeUnit(Perfolizer.Horology.TimeUnit.Millisecond));
    }

    /// <summary>Tree evaluations per second, for questions that count them.</summary>
    private sealed class EvaluationsColumn : IColumn
    {
        public string Id => nameof(EvaluationsColumn);

        public string ColumnName => "M tree evaluations/s";

        public string Legend => "cells x realisations x trees / s, in millions";

        public bool AlwaysShow => true;

        public ColumnCategory Category => ColumnCategory.Custom;

        public int PriorityInCategory => 0;

        public bool IsNumeric => true;

        public UnitType UnitType => UnitType.Dimensionless;

        public bool IsAvailable(Summary summary) => true;

        public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, SummaryStyle.Default);

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
        {
            double? mean = summary[benchmarkCase]?.ResultStatistics?.Mean;
            return mean is { } nanoseconds && Question.Evaluations.TryGetValue(Question.Key(benchmarkCase), out double evaluations) ? $"{evaluations / nanoseconds * 1e3:N0}" : "-";
        }
    }
}
