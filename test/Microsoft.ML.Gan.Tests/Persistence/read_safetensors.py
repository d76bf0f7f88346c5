#!/usr/bin/env python3
"""Reads a safetensors file with plain NumPy and prints, as JSON, each tensor's shape and the sum of its elements."""
import json
import sys
import numpy as np

TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1", "U8": "u1", "BOOL": "?"}

data = open(sys.argv[1], "rb").read()
start = 8 + int.from_bytes(data[:8], "little")
result = {}
for name, entry in json.loads(data[8:start]).items():
    if name == "__metadata__":
        continue
    begin, end = entry["data_offsets"]
    values = np.frombuffer(data[start + begin:start + end], TYPES[entry["dtype"]]).reshape(entry["shape"])
    result[name] = {"shape": list(values.shape), "sum": float(values.sum(dtype=np.float64))}
json.dump(result, sys.stdout)
