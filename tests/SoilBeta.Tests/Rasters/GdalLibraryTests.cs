using System.Reflection;
using System.Runtime.Loader;
using SoilBeta.Rasters;

namespace SoilBeta.Tests.Rasters;

public class GdalLibraryTests
{
    [Fact]
    public void The_library_says_its_version() => GdalLibrary.Version.ShouldStartWith("GDAL 3.");

    [Fact]
    public void A_missing_library_is_said_with_what_was_tried_and_what_to_install()
    {
        GdalLibrary.Require(); // this process has loaded GDAL; a second copy of the library searches again
        var context = new AssemblyLoadContext("without GDAL", isCollectible: true);
        try
        {
            Environment.SetEnvironmentVariable("SOILBETA_GDAL", "/nowhere/libgdal.so");
            Assembly room = context.LoadFromAssemblyPath(typeof(GdalLibrary).Assembly.Location);
            MethodInfo require = room.GetType(typeof(GdalLibrary).FullName!)!.GetMethod(nameof(GdalLibrary.Require))!;
            var failure = Should.Throw<TargetInvocationException>(() => require.Invoke(null, null)).InnerException.ShouldBeOfType<InvalidDataException>();
            failure.Message.ShouldContain("Tried /nowhere/libgdal.so, as the environment variable SOILBETA_GDAL says");
            failure.Message.ShouldContain("apt-get install libgdal32");
        }
        finally
        {
            Environment.SetEnvironmentVariable("SOILBETA_GDAL", null);
            context.Unload();
        }
    }
}
