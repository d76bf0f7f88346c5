"""Numbers that look random and are the same here and in Pattern.cs: a hash of a salt and an index, exact in float32."""
import numpy as np
import torch


def uniform(salt, *shape):
    """A tensor of values in [-1, 1)."""
    x = np.arange(int(np.prod(shape)), dtype=np.uint32) * np.uint32(2654435769)
    x = x + np.uint32(salt * 2246822507 % 2**32)
    for multiplier in (0x7FEB352D, 0x846CA68B):
        x = (x ^ (x >> np.uint32(16))) * np.uint32(multiplier)
    x = x ^ (x >> np.uint32(15))
    values = (x >> np.uint32(8)).astype(np.float64) / 2**23 - 1
    return torch.from_numpy(values.astype(np.float32).reshape(shape))


def fill(module, salt, scale):
    """Sets every parameter of a module, in the order of its names: what multiplies a normalized value lies near 1."""
    with torch.no_grad():
        for number, (name, parameter) in enumerate(sorted(module.named_parameters())):
            values = uniform(salt + number, *parameter.shape)
            if parameter.dim() > 1:
                parameter.copy_(scale * values)
            elif name.endswith("bias"):
                parameter.copy_(0.1 * values)
            else:
                parameter.copy_(1 + 0.2 * values)
