#!/usr/bin/env python3
"""The demo's GAN in plain PyTorch: the same networks, loss, optimizer, average and augmentation, on the same images. Writes
1,000 pictures of each class as IDX files, for the sample to measure by the same call as the library's own."""
import argparse
import copy
import gzip
import math
import pathlib
import sys
import time

import numpy
import torch
from torch import nn
from torch.nn.functional import one_hot, pad, relu

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "test/Microsoft.ML.Gan.Tests/Fixtures"
sys.path.insert(0, str(FIXTURES))
from networks import DcganDiscriminator, DcganGenerator  # noqa: E402

IMAGE, CLASSES, LATENT, WIDTH, BATCH = (1, 28, 28), 10, 100, 32, 64
HALF_LIFE, RAMP_UP = 10_000, 0.05


def read_idx(path):
    data = gzip.open(path).read()
    dimensions = data[3]
    shape = numpy.frombuffer(data, ">i4", dimensions, 4)
    return numpy.frombuffer(data, numpy.uint8, offset=4 + 4 * dimensions).reshape(shape)


def write_idx(path, values):
    header = bytes([0, 0, 8, values.ndim]) + numpy.array(values.shape, ">i4").tobytes()
    with gzip.open(path, "wb") as file:
        file.write(header + values.tobytes())


def initialize(network):
    for name, parameter in network.named_parameters():
        if parameter.dim() == 1 and name.endswith("bias"):
            nn.init.zeros_(parameter)
        else:
            nn.init.normal_(parameter, 1 if parameter.dim() == 1 else 0, 0.02)


def crop(images):
    """Each image moved by up to a pixel each way, black moving in."""
    padded, moves = pad(images, (1, 1, 1, 1)), torch.randint(0, 3, (2, len(images)))
    return torch.stack([image[:, y : y + 28, x : x + 28] for image, y, x in zip(padded, *moves)])


def batches(count, steps):
    """Full batches; the one in which an epoch ends is filled up from the next."""
    rows = torch.empty(0, dtype=torch.long)
    for _ in range(steps):
        if len(rows) < BATCH:
            rows = torch.cat([rows, torch.randperm(count)])
        batch, rows = rows[:BATCH], rows[BATCH:]
        yield batch


def train(images, labels, epochs):
    generator = DcganGenerator(IMAGE, LATENT, WIDTH, CLASSES)
    discriminator = DcganDiscriminator(IMAGE, WIDTH, CLASSES)
    initialize(generator)
    initialize(discriminator)
    average = copy.deepcopy(generator)
    g_optimizer, d_optimizer = (torch.optim.Adam(network.parameters(), 0.0002, (0.5, 0.999)) for network in (generator, discriminator))
    steps, began = math.ceil(epochs * len(images) / BATCH), time.time()
    for step, rows in enumerate(batches(len(images), steps), 1):
        real = crop(images[rows]).float().div(127.5).sub(1)
        condition = one_hot(labels[rows], CLASSES).float()
        fake = generator(torch.randn(BATCH, LATENT), condition)
        d_loss = relu(1 - discriminator(real, condition)).mean() + relu(1 + discriminator(fake.detach(), condition)).mean()
        d_optimizer.zero_grad()
        d_loss.backward()
        d_optimizer.step()
        g_loss = -discriminator(fake, condition).mean()
        g_optimizer.zero_grad()
        g_loss.backward()
        g_optimizer.step()
        weight = 1 - 0.5 ** (BATCH / min(HALF_LIFE, step * BATCH * RAMP_UP))
        with torch.no_grad():
            for mean, now in zip(average.state_dict().values(), generator.state_dict().values()):
                if mean.is_floating_point():
                    mean.lerp_(now, weight)
        if step % 1000 == 0 or step == steps:
            print(f"step {step} of {steps}, {time.time() - began:.0f} s, losses D {d_loss.item():.3f} G {g_loss.item():.3f}", flush=True)
    return average.eval()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="/usr/share/datasets/fashion-mnist", help="the folder of Fashion-MNIST's IDX files")
    parser.add_argument("--out", required=True, help="the folder to write to")
    parser.add_argument("--epochs", type=float, default=7)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    data, out = pathlib.Path(options.data), pathlib.Path(options.out)
    images = torch.from_numpy(read_idx(data / "train-images-idx3-ubyte.gz").copy()).unsqueeze(1)
    labels = torch.from_numpy(read_idx(data / "train-labels-idx1-ubyte.gz").astype(numpy.int64))
    generator = train(images, labels, options.epochs)
    wanted = torch.arange(CLASSES).repeat_interleave(1000)
    with torch.no_grad():
        made = torch.cat([generator(torch.randn(len(part), LATENT), one_hot(part, CLASSES).float()) for part in wanted.split(100)])
    pixels = made.add(1).mul(127.5).round().clamp(0, 255).to(torch.uint8).squeeze(1).numpy()
    out.mkdir(parents=True, exist_ok=True)
    write_idx(out / "generated-images-idx3-ubyte.gz", pixels)
    write_idx(out / "generated-labels-idx1-ubyte.gz", wanted.to(torch.uint8).numpy())


main()
