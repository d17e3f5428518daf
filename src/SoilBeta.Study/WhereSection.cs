namespace SoilBeta.Studies;

/// <summary>A condition that rows of a profile table must meet.</summary>
internal sealed class WhereSection
{
    /// <summary>Column of the table or of a joined one, otherwise one of our names; <c>a | b</c> takes the first that has a value.</summary>
    public string Column { get; set; } = "";

    /// <summary>Texts or numbers that are kept.</summary>
    public List<string>? Keep { get; set; }

    /// <summary>Texts or numbers that are dropped.</summary>
    public List<string>? Drop { get; set; }

    /// <summary>Smallest number, or year of a date.</summary>
    public double? Min { get; set; }

    /// <summary>Largest number, or year of a date.</summary>
    public double? Max { get; set; }

    /// <summary>Whether to keep rows without a value; by default only if <see cref="Drop"/> alone is given.</summary>
    public bool? KeepEmpty { get; set; }
}
