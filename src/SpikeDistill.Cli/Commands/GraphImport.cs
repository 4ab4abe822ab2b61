using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Reporting;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Data;
using SpikeDistill.Interop;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Options;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>import model.nir</c>: a graph that says itself which network it is.</summary>
/// <param name="from">The file.</param>
/// <param name="to">The file for the weights.</param>
/// <param name="nodes">The file for the nodes; null for none.</param>
/// <param name="set">The data set it was trained on; null where it was not named.</param>
/// <param name="constants">The constants its images are normalized with; null for those of the set.</param>
/// <param name="terminal">Screen and catalog.</param>
internal sealed class GraphImport(string from, string to, string? nodes, string? set, PixelNormalization? constants, Terminal terminal)
{
    /// <summary>Takes it over.</summary>
    /// <param name="options">What the graph does not say.</param>
    /// <param name="needless">Options that were given and that it says itself.</param>
    /// <param name="write">Writes the weights, and the nodes where they are asked for, by what it is given.</param>
    /// <param name="json">Whether the result is told as JSON.</param>
    public int Run(NirImportOptions options, IReadOnlyList<string> needless, Action<Action, Action> write, bool json)
    {
        if (needless.Count > 0)
        {
            throw new InputException($"{from}: is a graph of NIR and says itself which network it is; leave out {string.Join(", ", needless)}.");
        }

        string named = set ?? throw new InputException(
            $"Name the data set the network is for with --set-name: {string.Join(", ", terminal.Catalog.DataSets.Names)}. "
                + "Its constants normalize the images.");
        using Engine engine = new(threads: 1);
        NirImportOptions known = options with { Image = KnownSet.InfoOf(named, terminal.Catalog)?.Shape };
        ImportedGraph imported = InputException.Guard(() => NirImport.Load(from, engine, known));
        using Network made = imported.Network;
        ImportSubject subject = ImportSubject.OfGraph(made, named, constants, terminal.Catalog);
        made.TrainedOn = subject.TrainedOn;
        write(
            () => Checkpoint.SaveWeights(to, made, subject.DataSet),
            () => AtomicFile.WriteAllText(nodes!, DescriptionText.Write(made.Description)));
        if (json)
        {
            terminal.WriteJson(
                new
                {
                    Event = "result",
                    Weights = from,
                    Output = to,
                    Description = nodes,
                    subject.DataSet,
                    Network = made.Settings,
                    Parameters = made.ParameterCount,
                    imported.Notes,
                    Normalization = NormalizationText.Json(subject.TrainedOn?.Normalization),
                });
        }
        else
        {
            terminal.Say(
                $"{terminal.Shown(from)} is a graph of {made.Description.Nodes.Count} nodes, {made.Settings.Classes} classes, "
                    + $"{Format.Count(made.ParameterCount)} parameters -> {terminal.Shown(to)}");
            foreach (string note in imported.Notes) terminal.Say(note);
            terminal.Say($"Its images are those of {subject.DataSet} ({NormalizationText.Of(subject.TrainedOn?.Normalization)}).");
            terminal.Say(Onwards(made));
        }

        return ExitCodes.Ok;
    }

    /// <summary>How training goes on from the graph.</summary>
    private string Onwards(Network made)
    {
        if (nodes is null)
        {
            return "To train on from it, --write-description writes its nodes for a recipe.";
        }

        string frames = made.Description.Image.OverTime ? "; its data are event recordings" : "";
        return $"Its nodes -> {terminal.Shown(nodes)}. A recipe with 'network: {{description: {terminal.Shown(nodes)}, "
            + $"timesteps: {made.Settings.Timesteps}}}' and 'neuron: {NodeText.Of(((IWritten)made.Neuron).Written)}' trains on from it with "
            + $"'train --init {terminal.Shown(to)}'{frames}.";
    }
}
