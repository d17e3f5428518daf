namespace SoilBeta.Studies;

/// <summary>A key that describes a study to its readers (title, sources, licences). No result depends on it, so it is not part of the study's checksum; only the report is made again when it changes.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ForReadersAttribute : Attribute;
