using SpikeDistill.Distillation;
using SpikeDistill.Options;

namespace SpikeDistill.Recipes;

/// <summary>An objective by the name of its method, with the method's options.</summary>
internal sealed record MethodChoice(Method Method, string Preset, OptionValues Values)
{
    public const string Default = "cross_entropy";

    /// <summary>The keys of an objective in its short form.</summary>
    public static Section<MethodChoice> Keys(Shelf<Method> methods) => new Section<MethodChoice>(() => Of(methods.Find(Default), MethodPresets.PublicCode))
        .With(new ChoicePart<MethodChoice, Method>(
            "method",
            methods,
            choice => choice.Method,
            (choice, method) => Of(method, choice.Preset),
            choice => choice.Method.Section.KeysOf(choice.Values).Select(
                key => key.In<MethodChoice>(whole => whole.Values, (whole, values) => whole with { Values = values })),
            "The method: a list of terms by name."))
        .Key(
            "preset",
            MethodPresets.Kind,
            s => s.Preset,
            (s, v) => s with { Preset = v },
            "The reading of what TSER leaves open; methods of other papers are the same in both.");

    /// <summary>The objective that is chosen.</summary>
    public ObjectiveSettings Objective => Method.Objective(Values, Preset);

    private static MethodChoice Of(Method method, string preset) => new(method, preset, method.Defaults);
}
