namespace SoilBeta.Studies;

/// <summary>A command line that cannot be carried out: exit code 2.</summary>
public sealed class UsageException : Exception
{
    /// <summary>Creates the exception without details.</summary>
    public UsageException() { }

    /// <summary>Creates the exception from a message that tells what was found and expected.</summary>
    public UsageException(string message) : base(message) { }

    /// <summary>Caused by another failure.</summary>
    public UsageException(string message, Exception innerException) : base(message, innerException) { }
}
