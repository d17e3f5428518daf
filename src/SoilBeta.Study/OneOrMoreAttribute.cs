namespace SoilBeta.Studies;

/// <summary>A list whose only entry may be written without brackets: <c>nodata: -9999</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OneOrMoreAttribute : Attribute;
