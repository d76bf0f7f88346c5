"""DCGAN in PyTorch at its best on a CPU: channels-last, the discriminator frozen in the generator's step, one BLAS thread
(the environment says so). Reads commands from standard input and answers each with one line of JSON:
    train N       milliseconds of each of N training steps
    generate N    milliseconds of each of N batches of generated images
"""
import json
import sys
import time

import torch
from torch import nn
from torch.nn.functional import softplus

BATCH, LATENT, WIDTH = 64, 100, 64
side, threads = int(sys.argv[1]), int(sys.argv[2])
torch.set_num_threads(threads)
torch.manual_seed(1)


def generator():
    width = WIDTH * side // 8
    layers = [nn.ConvTranspose2d(LATENT, width, 4, 1, 0, bias=False), nn.BatchNorm2d(width), nn.ReLU(True)]
    while width > WIDTH:
        layers += [nn.ConvTranspose2d(width, width // 2, 4, 2, 1, bias=False), nn.BatchNorm2d(width // 2), nn.ReLU(True)]
        width //= 2
    return nn.Sequential(*layers, nn.ConvTranspose2d(width, 3, 4, 2, 1, bias=False), nn.Tanh())


def discriminator():
    width, layers = WIDTH, [nn.Conv2d(3, WIDTH, 4, 2, 1, bias=False), nn.LeakyReLU(0.2, True)]
    while width < WIDTH * side // 8:
        layers += [nn.Conv2d(width, 2 * width, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * width), nn.LeakyReLU(0.2, True)]
        width *= 2
    return nn.Sequential(*layers, nn.Conv2d(width, 1, 4, 1, 0, bias=False), nn.Flatten())


def initialize(module):
    if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(module.weight, 0, 0.02)
    elif isinstance(module, nn.BatchNorm2d):
        nn.init.normal_(module.weight, 1, 0.02)


G, D = (make().apply(initialize).to(memory_format=torch.channels_last) for make in (generator, discriminator))
g_optimizer = torch.optim.Adam(G.parameters(), lr=0.0002, betas=(0.5, 0.999))
d_optimizer = torch.optim.Adam(D.parameters(), lr=0.0002, betas=(0.5, 0.999))
real = (2 * torch.rand(BATCH, 3, side, side) - 1).to(memory_format=torch.channels_last)


def step():
    fake = G(torch.randn(BATCH, LATENT, 1, 1))
    loss = softplus(-D(real)).mean() + softplus(D(fake.detach())).mean()
    d_optimizer.zero_grad(set_to_none=True)
    loss.backward()
    d_optimizer.step()
    D.requires_grad_(False)
    loss = softplus(-D(fake)).mean()
    g_optimizer.zero_grad(set_to_none=True)
    loss.backward()
    g_optimizer.step()
    D.requires_grad_(True)


def generate():
    G.eval()
    with torch.inference_mode():
        G(torch.randn(BATCH, LATENT, 1, 1))
    G.train()


print("ready", flush=True)
for line in sys.stdin:
    command, count = line.split()
    work, times = {"train": step, "generate": generate}[command], []
    for _ in range(int(count)):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    print(json.dumps(times), flush=True)
