"""The networks as PyTorch's own layers say them: DCGAN as in PyTorch's tutorial, with the sides and conditions of the library."""
import torch
from torch import nn

from resnet_networks import ConditionalBatchNorm, normal, with_planes


def channels(width, level):
    return width * min(2**level, 16)


def levels_of(height, width):
    levels, side = 0, min(height, width)
    while side >= 8 and side % 2 == 0:
        levels, side = levels + 1, side // 2
    return levels


class DcganGenerator(nn.Module):
    def __init__(self, image, latent, width, condition=0):
        super().__init__()
        count, height, across = image
        levels = levels_of(height, across)
        now = channels(width, levels - 1)
        layers = [
            nn.ConvTranspose2d(latent + condition, now, (height >> levels, across >> levels), 1, 0, bias=False),
            nn.BatchNorm2d(now),
            nn.ReLU(True),
        ]
        for level in reversed(range(levels - 1)):
            layers += [nn.ConvTranspose2d(now, channels(width, level), 4, 2, 1, bias=False), nn.BatchNorm2d(channels(width, level)), nn.ReLU(True)]
            now = channels(width, level)
        self.main = nn.Sequential(*layers, nn.ConvTranspose2d(now, count, 4, 2, 1, bias=False), nn.Tanh())

    def forward(self, latent, condition):
        return self.main(torch.cat([latent, condition], 1)[:, :, None, None])


class DcganGeneratorOfNorms(nn.Module):
    """The condition decides on gains and biases of the normalizations, and is nowhere else."""

    def __init__(self, image, latent, width, condition):
        super().__init__()
        count, height, across = image
        levels = levels_of(height, across)
        now = channels(width, levels - 1)
        layers, norms = [nn.ConvTranspose2d(latent, now, (height >> levels, across >> levels), 1, 0, bias=False), nn.ReLU()], [now]
        for level in reversed(range(levels - 1)):
            layers += [nn.ConvTranspose2d(now, channels(width, level), 4, 2, 1, bias=False), nn.ReLU()]
            now = channels(width, level)
            norms.append(now)
        self.main = nn.Sequential(*layers, nn.ConvTranspose2d(now, count, 4, 2, 1, bias=False), nn.Tanh())
        self.norms = nn.ModuleList([ConditionalBatchNorm(condition, count, normal) for count in norms])

    def forward(self, latent, condition):
        x = latent[:, :, None, None]
        for convolve, rectify, norm in zip(self.main[::2], self.main[1::2], self.norms):
            x = rectify(norm(convolve(x), condition))
        return self.main[-2:](x)


class DcganDiscriminator(nn.Module):
    """Takes a condition by projection, or as planes beside the image."""

    def __init__(self, image, width, condition=0, independent=False, planes=False):
        super().__init__()
        count, height, across = image
        levels, self.planes = levels_of(height, across), planes
        layers = [nn.Conv2d(count + (condition if planes else 0), width, 4, 2, 1, bias=False), nn.LeakyReLU(0.2, True)]
        now = width
        for level in range(1, levels):
            after = channels(width, level)
            norm = nn.GroupNorm(1, after) if independent else nn.BatchNorm2d(after)
            layers += [nn.Conv2d(now, after, 4, 2, 1, bias=False), norm, nn.LeakyReLU(0.2, True)]
            now = after
        self.main = nn.Sequential(*layers, nn.Conv2d(now, 1, (height >> levels, across >> levels), 1, 0, bias=False))
        self.projection = nn.Linear(condition, now * (height >> levels) * (across >> levels), bias=False) if condition and not planes else None

    def forward(self, images, condition):
        features = self.main[:-1](with_planes(images, condition) if self.planes else images)
        logit = self.main[-1](features).flatten(1)
        if self.projection is None:
            return logit
        return logit + (self.projection(condition) * features.flatten(1)).sum(1, keepdim=True)


class MlpGenerator(nn.Module):
    def __init__(self, image, latent, hidden, condition=0):
        super().__init__()
        self.image, layers, now = image, [], latent + condition
        for width in hidden:
            layers += [nn.Linear(now, width), nn.LeakyReLU(0.2, True)]
            now = width
        self.main = nn.Sequential(*layers, nn.Linear(now, image[0] * image[1] * image[2]), nn.Tanh())

    def forward(self, latent, condition):
        return self.main(torch.cat([latent, condition], 1)).view(-1, *self.image)


class MlpDiscriminator(nn.Module):
    """Without dropout: what it drops cannot be the same in two programs. Takes a condition beside the image, or by projection."""

    def __init__(self, image, hidden, condition=0, projected=False):
        super().__init__()
        layers, now = [], image[0] * image[1] * image[2] + (0 if projected else condition)
        for width in reversed(hidden):
            layers += [nn.Linear(now, width), nn.LeakyReLU(0.2, True)]
            now = width
        self.main = nn.Sequential(*layers, nn.Linear(now, 1))
        self.projection = nn.Linear(condition, now, bias=False) if projected else None

    def forward(self, images, condition):
        if self.projection is None:
            return self.main(torch.cat([images.flatten(1), condition], 1))
        features = self.main[:-1](images.flatten(1))
        return self.main[-1](features) + (self.projection(condition) * features).sum(1, keepdim=True)
