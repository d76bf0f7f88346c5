#!/usr/bin/env python3
"""Writes what PyTorch computes for a small StyleGAN2. Run in this folder. Everything is written as the papers define it:
resampling by inserting zeros and convolving, modulation by giving every image weights of its own."""
import math

import torch
from torch import nn
from torch.nn.functional import conv2d, leaky_relu, pad

from files import save
from pattern import fill, uniform

torch.set_num_threads(1)
BATCH, LATENT, STYLE, BASE, MOST, SIDE = 4, 8, 8, 32, 8, 16


def upfirdn(x, up=1, down=1, padding=(0, 0), gain=1.0):
    """Inserts zeros, pads (before, after), filters with [1, 3, 3, 1] in both directions, keeps every down-th pixel."""
    n, c, h, w = x.shape
    wide = torch.zeros(n, c, h * up, w * up)
    wide[:, :, ::up, ::up] = x
    wide = pad(wide, (padding[0], padding[1], padding[0], padding[1]))
    taps = torch.tensor([1.0, 3.0, 3.0, 1.0]) / 8
    kernel = (taps[:, None] * taps[None, :] * gain)[None, None]
    flat = conv2d(wide.reshape(n * c, 1, *wide.shape[2:]), kernel)
    return flat.reshape(n, c, *flat.shape[2:])[:, :, ::down, ::down]


def channels(side):
    return min(BASE // side, MOST)


class Linear(nn.Module):
    def __init__(self, inputs, outputs, rate=1.0):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.zeros(outputs, inputs)), nn.Parameter(torch.zeros(outputs))
        self.rate = rate

    def forward(self, x):
        return x @ (self.weight * self.rate / math.sqrt(self.weight.shape[1])).t() + self.bias * self.rate


def activate(x, gain=math.sqrt(2), clamp=None):
    x = leaky_relu(x, 0.2) * gain
    return x if clamp is None else x.clamp(-clamp, clamp)


def second_moment(x):
    return x / (x.square().mean(1, keepdim=True) + 1e-8).sqrt()


class Mapping(nn.Module):
    def __init__(self, latent, condition, style, layers, mean=True):
        super().__init__()
        self.latent, self.layers, width = latent, layers, latent
        if condition:
            self.embed = Linear(condition, style)
            width += style
        for layer in range(layers):
            setattr(self, f"fc{layer}", Linear(width, style, 0.01))
            width = style
        if mean:
            self.register_buffer("w_avg", torch.zeros(style))

    def forward(self, z, c):
        parts = [second_moment(z)] if self.latent else []
        if hasattr(self, "embed"):
            parts.append(second_moment(self.embed(c)))
        x = torch.cat(parts, 1)
        for layer in range(self.layers):
            x = activate(getattr(self, f"fc{layer}")(x))
        return x


