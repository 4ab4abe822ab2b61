using SpikeDistill.Networks;
using SpikeDistill.Options;
using SpikeDistill.Tensors;

namespace SpikeDistill.Optimization;

/// <summary>An optimizer by its options: a record of them, declared beside it, that starts one which remembers nothing yet.</summary>
public abstract record Optimizer : IDeclared<Optimizer>
{
    /// <summary>Its name in recipes and results.</summary>
    public string Name => Declared.Name;

    /// <summary>How many tensors it keeps beside each parameter, of the parameter's size.</summary>
    public abstract int TensorsPerParameter { get; }

    Entry<Optimizer> IDeclared<Optimizer>.Declared => Declared;

    /// <summary>The name and options that recipes give it.</summary>
    protected abstract Entry<Optimizer> Declared { get; }

    /// <summary>Refuses what no recipe could say.</summary>
    /// <exception cref="ArgumentException">An impossible option, or options that do not go together.</exception>
    public virtual void Check() => this.CheckOptions();

    /// <summary>Makes one before its first step.</summary>
    /// <param name="engine">Threads and memory.</param>
    /// <param name="parameters">What is learned.</param>
    /// <param name="decay">Weight decay, and parameters that are treated differently.</param>
    /// <exception cref="ArgumentException">An impossible option, or a group that fits no parameter.</exception>
    public IOptimizer Start(Engine engine, IReadOnlyList<Parameter> parameters, DecayAndGroups decay)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(decay);
        Check();
        return Make(engine, parameters, decay);
    }

    /// <summary>Makes one before its first step. The options are checked.</summary>
    /// <param name="engine">Threads and memory.</param>
    /// <param name="parameters">What is learned.</param>
    /// <param name="decay">Weight decay, and parameters that are treated differently.</param>
    /// <exception cref="ArgumentException">A group that fits no parameter.</exception>
    protected abstract IOptimizer Make(Engine engine, IReadOnlyList<Parameter> parameters, DecayAndGroups decay);
}
