using System.Text.Json;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Reference;

namespace SpikeDistill.Interop.Tests.SafeTensors;

/// <summary>Files written by another program: Python, see tests/fixtures/safetensors_io.py.</summary>
public sealed class FixtureTests
{
    [Theory]
    [InlineData(Fixture.Operations)]
    [InlineData(Fixture.TrainingHard)]
    [InlineData(Fixture.TrainingSoft)]
    public void Every_tensor_reads(string name)
    {
        using SafeTensorsFile file = Fixture.Open(name);
        Assert.NotEmpty(file.Tensors);
        Assert.All(file.Tensors, tensor => Assert.All(file.ReadDoubles(tensor.Name), value => Assert.True(double.IsFinite(value))));
    }

    [Theory]
    [InlineData(Fixture.TrainingHard)]
    [InlineData(Fixture.TrainingSoft)]
    public void No_membrane_of_the_training_steps_comes_near_its_threshold(string name)
    {
        using SafeTensorsFile file = Fixture.Open(name);
        Assert.All(file.ReadDoubles("margins"), margin => Assert.InRange(margin, 5e-4, 1));
    }

    [Theory]
    [InlineData(Fixture.TrainingHard)]
    [InlineData(Fixture.TrainingSoft)]
    public void What_training_starts_from_is_exact_in_single_precision(string name)
    {
        using SafeTensorsFile file = Fixture.Open(name);
        IEnumerable<TensorInfo> inputs = file.Tensors.Where(tensor =>
            tensor.Name is "images" or "teacher_logits" || tensor.Name.StartsWith("initial.", StringComparison.Ordinal));
        Assert.All(inputs, tensor => Assert.Equal(file.ReadDoubles(tensor.Name), file.ReadSingles(tensor.Name).Select(value => (double)value)));
    }

    [Fact]
    public void Every_case_of_the_operations_has_its_tensors()
    {
        using SafeTensorsFile file = Fixture.Open(Fixture.Operations);
        using var cases = JsonDocument.Parse(file.Metadata["cases"]);
        Assert.All(cases.RootElement.EnumerateObject(), item =>
        {
            Assert.True(file.Contains(item.Name + ".output"));
            Assert.True(file.Contains(item.Name + ".gradient.input"));
        });
    }
}
