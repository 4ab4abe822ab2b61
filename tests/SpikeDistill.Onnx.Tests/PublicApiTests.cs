using System.Reflection;
using SpikeDistill.Reference.PublicApi;

namespace SpikeDistill.Onnx.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_accepted_one()
    {
        string? change = PublicApiSnapshot.Compare(Assembly.Load("SpikeDistill.Onnx"));
        Assert.True(change is null, change);
    }
}
