#!/usr/bin/env python3
"""Writes what PyTorch computes of an auxiliary classifier's and of latent codes' losses, for the tests to compare with. Run in
this folder. The file here is of PyTorch 1.13.0; inputs and initial weights are patterns (pattern.py)."""
import torch
from torch import autograd, nn
from torch.nn.functional import cross_entropy, mse_loss, softplus

from files import save
from networks import MlpGenerator
from pattern import fill, uniform

torch.set_num_threads(1)
BATCH, IMAGE, LATENT = 16, (1, 4, 4), 9
tensors = {}


class Discriminator(nn.Module):
    """Sees no condition; the logit comes first."""

    def __init__(self, outputs):
        super().__init__()
        self.main = nn.Sequential(nn.Linear(16, 8), nn.LeakyReLU(0.2, True), nn.Linear(8, 1 + outputs))

    def forward(self, images):
        return self.main(images.flatten(1))


def training_step(name, outputs, condition, codes, real_term, fake_term):
    """Both updates of one step with the non-saturating loss, with their gradients."""
    generator, discriminator = MlpGenerator(IMAGE, LATENT, [8], condition.shape[1]), Discriminator(outputs)
    fill(generator, 100, 0.5)
    fill(discriminator, 200, 0.5)
    random = torch.Generator().manual_seed(7)
    latent = codes(torch.randn(BATCH, LATENT, generator=random), random)
    fake = generator(latent, condition)
    real_outputs, fake_outputs = discriminator(uniform(1000, BATCH, *IMAGE)), discriminator(fake.detach())
    judged = softplus(-real_outputs[:, 0]).mean() + softplus(fake_outputs[:, 0]).mean()
    judged = judged + fake_term(fake_outputs[:, 1:], latent) + (real_term(real_outputs[:, 1:]) if real_term else 0)
    outputs_again = discriminator(fake)
    made = softplus(-outputs_again[:, 0]).mean() + fake_term(outputs_again[:, 1:], latent)
    for player, module, loss in (("discriminator", discriminator, judged), ("generator", generator, made)):
        tensors[f"{name}.{player}"] = loss
        names, parameters = zip(*module.named_parameters())
        for key, gradient in zip(names, autograd.grad(loss, parameters, retain_graph=True)):
            tensors[f"{name}.{player}.{key}"] = gradient


def classifier():
    """A class of 3 and 2 numbers, with weight 0.7."""
    classes, numbers = torch.arange(BATCH) * 3 % 4 % 3, uniform(5, BATCH, 2)
    condition = torch.cat([nn.functional.one_hot(classes, 3).float(), numbers], 1)

    def term(outputs, _=None):
        return 0.7 * (cross_entropy(outputs[:, :3], classes) + mse_loss(outputs[:, 3:], numbers))

    training_step("classifier", 5, condition, lambda latent, _: latent, term, term)


def codes():
    """Codes of 3 and 2 classes and 3 numbers, with weight 0.6; the first 8 of 9 latent values."""

    def draw(latent, random):
        first = torch.randint(3, [BATCH], generator=random)
        second = torch.randint(2, [BATCH], generator=random)
        numbers = 2 * torch.rand([BATCH, 3], generator=random) - 1
        return torch.cat([nn.functional.one_hot(first, 3).float(), nn.functional.one_hot(second, 2).float(), numbers, latent[:, 8:]], 1)

    def term(outputs, latent):
        first, second = latent[:, :3].argmax(1), latent[:, 3:5].argmax(1)
        likelihood = -torch.distributions.Normal(outputs[:, 5:], 1).log_prob(latent[:, 5:8]).sum(1).mean()
        constant = 1.5 * torch.log(torch.tensor(2 * torch.pi))
        return 0.6 * (cross_entropy(outputs[:, :3], first) + cross_entropy(outputs[:, 3:5], second) + likelihood - constant)

    training_step("codes", 8, torch.zeros(BATCH, 0), draw, None, term)


def patches():
    """Each of 2×3 patches names the class of its image."""
    outputs, classes = uniform(6, BATCH, 5, 2, 3).requires_grad_(), torch.arange(BATCH) % 4
    loss = cross_entropy(outputs[:, 1:], classes[:, None, None].expand(-1, 2, 3))
    tensors["patches"] = loss
    tensors["patches.outputs"] = autograd.grad(loss, outputs)[0]


classifier()
codes()
patches()
save("auxiliary.safetensors", tensors)
