#!/usr/bin/env python3
"""Writes what PyTorch computes, for the tests to compare with. Run in this folder. The files here are of PyTorch 1.13.0;
each says so in its metadata. Inputs and initial weights are patterns (pattern.py) that the tests make themselves."""
import torch
from torch import autograd
from torch.nn.functional import softplus

from files import save
from networks import DcganDiscriminator, DcganGenerator, DcganGeneratorOfNorms, MlpDiscriminator, MlpGenerator
from pattern import fill, uniform

torch.set_num_threads(1)
BATCH = 2


def one_hot(count, size):
    return torch.eye(size)[torch.arange(count) * 3 % size] if size else torch.zeros(count, 0)


# Salts: 1 latents, 2 images, 3 what a scalar is made with (so that every output has its own gradient), 100 and 200 weights.
def passes(name, generator, discriminator, image, latent, condition):
    """Outputs of both networks and the gradients of all their parameters."""
    fill(generator, 100, 0.1)
    fill(discriminator, 200, 0.1)
    labels = one_hot(BATCH, condition)
    result = {}
    made = generator(uniform(1, BATCH, latent), labels)
    (made * uniform(3, *made.shape)).sum().backward()
    result["generated"] = made
    result.update({f"generator.{key}": value.grad for key, value in generator.named_parameters()})
    images = uniform(2, BATCH, *image).requires_grad_()
    logits = discriminator(images, labels)
    (logits * uniform(3, *logits.shape)).sum().backward()
    result["logits"] = logits
    result["images"] = images.grad
    result.update({f"discriminator.{key}": value.grad for key, value in discriminator.named_parameters()})
    save(f"{name}.safetensors", result)


def dcgan_passes(name, image, condition):
    passes(name, DcganGenerator(image, 8, 2, condition), DcganDiscriminator(image, 2, condition), image, 8, condition)


def penalty(discriminator, real, fake, random):
    mix = torch.rand([len(real), 1, 1, 1], generator=random)
    between = (fake + mix * (real - fake)).detach().requires_grad_()
    gradient = autograd.grad(discriminator(between).sum(), between, create_graph=True)[0]
    return 10 * (gradient.flatten(1).norm(dim=1) - 1).square().mean()


def penalty_pass(name, image):
    """The gradient penalty of a DCGAN discriminator and its gradients, which are second derivatives of the network."""
    discriminator = DcganDiscriminator(image, 4, independent=True)
    fill(discriminator, 200, 0.1)
    value = penalty(lambda x: discriminator(x, one_hot(4, 0)), uniform(2, 4, *image), uniform(4, 4, *image), torch.Generator().manual_seed(5))
    value.backward()
    save(f"{name}.safetensors", {"penalty": value, **{key: p.grad for key, p in discriminator.named_parameters()}})


def train(name, generator, discriminator, image, latent, condition, optimizer, losses, turns=1, penalized=False, clip=None, steps=5, batch=16):
    """The algorithm of the papers, as PyTorch's examples write it. Real batch number i has salt 1000 + i."""
    fill(generator, 100, 0.1)
    fill(discriminator, 200, 0.1)
    discriminator_loss, generator_loss = losses
    g_optimizer, d_optimizer = optimizer(generator.parameters()), optimizer(discriminator.parameters())
    random = torch.Generator().manual_seed(7)
    labels, history, drawn = one_hot(batch, condition), [], 0
    for _ in range(steps):
        for _ in range(turns):
            real = uniform(1000 + drawn, batch, *image)
            drawn += 1
            noise = torch.randn(batch, latent, generator=random)
            fake = generator(noise, labels)
            d_loss = discriminator_loss(discriminator(real, labels), discriminator(fake.detach(), labels))
            if penalized:
                d_loss = d_loss + penalty(lambda x: discriminator(x, labels), real, fake.detach(), random)
            d_optimizer.zero_grad()
            d_loss.backward()
            d_optimizer.step()
            if clip:
                with torch.no_grad():
                    for parameter in discriminator.parameters():
                        parameter.clamp_(-clip, clip)
        g_loss = generator_loss(discriminator(fake, labels))
        g_optimizer.zero_grad()
        g_loss.backward()
        g_optimizer.step()
        history.append((d_loss.item(), g_loss.item()))
    state = {f"generator.{key}": value for key, value in generator.state_dict().items() if value.is_floating_point()}
    state.update({f"discriminator.{key}": value for key, value in discriminator.state_dict().items() if value.is_floating_point()})
    save(f"{name}.safetensors", {"losses": torch.tensor(history), **state})


NON_SATURATING = (lambda real, fake: softplus(-real).mean() + softplus(fake).mean(), lambda fake: softplus(-fake).mean())
CRITIC = (lambda real, fake: fake.mean() - real.mean(), lambda fake: -fake.mean())


def binary(logits, target):
    return torch.nn.functional.binary_cross_entropy_with_logits(logits, torch.full_like(logits, target))


def minimax(fake):
    return torch.log(1 - torch.sigmoid(fake.double())).mean()


LOSSES = {
    "minimax": (lambda r, f: -torch.log(torch.sigmoid(r.double())).mean() - minimax(f), minimax),
    "non-saturating": (lambda r, f: binary(r, 1) + binary(f, 0), lambda f: binary(f, 1)),
    "least-squares": (lambda r, f: ((r - 1) ** 2).mean() / 2 + (f**2).mean() / 2, lambda f: ((f - 1) ** 2).mean() / 2),
    "hinge": (lambda r, f: torch.relu(1 - r).mean() + torch.relu(1 + f).mean(), lambda f: -f.mean()),
    "wasserstein": CRITIC,
    "wasserstein-gp": CRITIC,
    "minimax-smoothed": (lambda r, f: binary(r, 0.9) + binary(f, 0), minimax),
    "non-saturating-smoothed": (lambda r, f: binary(r, 0.9) + binary(f, 0), lambda f: binary(f, 1)),
}


