#!/usr/bin/env python3
"""Writes what PyTorch computes for the small classifier, for ImageClassifierTests.cs to compare with: first in training, which sets
the running statistics, then in inference. Run in this folder. The file here is of PyTorch 1.13."""
import sys

import torch
from torch import nn
from torch.nn.functional import adaptive_avg_pool2d, conv2d, relu

sys.path.append("../Fixtures")
from files import save
from pattern import fill, uniform

torch.set_num_threads(1)


class Block(nn.Module):
    def __init__(self, before, after, stride):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(after, before, 3, 3))
        self.norm = nn.BatchNorm2d(after)
        self.stride = stride

    def forward(self, x):
        return relu(self.norm(conv2d(x, self.weight, stride=self.stride, padding=1)))


class Classifier(nn.Module):
    def __init__(self, blocks, classes):
        super().__init__()
        self.main = nn.Sequential(*(Block(*block) for block in blocks))
        self.feature = nn.Linear(512, 128)
        self.classes = nn.Linear(128, classes)

    def forward(self, x):
        features = self.feature(adaptive_avg_pool2d(self.main(x), 2).flatten(1))
        return features, self.classes(relu(features))


# Each network as a table (channels before, after, stride) by hand, from the description: halved until no side is above 7.
NETWORKS = {
    "1x28x28-10": ((1, 28, 28), 10, [(1, 32, 2), (32, 32, 1), (32, 64, 2), (64, 128, 1)]),
    "3x21x40-3": ((3, 21, 40), 3, [(3, 32, 2), (32, 64, 2), (64, 64, 1), (64, 128, 2), (128, 128, 1)]),
    "3x12x13-2": ((3, 12, 13), 2, [(3, 32, 2), (32, 128, 1)]),
}
result = {}
for name, (image, classes, blocks) in NETWORKS.items():
    network = Classifier(blocks, classes)
    fill(network, 700, 0.15)
    images = uniform(7, 4, *image)
    for mode in ("training", "inference"):
        network.train(mode == "training")
        features, logits = network(images)
        result[f"{name}.{mode}.features"], result[f"{name}.{mode}.logits"] = features, logits
    spread = features.std(0).mean().item()
    assert spread > 0.01, f"{name}: the features hardly differ between images ({spread})"
save("classifier.safetensors", result)
