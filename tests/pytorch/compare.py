#!/usr/bin/env python3
"""Exported scripts under real PyTorch, against the engine: the training losses of the first 20 steps.

Run by hand, with a Python that has PyTorch: `cargo build --bin skipscape --example double`, then

    /usr/bin/python3 tests/pytorch/compare.py            all scenes below
    /usr/bin/python3 tests/pytorch/compare.py SCENE…     these

It was run with Debian 12's python3-torch 1.13.1+dfsg-4 (PyTorch says 1.13.0a0), on the CPU, Python 3.11.

For each network it prints the largest relative difference, in single precision after the first step and over all 20, and how
far three runs of PyTorch's own come apart that start from weights whose last bits are moved: training magnifies a
difference, so where PyTorch does not agree with itself, nobody can. Hence the last two columns: the same in double precision,
where the engine's kernels and PyTorch's have eight more digits to agree in.

Ends with 1 if a difference is above 1e-5 and above ten times what rounding alone makes up to that step.
"""

import pathlib
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILT = ROOT / "target" / "debug"

SCENES = [
    # The three models as they are, and the deep ResNet.
    "",
    "model=convnet",
    "model=convnet&depth=9",
    "model=transformer",
    # The family. Runs of 20 steps are the first 20 of longer ones.
    # Shortcuts.
    "depth=20&shortcut=highway&steps=20",
    "act=relu&init=he&shortcut=rezero&steps=20",
    "depth=12&shortcut=dense&steps=20",
    "depth=12&shortcut=dense&block=2&norm=layer&steps=20",
    "depth=12&shortcut=projection&init=orthogonal&scale=.5&steps=20",
    "depth=20&scale=depth&droppath=.25&steps=20",
    "depth=10&block=2&a.shortcut=highway&b.shortcut=rezero&inner=5&scale=depth&droppath=.5&steps=20",
    # Norms, orders, blocks, activations.
    "depth=20&norm=batch&steps=20",
    "depth=20&norm=layer&act=gelu&order=pre&steps=20",
    "depth=10&block=2&norm=batch&act=relu&init=he&steps=20",
    "depth=10&block=2&norm=layer&act=silu&order=pre&steps=20",
    "depth=10&block=2&act=gelu-tanh&init=uniform&a.act=sigmoid&b.width=8&b.inner=24&steps=20",
    # Training.
    "depth=10&opt=sgd&lr=.05&steps=20",
    "depth=10&opt=momentum&lr=.02&momentum=.9,.5@8&decay=.1,.5@12&steps=20",
    "depth=10&clip=.5,none@9&schedule=cosine&steps=40&warmup=5&lr=.01,.003@15",
    "depth=10&a.opt=momentum&b.opt=adam&a.lr=.01&b.decay=.1&batch=full&steps=20",
    "depth=10&batch=16,64@7,full@14&draw=epochs&steps=20",
    # Data and losses.
    "data=line&depth=12&act=relu&norm=batch&steps=20",
    "data=edit&depth=4&block=2&inner=8&steps=20",
    "data=gauss&classes=4&flip=.1&loss=mse&depth=8&steps=20",
    # ResNets.
    "model=convnet&depth=2&shortcut=projection&order=pre&points=128&test=32&steps=20",
    "model=convnet&depth=2&shortcut=dense&norm=layer&points=128&test=32&steps=20",
    "model=convnet&depth=2&a.shortcut=highway&b.shortcut=rezero&block=1&norm=none&points=128&test=32&steps=20",
    "model=convnet&depth=2&inner=3&droppath=.25&scale=depth&points=128&test=32&steps=20",
    # Transformers.
    "model=transformer&mask=causal&data=shift&order=post&steps=20",
    "model=transformer&a.again=both&b.again=position&shortcut.mlp=none&steps=20",
    "model=transformer&shortcut.attention=highway&shortcut.mlp=projection&droppath=.25&norm=batch&steps=20",
    "model=transformer&a.again=token&b.shortcut=rezero&draw=replace&heads=4&length=5&vocab=11&batch=16,32@4&steps=20",
    "model=transformer&batch=16,32@4&act=gelu&norm=none&steps=20",
]

LINE = re.compile(r"(\S+): largest relative difference (\S+), at step (\d+); rounding alone makes (\S+); first .*?(?:, (\S+) at step 1)?$")


def compared(script, run):
    """What the script says of both networks, and whether it found the runs the same."""
    done = subprocess.run([sys.executable, script, "--compare", run], capture_output=True, text=True)
    found = [match.groups() for match in map(LINE.match, done.stdout.splitlines()) if match]
    if len(found) != 2:
        raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
    return found, done.returncode == 0


def row(scene):
    with tempfile.TemporaryDirectory() as folder:
        script, single, double = (f"{folder}/{name}" for name in ("networks.py", "single.json", "double.json"))
        for what, out in (("pytorch", script), ("json", single)):
            subprocess.run([BUILT / "skipscape", "export", what, scene, "--out", out], check=True, stdout=subprocess.DEVNULL)
        with open(double, "w", encoding="utf-8") as file:
            subprocess.run([BUILT / "examples" / "double", scene], check=True, stdout=file)
        (in_single, same), (in_double, same_double) = compared(script, single), compared(script, double)
    lines = []
    for (name, worst, step, rounding, first), (_, worst_double, _, rounding_double, _) in zip(in_single, in_double):
        lines.append(f"| `{scene}` | {name} | {first} | {worst} | {rounding} | {worst_double} | {rounding_double} |")
    return lines, same and same_double


def main():
    scenes = sys.argv[1:] or SCENES
    print("| setup | network | step 1 | 20 steps | rounding alone | 20 steps, double | rounding alone, double |")
    print("|---|---|---|---|---|---|---|")
    apart = []
    with ThreadPoolExecutor(2) as pool:
        for scene, (lines, same) in zip(scenes, pool.map(row, scenes)):
            print("\n".join(lines), flush=True)
            if not same:
                apart.append(scene)
    for scene in apart:
        print(f"not the same: {scene!r}", file=sys.stderr)
    return 1 if apart else 0


if __name__ == "__main__":
    sys.exit(main())
