"""The images of the augmentation fixtures: patterns of bytes that PatternImage.cs makes too."""
import base64
import os
import sys

import torch

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Fixtures"))
import pattern  # noqa: E402


def image(salt, shape):
    """C x H x W bytes, made H x W x C as the library keeps images."""
    channels, height, width = shape
    values = pattern.uniform(salt, height, width, channels)
    return ((values + 1) * 128).to(torch.uint8).permute(2, 0, 1).contiguous()


def text(result):
    """The bytes of an image, H x W x C, as base64."""
    return base64.b64encode(result.permute(1, 2, 0).contiguous().numpy().tobytes()).decode()
