#!/usr/bin/env python3
"""Writes what PyTorch computes with the residual networks, for the tests to compare with. Run in this folder. Inputs, weights and
singular vectors are patterns (pattern.py) that the tests make themselves; of images every fifth pixel is kept. It computes in
double precision, so that what differs is the library's own rounding."""
import torch

from files import save
from pattern import fill
from pattern import uniform as pattern
from resnet_networks import BIGGAN, SNGAN, Discriminator, Generator, PatchDiscriminator

torch.set_num_threads(1)
BATCH = 2
LATENT = 12


def uniform(salt, *shape):
    return pattern(salt, *shape).double()


def one_hot(count, size):
    return (torch.eye(size)[torch.arange(count) * 3 % size] if size else torch.zeros(count, 0)).double()


def fill_vectors(network, salt):
    """The singular vectors that spectral_norm keeps, in the order of their names."""
    names = sorted(name for name, _ in network.named_buffers() if name.endswith(("weight_u", "weight_v")))
    for number, name in enumerate(names):
        vector = network.get_buffer(name)
        vector.copy_(torch.nn.functional.normalize(uniform(salt + number, len(vector)), dim=0))


def sample(images):
    return images[:, :, ::5, ::5]


def gradients(prefix, network, loss, inputs=()):
    parameters = dict(network.named_parameters())
    found = torch.autograd.grad(loss, [*parameters.values(), *inputs])
    return {f"{prefix}.{name}": value for name, value in zip(parameters, found)}, found[len(parameters) :]


# Salts as in make_fixtures.py, and 500 and 700 for singular vectors.
def passes(name, generator, discriminator, image, condition):
    labels, result = one_hot(BATCH, condition), {}
    if generator:
        fill(generator, 100, 0.3)
        generator.double()
        fill_vectors(generator, 500)
        made = generator(uniform(1, BATCH, LATENT), labels)
        result["generated"] = sample(made)
        result.update(gradients("generator", generator, (made * uniform(3, *made.shape)).sum())[0])
        generator.eval()
        result["generated.later"] = sample(generator(uniform(1, BATCH, LATENT), labels))
    fill(discriminator, 200, 0.3)
    discriminator.double()
    fill_vectors(discriminator, 700)
    images = uniform(2, BATCH, *image).requires_grad_()
    logits = discriminator(images, labels)
    result["logits"] = logits
    found, (slope,) = gradients("discriminator", discriminator, (logits * uniform(3, *logits.shape)).sum(), [images])
    result.update(found)
    result["images"] = sample(slope)
    # A second forward pass, whose gradient's length has gradients of its own (R1), and a third.
    slope = torch.autograd.grad(discriminator(images, labels).sum(), images, create_graph=True)[0]
    penalty = slope.square().sum([1, 2, 3]).mean()
    result["penalty"] = penalty
    parameters = dict(discriminator.named_parameters())
    found = torch.autograd.grad(penalty, list(parameters.values()), allow_unused=True)
    result.update({f"penalty.{key}": value for key, value in zip(parameters, found) if value is not None})
    discriminator(images, labels)
    result.update({f"buffer.{key}": value for key, value in discriminator.named_buffers() if value.is_floating_point()})
    discriminator.eval()
    result["logits.later"] = discriminator(images, labels)
    save(f"{name}.safetensors", result)


def sagan(image, condition, attention):
    return (
        Generator(SNGAN, image, LATENT, 2, condition, spectral=True, attention=attention),
        Discriminator(SNGAN, image, 2, condition, wide=True, attention=attention),
    )


def biggan(image, condition, attention):
    return (
        Generator(BIGGAN, image, LATENT, 1, condition, spectral=True, spectral_condition=True, attention=attention, embedding=6, hierarchical=True),
        Discriminator(BIGGAN, image, 1, condition, wide=True, attention=attention),
    )


passes("sngan-1x28x28-10", Generator(SNGAN, (1, 28, 28), LATENT, 1, 10), Discriminator(SNGAN, (1, 28, 28), 2, 10, bias=False), (1, 28, 28), 10)
passes("sngan-3x32x32", Generator(SNGAN, (3, 32, 32), LATENT, 1), Discriminator(SNGAN, (3, 32, 32), 2, bias=False), (3, 32, 32), 0)
passes("sngan-3x64x64", Generator(SNGAN, (3, 64, 64), LATENT, 1), Discriminator(SNGAN, (3, 64, 64), 1), (3, 64, 64), 0)
passes("sagan-3x32x32-3", *sagan((3, 32, 32), 3, 16), (3, 32, 32), 3)
passes("biggan-3x64x64-5", *biggan((3, 64, 64), 5, 32), (3, 64, 64), 5)
passes("biggan-3x32x32", *biggan((3, 32, 32), 0, 16), (3, 32, 32), 0)
passes(
    "sngan-1x16x16-3-concatenated", Generator(SNGAN, (1, 16, 16), LATENT, 1, 3, concatenated=True),
    Discriminator(SNGAN, (1, 16, 16), 2, 3, planes=True, bias=False), (1, 16, 16), 3,
)
passes(
    "biggan-1x16x16-3-concatenated",
    Generator(
        BIGGAN, (1, 16, 16), LATENT, 1, 3, spectral=True, spectral_condition=True, attention=8, embedding=6, hierarchical=True, concatenated=True,
    ),
    Discriminator(BIGGAN, (1, 16, 16), 1, 3, wide=True, attention=8, planes=True), (1, 16, 16), 3,
)
passes(
    "biggan-1x16x16-3-flat", Generator(BIGGAN, (1, 16, 16), LATENT, 1, 3, spectral=True, spectral_condition=True, embedding=6),
    Discriminator(BIGGAN, (1, 16, 16), 1, 3, wide=True), (1, 16, 16), 3,
)
passes("patchgan-3x32x32-2", None, PatchDiscriminator((3, 32, 32), 3, 2, 2), (3, 32, 32), 2)
passes("patchgan-1x16x16-3-projection", None, PatchDiscriminator((1, 16, 16), 2, 2, 3, projected=True), (1, 16, 16), 3)
