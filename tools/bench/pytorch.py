"""PyTorch on the shapes of works.js, one thread: `python3 pytorch.py` reads a JSON line {"kind", "size"} and then numbers of
milliseconds, and answers each with steps a second. Prints nothing and ends where torch is not installed."""

import json
import sys
import time

try:
    import torch
    from torch import nn
except ImportError:
    sys.exit(3)

torch.set_num_threads(1)


class Block(nn.Module):
    def __init__(self, width, scale):
        super().__init__()
        self.linear, self.scale = nn.Linear(width, width), scale

    def forward(self, x):
        return x + self.scale * torch.relu(self.linear(x))


def mlp(depth, width):
    return nn.Sequential(nn.Linear(2, width), *[Block(width, depth**-0.5) for _ in range(depth)], nn.Linear(width, 2))


class Residual(nn.Module):
    def __init__(self, width, out, stride):
        super().__init__()
        self.branch = nn.Sequential(
            nn.Conv2d(width, out, 3, stride, 1, bias=False), nn.BatchNorm2d(out), nn.ReLU(),
            nn.Conv2d(out, out, 3, 1, 1, bias=False), nn.BatchNorm2d(out))
        self.short = nn.Conv2d(width, out, 1, stride, bias=False) if stride == 2 else nn.Identity()

    def forward(self, x):
        return torch.relu(self.branch(x) + self.short(x))


def convnet(depth, width):
    layers = [nn.Conv2d(1, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
    now = width
    for stage in range(3):
        for block in range(depth):
            layers.append(Residual(now, width << stage, 2 if stage > 0 and block == 0 else 1))
            now = width << stage
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(now, 10))


def make(work):
    depth, width, rows = (work["size"][key] for key in ("depth", "width", "rows"))
    image = work["kind"] == "convnet"
    net = (convnet if image else mlp)(depth, width)
    x = torch.randn(rows, 1, 8, 8) if image else torch.randn(rows, 2)
    truth = torch.arange(rows) % (10 if image else 2)
    loss = nn.CrossEntropyLoss()
    if work["kind"] == "surface":
        start = [p.detach().clone() for p in net.parameters()]
        one, two = ([torch.randn_like(p) for p in start] for _ in range(2))

        def once():
            with torch.no_grad():
                for p, w, a, b in zip(net.parameters(), start, one, two):
                    p.copy_(w + 0.01 * a + 0.02 * b)
                loss(net(x), truth).item()

        return once
    optimiser = torch.optim.SGD(net.parameters(), lr=0.001, momentum=0.9)

    def once():
        optimiser.zero_grad()
        value = loss(net(x), truth)
        value.backward()
        optimiser.step()
        value.item()

    return once


once = make(json.loads(sys.stdin.readline()))
once()
print("ready", flush=True)
for line in sys.stdin:
    start, count = time.perf_counter(), 0
    while time.perf_counter() - start < float(line) / 1000 or count == 0:
        once()
        count += 1
    print(count / (time.perf_counter() - start), flush=True)
