#!/usr/bin/env python3
"""Writes what PyTorch computes of regularizers and of the options of the objective, for the tests to compare with. Run in this
folder. The files here are of PyTorch 1.13.0; inputs and initial weights are patterns (pattern.py)."""
import math

import torch
from torch import autograd, nn
from torch.nn.functional import softplus
from torch.nn.utils.stateless import functional_call

from files import save
from networks import DcganDiscriminator, DcganGenerator, MlpDiscriminator, MlpGenerator
from pattern import fill, uniform

torch.set_num_threads(1)
IMAGE = (1, 16, 16)


def at_seed():
    """The generator that a step gives to its regularizers, and torch's own."""
    torch.manual_seed(9)
    return torch.Generator().manual_seed(5)


def none(images):
    return torch.zeros(len(images), 0)


def slopes(discriminator, images):
    x = images.clone().requires_grad_()
    (gradient,) = autograd.grad(discriminator(x, none(x)).sum(), x, create_graph=True)
    return gradient.flatten(1)


def penalty_at(center):
    def term(discriminator, real, fake, random):
        mix = torch.rand([len(real), 1, 1, 1], generator=random)
        return 10 * ((slopes(discriminator, mix * real + (1 - mix) * fake).norm(dim=1) - center) ** 2).mean()

    return term


def dragan(discriminator, real, fake, random):
    share = torch.rand([len(real), 1, 1, 1], generator=random)
    perturbed = real + 0.5 * real.std(unbiased=False) * torch.rand(real.shape)
    return 10 * ((slopes(discriminator, real + share * (perturbed - real)).norm(dim=1) - 1) ** 2).mean()


def consistency(discriminator, real, fake, random):
    most, side = 4, real.shape[3]

    def moved(images):
        down, right, flip = torch.rand([3, len(images), 1], generator=random)
        parts = []
        for i in range(len(images)):
            image = images[i : i + 1].flip(3) if flip[i] < 0.5 else images[i : i + 1]
            y, x = int(down[i] * (2 * most + 1)), int(right[i] * (2 * most + 1))
            parts.append(nn.functional.pad(image, [most] * 4, mode="replicate")[0, :, y : y + side, x : x + side])
        return torch.stack(parts)

    result = 0
    for weight, images in ((10, real), (5, fake)):
        result = result + weight * (discriminator(images, none(images)) - discriminator(moved(images), none(images))).square().mean()
    return result


DISCRIMINATOR_TERMS = {
    "r1": lambda d, real, fake, random: 10 / 2 * slopes(d, real).square().sum(1).mean(),
    "r2": lambda d, real, fake, random: 10 / 2 * slopes(d, fake).square().sum(1).mean(),
    "one-centered": penalty_at(1),
    "zero-centered": penalty_at(0),
    "dragan": dragan,
    "weight-decay": lambda d, real, fake, random: 0.1 / 2 * sum((p**2).sum() for p in d.parameters()),
    "drift": lambda d, real, fake, random: 0.5 * d(real, none(real)).square().mean(),
    "consistency": consistency,
}


def orthogonal(generator, latent, random):
    total = 0
    for parameter in generator.parameters():
        if parameter.dim() > 1:
            w = parameter.reshape(parameter.shape[0], -1)
            total = total + ((w @ w.t()) * (1 - torch.eye(len(w)))).square().sum()
    return 0.01 * total


def mode_seeking(generator, latent, random):
    other = torch.randn(latent.shape, generator=random)
    made = generator(latent, none(latent))  # before the other, as batch statistics have it
    ratio = (generator(other, none(latent)) - made).abs().mean() / (other - latent).abs().mean()
    return 1 / (ratio + 1e-5)


class Styles(nn.Module):
    """The smallest generator with styles: two layers of it, the second one multiplied with the first."""

    def __init__(self):
        super().__init__()
        self.mapping, self.coarse, self.fine = nn.Linear(8, 6), nn.Linear(6, 256), nn.Linear(6, 256)

    def map(self, latent):
        style = torch.tanh(self.mapping(latent))
        return torch.stack([style, style], 1)

    def synthesize(self, styles):
        return torch.tanh(self.coarse(styles[:, 0]) * (1 + self.fine(styles[:, 1]))).view(-1, *IMAGE)


