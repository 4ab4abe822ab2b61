using SpikeDistill.Reference.PublicApi;

namespace SpikeDistill.Interop.Tests.PublicApi;

/// <summary>The printer behind the snapshots of every assembly.</summary>
public sealed class SurfaceTests
{
    public interface IRule<TSelf>
        where TSelf : struct, IRule<TSelf>
    {
        static abstract float Slope(in float x);
    }

    public enum Kind : byte
    {
        Hard = 1,
        Soft = 4,
    }

    public abstract class Base(string? name) : IDisposable
    {
        public const int Limit = 3;
        public static readonly string[] Names = [];

        public string? Name { get; protected set; } = name;

        public required IReadOnlyList<string?> List { get; init; }

        internal int Hidden { get; set; }

        public float this[int index] => index;

        public static Base operator +(Base left, Base right) => left ?? right;

        public T? Find<T>(ReadOnlySpan<T> values, out int place, float scale = 0.5f, Kind? kind = null)
            where T : class, new()
        {
            place = values.Length;
            return null;
        }

        public void Dispose() => GC.SuppressFinalize(this);

        public override string ToString() => "";

        protected virtual void Close(params int[] shape)
        {
        }

        private protected void Inner()
        {
        }
    }

    public readonly record struct Pair(int Left, (long A, float[,] B) Right);

    [Fact]
    public void Every_kind_of_member_is_one_line() => Assert.Equal(
        [
            "SurfaceTests.Base is abstract class of IDisposable",
            "SurfaceTests.Base.Close(params int[] shape) : virtual void (protected)",
            "SurfaceTests.Base.Dispose() : void",
            "SurfaceTests.Base.Find<T>(ReadOnlySpan<T> values, out int place, float scale = 0.5f, "
                + "SurfaceTests.Kind? kind = default) : T? where T : class, new()",
            "SurfaceTests.Base.Item[int index] : float { get; }",
            "SurfaceTests.Base.Limit : const int = 3",
            "SurfaceTests.Base.List : required IReadOnlyList<string?> { get; init; }",
            "SurfaceTests.Base.Name : string? { get; set; }",
            "SurfaceTests.Base.Names : static readonly string[]",
            "SurfaceTests.Base.new(string? name) (protected)",
            "SurfaceTests.Base.op_Addition(SurfaceTests.Base left, SurfaceTests.Base right) : static SurfaceTests.Base",
            "SurfaceTests.IRule<TSelf> is interface where TSelf : struct, IRule<TSelf>",
            "SurfaceTests.IRule<TSelf>.Slope(in float x) : static abstract float",
            "SurfaceTests.Kind is enum",
            "SurfaceTests.Kind.Hard = 1",
            "SurfaceTests.Kind.Soft = 4",
            "SurfaceTests.Pair is readonly struct of IEquatable<SurfaceTests.Pair>",
            "SurfaceTests.Pair.Left : int { get; init; }",
            "SurfaceTests.Pair.Right : ValueTuple<long, float[,]> { get; init; }",
            "SurfaceTests.Pair.new(int Left, ValueTuple<long, float[,]> Right)",
        ],
        Surface.Lines([typeof(IRule<>), typeof(Kind), typeof(Base), typeof(Pair)])
            .Select(line => line[(typeof(SurfaceTests).Namespace!.Length + 1)..]));

    [Fact]
    public void A_difference_names_what_went_and_what_came() =>
        Assert.Equal("- A.b : int\n+ A.b : long\n", PublicApiSnapshot.Difference(["A", "A.b : int"], ["A", "A.b : long"]));
}
