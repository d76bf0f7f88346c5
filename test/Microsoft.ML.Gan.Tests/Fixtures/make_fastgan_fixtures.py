#!/usr/bin/env python3
"""Writes what PyTorch computes for a narrow FastGAN of 64x64 gray images. Run in this folder. Made of PyTorch's own layers."""
import torch
from torch import nn
from torch.nn.functional import avg_pool2d
from torch.nn.utils import spectral_norm

from files import save
from pattern import fill, uniform

torch.set_num_threads(1)
BATCH, LATENT, SIDE, CLASSES = 2, 6, 64, 2
G = {4: 16, 8: 8, 16: 4, 32: 2, 64: 2}
D = {8: 16, 16: 8, 32: 4, 64: 2, 128: 1}


def conv(*arguments):
    return spectral_norm(nn.Conv2d(*arguments, bias=False))


class Noise(nn.Module):
    def __init__(self, side):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(1))
        self.register_buffer("noise_const", torch.zeros(side, side))

    def forward(self, x):
        return x + self.weight * self.noise_const


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
    def __init__(self):
        super().__init__()
        self.init = nn.Module()
        first = spectral_norm(nn.ConvTranspose2d(LATENT + CLASSES, 2 * G[4], 4, 1, 0, bias=False))
        self.init.init = nn.Sequential(first, nn.BatchNorm2d(2 * G[4]), nn.GLU(1))
        self.feat_8 = noisy_up(G[4], G[8], 8)
        self.feat_16 = up(G[8], G[16])
        self.feat_32 = noisy_up(G[16], G[32], 32)
        self.feat_64 = up(G[32], G[64])
        self.se_64 = Excitation(G[4], G[64])
        self.to_big = conv(G[64], 1, 3, 1, 1)

    def forward(self, z, c):
        four = self.init.init(torch.cat([z, c], 1)[:, :, None, None])
        x = self.feat_64(self.feat_32(self.feat_16(self.feat_8(four))))
        return torch.tanh(self.to_big(self.se_64(four, x)))


class Down(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.main = nn.Sequential(
            conv(inputs, outputs, 4, 2, 1), nn.BatchNorm2d(outputs), nn.LeakyReLU(0.2),
            conv(outputs, outputs, 3, 1, 1), nn.BatchNorm2d(outputs), nn.LeakyReLU(0.2),
        )
        self.direct = nn.Sequential(nn.AvgPool2d(2, 2), conv(inputs, outputs, 1), nn.BatchNorm2d(outputs), nn.LeakyReLU(0.2))

    def forward(self, x):
        return (self.main(x) + self.direct(x)) / 2


class Decoder(nn.Module):
    def __init__(self, inputs, widths):
        super().__init__()
        layers = [nn.AdaptiveAvgPool2d(8)]
        for width in widths:
            layers.append(up(inputs, width))
            inputs = width
        self.main = nn.Sequential(*layers, conv(inputs, 1, 3, 1, 1), nn.Tanh())

    def forward(self, x):
        return self.main(x)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.down_from_big = nn.Sequential(conv(1, D[128], 3, 1, 1), nn.LeakyReLU(0.2))
        self.down_16, self.down_32, self.down_64 = Down(D[128], D[64]), Down(D[64], D[32]), Down(D[32], D[16])
        self.se_8_64 = Excitation(D[128], D[16])
        self.down_from_small = nn.Sequential(
            conv(1, D[64], 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Sequential(conv(D[64], D[32], 4, 2, 1), nn.BatchNorm2d(D[32]), nn.LeakyReLU(0.2)),
        )
        self.rf_big = nn.Sequential(conv(D[16], D[8], 1), nn.BatchNorm2d(D[8]), nn.LeakyReLU(0.2), conv(D[8], 2, 4))
        self.rf_small = conv(D[32], 2, 4)
        self.decoder_big, self.decoder_part = Decoder(D[16], [4, 2, 2]), Decoder(D[32], [4, 2])
        self.decoder_small = Decoder(D[32], [4, 2, 2])
        self.projection = nn.Linear(CLASSES, D[16], bias=False)

    def features(self, images):
        first = self.down_from_big(images)
        before = self.down_32(self.down_16(first))
        return self.se_8_64(first, self.down_64(before)), before, self.down_from_small(avg_pool2d(images, 2))

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


# Salts: 1 latents, 2 images, 3 what a scalar is made with, 100 and 200 weights, 600 and 700 buffers. The generator as it is
# after training, the discriminator as it is in training.
generator, discriminator = Generator().eval(), Discriminator()
fill_all(generator, 100)
fill_all(discriminator, 200)
labels = torch.eye(CLASSES)[torch.arange(BATCH) * 3 % CLASSES]
made = generator(uniform(1, BATCH, LATENT), labels)
result = {"generated": made, **grads((made * uniform(3, *made.shape)).sum(), generator.named_parameters(), "generator")}
images = uniform(2, BATCH, 1, SIDE, SIDE)
logits = discriminator(images, labels)
result["logits"] = logits
result.update(grads((logits * uniform(3, *logits.shape)).sum(), discriminator.named_parameters(), "discriminator"))
rebuilt = discriminator.rebuilt(images)
result["rebuilt"] = rebuilt
decoders = [entry for entry in discriminator.named_parameters() if entry[0].startswith(("decoder", "down_from"))]
result.update(grads(rebuilt, decoders, "rebuilt"))
save("fastgan-1x64x64-2.safetensors", result)
