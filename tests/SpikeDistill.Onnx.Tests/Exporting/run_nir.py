"""Reads graphs of NIR with h5py and runs them by NIR's own equations, step by step, in Euler's form.

run_nir.py FOLDER: for every NAME.nir there, images.npy [N, C, H, W] or frames.npy [T, N, C, H, W] (where NAME.frames stands beside it) go
through it, and NAME.npz is written: logits [T, N, classes], and of each layer of neurons NODE.spikes and NODE.above, how far potentials are
above their thresholds, [T*N, ...].
"""
import pathlib
import sys

import h5py
import numpy
import torch
import torch.nn.functional as F


def text(value):
    return value.decode() if isinstance(value, bytes) else value


def load(path):
    with h5py.File(path) as file:
        graph = file["node"]
        assert text(graph["type"][()]) == "NIRGraph" and text(file["version"][()])
        nodes = {name: {key: value[()] for key, value in group.items()} for name, group in graph["nodes"].items()}
        edges = [(text(source), text(target)) for source, target in graph["edges"][()]]
        return nodes, edges, float(graph["metadata/dt"][()]), int(graph["metadata/timesteps"][()])


def in_order(nodes, edges):
    left, done = dict(nodes), []
    while left:
        ready = [name for name in left if all(source in done for source, target in edges if target == name)]
        assert ready, "the graph has a cycle"
        done += ready
        for name in ready:
            del left[name]
    return done


def numbers(value):
    return torch.from_numpy(numpy.asarray(value, dtype="float32"))


def pairs(value):
    return tuple(int(one) for one in value) if numpy.ndim(value) else (int(value), int(value))


def neurons(node, dt, x, v, current):
    r, threshold = numbers(node["r"]), numbers(node["v_threshold"])
    reset = numbers(node["v_reset"]) if "v_reset" in node else torch.zeros(())
    if text(node["type"]) == "IF":
        v = v + dt * r * x
    elif text(node["type"]) == "LIF":
        v = v + dt / numbers(node["tau"]) * (numbers(node["v_leak"]) - v + r * x)
    else:
        current = current + dt / numbers(node["tau_syn"]) * (numbers(node["w_in"]) * x - current)
        v = v + dt / numbers(node["tau_mem"]) * (numbers(node["v_leak"]) - v + r * current)
    spikes = (v > threshold).float()
    return spikes, (torch.where(spikes > 0, reset.expand_as(v), v), current), v - threshold


def run(nodes, edges, dt, steps, images):
    order, states, watched, logits = in_order(nodes, edges), {}, {}, []
    for t in range(steps):
        values = {}
        for name in order:
            node, kind = nodes[name], text(nodes[name]["type"])
            x = sum(values[source] for source, target in edges if target == name)
            if kind == "Input":
                x = images[t] if images.dim() == 5 else images
                assert list(x.shape[1:]) == list(node["shape"])
            elif kind == "Conv2d":
                assert list(x.shape[2:]) == list(node["input_shape"]) and pairs(node["dilation"]) == (1, 1)
                padding = text(node["padding"])
                padding = padding if isinstance(padding, str) else pairs(padding)
                x = F.conv2d(x, numbers(node["weight"]), numbers(node["bias"]), pairs(node["stride"]), padding, groups=int(node["groups"]))
            elif kind in ("Linear", "Affine"):
                x = F.linear(x, numbers(node["weight"]), numbers(node["bias"]) if kind == "Affine" else None)
            elif kind == "AvgPool2d":
                x = F.avg_pool2d(x, pairs(node["kernel_size"]), pairs(node["stride"]), pairs(node["padding"]))
            elif kind == "SumPool2d":
                area = pairs(node["kernel_size"])
                x = F.avg_pool2d(x, area, pairs(node["stride"]), pairs(node["padding"])) * (area[0] * area[1])
            elif kind == "Flatten":
                assert int(node["start_dim"]) == 0 and int(node["end_dim"]) in (-1, x.dim() - 2) and list(x.shape[1:]) == list(node["input_type"])
                x = x.flatten(1)
            elif kind == "Scale":
                x = x * numbers(node["scale"])
            elif kind in ("IF", "LIF", "CubaLIF"):
                assert list(x.shape[1:]) == list(node["r"].shape)
                x, states[name], above = neurons(node, dt, x, *states.get(name, (torch.zeros_like(x), torch.zeros_like(x))))
                watched.setdefault(name + ".spikes", []).append(x)
                watched.setdefault(name + ".above", []).append(above)
            else:
                assert kind == "Output" and list(x.shape[1:]) == list(node["shape"]), kind
                logits.append(x)
            values[name] = x
    return {"logits": torch.stack(logits), **{name: torch.cat(all_steps) for name, all_steps in watched.items()}}


def main(folder):
    torch.set_num_threads(1)
    for path in sorted(folder.glob("*.nir")):
        images = torch.from_numpy(numpy.load(folder / ("frames.npy" if path.with_suffix(".frames").exists() else "images.npy")))
        with torch.no_grad():
            numpy.savez(path.with_suffix(".npz"), **{name: value.numpy().astype("float32") for name, value in run(*load(path), images).items()})


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
