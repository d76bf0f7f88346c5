#!/usr/bin/env python3
"""Writes what PyTorch computes for a small Progressive GAN at several moments of its growth. Run in this folder. A moment is
a level and how much of it shows: 1.25 is a quarter of the way from level 1 (8x8) to level 2 (16x16)."""
import math

import torch
from torch import nn
from torch.nn.functional import avg_pool2d, conv2d, leaky_relu, linear

from files import save
from pattern import fill, uniform

torch.set_num_threads(1)
BATCH, LATENT, BASE, MOST, SIDE, COLOURS, CLASSES = 4, 5, 64, 6, 16, 3, 2
LEVELS = int(math.log2(SIDE)) - 1


def channels(side):
    return min(BASE // side, MOST)


def he(parameter, fan_in, gain):
    return parameter * (gain / math.sqrt(fan_in))


def rectify(x):
    return torch.where(x > 0, x, 0.2 * x)


def pixel_norm(x):
    return x / torch.sqrt((x * x).mean(1, keepdim=True) + 1e-8)


def enlarge(x, factor):
    return x.repeat_interleave(factor, 2).repeat_interleave(factor, 3)


class Conv(nn.Module):
    def __init__(self, inputs, outputs, kernel, gain=math.sqrt(2)):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.zeros(outputs, inputs, kernel, kernel)), nn.Parameter(torch.zeros(outputs))
        self.gain = gain

    def forward(self, x):
        return conv2d(x, he(self.weight, self.weight[0].numel(), self.gain), self.bias, padding=self.weight.shape[2] // 2)


class Dense(nn.Module):
    def __init__(self, inputs, outputs, gain=1.0):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.zeros(outputs, inputs)), nn.Parameter(torch.zeros(outputs))
        self.gain = gain

    def forward(self, x):
        return linear(x, he(self.weight, self.weight.shape[1], self.gain), self.bias)


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        for level in range(LEVELS):
            side, block = 4 << level, nn.Module()
            now = channels(side)
            if level == 0:
                block.dense = nn.Module()
                block.dense.weight = nn.Parameter(torch.zeros(LATENT + CLASSES, now, 4, 4))
                block.bias = nn.Parameter(torch.zeros(now))
            else:
                block.conv0 = Conv(channels(side // 2), now, 3)
            block.conv1 = Conv(now, now, 3)
            block.torgb = Conv(now, COLOURS, 1, 1.0)
            setattr(self, f"b{side}", block)

    def forward(self, z, c, moment):
        pictures, x = [], pixel_norm(torch.cat([z, c], 1))
        for level in range(math.ceil(moment) + 1):
            block = getattr(self, f"b{4 << level}")
            if level == 0:
                weight = he(block.dense.weight, LATENT + CLASSES, math.sqrt(2) / 4)
                x = torch.einsum("nz,zchw->nchw", x, weight) + block.bias[:, None, None]
            else:
                x = block.conv0(enlarge(x, 2))
            x = pixel_norm(rectify(x))
            x = pixel_norm(rectify(block.conv1(x)))
            pictures.append(block.torgb(x))
        fade = moment - math.floor(moment)
        last = pictures[-1]
        if fade:
            last = fade * last + (1 - fade) * enlarge(pictures[-2], 2)
        return enlarge(last, SIDE // last.shape[2])


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        for level in range(LEVELS):
            side = 4 << level
            setattr(self, f"fromrgb{side}", Conv(COLOURS, channels(side), 1))
            if level:
                block = nn.Module()
                block.conv0, block.conv1 = Conv(channels(side), channels(side), 3), Conv(channels(side), channels(side // 2), 3)
                setattr(self, f"b{side}", block)
        self.conv = Conv(channels(4) + 1, channels(4), 3)
        self.dense = Dense(16 * channels(4), channels(2), math.sqrt(2))
        self.out = Dense(channels(2), 2)
        self.projection = Dense(CLASSES, channels(2))

    def forward(self, images, c, moment):
        top, fade = math.ceil(moment), moment - math.floor(moment)
        image = avg_pool2d(images, SIDE // (4 << top))
        x = rectify(getattr(self, f"fromrgb{4 << top}")(image))
        for level in range(top, 0, -1):
            block = getattr(self, f"b{4 << level}")
            x = avg_pool2d(rectify(block.conv1(rectify(block.conv0(x)))), 2)
            if level == top and fade:
                x = fade * x + (1 - fade) * rectify(getattr(self, f"fromrgb{4 << level - 1}")(avg_pool2d(image, 2)))
        spread = torch.sqrt(x.var(0, unbiased=False) + 1e-8).mean()
        x = rectify(self.conv(torch.cat([x, spread.expand(len(x), 1, 4, 4)], 1)))
        x = rectify(self.dense(x.flatten(1)))
        logit = self.out(x)
        agreement = (self.projection(c) * x).sum(1) / math.sqrt(x.shape[1])
        return torch.stack([logit[:, 0] + agreement, logit[:, 1]], 1)


def reduced(images, moment):
    top, fade = math.ceil(moment), moment - math.floor(moment)
    image = avg_pool2d(images, SIDE // (4 << top))
    if fade:
        image = fade * image + (1 - fade) * enlarge(avg_pool2d(image, 2), 2)
    return enlarge(image, SIDE // image.shape[2])


def grads(value, named, prefix):
    """Of the layers that take part; the others have none."""
    named = list(named)
    found = torch.autograd.grad(value, [parameter for _, parameter in named], retain_graph=True, allow_unused=True)
    return {f"{prefix}.{name}": g for (name, _), g in zip(named, found) if g is not None}


# Salts: 1 latents, 2 images, 3 what a scalar is made with, 100 and 200 weights.
for moment in (0, 1.25, 2):
    generator, discriminator = Generator(), Discriminator()
    fill(generator, 100, 1.0)
    fill(discriminator, 200, 1.0)
    labels = torch.eye(CLASSES)[torch.arange(BATCH) * 3 % CLASSES]
    made = generator(uniform(1, BATCH, LATENT), labels, moment)
    result = {"generated": made, **grads((made * uniform(3, *made.shape)).sum(), generator.named_parameters(), "generator")}
    images = uniform(2, BATCH, COLOURS, SIDE, SIDE).requires_grad_()
    logits = discriminator(images, labels, moment)
    result.update(logits=logits, reduced=reduced(images, moment))
    result.update(grads((logits * uniform(3, *logits.shape)).sum(), discriminator.named_parameters(), "discriminator"))
    slope = torch.autograd.grad(logits[:, 0].sum(), images, create_graph=True)[0]
    result.update(grads((slope.flatten(1).norm(dim=1) - 1).square().mean(), discriminator.named_parameters(), "penalty"))
    save(f"progressive-{moment}.safetensors", result)
