#!/usr/bin/env python3
"""The demo's GANs in plain PyTorch: the same networks, loss, optimizer and average, on the same images, augmented alike, or on
the very batches of the demo, if they were recorded (Results/RecordedBatches.cs). Writes 1,000 pictures of each
class as IDX files, to be measured by the same call as the library's own, and a summary."""
import argparse
import copy
import gzip
import json
import math
import pathlib
import sys
import time

import numpy
import torch
from torch import nn
from torch.nn.functional import one_hot, pad, relu, softplus

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "test/Microsoft.ML.Gan.Tests/Fixtures"
sys.path.insert(0, str(FIXTURES))
from networks import DcganDiscriminator, DcganGenerator, MlpDiscriminator, MlpGenerator  # noqa: E402

IMAGE, CLASSES, LATENT, WIDTH, BATCH = (1, 28, 28), 10, 100, 32, 64
HIDDEN, DROPOUT = [256, 512, 1024], 0.3
HALF_LIFE, RAMP_UP = 10_000, 0.05
RECORD = numpy.dtype([("images", "u1", (BATCH, *IMAGE)), ("labels", "u1", BATCH), ("latents", "<f4", (BATCH, LATENT))])


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


def shuffled(images, labels, steps):
    """Full batches; the one in which an epoch ends is filled up from the next."""
    rows = torch.empty(0, dtype=torch.long)
    for _ in range(steps):
        if len(rows) < BATCH:
            rows = torch.cat([rows, torch.randperm(len(images))])
        batch, rows = rows[:BATCH], rows[BATCH:]
        yield crop(images[batch]), labels[batch], torch.randn(BATCH, LATENT)


def recorded(records):
    """What the library was shown in each step, its latents included."""
    for record in records:
        images, labels, latents = (torch.from_numpy(record[name].copy()) for name in RECORD.names)
        yield images, labels.long(), latents


def dcgan():
    networks = DcganGenerator(IMAGE, LATENT, WIDTH, CLASSES), DcganDiscriminator(IMAGE, WIDTH, CLASSES)
    for network in networks:
        initialize(network)
    return networks


def mlp():
    """With PyTorch's own initial weights."""
    generator, discriminator = MlpGenerator(IMAGE, LATENT, HIDDEN, CLASSES), MlpDiscriminator(IMAGE, HIDDEN, CLASSES)
    layers = []
    for layer in discriminator.main:
        layers += [layer, nn.Dropout(DROPOUT)] if isinstance(layer, nn.LeakyReLU) else [layer]
    discriminator.main = nn.Sequential(*layers)
    return generator, discriminator


def hinge(real, fake):
    return relu(1 - real).mean() + relu(1 + fake).mean()


def logistic(real, fake):
    return softplus(-real).mean() + softplus(fake).mean()


def train(batches, steps, networks, d_term, g_term):
    """Returns the averaged generator and the seconds that it took."""
    generator, discriminator = networks
    average = copy.deepcopy(generator)
    g_optimizer, d_optimizer = (torch.optim.Adam(network.parameters(), 0.0002, (0.5, 0.999)) for network in (generator, discriminator))
    began = time.time()
    for step, (images, labels, latents) in enumerate(batches, 1):
        real = images.float().div(127.5).sub(1)
        condition = one_hot(labels, CLASSES).float()
        fake = generator(latents, condition)
        d_loss = d_term(discriminator(real, condition), discriminator(fake.detach(), condition))
        d_optimizer.zero_grad()
        d_loss.backward()
        d_optimizer.step()
        g_loss = g_term(discriminator(fake, condition)).mean()
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
    return average.eval(), time.time() - began


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="/usr/share/datasets/fashion-mnist", help="the folder of Fashion-MNIST's IDX files")
    parser.add_argument("--out", required=True, help="the folder to write to")
    parser.add_argument("--mlp", action="store_true", help="the fully connected networks with the non-saturating loss")
    parser.add_argument("--epochs", type=float, help="7, or 20 with --mlp")
    parser.add_argument("--batches", help="a file of recorded batches, instead of --data and --epochs")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    data, out = pathlib.Path(options.data), pathlib.Path(options.out)
    if options.batches:
        records = numpy.memmap(options.batches, RECORD, "r")
        batches, steps = recorded(records), len(records)
    else:
        images = torch.from_numpy(read_idx(data / "train-images-idx3-ubyte.gz").copy()).unsqueeze(1)
        labels = torch.from_numpy(read_idx(data / "train-labels-idx1-ubyte.gz").astype(numpy.int64))
        steps = math.ceil((options.epochs or (20 if options.mlp else 7)) * len(images) / BATCH)
        batches = shuffled(images, labels, steps)
    if options.mlp:
        generator, seconds = train(batches, steps, mlp(), logistic, lambda fake: softplus(-fake))
    else:
        generator, seconds = train(batches, steps, dcgan(), hinge, lambda fake: -fake)
    wanted = torch.arange(CLASSES).repeat_interleave(1000)
    with torch.no_grad():
        made = torch.cat([generator(torch.randn(len(part), LATENT), one_hot(part, CLASSES).float()) for part in wanted.split(100)])
    pixels = made.add(1).mul(127.5).round().clamp(0, 255).to(torch.uint8).squeeze(1).numpy()
    out.mkdir(parents=True, exist_ok=True)
    write_idx(out / "generated-images-idx3-ubyte.gz", pixels)
    write_idx(out / "generated-labels-idx1-ubyte.gz", wanted.to(torch.uint8).numpy())
    (out / "summary.json").write_text(json.dumps({"steps": steps, "trainingSeconds": round(seconds, 1)}) + "\n")


main()
