#!/usr/bin/env python3
"""Writes metrics.json: each measure by its definition, for the tests to compare with. Run in this folder (NumPy 1.24.2, SciPy
1.10.1; PyTorch only carries the patterns). Inputs are patterns that the tests make themselves; all arithmetic is float64.

Nothing here is blocked, streamed or separable: differences instead of products, whole matrices, and for statistics without
full rank the exact value from the images instead of the covariances."""
import json
import os
import sys

import numpy as np
from scipy import linalg

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "..", "Fixtures"))
from pattern import uniform  # noqa: E402


def pattern(salt, *shape):
    return uniform(salt, *shape).numpy().astype(np.float64)


def features(salt, count, dimensions):
    """Correlated, so that covariances are not diagonal."""
    return pattern(salt, count, dimensions) @ pattern(99, dimensions, dimensions)


def fid(x, y):
    (m, s), (n, t) = [(z.mean(0), np.cov(z, rowvar=False)) for z in (x, y)]
    root = linalg.sqrtm(s @ t).real
    return ((m - n) ** 2).sum() + np.trace(s) + np.trace(t) - 2 * np.trace(root)


def fid_of_few(x, y):
    """tr sqrt(A'A B'B) is the sum of the singular values of AB', with A and B the centred images over sqrt(n - 1)."""
    a, b = [(z - z.mean(0)) / np.sqrt(len(z) - 1) for z in (x, y)]
    return ((x.mean(0) - y.mean(0)) ** 2).sum() + (a * a).sum() + (b * b).sum() - 2 * linalg.svdvals(a @ b.T).sum()


def kid(x, y, subsets):
    values = []
    for i, j in subsets:
        p, q, m, d = x[i], y[j], len(i), x.shape[1]
        kernel = lambda u, v: (u @ v.T / d + 1) ** 3
        off = ~np.eye(m, dtype=bool)
        values.append((kernel(p, p)[off].sum() + kernel(q, q)[off].sum()) / (m * (m - 1)) - 2 * kernel(p, q).mean())
    return {"mean": np.mean(values), "deviation": np.std(values)}


def inception_score(logits, splits):
    p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    scores = []
    for i in range(splits):
        part = p[i * len(p) // splits:(i + 1) * len(p) // splits]
        scores.append(np.exp((part * (np.log(part) - np.log(part.mean(0)))).sum(1).mean()))
    return {"mean": np.mean(scores), "deviation": np.std(scores)}


def distances(x, y):
    return np.sqrt(((x[:, None] - y[None]) ** 2).sum(2))


def radii(x, k):
    return np.sort(distances(x, x), 1)[:, k]  # the first is the point itself


def neighborhoods(real, generated):
    across = distances(real, generated)
    inside = across < radii(real, 5)[:, None]
    return {
        "precision": (across <= radii(real, 3)[:, None]).any(0).mean(),
        "recall": (across <= radii(generated, 3)[None]).any(1).mean(),
        "density": inside.sum(0).mean() / 5,
        "coverage": (across.min(1) < radii(real, 5)).mean(),
    }


def copying(training, held_out, generated):
    usual, near = distances(held_out, training).min(1), distances(generated, training)
    own = near.min(1)
    pairs = (own[:, None] < usual[None]) + 0.5 * (own[:, None] == usual[None])
    closest = np.sort(usual)[int(np.ceil(0.01 * len(usual))) - 1]
    return {"closer": pairs.mean(), "closest": (own < closest).mean(), "nearest": near.argmin(1).tolist(), "distances": own.tolist()}


def ms_ssim(x, y):
    """Of one image of one channel in [-1, 1]."""
    grid = np.arange(11) - 5
    window = np.exp(-(grid[:, None] ** 2 + grid[None] ** 2) / (2 * 1.5 ** 2))
    window /= window.sum()
    blur = lambda z: (np.lib.stride_tricks.sliding_window_view(z, (11, 11)) * window).sum((2, 3))
    c1, c2 = (0.01 * 2) ** 2, (0.03 * 2) ** 2
    weights = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333]
    scales = max(s for s in range(1, 6) if min(x.shape) // 2 ** (s - 1) >= 11)
    result = 1
    for s in range(scales):
        mx, my = blur(x), blur(y)
        value = (2 * (blur(x * y) - mx * my) + c2) / (blur(x * x) - mx ** 2 + blur(y * y) - my ** 2 + c2)
        if s == scales - 1:
            value = value * (2 * mx * my + c1) / (mx ** 2 + my ** 2 + c1)
        result *= max(value.mean(), 0) ** (weights[s] / sum(weights[:scales]))
        h, w = x.shape[0] // 2 * 2, x.shape[1] // 2 * 2
        x, y = [(z[0:h:2, 0:w:2] + z[1:h:2, 0:w:2] + z[0:h:2, 1:w:2] + z[1:h:2, 1:w:2]) / 4 for z in (x, y)]
    return result


def similarity(count, channels, height, width):
    x = pattern(7, count, channels, height, width)
    y = 0.75 * x + 0.25 * pattern(8, count, channels, height, width)
    return {"shape": [count, channels, height, width],
            "values": [np.mean([ms_ssim(*pair) for pair in zip(a, b)]) for a, b in zip(x, y)]}


real, generated = features(1, 300, 8), 0.75 * features(2, 250, 8) + 0.25
subsets = [((np.arange(60) * 7 + s * 31) % 300, (np.arange(60) * 11 + s * 17) % 250) for s in range(6)]
training = pattern(4, 60, 6)
result = {
    "fid": fid(features(1, 300, 16), 0.75 * features(2, 250, 16) + 0.25),
    "fidOfFew": fid_of_few(features(1, 20, 64), 0.75 * features(2, 30, 64) + 0.25),
    "fidOfFewAndMany": fid_of_few(features(1, 20, 64), 0.75 * features(2, 300, 64) + 0.25),
    "kid": kid(real, generated, subsets),
    "inceptionScore": inception_score(3 * pattern(3, 103, 7), 10),
    "neighborhoods": neighborhoods(real, generated),
    "copying": copying(training, pattern(5, 150, 6), np.concatenate([training[10:20], pattern(6, 40, 6)])),
    "similarities": [similarity(2, 3, 28, 28), similarity(2, 1, 45, 67), similarity(1, 1, 176, 180)],
}
with open(os.path.join(here, "metrics.json"), "w") as file:
    json.dump(result, file, indent=1)
    file.write("\n")
print({key: value for key, value in result.items() if key not in ("copying",)})