def path_length(generator, latent, random):
    """Two terms, one after the other: the second sees the average that the first has left."""
    average = 0
    for _ in range(2):
        styles = generator.map(torch.randn(2, 8, generator=random))
        images = generator.synthesize(styles)
        noise = torch.randn(images.shape) / math.sqrt(16 * 16)
        (gradient,) = autograd.grad((images * noise).sum(), styles, create_graph=True)
        lengths = gradient.square().sum(2).mean(1).sqrt()
        moved = average + 0.01 * (lengths.mean() - average)
        average = moved.detach()
        term = 2 * (lengths - moved).square().mean()
    return term


GENERATOR_TERMS = {
    "orthogonal": (lambda: DcganGenerator(IMAGE, 8, 2), orthogonal),
    "mode-seeking": (lambda: DcganGenerator(IMAGE, 8, 2), mode_seeking),
    "path-length": (Styles, path_length),
}


def terms():
    """Each term's value and its gradients, which for the penalties are second derivatives of the network."""
    result = {}

    def add(name, value, network):
        result[name] = value
        found = autograd.grad(value, list(network.parameters()), allow_unused=True)
        for (key, parameter), gradient in zip(network.named_parameters(), found):
            result[f"{name}.{key}"] = torch.zeros_like(parameter) if gradient is None else gradient

    for name, term in DISCRIMINATOR_TERMS.items():
        discriminator = DcganDiscriminator(IMAGE, 2, independent=True)
        fill(discriminator, 200, 0.3)
        add(name, term(discriminator, uniform(2, 4, *IMAGE), uniform(4, 4, *IMAGE), at_seed()), discriminator)
    for name, (make, term) in GENERATOR_TERMS.items():
        generator = make()
        fill(generator, 100, 0.3)
        add(name, term(generator, uniform(1, 4, 8), at_seed()), generator)
    at_seed()
    result["instance-noise"] = uniform(2, 4, *IMAGE) + 0.5 * (1 - 30 / 120) * torch.randn(4, *IMAGE)
    save("regularizers.safetensors", result)


def one_hot(count, size):
    return torch.eye(size)[torch.arange(count) * 3 % size] if size else torch.zeros(count, 0)


def logistic(real, fake):
    return softplus(-real).mean() + softplus(fake).mean()


def relativistic(real, fake):
    return softplus(-(real - fake.mean())).mean() + softplus(fake - real.mean()).mean()


def relativistic_least_squares(real, fake):
    return ((real - fake.mean() - 1) ** 2).mean() + ((fake - real.mean() + 1) ** 2).mean()


def relativistic_hinge(real, fake):
    return torch.relu(1 - (real - fake.mean())).mean() + torch.relu(1 + (fake - real.mean())).mean()


def ahead(discriminator, judged, steps, rate):
    """The discriminator's parameters after some steps of plain gradient descent, as functions of what it is shown."""
    parameters = dict(discriminator.named_parameters())
    for _ in range(steps):
        gradients = autograd.grad(judged(parameters), list(parameters.values()), create_graph=True)
        parameters = {name: value - rate * g for (name, value), g in zip(parameters.items(), gradients)}
    return parameters


