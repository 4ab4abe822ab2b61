using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace SpikeDistill.Reference.PublicApi;

/// <summary>What a user of an assembly can call or derive from: one line per type and member, sorted.</summary>
internal static class Surface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string[] Lines(IEnumerable<Type> types) =>
    [
        .. types
            .SelectMany(type => Members(type).Select(member => $"{type.Namespace}.{TypeNames.Nested(type)}{member}"))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> Members(Type type)
    {
        yield return Heading(type);
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            yield return Method(type.GetMethod("Invoke")!);
            yield break;
        }

        foreach (FieldInfo field
            in type.GetFields(Declared).Where(field => (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && !field.IsSpecialName))
            yield return Field(field);
        if (type.IsEnum)
            yield break;
        foreach (ConstructorInfo constructor in type.GetConstructors(Declared).Where(constructor => Visible(constructor) && !constructor.IsStatic))
            yield return $".new({Parameters(constructor)}){Protected(constructor)}";
        foreach (PropertyInfo property in type.GetProperties(Declared).Where(property => property.GetAccessors(nonPublic: true).Any(Visible)))
            yield return Property(property);
        foreach (EventInfo member in type.GetEvents(Declared).Where(member => Visible(member.AddMethod!)))
            yield return $".{member.Name} : event {TypeNames.Write(member.EventHandlerType!)}";
        foreach (MethodInfo method in type.GetMethods(Declared).Where(IsOwn))
            yield return Method(method);
    }

    private static string Heading(Type type)
    {
        string kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => (type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "") + (type.IsByRefLike ? "ref struct" : "struct"),
            _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        IEnumerable<Type> bases = type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? [])
            .Where(face => face.IsVisible).OrderBy(face => face.Name, StringComparer.Ordinal);
        if (type.BaseType is { } parent && parent != typeof(object) && !type.IsValueType && kind != "delegate")
            bases = bases.Prepend(parent);
        string list = type.IsEnum || kind == "delegate" ? "" : string.Join(", ", bases.Select(part => TypeNames.Write(part)));
        return $" is {kind}{(list.Length > 0 ? " of " + list : "")}{Constraints(type.IsGenericType ? type.GetGenericArguments() : [])}";
    }

    private static bool Visible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    // Overrides and what the compiler adds to a record say nothing new.
    private static bool IsOwn(MethodInfo method) => Visible(method)
        && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))
        && method.GetBaseDefinition() == method
        && !method.IsDefined(typeof(CompilerGeneratedAttribute));

    private static string Field(FieldInfo field)
    {
        string modifiers = field switch
        {
            { IsLiteral: true } => "const ",
            { IsStatic: true, IsInitOnly: true } => "static readonly ",
            { IsStatic: true } => "static ",
            { IsInitOnly: true } => "readonly ",
            _ => "",
        };
        string type = TypeNames.Write(field.FieldType, new NullabilityInfoContext().Create(field));
        return field.DeclaringType!.IsEnum
            ? $".{field.Name} = {field.GetRawConstantValue()}"
            : $".{field.Name} : {modifiers}{type}{(field.IsLiteral ? " = " + Literal(field.GetRawConstantValue()) : "")}";
    }

    private static string Property(PropertyInfo property)
    {
        MethodInfo first = property.GetAccessors(nonPublic: true).First(Visible);
        string index = property.GetIndexParameters().Length > 0 ? $"[{Parameters(property.GetIndexParameters())}]" : "";
        var accessors = new List<string>();
        if (property.GetMethod is { } get && Visible(get))
            accessors.Add("get;");
        if (property.SetMethod is { } set && Visible(set))
            accessors.Add(set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init;" : "set;");
        string required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        string type = TypeNames.Write(property.PropertyType, new NullabilityInfoContext().Create(property));
        return $".{property.Name}{index} : {Modifiers(first)}{required}{type} {{ {string.Join(" ", accessors)} }}{Protected(first)}";
    }

    private static string Method(MethodInfo method)
    {
        Type[] generics = method.IsGenericMethod ? method.GetGenericArguments() : [];
        string parameters = generics.Length > 0 ? $"<{string.Join(", ", generics.Select(part => part.Name))}>" : "";
        string reference = method.ReturnType.IsByRef ? "ref " : "";
        string type = TypeNames.Write(method.ReturnType, new NullabilityInfoContext().Create(method.ReturnParameter));
        return $".{method.Name}{parameters}({Parameters(method)}) : {Modifiers(method)}{reference}{type}{Constraints(generics)}{Protected(method)}";
    }

    private static string Modifiers(MethodInfo method) => (method.IsStatic ? "static " : "")
        + (method.IsAbstract ? "abstract " : method.IsVirtual && !method.IsFinal ? "virtual " : "");

    private static string Protected(MethodBase method) => method.IsPublic ? "" : " (protected)";

    private static string Parameters(MethodBase method)
    {
        string list = Parameters(method.GetParameters());
        return method.IsDefined(typeof(ExtensionAttribute)) ? "this " + list : list;
    }

    private static string Parameters(ParameterInfo[] parameters) => string.Join(", ", parameters.Select(parameter =>
    {
        string passing = parameter switch
        {
            { IsOut: true } => "out ",
            { IsIn: true, ParameterType.IsByRef: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) => "params ",
            _ => "",
        };
        string type = TypeNames.Write(parameter.ParameterType, new NullabilityInfoContext().Create(parameter));
        return $"{passing}{type} {parameter.Name}{(parameter.HasDefaultValue ? " = " + Literal(parameter.DefaultValue) : "")}";
    }));

    private static string Constraints(Type[] parameters) => string.Concat(parameters.Select(parameter =>
    {
        GenericParameterAttributes attributes = parameter.GenericParameterAttributes;
        var list = new List<string>();
        if (attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
            list.Add("struct");
        if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            list.Add("class");
        list.AddRange(parameter.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(type => TypeNames.Write(type)));
        if (attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && list is not ["struct", ..])
            list.Add("new()");
        return list.Count > 0 ? $" where {parameter.Name} : {string.Join(", ", list)}" : "";
    }));

    private static string Literal(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        float single => single.ToString("R", CultureInfo.InvariantCulture) + "f",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