def optimizers():
    """Ten steps of each rule on one linear layer."""
    result = {}
    for rule, make in {
        "adam": lambda p: torch.optim.Adam(p, lr=0.02, betas=(0.5, 0.999)),
        "adamw": lambda p: torch.optim.AdamW(p, lr=0.02, betas=(0.9, 0.99), weight_decay=0.3),
        "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.005, alpha=0.99),
    }.items():
        layer = torch.nn.Linear(5, 3)
        fill(layer, 300, 0.5)
        optimizer = make(layer.parameters())
        for step in range(10):
            loss = (layer(uniform(400 + step, 7, 5)) - uniform(500 + step, 7, 3)).square().mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            result[f"{rule}.{step}.weight"], result[f"{rule}.{step}.bias"] = layer.weight.detach().clone(), layer.bias.detach().clone()
    save("optimizers.safetensors", result)


def losses():
    """Values and gradients of each loss on 32 logits of each kind, from -8 to 8."""
    relu = torch.relu
    result = {}
    for name, (discriminator, generator) in LOSSES.items():
        real, fake = (8 * uniform(600, 32, 1)).requires_grad_(), (8 * uniform(601, 32, 1)).requires_grad_()
        loss = discriminator(real, fake)
        result[f"{name}.discriminator"] = loss
        result[f"{name}.discriminator.real"], result[f"{name}.discriminator.fake"] = autograd.grad(loss, [real, fake])
        loss = generator(fake)
        result[f"{name}.generator"] = loss
        (result[f"{name}.generator.fake"],) = autograd.grad(loss, [fake])
    relativistic = {
        "logistic": (lambda d: binary(d, 1), lambda d: binary(d, 0)),
        "least-squares": (lambda d: ((d - 1) ** 2).mean(), lambda d: ((d + 1) ** 2).mean()),
        "hinge": (lambda d: relu(1 - d).mean(), lambda d: relu(1 + d).mean()),
    }
    for form, (up, down) in relativistic.items():
        name = f"relativistic-{form}"
        real, fake = (8 * uniform(600, 32, 1)).requires_grad_(), (8 * uniform(601, 32, 1)).requires_grad_()
        loss = up(real - fake.mean()) + down(fake - real.mean())
        result[f"{name}.discriminator"] = loss
        result[f"{name}.discriminator.real"], result[f"{name}.discriminator.fake"] = autograd.grad(loss, [real, fake])
        loss = up(fake - real.mean()) + down(real - fake.mean())
        result[f"{name}.generator"] = loss
        (result[f"{name}.generator.fake"],) = autograd.grad(loss, [fake])
    save("losses.safetensors", result)


def adam(parameters):
    return torch.optim.Adam(parameters, lr=0.0002, betas=(0.5, 0.999))


def random_numbers():
    """The numbers of a generator of its own, which the training's latents come from."""
    random = torch.Generator().manual_seed(7)
    save("random.safetensors", {"normal": torch.randn(16, 8, generator=random), "uniform": torch.rand([4, 1, 1, 1], generator=random)})


losses()
optimizers()
random_numbers()
dcgan_passes("dcgan-1x28x28-10", (1, 28, 28), 10)
dcgan_passes("dcgan-3x32x32", (3, 32, 32), 0)
dcgan_passes("dcgan-3x64x64", (3, 64, 64), 0)
dcgan_passes("dcgan-3x32x48", (3, 32, 48), 0)
passes("mlp-1x28x28-10", MlpGenerator((1, 28, 28), 8, [8, 16], 10), MlpDiscriminator((1, 28, 28), [8, 16], 10), (1, 28, 28), 8, 10)
passes(
    "dcgan-1x16x16-3-norms-planes", DcganGeneratorOfNorms((1, 16, 16), 8, 2, 3), DcganDiscriminator((1, 16, 16), 2, 3, planes=True),
    (1, 16, 16), 8, 3,
)
passes("mlp-1x8x8-3-projection", MlpGenerator((1, 8, 8), 8, [8, 16], 3), MlpDiscriminator((1, 8, 8), [8, 16], 3, projected=True), (1, 8, 8), 8, 3)
penalty_pass("penalty-3x32x32", (3, 32, 32))
train("train-dcgan", DcganGenerator((3, 32, 32), 8, 4), DcganDiscriminator((3, 32, 32), 4), (3, 32, 32), 8, 0, adam, NON_SATURATING)
train("train-dcgan-10", DcganGenerator((1, 28, 28), 8, 4, 10), DcganDiscriminator((1, 28, 28), 4, 10), (1, 28, 28), 8, 10, adam, NON_SATURATING)
train(
    "train-wgan-gp", DcganGenerator((1, 16, 16), 8, 4), DcganDiscriminator((1, 16, 16), 4, independent=True), (1, 16, 16), 8, 0,
    lambda p: torch.optim.Adam(p, lr=0.0001, betas=(0, 0.9)), CRITIC, turns=5, penalized=True,
)
train(
    "train-wgan", MlpGenerator((1, 16, 16), 8, [8, 16]), MlpDiscriminator((1, 16, 16), [8, 16]), (1, 16, 16), 8, 0,
    lambda p: torch.optim.RMSprop(p, lr=0.00005), CRITIC, turns=5, clip=0.01,
)
for loss in ("minimax", "least-squares", "hinge", "minimax-smoothed", "non-saturating-smoothed"):
    train(f"train-{loss}", MlpGenerator((1, 8, 8), 8, [8, 16]), MlpDiscriminator((1, 8, 8), [8, 16]), (1, 8, 8), 8, 0, adam, LOSSES[loss])
