#!/usr/bin/env python3
"""Writes what PyTorch computes for a narrow FastGAN of 64x64 gray images, and how many weights the published widths have. Run in
this folder. Made of PyTorch's own layers, in the channels and under the names of the authors' code."""
import torch
from torch import nn
from torch.nn.functional import avg_pool2d
from torch.nn.utils import spectral_norm

from files import save
from pattern import fill, uniform

torch.set_num_threads(1)
BATCH, LATENT, SIDE, CLASSES = 2, 6, 64, 2
# The authors' tables, for a width of 1: channels at so many pixels a side, which in the discriminator are those of an image
# twice as large (and four times in the branch of the small image). The authors' second output, of 128 pixels, is left out.
G = {4: 16, 8: 8, 16: 4, 32: 2, 64: 2, 128: 1, 256: 1 / 2}
D = {8: 16, 16: 8, 32: 4, 64: 2, 128: 1, 256: 1 / 2, 512: 1 / 4}


def conv(*arguments):
    return spectral_norm(nn.Conv2d(*arguments, bias=False))


class Noise(nn.Module):
    def __init__(self, side):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(1))
        self.register_buffer("noise_const", torch.zeros(side, side))

    def forward(self, x):
        # In training, torch's own generator gives the noise; a test that seeds it alike draws the same.
        noise = torch.randn(len(x), 1, *x.shape[2:]).to(x) if self.training else self.noise_const
        return x + self.weight * noise


def up(inputs, outputs):
    return nn.Sequential(nn.Upsample(scale_factor=2), conv(inputs, 2 * outputs, 3, 1, 1), nn.BatchNorm2d(2 * outputs), nn.GLU(1))


def noisy_up(inputs, outputs, side):
    layers = [nn.Upsample(scale_factor=2)]
    for count in (inputs, outputs):
        layers += [conv(count, 2 * outputs, 3, 1, 1), Noise(side), nn.BatchNorm2d(2 * outputs), nn.GLU(1)]
    return nn.Sequential(*layers)


class Excitation(nn.Module):
    def __init__(self, small, large):
        super().__init__()
        self.main = nn.Sequential(nn.AdaptiveAvgPool2d(4), conv(small, large, 4), nn.SiLU(), conv(large, large, 1), nn.Sigmoid())

    def forward(self, small, large):
        return large * self.main(small)


