namespace SoilBeta.Studies;

/// <summary>Whether and how mtry, node size and, with <see cref="ChooseTrees"/>, the number of trees are tuned.</summary>
internal sealed class TuningSection
{
    /// <summary><c>off</c>, <c>bootstrap</c> (as e1071's tune: the least error on sites that were not drawn) or <c>out_of_bag</c>.</summary>
    public string? Method { get; set; }

    /// <summary>Values of mtry; empty: every one, at most nine.</summary>
    public List<int> Mtry { get; set; } = [];

    /// <summary>Least node sizes.</summary>
    public List<int> NodeSizes { get; set; } = [3, 5, 10, 20];

    /// <summary>Whether the number of trees is tuned too; without, it is the study's, and its effect is in the surface.</summary>
    public bool? ChooseTrees { get; set; }

    /// <summary>Numbers of trees of the surface; empty: a fifth, two fifths and all of the model's (at most 500 where the number is not tuned).</summary>
    public List<int> Trees { get; set; } = [];

    /// <summary>Bootstrap samples.</summary>
    public int Bootstraps { get; set; } = 10;
}
