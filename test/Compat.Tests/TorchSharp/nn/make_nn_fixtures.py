"""Writes nn.json, optim.json: what PyTorch computes, for the tests of the stand-in.

    python3 make_nn_fixtures.py        (needs the package python3-torch)

Every case draws its weights and inputs from a seed of its own. The loss is sum(output * ramp), where ramp
is linspace(-1, 1) in the output's shape, so that all outputs have different gradients.
"""
import json
import os

import torch
import torch.nn as nn
import torch.nn.functional as F

HERE = os.path.dirname(os.path.abspath(__file__))


def tensor(t):
    return {"shape": list(t.shape), "data": [float("%.9g" % v) for v in t.detach().double().reshape(-1).tolist()]}


def ramp(t):
    return torch.linspace(-1, 1, t.numel()).reshape(t.shape)


MODULES = {
    "Linear": (lambda: nn.Linear(4, 3), (2, 4)),
    "Linear without bias": (lambda: nn.Linear(4, 3, bias=False), (2, 4)),
    "Conv1d": (lambda: nn.Conv1d(2, 3, 3, stride=2, padding=1), (2, 2, 7)),
    "Conv1d same": (lambda: nn.Conv1d(2, 3, 3, padding="same", dilation=2), (2, 2, 7)),
    "Conv2d": (lambda: nn.Conv2d(2, 4, 3, stride=2, padding=1, groups=2), (2, 2, 5, 5)),
    "Conv2d tuples": (lambda: nn.Conv2d(2, 3, (3, 2), (2, 1), (1, 0), (1, 2)), (1, 2, 5, 5)),
    "Conv2d same": (lambda: nn.Conv2d(2, 3, 4, padding="same"), (1, 2, 5, 5)),
    "Conv2d reflect": (lambda: nn.Conv2d(2, 3, 3, padding=2, padding_mode="reflect"), (1, 2, 4, 4)),
    "Conv2d same circular": (lambda: nn.Conv2d(2, 2, (4, 3), padding="same", padding_mode="circular"), (1, 2, 4, 5)),
    "Conv2d unbatched": (lambda: nn.Conv2d(2, 3, 3), (2, 4, 4)),
    "ConvTranspose1d": (lambda: nn.ConvTranspose1d(2, 3, 4, 2, 1), (2, 2, 3)),
    "ConvTranspose2d": (lambda: nn.ConvTranspose2d(3, 2, 4, 2, 1, bias=False), (2, 3, 3, 3)),
    "ConvTranspose2d extra": (lambda: nn.ConvTranspose2d(2, 2, (3, 3), (2, 2), (1, 1), (1, 0)), (1, 2, 3, 3)),
    "BatchNorm1d": (lambda: nn.BatchNorm1d(3), (5, 3)),
    "BatchNorm2d": (lambda: nn.BatchNorm2d(2), (3, 2, 3, 3)),
    "BatchNorm2d plain": (lambda: nn.BatchNorm2d(2, affine=False, track_running_stats=False), (3, 2, 3, 3)),
    "InstanceNorm1d": (lambda: nn.InstanceNorm1d(2), (2, 2, 5)),
    "InstanceNorm2d": (lambda: nn.InstanceNorm2d(2, affine=True), (2, 2, 3, 3)),
    "InstanceNorm2d tracked": (lambda: nn.InstanceNorm2d(2, track_running_stats=True), (2, 2, 3, 3)),
    "LayerNorm": (lambda: nn.LayerNorm([3, 4]), (2, 3, 4)),
    "GroupNorm": (lambda: nn.GroupNorm(2, 4), (2, 4, 3)),
    "PReLU": (lambda: nn.PReLU(2), (2, 2, 3)),
    "ReLU": (lambda: nn.ReLU(), (3, 4)),
    "ReLU6": (lambda: nn.ReLU6(), (3, 4)),
    "LeakyReLU": (lambda: nn.LeakyReLU(0.2), (3, 4)),
    "ELU": (lambda: nn.ELU(0.7), (3, 4)),
    "CELU": (lambda: nn.CELU(0.7), (3, 4)),
    "SELU": (lambda: nn.SELU(), (3, 4)),
    "GELU": (lambda: nn.GELU(), (3, 4)),
    "SiLU": (lambda: nn.SiLU(), (3, 4)),
    "Mish": (lambda: nn.Mish(), (3, 4)),
    "Softplus": (lambda: nn.Softplus(2, 10), (3, 4)),
    "Softsign": (lambda: nn.Softsign(), (3, 4)),
    "Sigmoid": (lambda: nn.Sigmoid(), (3, 4)),
    "LogSigmoid": (lambda: nn.LogSigmoid(), (3, 4)),
    "Tanh": (lambda: nn.Tanh(), (3, 4)),
    "Tanhshrink": (lambda: nn.Tanhshrink(), (3, 4)),
    "Hardtanh": (lambda: nn.Hardtanh(-0.5, 0.8), (3, 4)),
    "Hardswish": (lambda: nn.Hardswish(), (3, 4)),
    "Hardsigmoid": (lambda: nn.Hardsigmoid(), (3, 4)),
    "Hardshrink": (lambda: nn.Hardshrink(0.3), (3, 4)),
    "Softshrink": (lambda: nn.Softshrink(0.3), (3, 4)),
    "Threshold": (lambda: nn.Threshold(0.1, 0.5), (3, 4)),
    "GLU": (lambda: nn.GLU(1), (3, 4)),
    "Softmax": (lambda: nn.Softmax(1), (3, 4)),
    "Softmin": (lambda: nn.Softmin(1), (3, 4)),
    "LogSoftmax": (lambda: nn.LogSoftmax(1), (3, 4)),
    "Upsample nearest": (lambda: nn.Upsample(scale_factor=2), (1, 2, 2, 3)),
    "Upsample bilinear": (lambda: nn.Upsample(size=(5, 4), mode="bilinear", align_corners=True), (1, 2, 3, 3)),
    "PixelShuffle": (lambda: nn.PixelShuffle(2), (1, 8, 2, 2)),
    "PixelUnshuffle": (lambda: nn.PixelUnshuffle(2), (1, 2, 4, 4)),
    "Flatten": (lambda: nn.Flatten(), (2, 2, 3)),
    "Unflatten": (lambda: nn.Unflatten(-1, (2, 3)), (2, 6)),
    "Unfold": (lambda: nn.Unfold(2, stride=2), (1, 2, 4, 4)),
    "Fold": (lambda: nn.Fold((4, 4), 2, stride=2), (1, 8, 4)),
    "MaxPool1d": (lambda: nn.MaxPool1d(2), (1, 2, 5)),
    "MaxPool2d": (lambda: nn.MaxPool2d(3, 2, 1), (1, 2, 5, 5)),
    "AvgPool1d": (lambda: nn.AvgPool1d(2), (1, 2, 5)),
    "AvgPool2d": (lambda: nn.AvgPool2d(2), (1, 2, 5, 5)),
    "AvgPool2d padded": (lambda: nn.AvgPool2d((3, 2), (2, 1), (1, 0), count_include_pad=False), (1, 2, 5, 5)),
    "AdaptiveAvgPool1d": (lambda: nn.AdaptiveAvgPool1d(2), (1, 2, 5)),
    "AdaptiveAvgPool2d": (lambda: nn.AdaptiveAvgPool2d((2, 3)), (1, 2, 5, 5)),
    "AdaptiveMaxPool2d": (lambda: nn.AdaptiveMaxPool2d((2, 2)), (1, 2, 5, 5)),
    "ZeroPad2d": (lambda: nn.ZeroPad2d((1, 2, 0, 1)), (1, 1, 3, 3)),
    "ConstantPad2d": (lambda: nn.ConstantPad2d(1, 0.5), (1, 1, 3, 3)),
    "ReflectionPad2d": (lambda: nn.ReflectionPad2d((1, 2, 0, 1)), (1, 1, 3, 3)),
    "ReplicationPad2d": (lambda: nn.ReplicationPad2d(2), (1, 1, 3, 3)),
    "Sequential": (lambda: nn.Sequential(nn.Linear(3, 5), nn.BatchNorm1d(5), nn.LeakyReLU(0.2), nn.Linear(5, 2), nn.Tanh()), (4, 3)),
}

