"""The layers of `SpikeDistill.Benchmarks -- kernels`, timed in PyTorch: one thread, channels last.

    python3 benchmarks/peers/convolution.py [--filter TEXT] [--batch N] [--seconds S]

Prints GFLOP/s of the multiplications of the definition. Time is processor time of the process, best of several
rounds, as in the C# benchmark.
"""
import argparse
import time

import torch

LAYERS = [  # name, channels, outputs, size, kernel, stride
    ("64-64 32x32 3x3", 64, 64, 32, 3, 1),
    ("128-128 16x16 3x3", 128, 128, 16, 3, 1),
    ("256-256 8x8 3x3", 256, 256, 8, 3, 1),
    ("512-512 4x4 3x3", 512, 512, 4, 3, 1),
    ("16-16 32x32 3x3", 16, 16, 32, 3, 1),
    ("32-32 32x32 3x3", 32, 32, 32, 3, 1),
    ("32-32 16x16 3x3", 32, 32, 16, 3, 1),
    ("256-256 2x2 3x3", 256, 256, 2, 3, 1),
    ("3-64 32x32 3x3", 3, 64, 32, 3, 1),
    ("3-32 32x32 3x3", 3, 32, 32, 3, 1),
    ("3-16 32x32 3x3", 3, 16, 32, 3, 1),
    ("64-128 32x32 3x3 s2", 64, 128, 32, 3, 2),
    ("64-128 32x32 1x1 s2", 64, 128, 32, 1, 2),
    ("256-512 8x8 1x1 s2", 256, 512, 8, 1, 2),
    ("128-128 16x16 1x1", 128, 128, 16, 1, 1),
    ("linear 512-100", 512, 100, 1, 1, 1),
    ("tokens 384-384", 384, 384, 8, 1, 1),
    ("tokens 384-1536", 384, 1536, 8, 1, 1),
    ("tokens 1536-384", 1536, 384, 8, 1, 1),
]


def best_seconds(run, seconds):
    run()
    best, start, rounds = float("inf"), time.perf_counter(), 0
    while rounds < 5 or time.perf_counter() - start < seconds:
        before = time.process_time()
        run()
        best = min(best, time.process_time() - before)
        rounds += 1
    return best


def passes(channels, outputs, size, kernel, stride, batch):
    padding = kernel // 2
    last = torch.channels_last
    x = torch.randn(batch, channels, size, size).contiguous(memory_format=last)
    w = torch.randn(outputs, channels, kernel, kernel).contiguous(memory_format=last)
    y = torch.nn.functional.conv2d(x, w, stride=stride, padding=padding)
    dy = torch.randn_like(y).contiguous(memory_format=last)

    def backward(mask):
        return lambda: torch.ops.aten.convolution_backward(
            dy, x, w, None, [stride] * 2, [padding] * 2, [1, 1], False, [0, 0], 1, mask)

    operations = 2.0 * y.numel() * channels * kernel * kernel
    return operations, [
        ("forward", lambda: torch.nn.functional.conv2d(x, w, stride=stride, padding=padding)),
        ("input gradient", backward([True, False, False])),
        ("weight gradient", backward([False, True, False])),
    ]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--filter", default="")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=1.0)
    options = parser.parse_args()
    torch.set_num_threads(1)
    print(f"PyTorch {torch.__version__}, 1 thread, batch {options.batch}")
    print(f"{'layer':<22}{'pass':<18}{'GFLOP/s':>9}")
    for name, *sizes in LAYERS:
        if options.filter not in name:
            continue
        operations, runs = passes(*sizes, options.batch)
        for label, run in runs:
            print(f"{name:<22}{label:<18}{operations / best_seconds(run, options.seconds) / 1e9:>9.1f}", flush=True)


if __name__ == "__main__":
    with torch.no_grad():
        main()
