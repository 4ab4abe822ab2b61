"""The networks of `SpikeDistill.Benchmarks -- steps` in PyTorch: time and memory of training steps and inferences.

    python3 benchmarks/peers/steps.py [--network NAME] [--width N] [--timesteps N] [--batch N] [--threads N] [--seconds S]
                                      [--neurons torch|spikingjelly] [--memory-only] [--json]

LIF (decay 0.5 that does not scale the input, ATan, hard reset, detached), cross-entropy at every step, SGD with momentum;
float32, eager, channels last, time folded into the batch for everything without memory, the first convolution run once for
all steps. Best and median of several; peak memory is VmHWM of a child process that does nothing but training steps. Times of
a dense framework depend on no firing rate, so the weights are the initial ones. Matrix products must not run on the reference
BLAS, where they take some twelve times as long: without OpenBLAS, BLIS or MKL the script refuses to measure.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time

import torch
from torch import nn
from torch.nn import functional

from layers import Lif, SpikingJellyLif
from residual import Block, ResNet18, SewBlock
from transformers import SpikeDrivenTransformer, Spikformer, Spikingformer

MEMORY_STEPS = 3
FAST_BLAS = ("openblas", "blis", "mkl")
NETWORKS = {
    "resnet18": lambda o, neurons: ResNet18(Block, o.width, o.timesteps, neurons),
    "sew-resnet18": lambda o, neurons: ResNet18(SewBlock, o.width, o.timesteps, neurons),
    "sew-resnet18-224": lambda o, neurons: ResNet18(SewBlock, o.width, o.timesteps, neurons, photographs=True),
    "spikformer-4-384": lambda o, neurons: Spikformer(4, 384, o.timesteps, neurons),
    "spikingformer-4-384": lambda o, neurons: Spikingformer(4, 384, o.timesteps, neurons),
    "sdt-2-512": lambda o, neurons: SpikeDrivenTransformer(2, 512, o.timesteps, neurons),
}


def blas():
    """The library that matrix products run on, as it is loaded."""
    torch.ones(2, 2) @ torch.ones(2, 2)
    with open("/proc/self/maps") as maps:
        loaded = {line.split()[-1] for line in maps if ".so" in line}
    fast = [path for path in loaded if any(name in path.lower() for name in FAST_BLAS)]
    if not fast and not torch.backends.mkl.is_available():
        sys.exit("PyTorch's matrix products run on the reference BLAS here, which is no comparison. Install libopenblas0.")
    return next((name for name in FAST_BLAS if any(name in path.lower() for path in fast)), "mkl")


class Subject:
    def __init__(self, options):
        torch.manual_seed(0)
        neurons = {"torch": Lif, "spikingjelly": SpikingJellyLif}[options.neurons]
        self.network = NETWORKS[options.network](options, lambda threshold=1.0: neurons(options.timesteps, threshold))
        self.network = self.network.to(memory_format=torch.channels_last)
        size = 224 if options.network.endswith("-224") else 32
        self.images = torch.randn(options.batch, 3, size, size).contiguous(memory_format=torch.channels_last)
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
    """Of the clock; of one thread its processor's, which other work on the machine disturbs less. The C# benchmark does the same."""
    clock = time.process_time if torch.get_num_threads() == 1 else time.perf_counter
    start = clock()
    action()
    return clock() - start


def operations(subject):
    """Multiplications of convolutions and linear layers at every step, two operations each; what attention multiplies is not in it."""
    products, hooks = 0, []

    def count(module, inputs, output):
        nonlocal products
        if isinstance(module, nn.Conv2d):
            taps = module.in_channels * module.kernel_size[0] * module.kernel_size[1]
            steps = subject.network.timesteps if module is subject.network.stem[0] else 1
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
        "blas": blas(),
        "threads": torch.get_num_threads(),
        "network": options.network,
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
    parser.add_argument("--network", choices=list(NETWORKS), default="resnet18")
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
    blas()
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
    print(f"{result['framework']} on {result['blas']}, {result['threads']} thread(s)")
    print(f"{options.network}, width {options.width}, T {options.timesteps}, batch {options.batch}")
    print(f"{'':<16}{'best ms':>10}{'median ms':>11}{'GFLOP':>9}")
    for row, name in (("training step", "step"), ("inference", "inference")):
        print(f"{row:<16}{result[name + '_ms']:>10.1f}{result[name + '_median_ms']:>11.1f}{result[name + '_gflop']:>9.2f}")
    print(f"peak memory of a training process {result['peak_memory_mib']:.0f} MiB")


if __name__ == "__main__":
    main()
