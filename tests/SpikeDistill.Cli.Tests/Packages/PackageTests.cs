using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using SpikeDistill.Cli.Tests.Guide;

namespace SpikeDistill.Cli.Tests.Packages;

/// <summary>What is packed, installed from its folder and used outside the repository, as docs/guide/packages.md tells it.</summary>
[Collection(nameof(Publishing))]
public sealed partial class PackageTests(PackedPackages packages) : IClassFixture<PackedPackages>
{
    private const string Reports = "SpikeDistill.Reports", Watch = "SpikeDistill.Watch", Onnx = "SpikeDistill.Onnx", Mpi = "SpikeDistill.Mpi";

    private static readonly string[] Science =
    [
        "SpikeDistill.Tensors", "SpikeDistill.Options", "SpikeDistill.Data", "SpikeDistill.Images", "SpikeDistill.Inference", "SpikeDistill.Interop",
        "SpikeDistill",
    ];

    private static readonly string[] Libraries = [.. Science, Mpi, Onnx, Reports, Watch];

    [Fact]
    public void Libraries_and_program_are_packed_and_nothing_else()
    {
        IEnumerable<string> expected = Libraries.Append("SpikeDistill.Cli").SelectMany(name => new[] { FileName(name, "nupkg"), FileName(name, "snupkg") });

        Assert.Equal(expected.Order(StringComparer.Ordinal), Directory.GetFiles(packages.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)!);
    }

    [Theory]
    [InlineData("SpikeDistill.Tensors", "SpikeDistill.Tensors")]
    [InlineData("SpikeDistill.Options", "SpikeDistill.Options")]
    [InlineData("SpikeDistill.Data", "SpikeDistill.Data")]
    [InlineData("SpikeDistill.Images", "SpikeDistill.Images")]
    [InlineData("SpikeDistill.Inference", "SpikeDistill.Inference")]
    [InlineData("SpikeDistill.Interop", "SpikeDistill.Interop")]
    [InlineData("SpikeDistill", "SpikeDistill.Core")]
    [InlineData(Mpi, Mpi)]
    [InlineData(Onnx, Onnx)]
    [InlineData(Reports, Reports)]
    [InlineData(Watch, Watch)]
    public void A_library_has_readme_licence_documentation_and_symbols(string name, string assembly)
    {
        using ZipArchive package = Open(name, "nupkg"), symbols = Open(name, "snupkg");
        XElement about = About(package, name);

        Assert.Equal("MIT", Value(about, "license"));
        Assert.Equal("README.md", Value(about, "readme"));
        Assert.NotEqual("Package Description", Value(about, "description"));
        Assert.StartsWith($"# {name}\n", Text(package, "README.md"), StringComparison.Ordinal);
        Assert.NotNull(package.GetEntry($"lib/net10.0/{assembly}.dll"));
        Assert.Contains("<summary>", Text(package, $"lib/net10.0/{assembly}.xml"), StringComparison.Ordinal);
        Assert.NotNull(symbols.GetEntry($"lib/net10.0/{assembly}.pdb"));
    }

    [Fact]
    public void Libraries_need_each_other_and_eight_packages_more()
    {
        (string Id, string Version)[] needed = [.. Science.SelectMany(Needed).Distinct()];

        Assert.Equal(
            [
                "Google.Protobuf", "K4os.Compression.LZ4.Streams", "PureHDF", "SkiaSharp", "SkiaSharp.NativeAssets.Linux.NoDependencies",
                "SpikeDistill.Data", "SpikeDistill.Inference", "SpikeDistill.Interop", "SpikeDistill.Options", "SpikeDistill.Tensors",
                "System.Numerics.Tensors", "YamlDotNet", "ZstdSharp.Port",
            ],
            needed.Select(one => one.Id).Order(StringComparer.Ordinal));
        Assert.All(needed.Where(one => one.Id.StartsWith("SpikeDistill", StringComparison.Ordinal)), one => Assert.Equal(packages.Version, one.Version));
    }

    [Fact]
    public void What_draws_is_needed_by_the_reports_alone()
        => Assert.Equal(
            ["ScottPlot", "SkiaSharp", "SkiaSharp.NativeAssets.Linux.NoDependencies", "SpikeDistill"],
            Needed(Reports).Select(one => one.Id).Order(StringComparer.Ordinal));

