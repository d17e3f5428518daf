namespace SoilBeta.Studies;

/// <summary>A list of which a study may write a single entry without brackets: <c>nodata: -9999</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OneOrMoreAttribute : Attribute;
