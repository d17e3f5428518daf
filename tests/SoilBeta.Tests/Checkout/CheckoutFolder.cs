namespace SoilBeta.Tests.Checkout;

/// <summary>Files of the checkout outside the build: documents, samples, scripts.</summary>
internal static class CheckoutFolder
{
    /// <summary>The folder of SoilBeta.Gpu.sln, searched upwards from the tests.</summary>
    public static string Root { get; } = Find();

    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>C# sources in folders of the checkout, without what builds leave.</summary>
    public static IEnumerable<string> Sources(params string[] folders) => folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
        .Where(file => !file.Split(Path.DirectorySeparatorChar).Intersect(["obj", "bin"]).Any());

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "SoilBeta.Gpu.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException($"No SoilBeta.Gpu.sln above {AppContext.BaseDirectory}: the tests run from a checkout.");
    }
}
