#!/usr/bin/env python3
"""Reads a model file with the standard library and plain NumPy and prints, as JSON, the index, each network's configuration, and
of each weight the shape, the sum and the hash of its bytes."""
import hashlib
import json
import sys
import zipfile
import numpy as np

TYPES = {"F32": "<f4", "I64": "<i8"}

with zipfile.ZipFile(sys.argv[1]) as file:
    assert file.testzip() is None
    assert all(entry.compress_type == zipfile.ZIP_STORED for entry in file.infolist())
    index = json.loads(file.read("model_index.json"))
    result = {"index": index, "networks": {}}
    for component, folder in index["components"].items():
        data = file.read(f"{folder}/model.safetensors")
        start = 8 + int.from_bytes(data[:8], "little")
        weights = {}
        for name, tensor in json.loads(data[8:start]).items():
            if name == "__metadata__":
                continue
            begin, end = tensor["data_offsets"]
            values = np.frombuffer(data[start + begin:start + end], TYPES[tensor["dtype"]]).reshape(tensor["shape"])
            weights[name] = {
                "shape": list(values.shape),
                "sum": float(values.sum(dtype=np.float64)),
                "sha256": hashlib.sha256(values.tobytes()).hexdigest(),
            }
        result["networks"][component] = {"config": json.loads(file.read(f"{folder}/config.json")), "weights": weights}
json.dump(result, sys.stdout)
