"""Writes policies.json: torchvision's tables of policies and magnitudes, and what their operations do.

Run: python3 policies_fixtures.py   (made with torchvision 0.14.1, torch 1.13.1, uint8 tensors)
"""
import json
import os

import torch
import torchvision
from torchvision.transforms import AutoAugment, AutoAugmentPolicy, InterpolationMode, RandAugment, TrivialAugmentWide
from torchvision.transforms.autoaugment import _apply_op

import images

HEIGHT, WIDTH = 28, 41


def bins(space, count):
    """One magnitude a bin; a single number for what has none."""
    return {name: magnitudes.expand(count).tolist() if magnitudes.ndim == 0 else magnitudes.tolist()
            for name, (magnitudes, _) in space.items()}


def signed(space):
    return [name for name, (_, sign) in space.items() if sign]


rand, auto, wide = RandAugment(), AutoAugment(), TrivialAugmentWide()
spaces = [dict(space="standard", bins=31, magnitudes=bins(rand._augmentation_space(31, (HEIGHT, WIDTH)), 31)),
          dict(space="standard", bins=10, magnitudes=bins(auto._augmentation_space(10, (HEIGHT, WIDTH)), 10)),
          dict(space="wide", bins=31, magnitudes=bins(wide._augmentation_space(31), 31))]
policies = {policy.value: [[list(step) for step in pair] for pair in AutoAugment(policy).policies] for policy in AutoAugmentPolicy}

cases = []
space = rand._augmentation_space(31, (11, 12))
space["Invert"] = (torch.tensor(0.0), False)
for salt, (name, (magnitudes, sign)) in enumerate(space.items(), 700):
    for magnitude in [0.0] if magnitudes.ndim == 0 else [float(magnitudes[9]), float(magnitudes[23]) * (-1 if sign else 1)]:
        shape = (3, 11, 12)
        result = _apply_op(images.image(salt, shape), name, magnitude, InterpolationMode.NEAREST, [5.0] * 3)
        cases.append(dict(op=name, magnitude=magnitude, shape=shape, salt=salt, fill=5, output=images.text(result)))

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "policies.json")
with open(path, "w") as file:
    json.dump(dict(torchvision=torchvision.__version__, torch=torch.__version__, height=HEIGHT, width=WIDTH,
                   signed=signed(rand._augmentation_space(31, (HEIGHT, WIDTH))), random=list(rand._augmentation_space(31, (1, 1))),
                   spaces=spaces, policies=policies, cases=cases), file)
    file.write("\n")
print(len(cases), "cases")
