#!/usr/bin/env python3
"""Trains a small classifier on the real images (python3-torch, about two minutes on two cores) and says how often it gives the
generated ones the class that was asked for.

usage: class_rate.py [FOLDER OF THE DEMO] [FOLDER OF THE REAL IMAGES]"""
import gzip
import struct
import sys
from pathlib import Path

import numpy
import torch
from torch import nn
from torch.nn.functional import cross_entropy

made = Path(sys.argv[1] if len(sys.argv) > 1 else "artifacts/demo")
real = Path(sys.argv[2] if len(sys.argv) > 2 else "/usr/share/datasets/fashion-mnist")


def read(folder, name):
    data = gzip.open(folder / f"{name}.gz").read()
    shape = struct.unpack(f">{data[3]}I", data[4:4 + 4 * data[3]])
    return torch.from_numpy(numpy.frombuffer(data, numpy.uint8, offset=4 + 4 * len(shape)).reshape(shape).copy())


def load(folder, split):
    return read(folder, f"{split}-images-idx3-ubyte")[:, None].float() / 255, read(folder, f"{split}-labels-idx1-ubyte").long()


def layer(before, after):
    return [nn.Conv2d(before, after, 3, padding=1), nn.BatchNorm2d(after), nn.ReLU(), nn.MaxPool2d(2)]


torch.manual_seed(0)
network = nn.Sequential(
    *layer(1, 32), *layer(32, 64), nn.Flatten(), nn.Dropout(0.3), nn.Linear(64 * 49, 128), nn.ReLU(), nn.Linear(128, 10))
images, labels = load(real, "train")
EPOCHS, BATCH = 4, 128
optimizer = torch.optim.Adam(network.parameters())
schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, total_steps=EPOCHS * (len(images) // BATCH))
for _ in range(EPOCHS):
    for rows in torch.randperm(len(images)).split(BATCH)[:len(images) // BATCH]:
        optimizer.zero_grad()
        cross_entropy(network(images[rows]), labels[rows]).backward()
        optimizer.step()
        schedule.step()

network.eval()


@torch.no_grad()
def rates(folder, split):
    images, labels = load(folder, split)
    right = torch.cat([network(part).argmax(1) for part in images.split(500)]) == labels
    return right.float().mean().item(), [right[labels == label].float().mean().item() for label in range(10)]


print(f"real test images: {rates(real, 't10k')[0]:.1%} right")
total, each = rates(made, "generated")
print(f"generated images: {total:.1%} of the class asked for;", " ".join(f"{label}: {rate:.0%}" for label, rate in enumerate(each)))
