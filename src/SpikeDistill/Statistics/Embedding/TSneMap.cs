namespace SpikeDistill.Statistics.Embedding;

/// <summary>A map of points.</summary>
/// <param name="Positions">[points, 2], row by row.</param>
/// <param name="Divergence">The Kullback-Leibler divergence of the map's affinities from the points', in nats: what t-SNE makes small.</param>
/// <param name="Iterations">The steps it took; fewer than asked for where the gradient vanished.</param>
public sealed record TSneMap(IReadOnlyList<double> Positions, double Divergence, int Iterations);
