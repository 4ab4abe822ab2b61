"""Spiking transformers for 32x32 images (patches of 4 pixels), written from the papers: Spikformer (Zhou et al., ICLR 2023), Spikingformer
(Zhou et al., arXiv 2304.11954), Spike-driven Transformer (Yao et al., NeurIPS 2023). The first convolution runs once for all steps.
"""
import torch
from torch import nn

from layers import NormalizedConvolution, NormalizedLinear, to_tokens

SCALE = 0.125
EARLY = 0.5  # threshold of the neurons behind an attention


def pool():
    return nn.MaxPool2d(3, 2, 1)


class SpikingSelfAttention(nn.Module):
    """scale · (q kᵀ) v of spikes, head by head, in the order that takes fewer products."""

    def __init__(self, heads):
        super().__init__()
        self.heads = heads

    def forward(self, q, k, v):
        q, k, v = (x.unflatten(2, (self.heads, -1)).transpose(1, 2) for x in (q, k, v))
        x = q @ (k.transpose(2, 3) @ v) if q.shape[2] > q.shape[3] else (q @ k.transpose(2, 3)) @ v
        return x.transpose(1, 2).flatten(2) * SCALE


class Layer(nn.Sequential):
    """Linear layer, normalization, neurons."""

    def __init__(self, inputs, outputs, neurons, bias=True):
        super().__init__(NormalizedLinear(inputs, outputs, bias), neurons())


class SpikformerBlock(nn.Module):
    def __init__(self, channels, heads, neurons):
        super().__init__()
        self.q, self.k, self.v = (Layer(channels, channels, neurons) for _ in range(3))
        self.attention, self.early = SpikingSelfAttention(heads), neurons(EARLY)
        self.project = Layer(channels, channels, neurons)
        self.hidden = nn.Sequential(Layer(channels, 4 * channels, neurons), Layer(4 * channels, channels, neurons))

    def forward(self, x):
        x = x + self.project(self.early(self.attention(self.q(x), self.k(x), self.v(x))))
        return x + self.hidden(x)


class SpikingformerBlock(nn.Module):
    """Neurons first; what is added are currents."""

    def __init__(self, channels, heads, neurons):
        super().__init__()
        self.fire = neurons()
        self.q, self.k, self.v = (Layer(channels, channels, neurons, bias=False) for _ in range(3))
        self.attention, self.early = SpikingSelfAttention(heads), neurons(EARLY)
        self.project = NormalizedLinear(channels, channels)
        self.hidden = nn.Sequential(neurons(), NormalizedLinear(channels, 4 * channels), neurons(), NormalizedLinear(4 * channels, channels))

    def mix(self, x):
        return self.early(self.attention(self.q(x), self.k(x), self.v(x)))

    def forward(self, x):
        x = x + self.project(self.mix(self.fire(x)))
        return x + self.hidden(x)


class SpikeDrivenBlock(SpikingformerBlock):
    """Keys and values that fire together are counted for each channel; queries pass where neurons fire at that."""

    def mix(self, x):
        return self.q(x) * self.early((self.k(x) * self.v(x)).sum(1, keepdim=True))


class Transformer(nn.Module):
    """What the three have in common: stages that end in tokens, blocks, the mean token, a classifier."""

    def __init__(self, block, depth, channels, heads, timesteps, neurons, classes=10):
        super().__init__()
        self.timesteps = timesteps
        self.stem = NormalizedConvolution(3, channels // 8)
        self.patches = self.splitting(channels, neurons)
        self.blocks = nn.Sequential(*(block(channels, heads, neurons) for _ in range(depth)))
        self.head = nn.Linear(channels, classes)

    def forward(self, images):
        x = self.tokens(torch.cat([self.stem(images)] * self.timesteps))
        x = self.blocks(to_tokens(x)).mean(1)
        return self.head(self.before_head(x)).view(self.timesteps, images.shape[0], -1)

    def tokens(self, x):
        return self.patches(x)

    def before_head(self, x):
        return x


class Spikformer(Transformer):
    def __init__(self, depth, channels, timesteps, neurons):
        super().__init__(SpikformerBlock, depth, channels, 12 if channels % 12 == 0 else 8, timesteps, neurons)
        self.position = nn.Sequential(NormalizedConvolution(channels, channels), neurons())

    def splitting(self, channels, neurons):
        return nn.Sequential(
            neurons(), NormalizedConvolution(channels // 8, channels // 4),
            neurons(), NormalizedConvolution(channels // 4, channels // 2),
            neurons(), pool(), NormalizedConvolution(channels // 2, channels),
            neurons(), pool())

    def tokens(self, x):
        x = self.patches(x)
        return self.position(x) + x


class Spikingformer(Transformer):
    def __init__(self, depth, channels, timesteps, neurons):
        super().__init__(SpikingformerBlock, depth, channels, 12 if channels % 12 == 0 else 8, timesteps, neurons)

    def splitting(self, channels, neurons):
        return nn.Sequential(
            neurons(), NormalizedConvolution(channels // 8, channels // 4),
            neurons(), NormalizedConvolution(channels // 4, channels // 2),
            neurons(), pool(), NormalizedConvolution(channels // 2, channels),
            neurons(), pool(), NormalizedConvolution(channels, channels))


class SpikeDrivenTransformer(Transformer):
    def __init__(self, depth, channels, timesteps, neurons):
        super().__init__(SpikeDrivenBlock, depth, channels, 1, timesteps, neurons)
        self.position = nn.Sequential(neurons(), NormalizedConvolution(channels, channels))
        self.last = neurons()

    def splitting(self, channels, neurons):
        return nn.Sequential(
            neurons(), NormalizedConvolution(channels // 8, channels // 4),
            neurons(), NormalizedConvolution(channels // 4, channels // 2),
            neurons(), pool(), NormalizedConvolution(channels // 2, channels), pool())

    def tokens(self, x):
        x = self.patches(x)
        return self.position(x) + x

    def before_head(self, x):
        return self.last(x)
