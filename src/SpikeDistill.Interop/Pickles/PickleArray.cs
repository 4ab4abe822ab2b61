namespace SpikeDistill.Interop.Pickles;

/// <summary>A NumPy array in a pickle.</summary>
/// <param name="Type">NumPy's code of the element type without byte order, such as <c>u1</c> or <c>f4</c>.</param>
/// <param name="BigEndian">Whether the elements' bytes stand most significant first.</param>
/// <param name="FortranOrder">Whether the first axis varies fastest.</param>
/// <param name="Shape">Extents, outermost first.</param>
/// <param name="Data">The elements as they stand in the file; as many bytes as shape and type take.</param>
public sealed record PickleArray(string Type, bool BigEndian, bool FortranOrder, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Data);
