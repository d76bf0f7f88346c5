"""Writes core.json: what python's torch computes, for CoreNumbersTests to compare with.

Run with a python that has torch; the version goes into the file:  python3 make_core_fixtures.py
The names of the operations are the keys of the table in CoreNumbersTests.Operations.cs.
"""
import json
import pathlib

import torch
import torch.nn.functional as F

OPS = {
    "add": (lambda a, b: a + b * 2, [(2, 3), (2, 3)]),
    "broadcast_sub": (lambda a, b: a - b, [(2, 3), (3,)]),
    "rsub": (lambda a: 3 - a, [(2, 3)]),
    "div": (lambda a, b: a / (b.abs() + 1), [(2, 3), (2, 3)]),
    "rdiv": (lambda a: 2 / (a.abs() + 1), [(2, 3)]),
    "pow": (lambda a: (a.abs() + 0.5) ** 1.7, [(2, 3)]),
    "exp_log": (lambda a: (a.exp() + 1).log(), [(2, 3)]),
    "trig": (lambda a: a.sin() * a.cos() + a.tanh(), [(2, 3)]),
    "sigmoid": (lambda a: torch.sigmoid(a), [(2, 3)]),
    "erf_rsqrt": (lambda a: a.erf() * (a.abs() + 1).rsqrt(), [(2, 3)]),
    "softplus": (lambda a: F.softplus(a), [(2, 3)]),
    "leaky_relu": (lambda a: F.leaky_relu(a, 0.2), [(2, 3)]),
    "elu_selu": (lambda a: F.elu(a) + F.selu(a), [(2, 3)]),
    "gelu": (lambda a: F.gelu(a), [(2, 3)]),
    "silu": (lambda a: F.silu(a), [(2, 3)]),
    "softmax": (lambda a: F.softmax(a, 1), [(2, 3)]),
    "log_softmax": (lambda a: F.log_softmax(a, 0), [(2, 3)]),
    "clamp": (lambda a: a.clamp(-0.5, 0.5), [(2, 3)]),
    "lerp": (lambda a, b, w: torch.lerp(a, b, w), [(2, 3), (2, 3), (2, 3)]),
    "addcmul": (lambda a, b, c: torch.addcmul(a, b, c, value=0.5), [(3,), (3,), (3,)]),
    "where": (lambda a, b: torch.where(a > b, a, b * 2), [(2, 3), (2, 3)]),
    "maximum": (lambda a, b: torch.maximum(a, b), [(2, 3), (2, 3)]),
    "sum_dim": (lambda a: a.sum((0, 2)), [(2, 3, 4)]),
    "mean_keep": (lambda a: a.mean((1,), keepdim=True), [(2, 3, 4)]),
    "var": (lambda a: a.var((1, 2), unbiased=False), [(2, 3, 4)]),
    "std": (lambda a: a.std(1), [(2, 5)]),
    "norm": (lambda a: a.norm(), [(2, 3)]),
    "norm_dim": (lambda a: a.norm(dim=1, p=2.0), [(2, 3)]),
    "logsumexp": (lambda a: a.logsumexp(1), [(2, 3)]),
    "amax": (lambda a: a.amax((1,)), [(2, 3)]),
    "max_dim": (lambda a: a.max(1)[0], [(2, 3)]),
    "sort": (lambda a: a.sort(1, descending=True)[0], [(2, 4)]),
    "topk": (lambda a: a.topk(2, 1)[0], [(2, 4)]),
    "cumsum": (lambda a: a.cumsum(1), [(2, 4)]),
    "prod": (lambda a: a.prod(1), [(2, 3)]),
    "quantile": (lambda a: a.quantile(torch.tensor([0.25, 0.5]), 1), [(2, 5)]),
    "matmul": (lambda a, b: a @ b, [(2, 3), (3, 4)]),
    "bmm": (lambda a, b: torch.bmm(a, b), [(2, 2, 3), (2, 3, 2)]),
    "addmm": (lambda a, b, c: torch.addmm(a, b, c, beta=0.5, alpha=2), [(2, 4), (2, 3), (3, 4)]),
    "einsum": (lambda a, b: torch.einsum("bij,bkj->bik", a, b), [(2, 2, 3), (2, 4, 3)]),
    "cdist": (lambda a, b: torch.cdist(a, b), [(3, 2), (2, 2)]),
    "outer": (lambda a, b: torch.outer(a, b), [(3,), (2,)]),
    "reshape_permute": (lambda a: a.permute(2, 0, 1).reshape(4, 6), [(2, 3, 4)]),
    "expand_repeat": (lambda a: a.expand(2, 3).repeat(1, 2), [(1, 3)]),
    "repeat_interleave": (lambda a: a.repeat_interleave(2, 1), [(2, 3)]),
    "flip_roll": (lambda a: a.flip(1).roll(1, 0), [(2, 3)]),
    "cat_stack": (lambda a, b: torch.stack([torch.cat([a, b], 1), torch.cat([b, a], 1)]), [(2, 3), (2, 2)]),
    "split_chunk": (lambda a: a.split(2, 1)[0] * a.chunk(2, 1)[1], [(2, 4)]),
    "narrow_select": (lambda a: a.narrow(1, 1, 2) + a.select(1, 0).unsqueeze(1), [(2, 4)]),
    "gather": (lambda a: a.gather(1, torch.tensor([[0, 2], [1, 0]])), [(2, 3)]),
    "scatter_add": (lambda a, b: a.scatter_add(1, torch.tensor([[0, 0, 2], [1, 2, 1]]), b), [(2, 3), (2, 3)]),
    "index_select": (lambda a: a.index_select(0, torch.tensor([1, 0, 1])), [(2, 3)]),
    "index_mask": (lambda a: a[a > 0], [(2, 4)]),
    "index_advanced": (lambda a: a[torch.tensor([1, 0]), :, 1:], [(2, 3, 4)]),
    "index_new_axis": (lambda a: a[..., None, ::2], [(2, 4)]),
    "masked_fill": (lambda a: a.masked_fill(a > 0.3, -1.0), [(2, 3)]),
    "tril_triu": (lambda a: a.tril() - a.triu(1), [(3, 3)]),
    "pad_reflect": (lambda a: F.pad(a, [1, 2], mode="reflect"), [(1, 2, 4)]),
    "conv2d": (lambda x, w, b: F.conv2d(x, w, b, stride=2, padding=1), [(1, 2, 5, 5), (3, 2, 3, 3), (3,)]),
    "conv_transpose2d": (lambda x, w: F.conv_transpose2d(x, w, None, stride=2, padding=1), [(1, 2, 3, 3), (2, 3, 4, 4)]),
    "inverse": (lambda a: torch.linalg.inv(a + 3 * torch.eye(3)), [(3, 3)]),
    "svdvals": (lambda a: torch.linalg.svdvals(a), [(3, 2)]),
    "eigvalsh": (lambda a: torch.linalg.eigvalsh(a + a.t()), [(3, 3)]),
    "rfft2": (lambda a: torch.fft.irfft2(torch.fft.rfft2(a) * 0.5, s=(4, 4)) + torch.view_as_real(torch.fft.rfft2(a)).sum(), [(4, 4)]),
    "stack_unbind": (lambda a: torch.stack(a.unbind(0), 1), [(2, 3)]),
}
SECOND_ORDER = {"pow", "exp_log", "trig", "sigmoid", "softplus", "softmax", "matmul", "conv2d", "conv_transpose2d", "norm", "div", "var",
                "leaky_relu", "silu", "einsum", "logsumexp", "inverse"}


