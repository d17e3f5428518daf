using SoilBeta.Training.Profiles;

namespace SoilBeta.Tests.Training.Profiles;

public class ProfileSitesTests
{
    [Fact]
    public void A_shared_place_cell_or_named_site_makes_one_site_and_chains_join()
    {
        int[] sites = ProfileSites.Group(
        [
            ProfileSites.Keys(10, 20, 1, "X", ""),
            ProfileSites.Keys(40, 50, 2, "X", ""),
            ProfileSites.Keys(10.00001, 20, 3, "X", ""), // the place of the first
            ProfileSites.Keys(60, 50, 3, "X", "ridge"),  // the cell of the third
            ProfileSites.Keys(70, 50, 4, "X", "ridge"),  // the site of the fourth
            ProfileSites.Keys(80, 50, 5, "Y", "ridge"),  // a site of another source
        ]);
        sites.ShouldBe([1, 2, 1, 1, 1, 3]);
    }

    [Fact]
    public void Places_further_apart_than_a_ten_thousandth_of_a_degree_are_two() =>
        ProfileSites.Group([ProfileSites.Keys(10, 20, 1, "X", ""), ProfileSites.Keys(10.0002, 20, 2, "X", "")]).ShouldBe([1, 2]);
}
