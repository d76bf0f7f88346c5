"""Writes zip.pth and legacy.pth: the same small tensors in both formats of torch.save, in every way that tensors lie in storages.

Run: python3 torch_fixtures.py   (made with torch 1.13.1)
"""
import os
from collections import OrderedDict

import torch

here = os.path.dirname(os.path.abspath(__file__))
grid = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4)
state = OrderedDict(
    grid=grid,
    transposed=grid.transpose(0, 2),
    slice=grid[1, 1:, ::2],
    repeated=torch.tensor([7.0]).expand(3),
    parameter=torch.nn.Parameter(torch.tensor([0.5, -0.5])),
    scalar=torch.tensor(3.25),
    nothing=torch.zeros(0, 5),
    double=torch.tensor([0.1, -2.5], dtype=torch.float64),
    half=torch.tensor([0.5, -65504], dtype=torch.float16),
    brain=torch.tensor([1.5, -3], dtype=torch.bfloat16),
    long=torch.tensor([-1, 1 << 62]),
    int=torch.tensor([7, -8], dtype=torch.int32),
    short=torch.tensor([-300], dtype=torch.int16),
    char=torch.tensor([-128, 127], dtype=torch.int8),
    byte=torch.tensor([0, 255], dtype=torch.uint8),
    bool=torch.tensor([True, False, True]),
)
state._metadata = OrderedDict({"": {"version": 1}})
checkpoint = {"epoch": 3, "rate": 0.1, "name": "a run", "betas": (0.5, 0.999), "sizes": torch.Size([1, 2]),
              "state_dict": state, "other": {"inner": {"weight": torch.ones(2)}}}
torch.save(checkpoint, os.path.join(here, "zip.pth"))
torch.save(checkpoint, os.path.join(here, "legacy.pth"), _use_new_zipfile_serialization=False)