FUNCTIONS = {
    "interpolate nearest size": (lambda x: F.interpolate(x, size=(5, 3)), (1, 2, 3, 4)),
    "interpolate nearest factor": (lambda x: F.interpolate(x, scale_factor=1.7), (1, 2, 3, 4)),
    "interpolate nearest exact": (lambda x: F.interpolate(x, size=(5, 3), mode="nearest-exact"), (1, 2, 3, 4)),
    "interpolate linear": (lambda x: F.interpolate(x, scale_factor=2.0, mode="linear"), (1, 2, 4)),
    "interpolate bilinear factor": (lambda x: F.interpolate(x, scale_factor=(1.7, 0.6), mode="bilinear"), (1, 2, 4, 5)),
    "interpolate bilinear recomputed": (lambda x: F.interpolate(x, scale_factor=1.7, mode="bilinear", recompute_scale_factor=True), (1, 2, 4, 5)),
    "interpolate bilinear antialiased": (lambda x: F.interpolate(x, size=(2, 2), mode="bilinear", antialias=True), (1, 2, 5, 5)),
    "interpolate bicubic": (lambda x: F.interpolate(x, size=(6, 5), mode="bicubic", align_corners=True), (1, 1, 4, 4)),
    "interpolate area": (lambda x: F.interpolate(x, scale_factor=0.5, mode="area"), (1, 2, 4, 6)),
    "grid_sample": (lambda x: F.grid_sample(x, F.affine_grid(torch.tensor([[[0.8, 0.3, 0.1], [-0.3, 0.9, -0.2]]]), [1, 2, 4, 4], align_corners=False),
                                            mode="bilinear", padding_mode="reflection", align_corners=False), (1, 2, 4, 4)),
    "grid_sample border": (lambda x: F.grid_sample(x, F.affine_grid(torch.tensor([[[1.5, 0.3, 0.1], [-0.3, 1.4, -0.2]]]), [1, 2, 3, 5], align_corners=True),
                                                   mode="bilinear", padding_mode="border", align_corners=True), (1, 2, 4, 4)),
    "pad circular": (lambda x: F.pad(x, (1, 2, 1, 0), mode="circular"), (1, 1, 3, 3)),
    "pad constant": (lambda x: F.pad(x, (1, 2), value=3), (2, 3)),
    "normalize": (lambda x: F.normalize(x), (3, 4)),
    "cosine_similarity": (lambda x: F.cosine_similarity(x, x.flip(0)), (3, 4)),
    "pairwise_distance": (lambda x: F.pairwise_distance(x, x.flip(0) * 2), (4, 3)),
    "softmax": (lambda x: F.softmax(x, 0), (3, 4)),
    "attention": (lambda x: torch.softmax(x @ x.transpose(-2, -1) / 2, -1) @ x, (2, 3, 4)),
}

