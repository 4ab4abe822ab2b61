using System.Reflection;
using SpikeDistill.Reference.PublicApi;

namespace SpikeDistill.Mpi.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_accepted_one()
    {
        string? change = PublicApiSnapshot.Compare(Assembly.Load("SpikeDistill.Mpi"));
        Assert.True(change is null, change);
    }
}
