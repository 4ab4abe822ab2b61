using SpikeDistill.Data;
using SpikeDistill.Images.Tests.Decoding;

namespace SpikeDistill.Images.Tests.Folders;

public sealed class TreeReaderTests : IDisposable
{
    private readonly PictureFolderOnDisk _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Class_folders_alone_are_classes_in_the_order_of_their_names()
    {
        _folder.Add("dog", 2);
        _folder.Add("cat/young", 1);
        _folder.Add("cat", 2);
        PictureTree tree = _folder.Read();
        Assert.Equal(("class folders", "cat,dog"), (tree.Layout, string.Join(',', tree.ClassNames)));
        Assert.Null(tree.Test);
        Assert.Equal(["cat/00.jpg", "cat/01.jpg", "cat/young/00.jpg", "dog/00.jpg", "dog/01.jpg"], Paths(tree.Train));
        Assert.Equal([0, 0, 0, 1, 1], Labels(tree.Train));
    }

    [Theory]
    [InlineData("train", "val")]
    [InlineData("train", "test")]
    [InlineData("Training", "Testing")]
    public void Folders_for_training_and_testing_are_recognized(string train, string test)
    {
        _folder.Add($"{train}/a", 2);
        _folder.Add($"{train}/b", 1);
        _folder.Add($"{test}/b", 2);
        PictureTree tree = _folder.Read();
        Assert.Equal($"class folders in {train}/ and {test}/", tree.Layout);
        Assert.Equal([0, 0, 1, 1, 1], [.. Labels(tree.Train), .. Labels(tree.Test!)]);
    }

    [Fact]
    public void A_test_folder_without_classes_leaves_the_word_to_val()
    {
        _folder.Add("train/a", 1);
        _folder.Add("train/b", 1);
        _folder.Add("test", 3);
        _folder.Add("val/a", 2);
        PictureTree tree = _folder.Read();
        Assert.Equal("class folders in train/ and val/", tree.Layout);
        Assert.Equal(2, tree.Test!.Count);
    }

    [Fact]
    public void Kaggles_list_says_the_classes_of_the_flat_folder_of_validation_not_of_that_of_the_test()
    {
        _folder.Add("train/a", 1);
        _folder.Add("train/b", 1);
        _folder.Add("test", 3);
        _folder.Add("val", 2);
        _folder.WriteText("LOC_val_solution.csv", "ImageId,PredictionString\n00,b 1 2 3 4\n01,a 1 2 3 4\n");
        PictureTree tree = _folder.Read();
        Assert.Equal("class folders in train/ and files in val/, which LOC_val_solution.csv lists,", tree.Layout);
        Assert.Equal(["val/00.jpg", "val/01.jpg"], Paths(tree.Test!));
        Assert.Equal([1, 0], Labels(tree.Test!));
    }

    [Fact]
    public void Folders_called_by_wordnet_numbers_are_imagenets_and_get_names()
    {
        _folder.Add("train/n01440764", 1);
        _folder.Add("train/n03888257", 1);
        _folder.Add("train/n99999999", 1);
        _folder.Add("val/n01440764", 1);
        PictureTree tree = _folder.Read();
        Assert.Equal("ImageNet's layout, class folders in train/ and val/ named by WordNet's numbers", tree.Layout);
        Assert.Equal(["tench", "parachute", "n99999999"], tree.ClassNames);
        _folder.WriteText("LOC_synset_mapping.txt", "n99999999 unicorn, mythical beast\nn01440764 Tinca tinca\n");
        Assert.Equal(["Tinca tinca", "parachute", "unicorn"], _folder.Read().ClassNames);
    }

    [Fact]
    public void Tiny_imagenet_is_read_with_its_annotations()
    {
        _folder.Add("train/n01443537/images", 2);
        _folder.WriteText("train/n01443537/n01443537_boxes.txt", "n01443537_0.JPEG\t0\t10\t63\t58\n");
        _folder.Add("train/n01629819/images", 1);
        _folder.Add("val/images", 3);
        _folder.Add("test/images", 2);
        _folder.WriteText("val/val_annotations.txt", "00.jpg\tn01629819\t0\t32\t44\t62\n01.jpg\tn01443537\t52\t55\t57\t59\n02.jpg\tn04067472\t4\t0\t60\t55\n");
        _folder.WriteText("words.txt", "n01443537\tgoldfish, Carassius auratus\nn01629819\tEuropean fire salamander\n");
        PictureTree tree = _folder.Read();
        Assert.Equal("Tiny-ImageNet's layout", tree.Layout);
        Assert.Equal(["goldfish", "European fire salamander"], tree.ClassNames);
        Assert.Equal([0, 0, 1, 1, 0], [.. Labels(tree.Train), .. Labels(tree.Test!)]);
        Assert.Equal(["val/images/02.jpg: val_annotations.txt gives it no class of the training images"], tree.Skipped.Select(one => one.ToString()));
    }

    [Fact]
    public void What_is_no_picture_is_told_or_overlooked()
    {
        _folder.Add("a", 2);
        _folder.Add("b", 2);
        _folder.Write("a/empty.jpg", []);
        _folder.WriteText("a/page.png", "<html>");
        _folder.WriteText("a/notes.txt", "taken in May");
        _folder.Write("b/.hidden.jpg", PictureFixture.File("colour.jpg"));
        _folder.Write("b/no-extension", PictureFixture.File("colour.png"));
        _folder.Write("b/other.dat", PictureFixture.File("colour.bmp"));
        PictureTree tree = _folder.Read();
        Assert.Equal(["a/00.jpg", "a/01.jpg", "b/00.jpg", "b/01.jpg", "b/no-extension", "b/other.dat"], Paths(tree.Train));
        Assert.Equal(
            ["a/empty.jpg: the file is empty", "a/page.png: it is no JPEG, PNG, WebP, BMP or GIF picture"],
            tree.Skipped.Select(one => one.ToString()));
    }

    [Fact]
    public void A_folder_that_is_none_of_these_is_told_what_is_missing()
    {
        Assert.Contains("there is no such folder", Message(), StringComparison.Ordinal);
        _folder.Add(".", 3);
        Assert.Contains("it holds no class folders; expected two or more", Message(), StringComparison.Ordinal);
        _folder.Add("cat", 3);
        Assert.Contains("it holds a single class folder", Message(), StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(_folder.Root, "dog"));
        Assert.Contains("the class 'dog' has no picture that can be read", Message(), StringComparison.Ordinal);
        _folder.Add("train/a", 1);
        _folder.Add("train/b", 1);
        _folder.Add("val/c", 1);
        Assert.Contains("val/c: there is no such class in train/", Message().Replace('\\', '/'), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Paths(PictureList list) => Enumerable.Range(0, list.Count).Select(list.Path);

    private static int[] Labels(PictureList list) => [.. Enumerable.Range(0, list.Count).Select(list.Label)];

    private string Message() => Assert.Throws<DataSetException>(_folder.Read).Message;
}
