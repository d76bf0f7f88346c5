"""SNGAN, SAGAN, BigGAN and PatchGAN of PyTorch's own layers, as the papers draw them: nearest neighbours or means beside plain
convolutions of kernel 3, torch.nn.utils.spectral_norm around what is normalized."""
import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils import spectral_norm

# Channels in multiples of the width: the generator's, from the smallest features on, the discriminator's after each block, and
# how many of its blocks halve the image.
SNGAN = {
    2: ([4, 4, 4], [2, 2, 2, 2], 2),
    3: ([4, 4, 4, 4], [2, 2, 2, 2], 2),
    4: ([16, 8, 4, 2, 1], [1, 2, 4, 8, 16], 5),
    5: ([16, 16, 8, 4, 2, 1], [1, 2, 4, 8, 16, 16], 5),
}
BIGGAN = {
    2: ([4, 4, 4], [4, 4, 4, 4], 2),
    3: ([4, 4, 4, 4], [4, 4, 4, 4], 2),
    4: ([16, 16, 8, 4, 2], [1, 2, 4, 8, 16], 4),
    5: ([16, 16, 8, 4, 2, 1], [1, 2, 4, 8, 16, 16], 5),
    6: ([16, 16, 8, 8, 4, 2, 1], [1, 2, 4, 8, 8, 16, 16], 6),
}


def levels_of(side):
    levels = 0
    while side >= 8:
        levels, side = levels + 1, side // 2
    return levels


def normal(layer):
    return layer


def with_planes(images, condition):
    return torch.cat([images, condition[:, :, None, None].expand(-1, -1, *images.shape[2:])], 1)


def linear(norm, inputs, outputs, bias=True):
    return norm(nn.Linear(inputs, outputs, bias=bias))


def conv(norm, inputs, outputs, kernel, bias=True):
    return norm(nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, bias=bias))


class ConditionalBatchNorm(nn.Module):
    def __init__(self, condition, channels, norm):
        super().__init__()
        self.gain, self.bias = linear(norm, condition, channels, False), linear(norm, condition, channels, False)
        self.register_buffer("running_mean", torch.zeros(channels))
        self.register_buffer("running_var", torch.ones(channels))

    def forward(self, x, condition):
        x = F.batch_norm(x, self.running_mean, self.running_var, training=self.training)
        return x * (1 + self.gain(condition))[:, :, None, None] + self.bias(condition)[:, :, None, None]


class BatchNorm(nn.BatchNorm2d):
    def forward(self, x, condition):
        return super().forward(x)


def batch_norm(condition, channels, norm):
    return ConditionalBatchNorm(condition, channels, norm) if condition else BatchNorm(channels)


