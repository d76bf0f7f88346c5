"""Writes torchvision.json: what torchvision makes of small images with given parameters.

Run: python3 torchvision_fixtures.py   (made with torchvision 0.14.1, torch 1.13.1, uint8 tensors)
"""
import json
import os

import torch
import torchvision
import torchvision.transforms.functional as F

torch.manual_seed(1)


def pixels(image):
    """H x W x C, as the library keeps images."""
    return image.permute(1, 2, 0).reshape(-1).tolist()


cases = []
for channels, height, width in [(1, 5, 7), (3, 6, 4)]:
    image = torch.randint(0, 256, (channels, height, width), dtype=torch.uint8)

    def add(op, result, **parameters):
        cases.append(dict(op=op, shape=[channels, height, width], input=pixels(image),
                          outputShape=list(result.shape), output=pixels(result), **parameters))

    add("horizontal-flip", F.hflip(image))
    add("vertical-flip", F.vflip(image))
    for factor in [0.0, 0.3, 0.8125, 1.0, 1.37, 2.5]:
        add("brightness", F.adjust_brightness(image, factor), factor=factor)
        add("contrast", F.adjust_contrast(image, factor), factor=factor)
    for mode in ["constant", "edge", "reflect", "symmetric"]:
        fill = 37 if mode == "constant" else 0
        padded = F.pad(image, [2, 2, 2, 2], fill=fill, padding_mode=mode)
        for top, left in [(0, 0), (2, 2), (4, 1), (1, 4)]:
            add("crop", F.crop(padded, top, left, height, width), mode=mode, fill=fill, padding=2, top=top, left=left)
        add("crop", F.crop(padded, 1, 3, 3, 5), mode=mode, fill=fill, padding=2, top=1, left=3)
    for right, down in [(0, 0), (2, -1), (-3, 2)]:
        add("shift", F.affine(image, angle=0, translate=[right, down], scale=1, shear=[0, 0], fill=37),
            right=right, down=down, fill=37)

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "torchvision.json")
with open(path, "w") as file:
    json.dump(dict(torchvision=torchvision.__version__, torch=torch.__version__, cases=cases), file)
    file.write("\n")
print(len(cases), "cases")