def modulated(x, weight, styles, demodulate, up):
    n, (o, i, k, _) = len(x), weight.shape
    own = weight[None] * styles[:, None, :, None, None]
    if demodulate:
        own = own / (own.square().sum([2, 3, 4], keepdim=True) + 1e-8).sqrt()
    results = []
    for image in range(n):
        if up:
            wide = torch.zeros(1, i, 2 * x.shape[2] - 1, 2 * x.shape[3] - 1)
            wide[:, :, ::2, ::2] = x[image : image + 1]
            y = conv2d(wide, own[image].flip([2, 3]), padding=2)
            results.append(upfirdn(y, padding=(1, 1), gain=4))
        else:
            results.append(conv2d(x[image : image + 1], own[image], padding=k // 2))
    return torch.cat(results)


class Layer(nn.Module):
    def __init__(self, inputs, outputs, side, up, clamp):
        super().__init__()
        self.affine = Linear(STYLE, inputs)
        self.weight, self.bias = nn.Parameter(torch.zeros(outputs, inputs, 3, 3)), nn.Parameter(torch.zeros(outputs))
        self.noise_strength = nn.Parameter(torch.zeros([]))
        self.register_buffer("noise_const", torch.zeros(side, side))
        self.up, self.clamp = up, clamp

    def forward(self, x, w):
        x = modulated(x, self.weight, self.affine(w), True, self.up)
        return activate(x + self.noise_const * self.noise_strength + self.bias[:, None, None], clamp=self.clamp)


class ToRgb(nn.Module):
    def __init__(self, inputs, colours, clamp):
        super().__init__()
        self.affine = Linear(STYLE, inputs)
        self.weight, self.bias = nn.Parameter(torch.zeros(colours, inputs, 1, 1)), nn.Parameter(torch.zeros(colours))
        self.clamp = clamp

    def forward(self, x, w):
        x = modulated(x, self.weight, self.affine(w) / math.sqrt(self.weight.shape[1]), False, False) + self.bias[:, None, None]
        return x if self.clamp is None else x.clamp(-self.clamp, self.clamp)


class Generator(nn.Module):
    def __init__(self, colours, condition, clamp=None):
        super().__init__()
        self.mapping, self.synthesis = Mapping(LATENT, condition, STYLE, 2), nn.Module()
        self.sides = [4 * 2**k for k in range(int(math.log2(SIDE)) - 1)]
        for side in self.sides:
            block = nn.Module()
            if side == 4:
                block.const = nn.Parameter(torch.zeros(channels(4), 4, 4))
            else:
                block.conv0 = Layer(channels(side // 2), channels(side), side, True, clamp)
            block.conv1 = Layer(channels(side), channels(side), side, False, clamp)
            block.torgb = ToRgb(channels(side), colours, clamp)
            setattr(self.synthesis, f"b{side}", block)
        self.count = 2 * len(self.sides)

    def map(self, z, c, truncation=1.0):
        w = self.mapping(z, c)
        w = self.mapping.w_avg + truncation * (w - self.mapping.w_avg)
        return w[:, None].repeat(1, self.count, 1)

    def synthesize(self, ws):
        x, image, at = None, None, 0
        for side in self.sides:
            block = getattr(self.synthesis, f"b{side}")
            if side == 4:
                x = block.const[None].repeat(len(ws), 1, 1, 1)
            else:
                x, at = block.conv0(x, ws[:, at]), at + 1
            x, at = block.conv1(x, ws[:, at]), at + 1
            y = block.torgb(x, ws[:, at])
            image = y if image is None else upfirdn(image, up=2, padding=(2, 1), gain=4) + y
        return image

    def forward(self, z, c):
        return self.synthesize(self.map(z, c))


class Conv(nn.Module):
    def __init__(self, inputs, outputs, kernel, down=False, bias=True, active=True, gain=1.0, clamp=None):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(outputs, inputs, kernel, kernel))
        self.bias = nn.Parameter(torch.zeros(outputs)) if bias else None
        self.down, self.active, self.gain, self.clamp = down, active, gain, clamp

    def forward(self, x):
        kernel = self.weight.shape[2]
        weight = self.weight / math.sqrt(self.weight[0].numel())
        if self.down:
            before = 2 if kernel == 3 else 1
            x = upfirdn(x, padding=(before, before))
            x = conv2d(x, weight, self.bias, stride=2)
        else:
            x = conv2d(x, weight, self.bias, padding=kernel // 2)
        clamp = None if self.clamp is None else self.clamp * self.gain
        if self.active:
            return activate(x, math.sqrt(2) * self.gain, clamp)
        return x * self.gain


def deviation(x, group=4):
    """Images that lie a group apart form a group, as in the reference implementation."""
    count = len(x) // group
    result = torch.zeros(len(x), 1, *x.shape[2:])
    for first in range(count):
        members = list(range(first, len(x), count))
        spread = (x[members].var(0, unbiased=False) + 1e-8).sqrt().mean()
        for member in members:
            result[member] = spread
    return torch.cat([x, result], 1)


class Discriminator(nn.Module):
    def __init__(self, colours, condition, auxiliary, clamp=None):
        super().__init__()
        self.sides, last, half = [SIDE // 2**k for k in range(int(math.log2(SIDE)) - 2)], channels(4), math.sqrt(0.5)
        for side in self.sides:
            block, now, after = nn.Module(), channels(side), channels(side // 2)
            if side == SIDE:
                block.fromrgb = Conv(colours, now, 1, clamp=clamp)
            block.conv0 = Conv(now, now, 3, clamp=clamp)
            block.conv1 = Conv(now, after, 3, down=True, gain=half, clamp=clamp)
            block.skip = Conv(now, after, 1, down=True, bias=False, active=False, gain=half)
            setattr(self, f"b{side}", block)
        self.b4 = nn.Module()
        self.b4.conv = Conv(last + 1, last, 3, clamp=clamp)
        self.b4.fc = Linear(16 * last, last)
        self.b4.out = Linear(last, last if condition else 1)
        if auxiliary:
            self.b4.auxiliary = Linear(last, auxiliary)
        if condition:
            self.mapping = Mapping(0, condition, last, 8, mean=False)

    def forward(self, x, c):
        for side in self.sides:
            block = getattr(self, f"b{side}")
            if side == SIDE:
                x = block.fromrgb(x)
            x = block.skip(x) + block.conv1(block.conv0(x))
        x = self.b4.conv(deviation(x))
        x = activate(self.b4.fc(x.flatten(1)))
        logit = self.b4.out(x)
        if hasattr(self, "mapping"):
            logit = (logit * self.mapping(None, c)).sum(1, keepdim=True) / math.sqrt(logit.shape[1])
        return torch.cat([logit, self.b4.auxiliary(x)], 1) if hasattr(self.b4, "auxiliary") else logit


def fill_all(module, salt):
    """Mapping layers are large in themselves, as their learning rate makes them small in use."""
    fill(module, salt, 1.0)
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            if "mapping.fc" in name:
                parameter.mul_(100)


def fill_buffers(module, salt):
    for number, (_, buffer) in enumerate(sorted(module.named_buffers())):
        buffer.copy_(0.5 * uniform(salt + number, *buffer.shape))


def grads(value, named, prefix, retain=False):
    named = list(named)
    found = torch.autograd.grad(value, [parameter for _, parameter in named], retain_graph=retain, allow_unused=True)
    return {f"{prefix}.{name}": torch.zeros_like(p) if g is None else g for (name, p), g in zip(named, found)}


# Salts: 1 latents, 2 images, 3 what a scalar is made with, 4 the direction of the path length, 100 and 200 weights, 500 buffers.
def passes(name, colours, condition, auxiliary, clamp):
    generator, discriminator = Generator(colours, condition, clamp), Discriminator(colours, condition, auxiliary, clamp)
    fill_all(generator, 100)
    fill_all(discriminator, 200)
    fill_buffers(generator, 500)
    labels = torch.eye(condition)[torch.arange(BATCH) * 3 % condition] if condition else torch.zeros(BATCH, 0)
    z = uniform(1, BATCH, LATENT)
    made = generator(z, labels)
    result = {"generated": made, "truncated": generator.map(z, labels, 0.5)}
    result.update(grads((made * uniform(3, *made.shape)).sum(), generator.named_parameters(), "generator"))
    images = uniform(2, BATCH, colours, SIDE, SIDE).requires_grad_()
    logits = discriminator(images, labels)
    result["logits"] = logits
    total = (logits * uniform(3, *logits.shape)).sum()
    result["images"] = torch.autograd.grad(total, images, retain_graph=True)[0]
    result.update(grads(total, discriminator.named_parameters(), "discriminator"))
    if not clamp:
        styles = generator.map(z, labels)
        made = generator.synthesize(styles)
        slope = torch.autograd.grad((made * uniform(4, *made.shape)).sum(), styles, create_graph=True)[0]
        length = slope.square().sum(2).mean(1).sqrt()
        result["length"] = length
        result.update(grads((length - 1).square().mean(), generator.named_parameters(), "path"))
        slope = torch.autograd.grad(discriminator(images, labels)[:, 0].sum(), images, create_graph=True)[0]
        result.update(grads(slope.square().sum([1, 2, 3]).mean(), discriminator.named_parameters(), "r1"))
    save(f"{name}.safetensors", result)


def resampling():
    images = uniform(9, 2, 3, 7, 6)
    save("fir.safetensors", {
        "up": upfirdn(images, up=2, padding=(2, 1), gain=4),
        "down": upfirdn(images[:, :, :6], down=2, padding=(1, 1)),
        "blur": upfirdn(images, padding=(2, 2)),
        "deviation": deviation(uniform(8, 8, 3, 2, 2)),
    })


resampling()
passes("stylegan2-3x16x16", 3, 0, 0, None)
passes("stylegan2-1x16x16-3", 1, 3, 2, 0.9)
