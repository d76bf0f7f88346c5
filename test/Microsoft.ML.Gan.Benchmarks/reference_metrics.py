"""The measures as users of NumPy, SciPy and PyTorch compute them. Reads names from standard input, computes what each names,
and answers each with one line of JSON: the milliseconds that it took and the values, for the other side to compare with.
"""
import functools
import json
import sys
import time

import numpy as np
import torch
import torchvision
from scipy import linalg
from torch.nn.functional import avg_pool2d, conv2d
from torch.nn.utils.fusion import fuse_conv_bn_eval

from pattern import uniform

torch.set_num_threads(int(sys.argv[1]))


@functools.cache
def features(salt, count, dimensions):
    """Correlated, with variances that fall over six decades, as those of Inception's features do. Single precision, as they are."""
    deviations = 10.0 ** (-3 * np.arange(dimensions) / dimensions)
    mixing = uniform(9, dimensions, dimensions).numpy().astype(np.float64)
    return ((uniform(salt, count, dimensions).numpy() * deviations) @ mixing).astype(np.float32)


def real(count, dimensions):
    return features(1, count, dimensions)


@functools.cache
def generated(count, dimensions):
    return np.float32(0.875) * features(2, count, dimensions) + np.float32(0.0625)


@functools.cache
def moments(side):
    values = side(5000, 2048).astype(np.float64)
    return values.mean(0), np.cov(values, rowvar=False)


def frechet():
    """As pytorch-fid does it."""
    (mean1, covariance1), (mean2, covariance2) = moments(real), moments(generated)
    root = linalg.sqrtm(covariance1.dot(covariance2), disp=False)[0].real
    return lambda: [((mean1 - mean2) ** 2).sum() + np.trace(covariance1) + np.trace(covariance2) - 2 * np.trace(root)]


def statistics():
    """As pytorch-fid does it: batches into one array of doubles, then mean and covariance."""
    batches = torch.from_numpy(real(5000, 2048)).split(64)
    values, row = np.empty((5000, 2048)), 0
    for batch in batches:
        values[row:row + len(batch)] = batch.numpy()
        row += len(batch)
    mean, covariance = np.mean(values, 0), np.cov(values, rowvar=False)
    return lambda: [np.linalg.norm(mean), np.trace(covariance), np.linalg.norm(covariance)]


def neighborhoods(count, dimensions, dtype):
    """As torch-fidelity saves memory: torch.cdist of a thousand rows at a time. All four measures from one pass."""
    x, y = (torch.from_numpy(side(count, dimensions)).to(dtype) for side in (real, generated))
    nearest = lambda z: torch.cat([torch.cdist(rows, z).topk(6, largest=False).values for rows in z.split(1000)])
    of_real, of_generated = nearest(x), nearest(y)[:, 3]
    realistic, recalled, covered, inside = torch.zeros(count, dtype=torch.bool), [], [], 0
    for rows, reach, core in zip(x.split(1000), of_real[:, 3:4].split(1000), of_real[:, 5:6].split(1000)):
        distances = torch.cdist(rows, y)
        within = distances < core
        realistic |= (distances <= reach).any(0)
        recalled.append((distances <= of_generated).any(1))
        covered.append(within.any(1))
        inside += within.sum().item()
    values = [realistic.double().mean(), torch.cat(recalled).double().mean(), inside / (5 * count), torch.cat(covered).double().mean()]
    return lambda: values


def kernel(dtype):
    """As torch-fidelity does it, with given subsets."""
    x, y, values = real(5000, 2048), generated(5000, 2048), []
    of = lambda a, b: (a @ b.T / a.shape[1] + 1) ** 3
    for subset in range(100):
        p = x[(np.arange(1000) * 7 + subset * 31) % 5000].astype(dtype)
        q = y[(np.arange(1000) * 11 + subset * 17) % 5000].astype(dtype)
        pp, qq, pq = of(p, p), of(q, q), of(p, q)
        values.append((pp.sum() - np.trace(pp) + qq.sum() - np.trace(qq)) / (1000 * 999) - 2 * pq.mean())
    return lambda: [np.mean(values), np.std(values)]


