namespace SpikeDistill.Tensors;

/// <summary>Is told what an engine has just done, so that time can be put down to operations; without one nothing is called.</summary>
internal interface IOperationObserver
{
    /// <summary>Everything since the last call belongs to this part of this operation.</summary>
    /// <param name="operation">The operation's name.</param>
    /// <param name="part">Which part of it.</param>
    /// <param name="output">The shape of the operation's output.</param>
    void Done(string operation, OperationPart part, Shape output);
}

/// <summary>The parts of an operation that are told apart.</summary>
internal enum OperationPart
{
    /// <summary>Its result.</summary>
    Forward,

    /// <summary>Its gradients, but for the two below where they are told apart.</summary>
    Backward,

    /// <summary>The gradient of a weighted sum's input.</summary>
    InputGradient,

    /// <summary>The gradient of a weighted sum's weights.</summary>
    WeightGradient,
}
