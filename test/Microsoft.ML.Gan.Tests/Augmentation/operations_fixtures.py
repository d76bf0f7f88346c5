"""Writes operations.json: what torchvision makes of small images with given parameters.

Run: python3 operations_fixtures.py   (made with torchvision 0.14.1, torch 1.13.1, uint8 tensors)
"""
import json
import os

import torch
import torchvision
import torchvision.transforms.functional as F
from torchvision.transforms import InterpolationMode

import images

GRAY, COLOR, MEDIUM, LARGE = (1, 9, 12), (3, 11, 8), (3, 14, 19), (3, 30, 26)
MODES = [InterpolationMode.NEAREST, InterpolationMode.BILINEAR]
cases = []
salt = 100


def each(op, apply, shapes=(GRAY, COLOR), **parameters):
    """One case a shape."""
    global salt
    for shape in shapes:
        salt += 1
        result = apply(images.image(salt, shape))
        cases.append(dict(op=op, shape=shape, salt=salt, outputShape=list(result.shape), output=images.text(result), **parameters))


def resampled(op, apply, shapes=(GRAY, COLOR), **parameters):
    """One case a shape and interpolation, with different fills."""
    for mode in MODES:
        for shape, fill in zip(shapes, [0, 37]):
            each(op, lambda image: apply(image, mode, [float(fill)] * len(image)), [shape],
                 interpolation=mode.value, fill=fill, **parameters)


for degrees in [0.0, 13.5, -90.0, 200.25]:
    resampled("rotation", lambda image, mode, fill: F.rotate(image, degrees, mode, fill=fill), degrees=degrees)
for degrees, right, down, scale, x, y in [(0, 0, 0, 1.3125, 0, 0), (0, 0, 0, 0.59375, 0, 0), (0, 0, 0, 1, 20.5, 0),
                                          (0, 0, 0, 1, 0, -17.25), (31.5, 2, -1, 0.84375, 9.25, 4.5)]:
    resampled("affine", lambda image, mode, fill: F.affine(image, degrees, [right, down], scale, [x, y], mode, fill),
              degrees=degrees, right=right, down=down, scale=scale, shearX=x, shearY=y)
# Places where no pixel lies just between two: torchvision solves for the map in single precision, the library in double.
for places in [[[0, 0], [-1, 0], [-1, -1], [0, -1]], [[1, 3], [-3, 3], [-2, -2], [0, -2]], [[3, 1], [-3, 1], [-3, -1], [1, -1]]]:
    def tilt(image, mode, fill):
        _, height, width = image.shape
        ends = [[x % width, y % height] for x, y in places]
        return F.perspective(image, [[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], ends, mode, fill)

    resampled("perspective", tilt, places=places)
for alpha, sigma in [(8.0, 0.0), (20.0, 0.75)]:
    def deform(image, mode, fill):
        _, height, width = image.shape
        planes = images.pattern.uniform(salt + 5000, 2, height, width)
        if sigma > 0:
            size = int(8 * sigma + 1) | 1
            planes = F.gaussian_blur(planes, [size, size], [sigma, sigma])
        planes = torch.stack([planes[0] * alpha / height, planes[1] * alpha / width], dim=-1)
        return F.elastic_transform(image, planes[None], mode, fill)

    resampled("elastic", deform, alpha=alpha, sigma=sigma)
for window, size in [((0, 0, 9, 8), (9, 8)), ((2, 1, 5, 6), (9, 12)), ((1, 0, 7, 7), (4, 3)), ((3, 3, 1, 2), (5, 5)), ((1, 2, 6, 5), (6, 5))]:
    for mode in MODES:
        each("resized-crop", lambda image: F.resized_crop(image, *window, size, mode), window=window, size=size, interpolation=mode.value)
for size in [(5, 5), (8, 9), (12, 11), (9, 15)]:
    each("center-crop", lambda image: F.center_crop(image, size), size=size)
for mode in ["constant", "edge", "reflect", "symmetric"]:
    each("pad", lambda image: F.pad(image, [1, 2, 3, 4], 37 if mode == "constant" else 0, mode), mode=mode)

for factor in [0.0, 0.3125, 1.0, 1.6875]:
    each("saturation", lambda image: F.adjust_saturation(image, factor), factor=factor)
    each("sharpness", lambda image: F.adjust_sharpness(image, factor), [GRAY, COLOR, MEDIUM, (1, 2, 5)], factor=factor)
for factor in [-0.5, -0.21875, 0.0, 0.0625, 0.5]:
    each("hue", lambda image: F.adjust_hue(image, factor), [GRAY, MEDIUM], factor=factor)
for order in [[0, 1, 2, 3], [3, 1, 0, 2]]:
    def jitter(image):
        steps = [lambda i: F.adjust_brightness(i, 1.25), lambda i: F.adjust_contrast(i, 0.625),
                 lambda i: F.adjust_saturation(i, 1.5), lambda i: F.adjust_hue(i, -0.125)]
        for step in order:
            image = steps[step](image)
        return image

    each("color-jitter", jitter, order=order)
for gamma in [0.0, 0.5, 0.8125, 1.0, 1.25, 2.5]:
    each("gamma", lambda image: F.adjust_gamma(image, gamma), [MEDIUM], gamma=gamma)
each("grayscale", lambda image: F.rgb_to_grayscale(image, 3), [COLOR])
each("invert", F.invert)
for bits in [0, 1, 4, 8]:
    each("posterize", lambda image: F.posterize(image, bits), bits=bits)
for threshold in [0.0, 100.5, 128.0, 255.0]:
    each("solarize", lambda image: F.solarize(image, threshold), threshold=threshold)
each("equalize", F.equalize, [GRAY, COLOR, LARGE])
each("dark-equalize", lambda image: F.equalize(image // 3), [LARGE])
each("auto-contrast", F.autocontrast)
each("dark-auto-contrast", lambda image: F.autocontrast(image // 3))
each("black-auto-contrast", lambda image: F.autocontrast(image // 255))
for size, sigma in [(1, 1.0), (3, 0.5), (5, 1.25), (7, 2.0)]:
    each("gaussian-blur", lambda image: F.gaussian_blur(image, [size, size], [sigma, sigma]), size=size, sigma=sigma)
each("erase", lambda image: F.erase(image, 2, 1, 5, 3, torch.tensor(99, dtype=torch.uint8)), window=[2, 1, 5, 3], fill=99)

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "operations.json")
with open(path, "w") as file:
    json.dump(dict(torchvision=torchvision.__version__, torch=torch.__version__, cases=cases), file)
    file.write("\n")
print(len(cases), "cases")