def train(name, image, classes=0, networks=None, pack=1, lazy=None, unrolled=None, average=None, noise=None, clip=None, schedule=None, rates=(0.0002, 0.0002), d_term=None, g_term=None, steps=5, batch=16):
    """Five steps with Adam, the generator's rate before the discriminator's. Real batch number i has salt 1000 + i."""
    generator, discriminator = networks or (
        MlpGenerator(image, 8, [8, 16], classes),
        MlpDiscriminator((image[0] * pack, *image[1:]), [8, 16], classes * pack),
    )
    fill(generator, 100, 0.1)
    fill(discriminator, 200, 0.1)
    players = zip((generator, discriminator), rates)
    optimizers = [torch.optim.Adam(network.parameters(), lr=rate, betas=(0.5, 0.999)) for network, rate in players]
    random, labels, history = torch.Generator().manual_seed(7), one_hot(batch, classes), []
    torch.manual_seed(9)
    packed_labels = torch.cat([labels[i::pack] for i in range(pack)], 1)

    def logits_of(images, parameters=None):
        if noise:
            images = images + noise(step * batch) * torch.randn_like(images)
        packed = torch.cat([images[i::pack] for i in range(pack)], 1)
        if parameters is None:
            return discriminator(packed, packed_labels)
        return functional_call(discriminator, parameters, (packed, packed_labels))

    def update(network, optimizer, loss, step):
        optimizer.zero_grad()
        loss.backward()
        if clip:
            nn.utils.clip_grad_norm_(network.parameters(), clip)
        if schedule:
            optimizer.param_groups[0]["lr"] = 0.0002 * schedule((step + 1) * batch)
        optimizer.step()

    for step in range(steps):
        real = uniform(1000 + step, batch, *image)
        latent = torch.randn(batch, 8, generator=random)
        fake = generator(latent, labels)
        compare = average or logistic
        d_loss = compare(logits_of(real), logits_of(fake.detach()))
        if d_term:
            d_loss = d_loss + d_term(discriminator, real, fake.detach(), random)
        update(discriminator, optimizers[1], d_loss, step)
        if lazy and step % lazy == 0:  # a step of its own, of the same optimizer, as in stylegan2-ada
            x = real.clone().requires_grad_()
            (gradient,) = autograd.grad(logits_of(x).sum(), x, create_graph=True)
            update(discriminator, optimizers[1], lazy * 10 / 2 * gradient.square().sum([1, 2, 3]).mean(), step)
        future = None
        if unrolled:
            future = ahead(discriminator, lambda p: compare(logits_of(real, p), logits_of(fake, p)), *unrolled)
        fake_logits = logits_of(fake, future)
        g_loss = average(fake_logits, logits_of(real, future)) if average else softplus(-fake_logits).mean()
        if g_term:
            g_loss = g_loss + g_term(generator, latent, random)
        update(generator, optimizers[0], g_loss, step)
        history.append((d_loss.item(), g_loss.item()))
    state = {f"generator.{key}": value for key, value in generator.state_dict().items() if value.is_floating_point()}
    state.update({f"discriminator.{key}": value for key, value in discriminator.state_dict().items() if value.is_floating_point()})
    save(f"{name}.safetensors", {"losses": torch.tensor(history), **state})


terms()
train("train-lazy-r1", IMAGE, networks=(DcganGenerator(IMAGE, 8, 4), DcganDiscriminator(IMAGE, 4, independent=True)), lazy=2)
train("train-relativistic", (1, 8, 8), average=relativistic)
train("train-relativistic-least-squares", (1, 8, 8), average=relativistic_least_squares)
train("train-relativistic-hinge", (1, 8, 8), average=relativistic_hinge)
train("train-instance-noise", (1, 8, 8), noise=lambda shown: 0.5 * (1 - shown / 120))
train("train-unrolled-1", (1, 8, 8), unrolled=(1, 2.0))
train("train-unrolled-5", (1, 8, 8), unrolled=(5, 0.5))
train("train-unrolled-relativistic", (1, 8, 8), unrolled=(3, 0.5), average=relativistic)
train("train-packed", (1, 8, 8), classes=3, pack=2)
train("train-two-time-scales", (1, 8, 8), rates=(0.0005, 0.002))
train(
    "train-scheduled", (1, 8, 8), clip=0.05,
    schedule=lambda images: min(1, images / 40) * (0.1 + 0.9 * (1 + math.cos(math.pi * min(max((images - 30) / 40, 0), 1))) / 2),
)
for name in DISCRIMINATOR_TERMS:
    train(f"train-{name}", (1, 8, 8), d_term=DISCRIMINATOR_TERMS[name])
for name in ("orthogonal", "mode-seeking"):
    train(f"train-{name}", (1, 8, 8), g_term=GENERATOR_TERMS[name][1])
