namespace SoilBeta.Studies;

/// <summary>Whether and how mtry, node size and, with <see cref="ChooseTrees"/>, the number of trees are tuned.</summary>
internal sealed class TuningSection
{
    /// <summary><c>off</c>, <c>bootstrap</c> (as e1071's tune: the smallest error on sites outside the bootstrap sample) or <c>out_of_bag</c>.</summary>
    public string? Method { get; set; }

    /// <summary>Values of mtry; empty for all, at most nine.</summary>
    public List<int> Mtry { get; set; } = [];

    /// <summary>Node sizes.</summary>
    public List<int> NodeSizes { get; set; } = [3, 5, 10, 20];

    /// <summary>Whether to tune the number of trees too; otherwise it is the study's, and the surface only shows its effect.</summary>
    public bool? ChooseTrees { get; set; }

    /// <summary>Numbers of trees in the surface; empty for a fifth, two fifths and all of the model's (at most 500 unless the number is tuned).</summary>
    public List<int> Trees { get; set; } = [];

    /// <summary>Bootstrap samples.</summary>
    public int Bootstraps { get; set; } = 10;
}