def flat(t):
    return {"shape": list(t.shape), "data": [float(f"{v:.9g}") for v in t.detach().double().reshape(-1).tolist()]}


def case(name, op, shapes):
    inputs = [torch.randn(s).requires_grad_() for s in shapes]
    output = op(*inputs)
    weight = torch.linspace(0.5, 1.5, output.numel()).reshape(output.shape)
    second = name in SECOND_ORDER
    grads = torch.autograd.grad((output * weight).sum(), inputs, create_graph=second)
    result = {"inputs": [flat(i) for i in inputs], "output": flat(output), "grads": [flat(g) for g in grads]}
    if second:
        penalty = sum((g * g).sum() for g in grads)
        result["second"] = [flat(torch.zeros_like(i) if g is None else g)
                            for i, g in zip(inputs, torch.autograd.grad(penalty, inputs, allow_unused=True))]
    return result


def random_numbers():
    torch.manual_seed(42)
    drawn = {"randn": flat(torch.randn(5)), "rand": flat(torch.rand(5)), "randint": flat(torch.randint(0, 100, (5,))),
             "randperm": flat(torch.randperm(6)), "bernoulli": flat(torch.full((8,), 0.5).bernoulli())}
    own = torch.Generator()
    own.manual_seed(7)
    drawn["generator"] = flat(torch.randn(4, generator=own))
    drawn["randn_large"] = flat(torch.randn(40, generator=own)[30:])
    return drawn


def main():
    torch.manual_seed(0)
    cases = {name: case(name, op, shapes) for name, (op, shapes) in OPS.items()}
    text = json.dumps({"torch": torch.__version__, "cases": cases, "random": random_numbers()}, separators=(",", ":"))
    pathlib.Path(__file__).with_name("core.json").write_text(text.replace('},"', '},\n"') + "\n")


if __name__ == "__main__":
    main()
