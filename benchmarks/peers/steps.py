"""The network of `SpikeDistill.Benchmarks -- steps` in PyTorch: time and memory of training steps and inferences.

    python3 benchmarks/peers/steps.py [--width N] [--timesteps N] [--batch N] [--threads N] [--seconds S]
                                      [--neurons torch|spikingjelly] [--memory-only] [--json]

CIFAR ResNet-18, LIF (decay 0.5 that does not scale the input, ATan, hard reset, detached), cross-entropy at every step,
SGD with momentum; float32, eager, channels last, time folded into the batch for everything without memory, the first
convolution run once for all steps. Best and median of several; peak memory is VmHWM of a child process that does
nothing but training steps. Times of a dense framework depend on no firing rate, so the weights are the initial ones.
"""
import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import time

import torch
from torch import nn
from torch.nn import functional

ALPHA = 2.0  # of the ATan surrogate
MEMORY_STEPS = 3


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
    """[T·N, C, H, W] to the same shape."""

    def __init__(self, timesteps):
        super().__init__()
        self.timesteps = timesteps

    def forward(self, currents):
        membrane, spikes = 0.0, []
        for current in currents.chunk(self.timesteps):
            membrane = membrane * 0.5 + current
            spike = Spike.apply(membrane - 1)
            membrane = membrane * (1 - spike.detach())
            spikes.append(spike)
        return torch.cat(spikes)


class SpikingJellyLif(nn.Module):
    def __init__(self, timesteps):
        super().__init__()
        from spikingjelly.activation_based import functional as jelly, neuron, surrogate

        self.timesteps, self.reset = timesteps, jelly.reset_net
        self.neurons = neuron.LIFNode(
            tau=2.0, decay_input=False, surrogate_function=surrogate.ATan(alpha=ALPHA), detach_reset=True, step_mode="m")

    def forward(self, currents):
        self.reset(self.neurons)
        spikes = self.neurons(currents.view(self.timesteps, -1, *currents.shape[1:]))
        return spikes.flatten(0, 1)


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride, neurons):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1, self.fire1 = nn.BatchNorm2d(outputs), neurons()
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2, self.fire2 = nn.BatchNorm2d(outputs), neurons()
        self.downsample = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.fire1(self.bn1(self.conv1(x)))
        return self.fire2(self.bn2(self.conv2(y)) + self.downsample(x))


class ResNet18(nn.Module):
    def __init__(self, width, timesteps, neurons, classes=10):
        super().__init__()
        self.timesteps = timesteps
        self.conv1 = nn.Conv2d(3, width, 3, 1, 1, bias=False)
        self.bn1, self.fire = nn.BatchNorm2d(width), neurons()
        blocks, inputs = [], width
        for stage in range(4):
            outputs = width << stage
            blocks += [Block(inputs, outputs, 1 if stage == 0 else 2, neurons), Block(outputs, outputs, 1, neurons)]
            inputs = outputs
        self.blocks = nn.Sequential(*blocks)
        self.fc = nn.Linear(inputs, classes)

    def forward(self, images):
        x = self.bn1(self.conv1(images))
        x = self.fire(torch.cat([x] * self.timesteps))
        x = self.blocks(x).mean((2, 3))
        return self.fc(x).view(self.timesteps, images.shape[0], -1)


class Subject:
    def __init__(self, options):
        torch.manual_seed(0)
        neurons = {"torch": Lif, "spikingjelly": SpikingJellyLif}[options.neurons]
        self.network = ResNet18(options.width, options.timesteps, lambda: neurons(options.timesteps))
        self.network = self.network.to(memory_format=torch.channels_last)
        self.images = torch.randn(options.batch, 3, 32, 32).contiguous(memory_format=torch.channels_last)
        self.labels = torch.randint(10, (options.batch,))
        self.optimizer = torch.optim.SGD(self.network.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4)

    def step(self):
        self.network.train()
        logits = self.network(self.images)
        labels = self.labels.repeat(logits.shape[0])
        self.optimizer.zero_grad(set_to_none=True)
        functional.cross_entropy(logits.flatten(0, 1), labels).backward()
        self.optimizer.step()

    def infer(self):
        self.network.eval()
        with torch.no_grad():
            self.network(self.images)


def seconds_of(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def operations(subject):
    """Multiplications of convolutions and linear layers at every step, two operations each."""
    products, hooks = 0, []

    def count(module, inputs, output):
        nonlocal products
        if isinstance(module, nn.Conv2d):
            taps = module.in_channels * module.kernel_size[0] * module.kernel_size[1]
            steps = subject.network.timesteps if module is subject.network.conv1 else 1
            products += output.numel() * taps * steps
        elif isinstance(module, nn.Linear):
            products += output.numel() * module.in_features

    for module in subject.network.modules():
        hooks.append(module.register_forward_hook(count))
    subject.infer()
    for hook in hooks:
        hook.remove()
    return 2.0 * products


def peak_memory_mib():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))


def measure(options):
    subject = Subject(options)
    flops = operations(subject)
    steps, inferences = [], []
    for _ in range(2):
        subject.step()
        subject.infer()
    start = time.perf_counter()
    while len(steps) < 3 or time.perf_counter() - start < options.seconds:
        steps.append(seconds_of(subject.step))
        inferences.append(seconds_of(subject.infer))
    child = [sys.executable, __file__, *(a for a in sys.argv[1:] if a != "--json"), "--memory-only"]
    return {
        "framework": f"PyTorch {torch.__version__}" + (", SpikingJelly" if options.neurons == "spikingjelly" else ""),
        "threads": torch.get_num_threads(),
        "width": options.width,
        "timesteps": options.timesteps,
        "batch": options.batch,
        "step_ms": min(steps) * 1000,
        "step_median_ms": statistics.median(steps) * 1000,
        "inference_ms": min(inferences) * 1000,
        "inference_median_ms": statistics.median(inferences) * 1000,
        "step_gflop": 3 * flops / 1e9,
        "inference_gflop": flops / 1e9,
        "peak_memory_mib": float(subprocess.run(child, check=True, stdout=subprocess.PIPE).stdout),
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--timesteps", type=int, default=4)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=12)
    parser.add_argument("--neurons", choices=["torch", "spikingjelly"], default="torch")
    parser.add_argument("--memory-only", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(options.threads or os.cpu_count())
    if options.memory_only:
        subject = Subject(options)
        for _ in range(MEMORY_STEPS):
            subject.step()
        print(peak_memory_mib())
        return
    result = measure(options)
    if options.json:
        print(json.dumps(result, indent=2))
        return
    print(f"{result['framework']}, {result['threads']} thread(s)")
    print(f"CIFAR ResNet-18, width {options.width}, T {options.timesteps}, batch {options.batch}")
    print(f"{'':<16}{'best ms':>10}{'median ms':>11}{'GFLOP':>9}")
    for row, name in (("training step", "step"), ("inference", "inference")):
        print(f"{row:<16}{result[name + '_ms']:>10.1f}{result[name + '_median_ms']:>11.1f}{result[name + '_gflop']:>9.2f}")
    print(f"peak memory of a training process {result['peak_memory_mib']:.0f} MiB")


if __name__ == "__main__":
    main()
