#!/usr/bin/env python3
"""Writes what PyTorch computes of the augmentations on the device, each operation from its definition with given random numbers,
with the gradient of a weighted sum for the images. Run in this folder. The files here are of PyTorch 1.13.0; inputs are patterns
(pattern.py)."""
import math

import numpy as np
import torch
from torch.nn.functional import conv2d, grid_sample

from files import save
from pattern import uniform

torch.set_num_threads(1)
RESULTS = {}


def record(name, images, transform):
    """The result and the gradient of its sum, weighted by a pattern."""
    images = images.double().requires_grad_()
    result = transform(images)
    (gradient,) = torch.autograd.grad((result * uniform(61, *result.shape)).sum(), images)
    RESULTS[name], RESULTS[name + ".gradient"] = result, gradient


# Zhao et al. (2020): three images in colour, not square, and the draws of [0, 1) for each.
IMAGES = uniform(60, 3, 3, 12, 10)
DRAWS = ((uniform(62, 7, 3) + 1) / 2).double()


def each(operation):
    return lambda images: torch.stack([operation(image, DRAWS[:, i]) for i, image in enumerate(images)])


def spread(image, center, factor):
    return center + (image - center) * factor


def translation(image, draw):
    _, height, width = image.shape
    most_x, most_y = int(width / 8 + 0.5), int(height / 8 + 0.5)
    right, down = int(draw[3] * (2 * most_x + 1)) - most_x, int(draw[4] * (2 * most_y + 1)) - most_y
    rows = []
    for y in range(height):
        for x in range(width):
            inside = 0 <= y - down < height and 0 <= x - right < width
            rows.append(image[:, y - down, x - right] if inside else 0 * image[:, 0, 0])
    return torch.stack(rows, 1).view(image.shape)


def cutout(image, draw):
    _, height, width = image.shape
    mask = torch.ones(height, width)
    size_x, size_y = int(width / 2 + 0.5), int(height / 2 + 0.5)
    left = int(draw[5] * (width + (1 - size_x % 2))) - size_x // 2
    top = int(draw[6] * (height + (1 - size_y % 2))) - size_y // 2
    mask[max(top, 0) : top + size_y, max(left, 0) : left + size_x] = 0
    return image * mask


record("brightness", IMAGES, each(lambda image, draw: image + draw[0] - 0.5))
record("saturation", IMAGES, each(lambda image, draw: spread(image, image.mean(0, keepdim=True), 2 * draw[1])))
record("contrast", IMAGES, each(lambda image, draw: spread(image, image.mean(), draw[2] + 0.5)))
record("translation", IMAGES, each(translation))
record("cutout", IMAGES, each(cutout))

# Karras et al. (2020), geometry: forward matrices about the middle of the image, x to the right and y down.
SYM6 = torch.tensor([
    0.015404109327027373, 0.0034907120842174702, -0.11799011114819057, -0.048311742585633, 0.4910559419267466, 0.787641141030194,
    0.3379294217276218, -0.07263752278646252, -0.021060292512300564, 0.04472490177066578, 0.0017677118642428036,
    -0.007800708325034148], dtype=torch.float64)


def move(x, y):
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1.0]])


def scale(x, y):
    return np.diag([x, y, 1.0])


def turn(angle):
    return np.array([[math.cos(angle), -math.sin(angle), 0], [math.sin(angle), math.cos(angle), 0], [0, 0, 1]])


GEOMETRY = [
    [],
    [scale(-1, 1)],
    [turn(3 * math.pi / 2)],
    [move(2, -1)],
    [scale(0.8, 0.8)],
    [turn(0.7)],
    [scale(1.25, 1 / 1.25)],
    [move(0.3, 1.45)],
    [scale(-1, 1), turn(math.pi / 2), move(-1, 2), scale(1.1, 1.1), turn(-2.5), scale(0.9, 1 / 0.9), turn(0.4), move(-1.7, 0.6)],
]


def both_ways(kernel):
    return (kernel[:, None] * kernel[None, :])[None, None]


def resampled(image, operations):
    """One channel, through a reflection on each side that is longer than anything reaches."""
    height, width = image.shape
    reach = 20
    rows, columns = (np.pad(np.arange(size), reach, mode="reflect") for size in (height, width))
    padded = image[rows][:, columns]
    # Zeros in between, then each pixel becomes the filter: pixel n at 2n, the filter's sixth tap.
    stuffed = torch.zeros(2 * padded.shape[0], 2 * padded.shape[1], dtype=torch.float64)
    stuffed[::2, ::2] = padded
    fine = conv2d(stuffed[None, None], both_ways(SYM6.flip(0) * math.sqrt(2)), padding=11)[:, :, 5:, 5:]
    forward = np.eye(3)
    for operation in operations:
        forward = operation @ forward
    back = np.linalg.inv(forward)
    places = np.zeros((2 * (height + 5), 2 * (width + 5), 2))
    for y in range(places.shape[0]):
        for x in range(places.shape[1]):
            at = back @ [(x - 5) / 2 - (width - 1) / 2, (y - 5) / 2 - (height - 1) / 2, 1]
            fine_x, fine_y = 2 * (at[0] + (width - 1) / 2 + reach), 2 * (at[1] + (height - 1) / 2 + reach)
            places[y, x] = 2 * fine_x / (fine.shape[3] - 1) - 1, 2 * fine_y / (fine.shape[2] - 1) - 1
    sampled = grid_sample(fine, torch.from_numpy(places)[None], align_corners=True)
    return conv2d(sampled, both_ways(SYM6 / math.sqrt(2)), stride=2)[0, 0]


record(
    "geometry", uniform(60, len(GEOMETRY), 2, 16, 12),
    lambda images: torch.stack([torch.stack([resampled(c, operations) for c in image]) for image, operations in zip(images, GEOMETRY)]),
)

# Karras et al. (2020), colours.
GRAY = torch.ones(3, dtype=torch.float64) / math.sqrt(3)


def luma_flip(color):
    return color - 2 * GRAY[:, None] * (GRAY @ color)


def hue(angle):
    def turned(color):
        along = GRAY[:, None] * (GRAY @ color)
        across = torch.linalg.cross(GRAY[:, None].expand_as(color), color, dim=0)
        return color * math.cos(angle) + across * math.sin(angle) + along * (1 - math.cos(angle))

    return turned


def saturation(factor):
    return lambda color: spread(color, GRAY[:, None] * (GRAY @ color), factor)


def brightness(value):
    return lambda color: color + value


def contrast(factor):
    return lambda color: color * factor


COLORS = [
    [],
    [brightness(0.3)],
    [contrast(1.7)],
    [luma_flip],
    [hue(1.1)],
    [saturation(0.4)],
    [brightness(-0.2), contrast(0.6), luma_flip, hue(-2.0), saturation(1.8)],
]


def recolored(images):
    results = []
    for image, operations in zip(images, COLORS):
        color = image.flatten(1).expand(3, -1)
        for operation in operations:
            color = operation(color)
        results.append((color if len(image) == 3 else color.mean(0, keepdim=True)).view(image.shape))
    return torch.stack(results)


record("colors", uniform(60, len(COLORS), 3, 5, 4), recolored)
record("grays", uniform(60, len(COLORS), 1, 5, 4), recolored)

save("augmentation.safetensors", RESULTS)
