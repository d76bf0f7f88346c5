"""Writes inception.safetensors: what torchvision's inception_v3 and FID's variant of it make of two images, and both resizes.

Run: python3 inception_fixtures.py   (made with torch 1.13.1, torchvision 0.14.1; the weights are patterns, so only outputs are kept)
"""
import os
import sys
import zlib

import numpy as np
import torch
import torch.nn.functional as F
import torchvision

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "Fixtures"))
import files
from pattern import uniform

torch.set_grad_enabled(False)


def weight(name, shape):
    """Convolutions as He proposed, so that the numbers neither die nor grow; normalizations near the identity."""
    values = uniform(zlib.crc32(name.encode()) >> 8, *shape)
    if len(shape) == 4:
        return values * np.float32((6 / np.prod(shape[1:])) ** 0.5)
    if len(shape) == 2:
        return values * np.float32(0.1)
    if name.endswith(("bn.weight", "running_var")):
        return 1 + np.float32(0.2) * values
    return np.float32(0.1) * values


def network(classes):
    model = torchvision.models.inception_v3(weights=None, aux_logits=False, init_weights=False, transform_input=False, num_classes=classes)
    state = {name: weight(name, value.shape) for name, value in model.state_dict().items() if not name.endswith("tracked")}
    model.load_state_dict(state, strict=False)
    return model.eval()


def without_padding(block):
    """The average pool of a block's last branch leaves out the padding: it divides by what is there."""
    def pooled_first(module, arguments):
        (wrong,) = arguments
        return wrong * 9 / F.avg_pool2d(torch.ones_like(wrong), 3, 1, 1) / 9
    block.branch_pool.register_forward_pre_hook(pooled_first)


def with_maximum(block):
    """The last branch sees the maximum of the block's input instead of its average."""
    seen = []
    block.register_forward_pre_hook(lambda module, arguments: seen.append(arguments[0]))
    block.branch_pool.register_forward_pre_hook(lambda module, arguments: F.max_pool2d(seen.pop(), 3, 1, 1))


def run(model, images):
    kept = []
    hook = model.fc.register_forward_pre_hook(lambda module, arguments: kept.append(arguments[0]))
    logits = model(images)
    hook.remove()
    return kept[0], logits, logits - model.fc.bias


def tensorflow1(images, side):
    """Bilinear as TensorFlow 1 defines it, pixel by pixel: place = index * (old / new), its whole part and the pixel after it."""
    count, channels, height, width = images.shape
    result = np.empty((count, channels, side, side))
    for y in range(side):
        top = y * height / side
        y0, y1, fy = int(top), min(int(top) + 1, height - 1), top - int(top)
        for x in range(side):
            left = x * width / side
            x0, x1, fx = int(left), min(int(left) + 1, width - 1), left - int(left)
            upper = images[:, :, y0, x0] * (1 - fx) + images[:, :, y0, x1] * fx
            lower = images[:, :, y1, x0] * (1 - fx) + images[:, :, y1, x1] * fx
            result[:, :, y, x] = upper * (1 - fy) + lower * fy
    return torch.from_numpy(result)


out = {}
images = torch.cat([uniform(1, 1, 3, 299, 299), uniform(2, 1, 3, 299, 299).cumsum(3).clamp(-4, 4) / 4])

torchvision_model = network(1000)
features, logits, _ = run(torchvision_model, images)
out["torchvision.features"], out["torchvision.logits"] = features, logits

fid_model = network(1008)
for name in ["Mixed_5b", "Mixed_5c", "Mixed_5d", "Mixed_6b", "Mixed_6c", "Mixed_6d", "Mixed_6e", "Mixed_7b"]:
    without_padding(getattr(fid_model, name))
with_maximum(fid_model.Mixed_7c)
features, _, unbiased = run(fid_model, images)
out["fid.features"], out["fid.unbiased"] = features, unbiased

bytes_ = ((uniform(3, 2, 1, 7, 12) + 1) * 127.5).round()
out["bytes"] = bytes_
for side in (5, 17):
    out[f"tensorflow1.{side}"] = tensorflow1(bytes_.double().numpy(), side)
    out[f"pytorch.{side}"] = F.interpolate(bytes_, size=(side, side), mode="bilinear", align_corners=False)

# A whole extraction: 8-bit gray pixels, repeated to colour, resized and scaled as each of the two tools does.
colour = bytes_.repeat(1, 3, 1, 1)
features, _, unbiased = run(fid_model, ((tensorflow1(colour.double().numpy(), 299) - 128) / 128).float())
out["extract.tensorflow1.features"], out["extract.tensorflow1.unbiased"] = features, unbiased
features, _, _ = run(fid_model, 2 * F.interpolate(colour / 255, size=(299, 299), mode="bilinear", align_corners=False) - 1)
out["extract.pytorch.features"] = features

for name, value in out.items():
    print(name, tuple(value.shape), "largest", value.abs().max().item(), "deviation", value.float().std().item())
f = out["fid.features"]
print("relative difference between the two images", ((f[0] - f[1]).norm() / f[0].norm()).item())
print("relative difference between the variants", ((f - out["torchvision.features"]).norm() / f.norm()).item())
files.save(os.path.join(HERE, "inception.safetensors"), out)
