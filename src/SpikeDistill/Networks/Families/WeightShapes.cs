using System.Globalization;
using System.Text.RegularExpressions;

namespace SpikeDistill.Networks.Families;

/// <summary>The names and shapes of a file's tensors, which tell a family how large a network of it they could be of.</summary>
public sealed class WeightShapes
{
    private const int MostInputChannels = 4;

    // The likeliest first.
    private static readonly string[] OfClassifiers = ["head.weight", "classifier.weight", "fc.weight", "fc2.weight"];

    private readonly IReadOnlyList<(string Name, IReadOnlyList<int> Shape)> _tensors;

    /// <summary>Takes tensors in the order of their file.</summary>
    /// <param name="tensors">Their names, also with wrapping modules in front, and shapes.</param>
    public WeightShapes(IReadOnlyList<(string Name, IReadOnlyList<int> Shape)> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        _tensors = tensors;
        First = tensors.Select(tensor => tensor.Shape).FirstOrDefault(shape => shape is [> 0, > 0 and <= MostInputChannels, _, _]) ?? [];
        Classifiers =
        [
            .. tensors.Where(tensor => tensor.Shape.Count == 2)
                .OrderBy(tensor => (uint)Array.FindIndex(OfClassifiers, name => EndsWith(tensor.Name, name)))
                .Select(tensor => (tensor.Shape[0], tensor.Shape[1])),
        ];
        int[] stages = [.. Enumerable.Range(1, 9).Select(stage => Items($"layer{stage}")).TakeWhile(blocks => blocks > 0)];
        Stages = stages.Sum(blocks => (long)blocks) <= tensors.Count ? stages : [];
    }

    /// <summary>The number of tensors.</summary>
    public int Count => _tensors.Count;

    /// <summary>The first convolution that reads images: outputs, inputs, height and width; empty where there is none.</summary>
    public IReadOnlyList<int> First { get; }

    /// <summary>Channels behind the first convolution.</summary>
    public int FirstChannels => First is [var channels, ..] ? channels : 0;

    /// <summary>Outputs and inputs of what could be the classifier, the likeliest first.</summary>
    public IReadOnlyList<(int Outputs, int Inputs)> Classifiers { get; }

    /// <summary>Inputs of the likeliest classifier.</summary>
    public int ClassifierInputs => Classifiers is [var (_, inputs), ..] ? inputs : 0;

    /// <summary>Blocks of each stage, of names such as <c>layer1.0.conv1.weight</c>; none where they are more than the tensors.</summary>
    public IReadOnlyList<int> Stages { get; }

    /// <summary>How many items a list of modules has, by the largest of their numbers: those of <c>block</c> in <c>block.3.attn.q_bn.weight</c>.</summary>
    /// <param name="list">The list's name.</param>
    /// <returns>0 for one that is not there, or of more items than there are tensors.</returns>
    public int Items(string list)
    {
        Regex item = new($@"(^|\.){Regex.Escape(list)}\.(?<item>[0-9]{{1,4}})\.", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        int items = _tensors.Select(tensor => item.Match(tensor.Name)).Where(match => match.Success)
            .Select(match => int.Parse(match.Groups["item"].ValueSpan, CultureInfo.InvariantCulture) + 1).DefaultIfEmpty().Max();
        return items <= Count ? items : 0;
    }

    /// <summary>The shape of a tensor; empty where there is none.</summary>
    /// <param name="name">Its name, or what that ends with behind a point.</param>
    public IReadOnlyList<int> Find(string name) => _tensors.FirstOrDefault(tensor => EndsWith(tensor.Name, name)).Shape ?? [];

    /// <summary>The outputs of a layer: the first length of its weights; 0 where there is none.</summary>
    /// <param name="name">The weights' name, or what that ends with behind a point.</param>
    public int Outputs(string name) => Find(name) is [var outputs, ..] ? outputs : 0;

    private static bool EndsWith(string name, string ending)
        => name.EndsWith(ending, StringComparison.Ordinal) && (name.Length == ending.Length || name[^(ending.Length + 1)] == '.');
}
