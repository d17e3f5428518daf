using SoilBeta.Soil;
using SoilBeta.Studies;

namespace SoilBeta.Training.Profiles;

/// <summary>Texture class of a profile's topsoil: from its own clay and sand, otherwise from the covariates clay (and sand), by <see cref="TextureClass"/>.</summary>
public static class ProfileTexture
{
    /// <summary>Classifies a profile.</summary>
    /// <param name="study">Study.</param>
    /// <param name="profile">Profile.</param>
    /// <param name="covariates">Covariates, [covariate].</param>
    /// <returns>Class (empty where clay is unknown), and <c>table</c>, <c>covariate</c> or empty.</returns>
    public static (string Class, string From) ClassAt(Study study, SoilProfile profile, double[] covariates)
    {
        if (TextureClass.Name(TopsoilValue.ReadFrom(profile, "clay"), TopsoilValue.ReadFrom(profile, "sand")) is { } own)
            return (own, "table");
        return TextureClass.Name(Covariate("clay"), Covariate("sand")) is { } mapped ? (mapped, "covariate") : ("", "");

        double Covariate(string name)
        {
            int at = study.Covariates.ToList().FindIndex(covariate => covariate.Name.Equals(name, StringComparison.OrdinalIgnoreCase) || covariate.Column?.Name == name);
            if (at < 0)
                return double.NaN;
            return study.Covariates[at].Unit.Replace(" ", "", StringComparison.Ordinal) is "g/kg" or "gkg-1" or "‰" ? covariates[at] / 10 : covariates[at];
        }
    }
}
