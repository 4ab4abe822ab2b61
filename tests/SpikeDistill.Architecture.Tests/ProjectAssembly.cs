using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace SpikeDistill.Architecture.Tests;

/// <summary>The compiled form of a source project, with the symbols that tell the files.</summary>
/// <remarks>Constants leave no trace in compiled code: who takes only those of a type does not count as needing it.</remarks>
internal sealed class ProjectAssembly
{
    // https://github.com/dotnet/runtime/blob/main/docs/design/specs/PortablePdb-Metadata.md: the files of types without code.
    private static readonly Guid TypeDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");

    private readonly string _project;
    private readonly MetadataReader _metadata;
    private readonly MetadataReader _symbols;
    private readonly Dictionary<TypeDefinitionHandle, SourceType?> _types = [];

    private ProjectAssembly(string project, MetadataReader metadata, MetadataReader symbols)
    {
        _project = project;
        _metadata = metadata;
        _symbols = symbols;
    }

    /// <summary>Everything that types of a project need of each other.</summary>
    /// <param name="project">The folder in src.</param>
    /// <param name="assembly">What the project compiles to, without its extension.</param>
    public static IReadOnlyCollection<Need> Needs(string project, string assembly)
    {
        string path = Path.Combine(AppContext.BaseDirectory, assembly);
        using PEReader code = new(File.OpenRead(path + ".dll"));
        using MetadataReaderProvider symbols = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(path + ".pdb"));
        ProjectAssembly read = new(project, code.GetMetadataReader(), symbols.GetMetadataReader());
        HashSet<Need> needs = [];
        foreach (TypeDefinitionHandle handle in read._metadata.TypeDefinitions)
        {
            if (read.TypeOf(handle) is not { } from) continue;
            new TypeWalk(code, read._metadata, used =>
            {
                if (read.TypeOf(used) is { } to && to != from) needs.Add(new Need(from, to));
            }).Walk(handle);
        }

        return needs;
    }

    /// <summary>The type that a handle stands in; null for what the compiler made.</summary>
    private SourceType? TypeOf(TypeDefinitionHandle handle)
    {
        if (_types.TryGetValue(handle, out SourceType? known)) return known;

        TypeDefinition type = _metadata.GetTypeDefinition(handle);
        return _types[handle] = !type.GetDeclaringType().IsNil
            ? TypeOf(type.GetDeclaringType())
            : FolderOf(handle) is { } folder ? new SourceType(_metadata.GetString(type.Name), _metadata.GetString(type.Namespace), folder) : null;
    }

    private string? FolderOf(TypeDefinitionHandle handle) => DocumentsOf(handle).Select(Folder).FirstOrDefault(folder => folder is not null);

    private IEnumerable<DocumentHandle> DocumentsOf(TypeDefinitionHandle handle)
    {
        foreach (CustomDebugInformationHandle info in _symbols.GetCustomDebugInformation(handle))
        {
            CustomDebugInformation debug = _symbols.GetCustomDebugInformation(info);
            if (_symbols.GetGuid(debug.Kind) != TypeDocuments) continue;
            BlobReader blob = _symbols.GetBlobReader(debug.Value);
            while (blob.RemainingBytes > 0) yield return MetadataTokens.DocumentHandle(blob.ReadCompressedInteger());
        }

        TypeDefinition type = _metadata.GetTypeDefinition(handle);
        foreach (MethodDefinitionHandle method in type.GetMethods())
        {
            DocumentHandle document = _symbols.GetMethodDebugInformation(method).Document;
            if (!document.IsNil) yield return document;
        }

        foreach (DocumentHandle document in type.GetNestedTypes().SelectMany(DocumentsOf)) yield return document;
    }

    private string? Folder(DocumentHandle handle)
    {
        string path = _symbols.GetString(_symbols.GetDocument(handle).Name).Replace('\\', '/'), start = $"/src/{_project}/";
        int at = path.LastIndexOf(start, StringComparison.Ordinal);
        if (at < 0) return null;
        string inside = path[(at + start.Length)..];
        if (inside.StartsWith("obj/", StringComparison.Ordinal)) return null;

        int name = inside.LastIndexOf('/');
        return name < 0 ? "." : inside[..name];
    }
}