LOSSES = {
    "MSELoss": (lambda x, y: nn.MSELoss()(x, y), "normal"),
    "MSELoss sum": (lambda x, y: nn.MSELoss(reduction="sum")(x, y), "normal"),
    "L1Loss": (lambda x, y: nn.L1Loss()(x, y), "normal"),
    "SmoothL1Loss": (lambda x, y: nn.SmoothL1Loss(beta=0.5)(x, y), "normal"),
    "HuberLoss": (lambda x, y: nn.HuberLoss(delta=0.5)(x, y), "normal"),
    "BCELoss": (lambda x, y: nn.BCELoss()(torch.sigmoid(x), y), "unit"),
    "BCEWithLogitsLoss": (lambda x, y: nn.BCEWithLogitsLoss()(x, y), "unit"),
    "BCEWithLogitsLoss weighted": (lambda x, y: nn.BCEWithLogitsLoss(pos_weight=torch.tensor([1.0, 2.0, 3.0, 4.0]))(x, y), "unit"),
    "CrossEntropyLoss": (lambda x, y: nn.CrossEntropyLoss()(x, y), "class"),
    "CrossEntropyLoss smooth": (lambda x, y: nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0, 3.0, 4.0]), ignore_index=1, label_smoothing=0.1)(x, y), "class"),
    "NLLLoss": (lambda x, y: nn.NLLLoss()(torch.log_softmax(x, 1), y), "class"),
    "KLDivLoss": (lambda x, y: F.kl_div(torch.log_softmax(x, 1), torch.log_softmax(y, 1), log_target=True), "normal"),
    "SoftMarginLoss": (lambda x, y: F.soft_margin_loss(x, torch.sign(y)), "normal"),
    "HingeEmbeddingLoss": (lambda x, y: F.hinge_embedding_loss(x, torch.sign(y), margin=1.0), "normal"),
    "TripletMarginLoss": (lambda x, y: F.triplet_margin_loss(x, y, x.flip(0)), "normal"),
    "CosineEmbeddingLoss": (lambda x, y: F.cosine_embedding_loss(x, y, torch.tensor([1.0, -1.0, 1.0]), margin=0.1), "normal"),
}