class Generator(nn.Module):
    def __init__(self, side=SIDE, width=1, inputs=LATENT + CLASSES, colours=1):
        super().__init__()
        channels = {size: int(width * many) for size, many in G.items()}
        self.init = nn.Module()
        first = spectral_norm(nn.ConvTranspose2d(inputs, 2 * channels[4], 4, 1, 0, bias=False))
        self.init.init = nn.Sequential(first, nn.BatchNorm2d(2 * channels[4]), nn.GLU(1))
        self.sides = [size for size in (8, 16, 32, 64, 128, 256) if size <= side]
        for size in self.sides:
            before, now = channels[size // 2], channels[size]
            self.add_module(f"feat_{size}", noisy_up(before, now, size) if size in (8, 32, 128) else up(before, now))
            if size >= 64:
                self.add_module(f"se_{size}", Excitation(channels[size // 16], now))
        self.to_big = conv(channels[side], colours, 3, 1, 1)

    def forward(self, z, c):
        features = {4: self.init.init(torch.cat([z, c], 1)[:, :, None, None])}
        for size in self.sides:
            x = self.get_submodule(f"feat_{size}")(features[size // 2])
            features[size] = self.get_submodule(f"se_{size}")(features[size // 16], x) if size >= 64 else x
        return torch.tanh(self.to_big(features[self.sides[-1]]))


class Down(nn.Module):
    def __init__(self, inputs, outputs, norm):
        super().__init__()
        self.main = nn.Sequential(
            conv(inputs, outputs, 4, 2, 1), norm(outputs), nn.LeakyReLU(0.2),
            conv(outputs, outputs, 3, 1, 1), norm(outputs), nn.LeakyReLU(0.2),
        )
        self.direct = nn.Sequential(nn.AvgPool2d(2, 2), conv(inputs, outputs, 1), norm(outputs), nn.LeakyReLU(0.2))

    def forward(self, x):
        return (self.main(x) + self.direct(x)) / 2


class Decoder(nn.Module):
    def __init__(self, inputs, widths, colours):
        super().__init__()
        layers = [nn.AdaptiveAvgPool2d(8)]
        for width in widths:
            layers.append(up(inputs, width))
            inputs = width
        self.main = nn.Sequential(*layers, conv(inputs, colours, 3, 1, 1), nn.Tanh())

    def forward(self, x):
        return self.main(x)


class Discriminator(nn.Module):
    """`outputs` are the logit and what is estimated beside it; `norm` makes the normalizations, but for the decoders'."""

    def __init__(self, side=SIDE, width=1, condition=CLASSES, colours=1, outputs=2, norm=nn.BatchNorm2d):
        super().__init__()
        channels, self.side = {size: int(width * many) for size, many in D.items()}, side
        self.down_from_big = nn.Sequential(conv(colours, channels[2 * side], 3, 1, 1), nn.LeakyReLU(0.2))
        self.sides = [size for size in (128, 64, 32, 16, 8) if size < side]
        for size in self.sides:
            self.add_module(f"down_{512 // size}", Down(channels[4 * size], channels[2 * size], norm))
            if 8 * size <= side:
                self.add_module(f"se_{64 // size}_{512 // size}", Excitation(channels[16 * size], channels[2 * size]))
        self.down_from_small = nn.Sequential(conv(colours, channels[side], 4, 2, 1), nn.LeakyReLU(0.2))
        for size in self.sides[:-2]:
            before, now = channels[2 * size], channels[size]
            self.down_from_small.append(nn.Sequential(conv(before, now, 4, 2, 1), norm(now), nn.LeakyReLU(0.2)))
        self.rf_big = nn.Sequential(conv(channels[16], channels[8], 1), norm(channels[8]), nn.LeakyReLU(0.2), conv(channels[8], outputs, 4))
        self.rf_small = conv(channels[32], outputs, 4)
        # What is rebuilt has 128 pixels a side at most; the part, half the image's.
        doublings = [max(width // 2, 1) * many for many in (4, 2, 2, 1)]
        decoded, part = doublings[: len(self.sides)], doublings[: len(self.sides) - 1]
        self.decoder_big, self.decoder_part = Decoder(channels[16], decoded, colours), Decoder(channels[32], part, colours)
        self.decoder_small = Decoder(channels[32], decoded, colours)
        self.projection = nn.Linear(condition, channels[16], bias=False) if condition else None

    def features(self, images):
        """Of the last two sizes, and of the image at half its size."""
        features = {self.side: self.down_from_big(images)}
        for size in self.sides:
            x = self.get_submodule(f"down_{512 // size}")(features[size * 2])
            features[size] = self.get_submodule(f"se_{64 // size}_{512 // size}")(features[size * 8], x) if 8 * size <= self.side else x
        return features[8], features[16], self.down_from_small(avg_pool2d(images, 2))

    def forward(self, images, c):
        last, _, small = self.features(images)
        logits = torch.cat([self.rf_big(last), self.rf_small(small)], 2)
        agreement = (self.projection(c) * last.mean([2, 3])).sum(1)
        return torch.stack([logits[:, 0] + agreement[:, None, None], logits[:, 1]], 1)

    def rebuilt(self, images):
        """The part is the quarter below on the left."""
        last, before, small = self.features(images)
        part = self.decoder_part(before[:, :, 8:, :8])
        return (
            (self.decoder_big(last) - images).abs().mean()
            + (part - images[:, :, 32:, :32]).abs().mean()
            + (self.decoder_small(small) - images).abs().mean()
        )


def fill_all(module, salt):
    fill(module, salt, 1.0)
    number = 0
    for name, buffer in sorted(module.named_buffers()):
        if name.endswith("num_batches_tracked"):
            continue
        values = uniform(salt + 500 + number, *buffer.shape)
        number += 1
        if name.endswith(("weight_u", "weight_v")):
            values = values / values.norm()
        elif name.endswith("running_var"):
            values = 1 + 0.5 * values
        buffer.copy_(values)


def grads(value, named, prefix):
    named = list(named)
    found = torch.autograd.grad(value, [parameter for _, parameter in named], retain_graph=True, allow_unused=True)
    return {f"{prefix}.{name}": g for (name, _), g in zip(named, found) if g is not None}


# Salts: 1 latents, 2 images, 3 what a scalar is made with, 100 and 200 weights, 600 and 700 buffers.
def uniform_like(tensor):
    return uniform(3, *tensor.shape).to(tensor)


def passes():
    """The generator as it is after training, the discriminator as it is in training."""
    generator, discriminator = Generator().eval(), Discriminator()
    fill_all(generator, 100)
    fill_all(discriminator, 200)
    made = generator(uniform(1, BATCH, LATENT), LABELS)
    result = {"generated": made, **grads((made * uniform_like(made)).sum(), generator.named_parameters(), "generator")}
    images = uniform(2, BATCH, 1, SIDE, SIDE)
    logits = discriminator(images, LABELS)
    result["logits"] = logits
    result.update(grads((logits * uniform_like(logits)).sum(), discriminator.named_parameters(), "discriminator"))
    rebuilt = discriminator.rebuilt(images)
    result["rebuilt"] = rebuilt
    decoders = [entry for entry in discriminator.named_parameters() if entry[0].startswith(("decoder", "down_from"))]
    result.update(grads(rebuilt, decoders, "rebuilt"))
    save("fastgan-1x64x64-2.safetensors", result)


def training_passes():
    """The generator as it is in training, and what that leaves for afterwards; of images every fifth pixel. The squared slope of
    the discriminator (R1), whose gradients are second derivatives; its images must not see each other, so each is normalized by
    itself. In double precision, so that what differs is the library's own rounding."""
    generator, discriminator = Generator(), Discriminator(norm=lambda channels: nn.GroupNorm(1, channels))
    fill_all(generator, 100)
    fill_all(discriminator, 200)
    generator.double()
    discriminator.double()
    latent, labels = uniform(1, BATCH, LATENT).double(), LABELS.double()
    torch.manual_seed(9)
    made = generator(latent, labels)
    result = {"generated": made[:, :, ::5, ::5], **grads((made * uniform_like(made)).sum(), generator.named_parameters(), "generator")}
    result["generated.later"] = generator.eval()(latent, labels)[:, :, ::5, ::5]
    images = uniform(2, BATCH, 1, SIDE, SIDE).double().requires_grad_()
    slope = torch.autograd.grad(discriminator(images, labels)[:, 0].sum(), images, create_graph=True)[0]
    penalty = slope.square().sum([1, 2, 3]).mean()
    result["penalty"] = penalty
    result.update(grads(penalty, discriminator.named_parameters(), "penalty"))
    save("fastgan-training-1x64x64-2.safetensors", result)


def counts():
    """How many weights each part of the networks has in the published widths, for colour images without a condition."""
    result = {}
    for side in (64, 128, 256):
        networks = {"generator": Generator(side, 64, 256, 3), "discriminator": Discriminator(side, 64, 0, 3, 1)}
        for player, network in networks.items():
            for name, part in network.named_children():
                count = sum(parameter.numel() for parameter in part.parameters())
                assert count < 2**24, "a float does not hold it"
                result[f"{side}.{player}.{name}"] = torch.tensor(float(count))
    save("fastgan-counts.safetensors", result)


LABELS = torch.eye(CLASSES)[torch.arange(BATCH) * 3 % CLASSES]
passes()
training_passes()
counts()
