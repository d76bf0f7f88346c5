"""Writes beside*.pth, weights beside values of many kinds, and module*.pth, whole modules, as torch.save writes them.

Run: python3 beside_fixtures.py   (made with torch 1.13.1, NumPy 1.24.2, Python 3.11)
"""
import argparse
import collections
import datetime
import decimal
import enum
import functools
import os
import pathlib
import random

import numpy
import torch


class Easy(dict):
    """A dictionary whose entries are attributes too, as in StyleGAN's code."""

    def __getattr__(self, name):
        return self[name]


class Slots:
    __slots__ = ["one"]

    def __init__(self):
        self.one = 1


class Mode(enum.Enum):
    TRAIN = "train"


class History(list):
    pass


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.body = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3))
        self.tail = torch.nn.Linear(2, 3, bias=False)
        self.tail.weight = self.body[0].weight
        self.scale = torch.nn.Parameter(torch.tensor([0.25]))
        self.register_buffer("kept", torch.tensor([1.0, 2.0]))
        self.register_buffer("temporary", torch.tensor([3.0]), persistent=False)
        self.register_parameter("absent", None)


here = os.path.dirname(os.path.abspath(__file__))
torch.manual_seed(1)
net = Net()
with torch.no_grad():
    net.body[0].weight.copy_(torch.arange(6).view(3, 2) / 8)
    net.body[0].bias.copy_(torch.arange(3) / 4)
optimizer = torch.optim.Adam(net.parameters())
net.body(torch.ones(4, 2)).sum().backward()
optimizer.step()
with torch.no_grad():
    net.body[0].weight.copy_(torch.arange(6).view(3, 2) / 8)
    net.body[0].bias.copy_(torch.arange(3) / 4)
    net.scale.fill_(0.25)

beside = {
    "model": Easy(weight=torch.tensor([1.0, -2.0]), deeper=collections.defaultdict(list, bias=torch.tensor([0.5]))),
    "optimizer": optimizer.state_dict(),
    "schedule": torch.optim.lr_scheduler.StepLR(optimizer, 3).state_dict(),
    "args": argparse.Namespace(rate=0.1, path=pathlib.PurePosixPath("/data")),
    "loss": numpy.float64(0.5),
    "array": numpy.arange(6, dtype=numpy.float32).reshape(2, 3),
    "numpy_state": numpy.random.RandomState(1).get_state()[:2],
    "python_state": random.Random(1).getstate()[:1],
    "torch_state": torch.get_rng_state()[:16],
    "dtype": torch.float32,
    "device": torch.device("cpu"),
    "generator": torch.strided,
    "when": datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc),
    "precise": decimal.Decimal("1.5"),
    "complex": 1 + 2j,
    "bytes": b"\x00\xff",
    "bytearray": bytearray(b"\x00\xff"),
    "set": {1, 2},
    "frozenset": frozenset({1}),
    "range": range(3),
    "slice": slice(1, 2),
    "slots": Slots(),
    "mode": Mode.TRAIN,
    "history": History([1, 2]),
    "partial": functools.partial(max, 1),
    "function": torch.nn.functional.relu,
    "error": ValueError("wrong"),
    "counter": collections.Counter("aab"),
    "queue": collections.deque([1.0], maxlen=3),
    "sparse": torch.eye(2).to_sparse(),
    "quantized": torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.quint8),
    "double_complex": torch.tensor([1 + 2j], dtype=torch.complex128),
    "half_complex": torch.tensor([1 + 2j], dtype=torch.complex64),
    ("a", 1): 3,
    None: 4,
    5: torch.tensor([5.0]),
}
torch.save(beside, os.path.join(here, "beside.pth"))
torch.save(beside, os.path.join(here, "beside-4.pth"), pickle_protocol=4)
torch.save(beside, os.path.join(here, "beside-legacy.pth"), _use_new_zipfile_serialization=False)
torch.save({"net": net, "step": 3}, os.path.join(here, "module.pth"))
torch.save(net, os.path.join(here, "module-alone.pth"))
