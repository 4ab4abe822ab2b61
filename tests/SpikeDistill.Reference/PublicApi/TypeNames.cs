using System.Reflection;

namespace SpikeDistill.Reference.PublicApi;

/// <summary>Types as C# writes them, without namespaces.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
        [typeof(char)] = "char",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
        [typeof(nint)] = "nint",
        [typeof(nuint)] = "nuint",
    };

    /// <param name="type">The type to write.</param>
    /// <param name="nullability">Where it is used; gives the question marks of reference types.</param>
    public static string Write(Type type, NullabilityInfo? nullability = null)
    {
        if (type.IsByRef)
            return Write(type.GetElementType()!, nullability);
        if (Nullable.GetUnderlyingType(type) is { } value)
            return Write(value) + "?";
        string name = Bare(type, nullability);
        return nullability?.ReadState == NullabilityState.Nullable && !type.IsValueType ? name + "?" : name;
    }

    /// <summary>With the names of the types it is nested in and its own generic parameters.</summary>
    public static string Nested(Type type) =>
        (type.DeclaringType is { } outer ? Nested(outer) + "." : "") + Simple(type);

    private static string Bare(Type type, NullabilityInfo? nullability)
    {
        if (Keywords.TryGetValue(type, out string? keyword))
            return keyword;
        if (type.IsArray)
            return Write(type.GetElementType()!, nullability?.ElementType) + "[" + new string(',', type.GetArrayRank() - 1) + "]";
        if (type.IsPointer)
            return Write(type.GetElementType()!) + "*";
        if (type.IsFunctionPointer)
            return "delegate*<" + string.Join(
                ", ", type.GetFunctionPointerParameterTypes().Append(type.GetFunctionPointerReturnType()).Select(part => Write(part))) + ">";
        if (!type.IsGenericType)
            return type.IsNested && !type.IsGenericParameter ? Nested(type) : type.Name;

        NullabilityInfo[] parts = nullability?.GenericTypeArguments ?? [];
        string arguments = string.Join(", ", type.GetGenericArguments().Select((argument, i) => Write(argument, i < parts.Length ? parts[i] : null)));
        return $"{Cut(type.Name)}<{arguments}>";
    }

    private static string Simple(Type type)
    {
        if (!type.Name.Contains('`', StringComparison.Ordinal))
            return type.Name;
        int own = int.Parse(type.Name[(type.Name.IndexOf('`', StringComparison.Ordinal) + 1)..]);
        return $"{Cut(type.Name)}<{string.Join(", ", type.GetGenericArguments()[^own..].Select(argument => argument.Name))}>";
    }

    private static string Cut(string name) =>
        name.IndexOf('`', StringComparison.Ordinal) is var tick and >= 0 ? name[..tick] : name;
}