    [Fact]
    public void The_tool_installs_from_the_folder_lists_every_recipe_and_runs_its_demo()
    {
        string place = packages.NewFolder("tool");
        string[] install = PackedPackages.Command("dotnet tool install ");
        Assert.Equal(["--add-source", "packages"], install[^4..^2]);

        packages.Run(place, [.. install[..^4], .. install[^2..], "--version", packages.Version]);

        string program = Path.Combine(place, "tools", "spikedistill"), recipes = Path.Combine(Repository.Root, "recipes");
        string listed = packages.Run(place, program, "recipes", "--json");
        foreach (string file in Directory.GetFiles(recipes, "*.yaml", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "entry.yaml"))
        {
            string name = Path.ChangeExtension(Path.GetRelativePath(recipes, file), null).Replace(Path.DirectorySeparatorChar, '/');
            Assert.Contains($"\"{name}\"", listed, StringComparison.Ordinal);
        }

        string demo = packages.Run(place, program, "demo", "--budget", "1s", "--out", "demo");
        Assert.Contains("SNN tser", demo, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(place, "demo", "tser", "weights.safetensors")));
    }

    [Fact]
    [Trait("Category", "Rare")]
    public void The_first_program_builds_and_runs_outside_the_repository_as_the_guide_says()
    {
        string folder = packages.NewFolder("first");
        Assert.Contains($"\"SpikeDistill\" Version=\"{packages.Version}\"", Project, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "first.csproj"), Project);
        File.Copy(Path.Combine(Repository.Root, "examples", "first-program", "Program.cs"), Path.Combine(folder, "Program.cs"));

        string[] lines = packages.Run(folder, [.. PackedPackages.Command("dotnet run "), "--disable-build-servers"]).Split('\n');

        Assert.Equal(5, lines.Count(line => line.StartsWith("teacher  epoch ", StringComparison.Ordinal)));
        string[] student = [.. lines.Where(line => line.StartsWith("epoch ", StringComparison.Ordinal))];
        Assert.Equal(5, student.Length);
        Assert.True(double.Parse(Tested().Match(student[^1]).Groups["percent"].Value, CultureInfo.InvariantCulture) > 30, student[^1]);
        Assert.True(File.Exists(Path.Combine(folder, "student.safetensors")));
    }

    [Fact]
    public void The_programs_in_the_packages_readmes_and_in_the_guide_run()
    {
        string folder = packages.NewFolder("readmes");
        HashSet<string> usings = new(StringComparer.Ordinal);
        StringBuilder bodies = new(), calls = new();
        foreach (string name in Libraries)
        {
            foreach (GuideBlock block in Programs(Path.Combine("src", name, "README.md")))
            {
                Add(name.Replace('.', '_'), block.Lines);
            }
        }

        // The page of the guide is one program, whose last block is a type.
        GuideBlock[] page = [.. Programs(Path.Combine("docs", "guide", "library.md"))];
        Add("Library", [.. page[..^1].SelectMany(block => block.Lines)]);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), $"{string.Join('\n', usings)}\n{calls}{bodies}{page[^1].Text}");
        string reference = Project.Split('\n').Single(line => line.Contains(Included("SpikeDistill"), StringComparison.Ordinal));
        IEnumerable<string> references =
            ((string[])[Reports, "SpikeDistill.Images", Watch])
            .Select(name => reference.Replace(Included("SpikeDistill"), Included(name), StringComparison.Ordinal));
        File.WriteAllText(
            Path.Combine(folder, "readmes.csproj"), Project.Replace(reference, string.Join('\n', references), StringComparison.Ordinal));

        string output = packages.Run(folder, [.. PackedPackages.Command("dotnet run "), "--disable-build-servers"]);

        Assert.StartsWith("4\n", output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder, "report.html")));
        Assert.EndsWith("sign_sgd\n", output, StringComparison.Ordinal);
        Assert.Equal(9, calls.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

        void Add(string method, string[] lines)
        {
            string[] directives = [.. lines.TakeWhile(line => line.StartsWith("using ", StringComparison.Ordinal) && !line.Contains('='))];
            usings.UnionWith(directives);
            bool waits = lines.Any(line => line.Contains("await ", StringComparison.Ordinal));
            bodies.Append($"static {(waits ? "async Task" : "void")} {method}()\n{{\n").AppendJoin('\n', lines[directives.Length..]).Append("\n}\n");
            calls.Append($"{(waits ? "await " : "")}{method}();\n");
        }

        static IEnumerable<GuideBlock> Programs(string page)
            => GuideBlock.Read(Path.Combine(Repository.Root, page)).Where(block => block.Language == "csharp");
    }

    /// <summary>The project of the page.</summary>
    private static string Project => PackedPackages.Page.Single(block => block.Text.StartsWith("<!-- first.csproj -->\n", StringComparison.Ordinal)).Text;

    private static string Included(string package) => $"Include=\"{package}\"";

    private string FileName(string name, string ending) => $"{name}.{packages.Version}.{ending}";

    private ZipArchive Open(string name, string ending) => ZipFile.OpenRead(Path.Combine(packages.Folder, FileName(name, ending)));

    private (string Id, string Version)[] Needed(string name)
    {
        using ZipArchive package = Open(name, "nupkg");
        IEnumerable<XElement> dependencies = About(package, name).Descendants().Where(element => element.Name.LocalName == "dependency");
        return [.. dependencies.Select(one => (one.Attribute("id")!.Value, one.Attribute("version")!.Value))];
    }

    private static XElement About(ZipArchive package, string name) => XDocument.Parse(Text(package, $"{name}.nuspec")).Root!.Elements().Single();

    private static string Value(XElement about, string name) => about.Elements().Single(element => element.Name.LocalName == name).Value;

    private static string Text(ZipArchive package, string entry)
    {
        using StreamReader reader = new(package.GetEntry(entry)!.Open());
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"test (?<percent>[\d.]+) %", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tested();
}