INITS = {
    "uniform": lambda t: nn.init.uniform_(t, -2, 3),
    "normal": lambda t: nn.init.normal_(t, 1, 0.02),
    "xavier_uniform": lambda t: nn.init.xavier_uniform_(t, 2.0),
    "xavier_normal": lambda t: nn.init.xavier_normal_(t),
    "kaiming_uniform": lambda t: nn.init.kaiming_uniform_(t, nonlinearity="relu"),
    "kaiming_normal": lambda t: nn.init.kaiming_normal_(t, 0.2, mode="fan_out"),
    "orthogonal": lambda t: nn.init.orthogonal_(t, 1.5),
    "trunc_normal": lambda t: nn.init.trunc_normal_(t, 0.1, 0.5, -1, 0.9),
}


def run(function, x):
    y = function(x)
    (y * ramp(y)).sum().backward()
    return {"output": tensor(y), "gradient": tensor(x.grad)}


def modules():
    cases = []
    for number, (name, (make, shape)) in enumerate(MODULES.items()):
        torch.manual_seed(number)
        module = make()
        initial = {key: tensor(value) for key, value in module.state_dict().items()}
        x = torch.randn(shape, requires_grad=True)
        case = {"name": name, "seed": number, "initial": initial, "input": tensor(x), **run(module, x)}
        case["gradients"] = {key: tensor(value.grad) for key, value in module.named_parameters()}
        case["after"] = {key: tensor(value) for key, value in module.named_buffers()}
        module.eval()
        if case["after"]:
            case["eval"] = tensor(module(x))
        cases.append(case)
    return cases


def functions():
    cases = []
    for number, (name, (function, shape)) in enumerate(FUNCTIONS.items()):
        torch.manual_seed(number)
        x = torch.randn(shape, requires_grad=True)
        cases.append({"name": name, "input": tensor(x), **run(function, x)})
    return cases


def losses():
    cases = []
    for number, (name, (function, kind)) in enumerate(LOSSES.items()):
        torch.manual_seed(number)
        x = torch.randn(3, 4, requires_grad=True)
        y = {"normal": lambda: torch.randn(3, 4), "unit": lambda: torch.rand(3, 4), "class": lambda: torch.randint(0, 4, (3,))}[kind]()
        loss = function(x, y)
        loss.backward()
        cases.append({"name": name, "kind": kind, "input": tensor(x), "target": tensor(y), "output": tensor(loss), "gradient": tensor(x.grad)})
    return cases


def inits():
    cases = []
    for name, fill in INITS.items():
        for shape in ((3, 5), (4, 2, 3)):
            torch.manual_seed(3)
            cases.append({"name": name, "result": tensor(fill(torch.empty(shape)))})
    return cases


def embedding():
    torch.manual_seed(1)
    module = nn.Embedding(5, 3, padding_idx=2)
    y = module(torch.tensor([[0, 2], [4, 4]]))
    (y * ramp(y)).sum().backward()
    return {"initial": {"weight": tensor(module.weight)}, "output": tensor(y), "gradient": tensor(module.weight.grad)}


def dropout():
    result = {}
    for name, module, shape in (("Dropout", nn.Dropout(0.3), (4, 5)), ("Dropout2d", nn.Dropout2d(0.5), (3, 4, 2, 2))):
        torch.manual_seed(7)
        result[name] = tensor(module(torch.ones(shape)))
    return result


OPTIMIZERS = {
    "Adam": lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.5, 0.999), foreach=False),
    "Adam decay": lambda p: torch.optim.Adam(p, lr=0.05, weight_decay=0.1, foreach=False),
    "Adam amsgrad": lambda p: torch.optim.Adam(p, lr=0.05, amsgrad=True, foreach=False),
    "Adam maximize": lambda p: torch.optim.Adam(p, lr=0.05, maximize=True, foreach=False),
    "AdamW": lambda p: torch.optim.AdamW(p, lr=0.05, weight_decay=0.1, foreach=False),
    "AdamW amsgrad": lambda p: torch.optim.AdamW(p, lr=0.05, amsgrad=True, weight_decay=0, foreach=False),
    "SGD": lambda p: torch.optim.SGD(p, lr=0.05),
    "SGD momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, dampening=0.1, weight_decay=0.01),
    "SGD nesterov": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True),
    "RMSProp": lambda p: torch.optim.RMSprop(p, lr=0.02),
    "RMSProp centered": lambda p: torch.optim.RMSprop(p, lr=0.02, alpha=0.9, momentum=0.5, centered=True, weight_decay=0.01),
}

