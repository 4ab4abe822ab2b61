using System.Runtime.InteropServices;
using SpikeDistill.Cli.Tests.Guide;
using SpikeDistill.Inference.Files;
using SpikeDistill.Inference.Graphs;

namespace SpikeDistill.Cli.Tests.Packages;

/// <summary>examples/edge as a program of machine code that needs no runtime, made from the package.</summary>
[Collection(nameof(Publishing))]
public sealed class EdgeTests(PackedPackages packages) : IClassFixture<PackedPackages>
{
    private const int Images = 3;

    /// <summary>What the repository says for all of its projects.</summary>
    private const string Usual = "<TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable>";

    [Fact]
    [Trait("Category", "Rare")]
    public void The_edge_program_is_compiled_ahead_of_time_and_classifies_a_stream()
    {
        Assert.SkipUnless(RuntimeInformation.RuntimeIdentifier == "linux-x64", "The compiler that is looked for is that of linux-x64.");
        string compiler = Path.Combine(PackedPackages.Restored, "runtime.linux-x64.microsoft.dotnet.ilcompiler");
        Assert.SkipUnless(Directory.Exists(compiler), $"There is no compiler to machine code: {compiler}.");
        string linker = Array.Find(["clang", "gcc"], name => File.Exists(Path.Combine("/usr/bin", name))) ?? "";
        Assert.SkipUnless(linker.Length > 0, "There is no linker: neither clang nor gcc is installed.");
        string folder = packages.NewFolder("edge"), source = Path.Combine(Repository.Root, "examples", "edge");
        foreach (string file in Directory.GetFiles(source, "*.cs"))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        string reference = "<ProjectReference Include=\"../../src/SpikeDistill.Inference/SpikeDistill.Inference.csproj\" />";
        string project = File.ReadAllText(Path.Combine(source, "Edge.csproj"));
        Assert.Contains(reference, project, StringComparison.Ordinal);
        string package = $"<PackageReference Include=\"SpikeDistill.Inference\" Version=\"{packages.Version}\" />";
        project = project.Replace(reference, package, StringComparison.Ordinal)
            .Replace("<PropertyGroup>", $"<PropertyGroup>{Usual}", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "Edge.csproj"), project);

        string said = packages.Run(
            folder,
            "dotnet",
            "publish",
            "-c",
            "Release",
            "-r",
            "linux-x64",
            "-p:PublishAot=true",
            $"-p:CppCompilerAndLinker={linker}",
            "-o",
            "out",
            "--disable-build-servers");

        Assert.DoesNotContain("warning IL", said, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder, "out", "SpikeDistill.Inference.dll")));
        Student student = EdgeStudent.Make();
        File.WriteAllBytes(Path.Combine(folder, "student.spkd"), StudentFile.Write(student));
        byte[] frames = EdgeStudent.Frames(Images);
        File.WriteAllBytes(Path.Combine(folder, "frames.raw"), frames);
        string told = packages.Run(folder, "/bin/sh", "-c", "out/edge student.spkd - < frames.raw");
        Assert.Equal(EdgeStudent.Expected(student, frames), told.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
