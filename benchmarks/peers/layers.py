"""What the networks of these benchmarks are made of in PyTorch: neurons, blocks, layers on tokens.

Maps are [T·N, C, H, W], channels last; tokens [T·N, L, C], which are a map's own values in that order. Everything without memory has
time folded into the batch.
"""
import math

import torch
from torch import nn

ALPHA = 2.0  # of the ATan surrogate


class Spike(torch.autograd.Function):
    @staticmethod
    def forward(context, distance):
        context.save_for_backward(distance)
        return (distance >= 0).to(distance)

    @staticmethod
    def backward(context, gradient):
        (distance,) = context.saved_tensors
        return gradient * (ALPHA / 2 / (1 + (math.pi / 2 * ALPHA * distance) ** 2))


class Lif(nn.Module):
    """[T·N, …] to the same shape."""

    def __init__(self, timesteps, threshold=1.0):
        super().__init__()
        self.timesteps, self.threshold = timesteps, threshold

    def forward(self, currents):
        membrane, spikes = 0.0, []
        for current in currents.chunk(self.timesteps):
            membrane = membrane * 0.5 + current
            spike = Spike.apply(membrane - self.threshold)
            membrane = membrane * (1 - spike.detach())
            spikes.append(spike)
        return torch.cat(spikes)


class SpikingJellyLif(nn.Module):
    def __init__(self, timesteps, threshold=1.0):
        super().__init__()
        from spikingjelly.activation_based import functional as jelly, neuron, surrogate

        self.timesteps, self.reset = timesteps, jelly.reset_net
        self.neurons = neuron.LIFNode(
            tau=2.0, decay_input=False, v_threshold=threshold, surrogate_function=surrogate.ATan(alpha=ALPHA), detach_reset=True,
            step_mode="m")

    def forward(self, currents):
        self.reset(self.neurons)
        spikes = self.neurons(currents.view(self.timesteps, -1, *currents.shape[1:]))
        return spikes.flatten(0, 1)


class NormalizedConvolution(nn.Sequential):
    def __init__(self, inputs, outputs, kernel=3, stride=1):
        super().__init__(nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(outputs))


class NormalizedLinear(nn.Module):
    """[T·N, L, inputs] to [T·N, L, outputs]: one matrix product over all tokens, normalized over them."""

    def __init__(self, inputs, outputs, bias=True):
        super().__init__()
        self.linear, self.norm = nn.Linear(inputs, outputs, bias), nn.BatchNorm1d(outputs)

    def forward(self, tokens):
        return self.norm(self.linear(tokens.flatten(0, 1))).view(*tokens.shape[:2], -1)


def to_tokens(maps):
    """[T·N, C, H, W] to [T·N, H·W, C], without a copy where channels lie last."""
    return maps.permute(0, 2, 3, 1).flatten(1, 2)
