using SpikeDistill.Tensors.Kernels.Activations;

namespace SpikeDistill.Tensors.Kernels.Fusion;

/// <summary>Puts the currents of a fused activation together from their parts, as a type that its loops are compiled for.</summary>
internal readonly unsafe struct FusedCurrents(ActivationGroups groups, bool still)
{
    /// <param name="rows">The normalized value.</param>
    /// <param name="side">A normalized shortcut.</param>
    /// <param name="shortcut">A shortcut that is added as it is, where <paramref name="side"/> is null.</param>
    /// <param name="gradient">Where the gradient of the sum goes; null in passes that give none.</param>
    /// <param name="pass">What is done.</param>
    public void Run<TPass>(NormalizedRows rows, NormalizedRows? side, Tensor? shortcut, float* gradient, TPass pass)
        where TPass : IActivationPass
    {
        int sumLength = groups.PaddedChannels;
        if (still) pass.Run(new StillInput(rows, gradient, null, sumLength));
        else Shortcuts.Choose(side, shortcut, new Whole<TPass>(rows, gradient, sumLength, pass));
    }

    /// <summary>The same of a value that comes chunk by chunk, for an activation that takes one.</summary>
    public static IOutputChunks Chunks(IActivationKernel kernel, NormalizedRows rows, NormalizedRows? side, Tensor? shortcut, Tensor output)
    {
        InChunks use = new(kernel, rows, output);
        Shortcuts.Choose(side, shortcut, use);
        return use.Result!;
    }

    private readonly struct Whole<TPass>(NormalizedRows rows, float* gradient, int sumLength, TPass pass) : IShortcutUse
        where TPass : IActivationPass
    {
        public void Use<TShortcut>(TShortcut shortcut)
            where TShortcut : struct, IShortcut<TShortcut>
            => pass.Run(new NormalizedInput<TShortcut>(rows, shortcut, gradient, null, sumLength));
    }

    private sealed class InChunks(IActivationKernel kernel, NormalizedRows rows, Tensor output) : IShortcutUse
    {
        public IOutputChunks? Result { get; private set; }

        public void Use<TShortcut>(TShortcut shortcut)
            where TShortcut : struct, IShortcut<TShortcut>
            => Result = kernel.Chunks(new ChunkInput<TShortcut>(rows, shortcut, 0, 0), output);
    }
}

/// <summary>One way through a fused activation.</summary>
internal interface IActivationPass
{
    void Run<TInput>(TInput input)
        where TInput : struct, IFireInput<TInput>;
}

/// <summary>Fills the output.</summary>
internal readonly record struct ForwardPass(IActivationKernel Kernel, Tensor Output) : IActivationPass
{
    public void Run<TInput>(TInput input)
        where TInput : struct, IFireInput<TInput>
        => Kernel.Forward(input, Output);
}

/// <summary>Works out the gradient of the sum and its sums.</summary>
internal readonly record struct BackwardPass(IActivationKernel Kernel, Tensor? Output, Tensor OutputGradient, Tensor? Rest, GradientSums Sums)
    : IActivationPass
{
    public void Run<TInput>(TInput input)
        where TInput : struct, IFireInput<TInput>
        => Kernel.Backward(input, Output, OutputGradient, Rest, Sums);
}