@functools.cache
def inception(is_folded):
    network = torchvision.models.inception_v3(weights=None, aux_logits=False, transform_input=False, init_weights=False).eval()
    with torch.no_grad():
        for name, values in network.state_dict().items():
            if name.endswith("conv.weight"):
                values.copy_((6 / values[0].numel()) ** 0.5 * uniform(sum(map(ord, name)), *values.shape))
            elif name.endswith("bn.bias"):
                values.copy_(0.1 * uniform(sum(map(ord, name)), *values.shape))
    network.fc = torch.nn.Identity()
    images = uniform(3, 16, 3, 299, 299)
    if is_folded:
        for module in network.modules():
            if isinstance(module, torchvision.models.inception.BasicConv2d):
                module.conv, module.bn = fuse_conv_bn_eval(module.conv, module.bn), torch.nn.Identity()
        network, images = network.to(memory_format=torch.channels_last), images.to(memory_format=torch.channels_last)
    return network, images


def inception_features(is_folded):
    network, images = inception(is_folded)
    found = network(images)
    return lambda: found.double().view(128, 256).mean(1)


@functools.cache
def pairs():
    x = uniform(7, 500, 3, 64, 64)
    return x, 0.75 * x + 0.25 * uniform(8, 500, 3, 64, 64)


def similarity():
    """MS-SSIM in single precision, with windows of a column and a row."""
    window = torch.exp(-(torch.arange(11.0) - 5) ** 2 / (2 * 1.5 ** 2))
    window /= window.sum()
    column, row = (window.view(shape).repeat(3, 1, 1, 1) for shape in ((1, 1, 11, 1), (1, 1, 1, 11)))
    blur = lambda z: conv2d(conv2d(z, column, groups=3), row, groups=3)
    weights = torch.tensor([0.0448, 0.2856, 0.3001])
    luminance, contrast = (0.01 * 2) ** 2, (0.03 * 2) ** 2
    found = []
    for x, y in zip(*(images.split(64) for images in pairs())):
        product = 1
        for scale, weight in enumerate(weights / weights.sum()):
            if scale > 0:
                x, y = avg_pool2d(x, 2), avg_pool2d(y, 2)
            mx, my = blur(x), blur(y)
            value = (2 * (blur(x * y) - mx * my) + contrast) / (blur(x * x) - mx * mx + blur(y * y) - my * my + contrast)
            if scale == len(weights) - 1:
                value = value * (2 * mx * my + luminance) / (mx * mx + my * my + luminance)
            product = product * value.mean((2, 3)).clamp_min(0) ** weight
        found.append(product.mean(1))
    return lambda: [torch.cat(found).double().mean()]


MEASURES = {
    "frechet": frechet,
    "statistics": statistics,
    "neighborhoods-2048": lambda: neighborhoods(5000, 2048, torch.float64),
    "neighborhoods-2048-single": lambda: neighborhoods(5000, 2048, torch.float32),
    "neighborhoods-128": lambda: neighborhoods(20000, 128, torch.float64),
    "neighborhoods-128-single": lambda: neighborhoods(20000, 128, torch.float32),
    "kernel": lambda: kernel(np.float64),
    "kernel-single": lambda: kernel(np.float32),
    "inception": lambda: inception_features(False),
    "inception-folded": lambda: inception_features(True),
    "similarity": similarity,
}

print("ready", flush=True)
for line in sys.stdin:
    with torch.inference_mode():
        start = time.perf_counter()
        values = MEASURES[line.strip()]()  # the values are for the other side: making a list of them is not timed
        milliseconds = 1000 * (time.perf_counter() - start)
        print(json.dumps({"Milliseconds": milliseconds, "Values": [float(value) for value in values()]}), flush=True)
