#!/usr/bin/python3
"""The paper's recipe in PyTorch (Debian: python3-torch), for the benchmark's comparison. Written from the equations of
Mansour & Heckel, "Zero-Shot Noise2Noise" (CVPR 2023).

  reference.py step SIDE...              milliseconds of one full-image RGB step at each side
  reference.py run STEPS SIDE FILE...    raw float32 files: SIDE x SIDE x 3 noisy, then as many clean values, 0..255;
                                         trains STEPS steps on each, prints seconds and PSNR

One line of JSON on standard output.
"""
import json, math, os, sys, time
import numpy as np, torch
import torch.nn.functional as F

torch.set_num_threads(os.cpu_count())


def network():
    return torch.nn.Sequential(
        torch.nn.Conv2d(3, 48, 3, padding=1), torch.nn.LeakyReLU(0.2),
        torch.nn.Conv2d(48, 48, 3, padding=1), torch.nn.LeakyReLU(0.2),
        torch.nn.Conv2d(48, 3, 1))


def down(x):
    return (0.5 * (x[..., 0::2, 1::2] + x[..., 1::2, 0::2]), 0.5 * (x[..., 0::2, 0::2] + x[..., 1::2, 1::2]))


def loss(net, y):
    d1, d2 = down(y)
    f1, f2 = d1 - net(d1), d2 - net(d2)
    g1, g2 = down(y - net(y))
    return 0.5 * (F.mse_loss(f1, d2) + F.mse_loss(f2, d1)) + 0.5 * (F.mse_loss(f1, g1) + F.mse_loss(f2, g2))


def train(y, steps):
    torch.manual_seed(0)
    net = network()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1000, 0.5)
    for _ in range(steps):
        optimizer.zero_grad()
        loss(net, y).backward()
        optimizer.step()
        schedule.step()
    return net


def median_step(side):
    y = torch.rand(1, 3, side, side)
    net = network()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    times = []
    for _ in range(max(7, 1500 // side)):
        begun = time.perf_counter()
        optimizer.zero_grad()
        loss(net, y).backward()
        optimizer.step()
        times.append(time.perf_counter() - begun)
    return 1000 * sorted(times)[len(times) // 2]


def run(file, side, steps):
    noisy, clean = np.fromfile(file, np.float32).reshape(2, side, side, 3)
    y = torch.tensor(noisy).permute(2, 0, 1)[None] / 255
    begun = time.perf_counter()
    net = train(y, steps)
    with torch.no_grad():
        denoised = torch.clamp(y - net(y), 0, 1)
    seconds = time.perf_counter() - begun
    result = 255 * denoised[0].permute(1, 2, 0).numpy()
    return {"seconds": seconds, "psnr": 10 * math.log10(255 ** 2 / float(np.mean((result - clean) ** 2)))}


if sys.argv[1] == "step":
    answer = {"milliseconds": [median_step(int(side)) for side in sys.argv[2:]]}
else:
    answer = {"runs": [run(file, int(sys.argv[3]), int(sys.argv[2])) for file in sys.argv[4:]]}
print(json.dumps({**answer, "torch": torch.__version__, "threads": torch.get_num_threads()}))