SCHEDULERS = {
    "StepLR": lambda o: torch.optim.lr_scheduler.StepLR(o, 3, 0.5),
    "MultiStepLR": lambda o: torch.optim.lr_scheduler.MultiStepLR(o, [2, 5], 0.1),
    "ExponentialLR": lambda o: torch.optim.lr_scheduler.ExponentialLR(o, 0.9),
    "CosineAnnealingLR": lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 4, 0.01),
    "LambdaLR": lambda o: torch.optim.lr_scheduler.LambdaLR(o, lambda epoch: 1 / (1 + epoch)),
    "MultiplicativeLR": lambda o: torch.optim.lr_scheduler.MultiplicativeLR(o, lambda epoch: 0.8),
    "LinearLR": lambda o: torch.optim.lr_scheduler.LinearLR(o, 0.5, 1.0, 4),
    "ConstantLR": lambda o: torch.optim.lr_scheduler.ConstantLR(o, 0.25, 3),
    "OneCycleLR": lambda o: torch.optim.lr_scheduler.OneCycleLR(o, 0.5, total_steps=10, cycle_momentum=False),
    "OneCycleLR linear": lambda o: torch.optim.lr_scheduler.OneCycleLR(
        o, 0.5, epochs=2, steps_per_epoch=5, anneal_strategy="linear", cycle_momentum=False, three_phase=True),
    "SequentialLR": lambda o: torch.optim.lr_scheduler.SequentialLR(
        o, [torch.optim.lr_scheduler.LinearLR(o, 0.1, 1.0, 3), torch.optim.lr_scheduler.ExponentialLR(o, 0.9)], [4]),
    "ChainedLR": lambda o: torch.optim.lr_scheduler.ChainedScheduler(
        [torch.optim.lr_scheduler.ConstantLR(o, 0.1, 2), torch.optim.lr_scheduler.ExponentialLR(o, 0.9)]),
    "PolynomialLR": lambda o: torch.optim.lr_scheduler.PolynomialLR(o, 6, 2.0),
}


def optimizers():
    cases = []
    for name, make in OPTIMIZERS.items():
        torch.manual_seed(5)
        x, y, w = torch.randn(6, 3), torch.randn(6, 2), torch.randn(3, 2, requires_grad=True)
        case = {"name": name, "x": tensor(x), "y": tensor(y), "initial": tensor(w), "steps": []}
        optimizer = make([w])
        for _ in range(12):
            optimizer.zero_grad()
            F.mse_loss(x @ w, y).backward()
            optimizer.step()
            case["steps"].append(tensor(w)["data"])
        cases.append(case)
    return cases


def schedulers():
    cases = []
    for name, make in SCHEDULERS.items():
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.2)
        scheduler = make(optimizer)
        rates = [optimizer.param_groups[0]["lr"]]
        for _ in range(9):
            optimizer.step()
            scheduler.step()
            rates.append(optimizer.param_groups[0]["lr"])
        cases.append({"name": name, "rates": rates})
    return cases


def plateau():
    metrics = [5.0, 4.0, 4.0, 4.1, 4.0, 3.99999, 3.0, 3.5, 3.5, 3.5, 3.5, 3.5, 3.5]
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.2)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5, patience=1, cooldown=1, min_lr=0.03)
    rates = []
    for metric in metrics:
        scheduler.step(metric)
        rates.append(optimizer.param_groups[0]["lr"])
    return {"metrics": metrics, "rates": rates}


def clipping():
    result = []
    for max_norm, norm_type in ((0.5, 2.0), (100.0, 2.0), (0.3, 1.0), (0.2, float("inf"))):
        parameters = [torch.zeros(2, 3, requires_grad=True), torch.zeros(4, requires_grad=True)]
        for parameter in parameters:
            parameter.grad = torch.linspace(-1, 1, parameter.numel()).reshape(parameter.shape)
        norm = nn.utils.clip_grad_norm_(parameters, max_norm, norm_type)
        result.append({"max_norm": max_norm, "norm_type": min(norm_type, 1e308), "norm": float(norm),
                       "gradients": [tensor(parameter.grad) for parameter in parameters]})
    return result


def write(name, content):
    with open(os.path.join(HERE, name), "w") as file:
        json.dump({"torch": torch.__version__, **content}, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    torch.set_num_threads(1)
    write("nn.json", {"modules": modules(), "functions": functions(), "losses": losses(), "inits": inits(),
                      "embedding": embedding(), "dropout": dropout()})
    write("optim.json", {"optimizers": optimizers(), "schedulers": schedulers(), "plateau": plateau(), "clipping": clipping()})
