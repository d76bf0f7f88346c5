#!/usr/bin/env python3
"""Writes numpy.safetensors from the format's description, with NumPy alone: what the library reads must be these numbers, and
what it writes for them must be these bytes. Run in this folder; the content is fixed by the code below."""
import json
import numpy as np

TENSORS = [  # widest types first, as the library orders them
    ("counts", "I64", np.array([-1, 0, 2**62], np.int64)),
    ("precise", "F64", np.array([[0.1, -2.5]], np.float64)),
    ("conv.weight", "F32", np.arange(24, dtype=np.float32).reshape(2, 3, 2, 2) / 8 - 1),
    ("scalar", "F32", np.array(3.25, np.float32)),
    ("nothing", "F32", np.zeros((0, 5), np.float32)),
    ("ints", "I32", np.array([7, -8], np.int32)),
    ("half", "F16", np.array([0.5, -65504.0], np.float16)),
    # NumPy has no bfloat16: these are the upper halves of the float32 values 1.5 and -3.
    ("brain", "BF16", (np.array([1.5, -3.0], np.float32).view(np.uint32) >> 16).astype(np.uint16)),
    ("shorts", "I16", np.array([-300], np.int16)),
    ("pixels", "U8", np.array([[0, 127, 255]], np.uint8)),
    ("tiny", "I8", np.array([-128, 127], np.int8)),
    ("mask", "BOOL", np.array([True, False, True], np.bool_)),
]

header, offset = {"__metadata__": {"format": "pt"}}, 0
for name, dtype, value in TENSORS:
    header[name] = {"dtype": dtype, "shape": list(value.shape), "data_offsets": [offset, offset + value.nbytes]}
    offset += value.nbytes
text = json.dumps(header, separators=(",", ":")).encode()
text += b" " * (-len(text) % 8)
with open("numpy.safetensors", "wb") as file:
    file.write(len(text).to_bytes(8, "little") + text + b"".join(value.tobytes() for _, _, value in TENSORS))
