namespace SpikeDistill.Data.Tests.Splits;

public class SplitTests
{
    private static readonly SyntheticShapes Set = SyntheticShapes.Train(new() { Train = 203 });

    [Fact]
    public void Held_out_and_training_images_are_disjoint_and_complete()
    {
        (Subset train, Subset choosing) = Split(Set, 50, seed: 1);
        Assert.Equal((153, 50), (train.Count, choosing.Count));
        Assert.Equal(Enumerable.Range(0, 203), train.Indices.Concat(choosing.Indices).Order());
    }

    [Fact]
    public void Each_class_has_its_share_to_the_nearest_image()
    {
        // 203 images in 10 classes: three classes of 21, seven of 20; 50 of them are 5.17 or 4.93 a class.
        (_, Subset choosing) = Split(Set, 50, seed: 1);
        int[] counts = [.. Enumerable.Range(0, 10).Select(label => Enumerable.Range(0, 50).Count(i => choosing.Label(i) == label))];
        Assert.Equal([5, 5, 5, 5, 5, 5, 5, 5, 5, 5], counts);
    }

    [Fact]
    public void The_seed_alone_decides()
    {
        Assert.Equal(Split(Set, 50, 1).Choosing.Indices, Split(Set, 50, 1).Choosing.Indices);
        Assert.NotEqual(Split(Set, 50, 1).Choosing.Indices, Split(Set, 50, 2).Choosing.Indices);
    }

    [Fact]
    public void Something_must_be_held_out_and_something_left()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => HeldOut.Split(Set, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => HeldOut.Split(Set, 203, 1));
        Assert.Equal(1, HeldOut.Split(Set, 202, 1).Train.Count);
    }

    [Fact]
    public void Subsets_pass_labels_and_pixels_on()
    {
        Subset subset = new(Set, [11, 3], "two");
        byte[] expected = new byte[3072], pixels = new byte[3072];
        Set.CopyPixels(3, expected);
        subset.CopyPixels(1, pixels);
        Assert.Equal(expected, pixels);
        Assert.Equal((1, 3, 2, "two"), (subset.Label(0), subset.Label(1), subset.Count, subset.Name));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Subset(Set, [203], "outside"));
    }

    [Fact]
    public void First_and_stratified_subsets()
    {
        Assert.Equal(Enumerable.Range(0, 7), Subset.First(Set, 7).Indices);
        Subset stratified = Subset.Stratified(Set, 20, seed: 4);
        Assert.All(Enumerable.Range(0, 10), label => Assert.Equal(2, Enumerable.Range(0, 20).Count(i => stratified.Label(i) == label)));
        Assert.Equal(203, Subset.Stratified(Set, 203, seed: 4).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => Subset.First(Set, 204));
        Assert.Throws<ArgumentOutOfRangeException>(() => Subset.Stratified(Set, 0, 1));
    }

    [Fact]
    public void Classes_take_turns_so_that_the_first_images_are_of_all_of_them()
    {
        Subset chosen = new(Set, [.. Enumerable.Range(0, 203).OrderBy(Set.Label)], "ordered"), turns = chosen.InTurns(seed: 3);

        Assert.Equal(chosen.Indices.Order(), turns.Indices.Order());
        Assert.Equal(turns.Indices, chosen.InTurns(seed: 3).Indices);
        Assert.NotEqual(turns.Indices, chosen.InTurns(seed: 4).Indices);
        for (int first = 0; first <= 203; first++)
        {
            // Classes have 20 or 21 images.
            int[] counts = [.. Enumerable.Range(0, 10).Select(label => Enumerable.Range(0, first).Count(i => turns.Label(i) == label))];
            Assert.All(counts, count => Assert.InRange(count, (first / 10.0) - 1.5, (first / 10.0) + 1.5));
        }
    }

    private static (Subset Train, Subset Choosing) Split(IImageDataSet set, int count, long seed)
    {
        HeldOut split = HeldOut.Split(set, count, seed);
        return (Assert.IsType<Subset>(split.Train), Assert.IsType<Subset>(split.Choosing));
    }
}
