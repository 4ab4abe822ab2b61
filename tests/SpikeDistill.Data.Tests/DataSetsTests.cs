namespace SpikeDistill.Data.Tests;

public class DataSetsTests
{
    [Fact]
    public void Names_are_those_of_the_sets_that_ship()
        => Assert.Equal(
            ["cifar10", "cifar100", "synthetic", "synthetic-grey", "cifar10dvs", "n-mnist", "n-caltech101", "dvs-gesture", "shd", "ssc", "event-folder"],
            DataSets.Names);

    [Fact]
    public void An_unknown_name_is_answered_with_the_known_ones()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => DataSets.Open("cifar"));
        Assert.Contains(
            "There is no data set 'cifar'. Those there are: cifar10, cifar100, synthetic, synthetic-grey, cifar10dvs, n-mnist,",
            error.Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => DataSets.IsPresent("mnist"));
    }

    [Fact]
    public void Only_the_synthetic_sets_are_present_in_an_empty_folder()
    {
        string empty = Directory.CreateTempSubdirectory("spikedistill-").FullName;
        Assert.Equal(["synthetic", "synthetic-grey"], DataSets.Names.Where(name => DataSets.IsPresent(name, empty)));
        DataSetException error = Assert.Throws<DataSetException>(() => DataSets.Open("cifar100", empty));
        Assert.Equal(Path.Combine(empty, "cifar-100-binary"), error.Path);
        Directory.Delete(empty);
    }

    [Fact]
    public void A_single_file_of_a_sets_name_is_not_the_set()
    {
        string root = Directory.CreateTempSubdirectory("spikedistill-").FullName;
        File.WriteAllText(Path.Combine(root, "train.bin"), "tokens of another program");
        DataSetStatus status = DataSets.Find("cifar100").Status(root);
        Assert.Equal((Path.Combine(root, "cifar-100-binary"), false, null), (status.Folder, status.IsPresent, status.Problem));
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public void The_synthetic_set_says_what_it_is()
    {
        ImageData data = new Data.Synthetic { Train = 30, Test = 20 }.Open();
        Assert.Equal((30, 20, 10), (data.Train.Count, data.Test.Count, data.Train.Classes));
        Assert.All([data.Name, data.Train.Name, data.Test.Name], name => Assert.StartsWith("synthetic", name, StringComparison.Ordinal));
    }
}
