"""torchvision's augmentations of tensors of bytes, an image at a time on one thread. Reads NAME|CHANNELS|SIDE|COUNT from standard
input and answers with the milliseconds that COUNT images took.
"""
import functools
import json
import random
import sys
import time

import torch
from torchvision import transforms as T
from torchvision.transforms import functional as F

from pattern import uniform

torch.set_num_threads(1)


def bilinear(transform, *arguments, **options):
    return transform(*arguments, interpolation=T.InterpolationMode.BILINEAR, **options)


AFFINE = dict(degrees=15, translate=(0.125, 0.125), scale=(0.75, 1.25), shear=(-10, 10, -10, 10))
AUGMENTATIONS = {
    "horizontal-flip": lambda side: T.RandomHorizontalFlip(1),
    "vertical-flip": lambda side: T.RandomVerticalFlip(1),
    "random-crop": lambda side: T.RandomCrop(side, padding=4),
    "random-resized-crop": lambda side: T.RandomResizedCrop(side),
    "center-crop": lambda side: T.CenterCrop(24),
    "pad": lambda side: T.Pad(4),
    "shift": lambda side: T.RandomAffine(0, translate=(0.125, 0.125)),
    "rotation": lambda side: T.RandomRotation(15),
    "zoom": lambda side: T.RandomAffine(0, scale=(0.75, 1.25)),
    "affine": lambda side: T.RandomAffine(**AFFINE),
    "affine, bilinear": lambda side: bilinear(T.RandomAffine, **AFFINE),
    "perspective": lambda side: T.RandomPerspective(0.5, 1),
    "elastic": lambda side: T.ElasticTransform(),
    "random-erasing": lambda side: T.RandomErasing(1),
    "brightness": lambda side: T.ColorJitter(brightness=0.25),
    "contrast": lambda side: T.ColorJitter(contrast=0.25),
    "saturation": lambda side: T.ColorJitter(saturation=0.25),
    "hue": lambda side: T.ColorJitter(hue=0.125),
    "color-jitter": lambda side: T.ColorJitter(0.25, 0.25, 0.25, 0.125),
    "gamma": lambda side: lambda image: F.adjust_gamma(image, random.uniform(0.5, 2)),
    "grayscale": lambda side: T.RandomGrayscale(1),
    "invert": lambda side: T.RandomInvert(1),
    "posterize": lambda side: T.RandomPosterize(4, 1),
    "solarize": lambda side: T.RandomSolarize(128, 1),
    "equalize": lambda side: T.RandomEqualize(1),
    "auto-contrast": lambda side: T.RandomAutocontrast(1),
    "sharpness": lambda side: T.RandomAdjustSharpness(2, 1),
    "gaussian-blur": lambda side: T.GaussianBlur(5),
    "auto-augment": lambda side: T.AutoAugment(T.AutoAugmentPolicy.CIFAR10),
    "rand-augment": lambda side: T.RandAugment(),
    "trivial-augment-wide": lambda side: T.TrivialAugmentWide(),
}


@functools.cache
def images(channels, side):
    values = ((uniform(1, 64, side, side, channels) + 1) * 128).to(torch.uint8)
    return list(values.permute(0, 3, 1, 2).contiguous())


print("ready", flush=True)
for line in sys.stdin:
    name, *numbers = line.strip().split("|")
    channels, side, count = map(int, numbers)
    augment, originals = AUGMENTATIONS[name](side), images(channels, side)
    with torch.inference_mode():
        start = time.perf_counter()
        for i in range(count):
            augment(originals[i % len(originals)])
        print(json.dumps(1000 * (time.perf_counter() - start)), flush=True)
