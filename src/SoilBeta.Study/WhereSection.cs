namespace SoilBeta.Studies;

/// <summary>A condition that rows of a profile table must meet.</summary>
internal sealed class WhereSection
{
    /// <summary>Column of the table or of one joined to it, else one of our names; <c>a | b</c> takes the first that has a value.</summary>
    public string Column { get; set; } = "";

    /// <summary>Texts or numbers of which the column must have one.</summary>
    public List<string>? Keep { get; set; }

    /// <summary>Texts or numbers that it must not have.</summary>
    public List<string>? Drop { get; set; }

    /// <summary>Least number, or year of a date.</summary>
    public double? Min { get; set; }

    /// <summary>Largest number, or year of a date.</summary>
    public double? Max { get; set; }

    /// <summary>Whether rows without a value are kept; by default only where nothing but <see cref="Drop"/> is given.</summary>
    public bool? KeepEmpty { get; set; }
}