class Attention(nn.Module):
    def __init__(self, channels):
        super().__init__()
        query, value = max(1, channels // 8), max(1, channels // 2)
        self.theta, self.phi = conv(spectral_norm, channels, query, 1, False), conv(spectral_norm, channels, query, 1, False)
        self.g, self.o = conv(spectral_norm, channels, value, 1, False), conv(spectral_norm, value, channels, 1, False)
        self.gamma = nn.Parameter(torch.tensor(0.0))

    def forward(self, x, condition=None):
        query, key, value = self.theta(x).flatten(2), F.max_pool2d(self.phi(x), 2).flatten(2), F.max_pool2d(self.g(x), 2).flatten(2)
        share = torch.einsum("nci,ncj->nij", query, key).softmax(2)
        answer = torch.einsum("nij,ncj->nci", share, value)
        return x + self.gamma * self.o(answer.view(len(x), -1, *x.shape[2:]))


class UpBlock(nn.Module):
    def __init__(self, inputs, outputs, condition, norm, condition_norm):
        super().__init__()
        self.bn1, self.bn2 = batch_norm(condition, inputs, condition_norm), batch_norm(condition, outputs, condition_norm)
        self.conv1, self.conv2 = conv(norm, inputs, outputs, 3), conv(norm, outputs, outputs, 3)
        self.conv_sc = conv(norm, inputs, outputs, 1)

    def forward(self, x, condition):
        h = self.conv1(F.interpolate(torch.relu(self.bn1(x, condition)), scale_factor=2))
        h = self.conv2(torch.relu(self.bn2(h, condition)))
        return h + self.conv_sc(F.interpolate(x, scale_factor=2))


class DownBlock(nn.Module):
    def __init__(self, inputs, hidden, outputs, halves, first):
        super().__init__()
        self.halves, self.first = halves, first
        self.conv1, self.conv2 = conv(spectral_norm, inputs, hidden, 3), conv(spectral_norm, hidden, outputs, 3)
        self.conv_sc = conv(spectral_norm, inputs, outputs, 1) if halves or inputs != outputs else None

    def forward(self, x):
        h = self.conv2(torch.relu(self.conv1(x if self.first else torch.relu(x))))
        around = x if self.conv_sc is None else self.conv_sc(x)
        return F.avg_pool2d(h, 2) + F.avg_pool2d(around, 2) if self.halves else h + around


class Generator(nn.Module):
    """`spectral` and `spectral_condition` say what is normalized, `attention` at which sides, `embedding` how long the shared one is.
    Blocks take the condition in their normalizations, unless it is `concatenated` to what the first layer takes."""

    def __init__(
        self, table, image, latent, width, condition=0, spectral=False, spectral_condition=False, attention=0, embedding=0, hierarchical=False,
        concatenated=False,
    ):
        super().__init__()
        up = [width * many for many in table[levels_of(image[1])][0]]
        norm = spectral_norm if spectral else normal
        self.bottom = image[1] >> (len(up) - 1)
        self.concatenated = concatenated
        self.chunk = latent // len(up) if hierarchical else 0
        self.first = latent - self.chunk * (len(up) - 1)
        self.shared = nn.Embedding(condition, embedding) if embedding and condition else None
        style = embedding if self.shared else condition
        self.linear = linear(norm, self.first + (style if concatenated else 0), up[0] * self.bottom**2)
        style = 0 if concatenated else style
        self.blocks = nn.ModuleList()
        for i in range(len(up) - 1):
            block = nn.ModuleList([UpBlock(up[i], up[i + 1], style + self.chunk, norm, spectral_norm if spectral_condition else normal)])
            if attention and attention <= self.bottom << (i + 1) < 2 * attention:
                block.append(Attention(up[i + 1]))
            self.blocks.append(block)
        self.output_layer = nn.Sequential(nn.BatchNorm2d(up[-1]), nn.ReLU(), conv(norm, up[-1], image[0], 3), nn.Tanh())

    def forward(self, latent, condition):
        style = condition if self.shared is None else condition @ self.shared.weight
        first = latent[:, : self.first]
        first, style = (torch.cat([first, style], 1), style[:, :0]) if self.concatenated else (first, style)
        h = self.linear(first).view(len(latent), -1, self.bottom, self.bottom)
        for i, block in enumerate(self.blocks):
            start = self.first + i * self.chunk
            own = torch.cat([style, latent[:, start : start + self.chunk]], 1)
            for layer in block:
                h = layer(h, own)
        return self.output_layer(h)


class Discriminator(nn.Module):
    """Takes a condition by projection, or as planes beside the image."""

    def __init__(self, table, image, width, condition=0, wide=False, attention=0, planes=False, bias=True):
        super().__init__()
        _, down, halvings = table[levels_of(image[1])]
        inputs, side, self.planes = image[0] + (condition if planes else 0), image[1], planes
        self.blocks = nn.ModuleList()
        for i, many in enumerate(down):
            halves, outputs = i < halvings, width * many
            side = side // 2 if halves else side
            block = nn.ModuleList([DownBlock(inputs, outputs if wide or i == 0 else inputs, outputs, halves, i == 0)])
            if attention and halves and attention <= side < 2 * attention:
                block.append(Attention(outputs))
            self.blocks.append(block)
            inputs = outputs
        self.linear = linear(spectral_norm, inputs, 1, bias)
        self.embed = spectral_norm(nn.Embedding(condition, inputs)) if condition and not planes else None

    def forward(self, images, condition):
        h = with_planes(images, condition) if self.planes else images
        for block in self.blocks:
            for layer in block:
                h = layer(h)
        h = torch.relu(h).sum([2, 3])
        logit = self.linear(h)
        if self.embed is None:
            return logit
        return logit + (self.embed(condition.argmax(1)) * h).sum(1, keepdim=True)


class PatchDiscriminator(nn.Module):
    """Isola et al.'s, in the layout of the authors' code. With projection, a patch's logit is told how well the mean of the features
    that it is made of agrees with the condition."""

    def __init__(self, image, layers, width, condition=0, projected=False):
        super().__init__()
        now = width
        model = [nn.Conv2d(image[0] + (0 if projected else condition), now, 4, 2, 1), nn.LeakyReLU(0.2, True)]
        for layer in range(1, layers + 1):
            after = width * min(2**layer, 8)
            model += [nn.Conv2d(now, after, 4, 2 if layer < layers else 1, 1, bias=False), nn.BatchNorm2d(after), nn.LeakyReLU(0.2, True)]
            now = after
        self.model = nn.Sequential(*model, nn.Conv2d(now, 1, 4, 1, 1))
        self.projection = nn.Linear(condition, now, bias=False) if projected else None

    def forward(self, images, condition):
        if self.projection is None:
            return self.model(with_planes(images, condition))
        features = self.model[:-1](images)
        windows = F.pad(features, [1] * 4).unfold(2, 4, 1).unfold(3, 4, 1).mean([4, 5])
        return self.model[-1](features) + torch.einsum("ncij,nc->nij", windows, self.projection(condition))[:, None]
