"""The mistakes that were counted in students' public code, and where each is shown: the table in docs/mistakes.md.

``python -m tests.mistakes.catalogue`` writes into the page what is so now.
"""

import re
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "mistakes.md"
PROBLEMS = Path(__file__).parent / "problems"
SAMPLES = sorted(PROBLEMS.glob("*/*/*.py"), key=lambda sample: (sample.parent, sample.stem))
TABLE = re.compile(r"\| # \|(?:.*\n)+")


@dataclass(frozen=True)
class Mistake:
    """A mistake that students really make.

    Attributes:
        number: its rank.
        code: short and stable; samples are called after it, with a hyphen for a slash.
        repositories: in how many it was found; 0 for one that is known from forums.
        wrong: what is written, as code or in words.
        reason: why no sample shows it; empty for one that is shown.
    """

    number: int
    code: str
    repositories: int
    wrong: str
    reason: str = ""

    @property
    def samples(self) -> list[Path]:
        """The samples that make it."""
        return [sample for sample in SAMPLES if mistake_of(sample) is self]


CONVOLUTION = "a graph has no convolution, pooling, padding or strides"

MISTAKES = (
    Mistake(1, "mutates-upstream", 46, "`dnext_c += dnext_h * o * (1 - tanh(c)**2)`"),
    Mistake(2, "pad0-slice", 42, "`dx_pad[:, :, pad:-pad, pad:-pad]` with `pad = 0`", CONVOLUTION),
    Mistake(
        3,
        "axis-int-or-negative",
        27,
        "`for a in axes` with `axes = 1`, or `-1`",
        "of a framework's own arguments: the axes of a graph are fixed, and students are given arrays",
    ),
    Mistake(4, "assign-not-accumulate", 27, "`self.grad = other.data * out.grad`"),
    Mistake(5, "shape-keepdims", 25, "`db = dout.sum(0, keepdims=True)`"),
    Mistake(6, "reg-coefficient", 19, "`loss += reg * sum(W * W)`, and `dW += reg * W`"),
    Mistake(7, "wrong-forward-grouping", 12, "spatial batch normalisation by the statistics of each pixel"),
    Mistake(8, "planted-constants-left", 12, "`dW2 = 1/m * dot(dZ2, A1.T) * 2`"),
    Mistake(9, "broadcast-reduce", 11, "`dB = A^T @ dC` in the shape of the stack"),
    Mistake(10, "broadcast-left-aligned", 7, "`if i >= len(a.shape) or a.shape[i] != out.shape[i]`"),
    Mistake(11, "inverse-view", 6, "the strides of the operand, or its permutation, on the upstream"),
    Mistake(12, "wrong-forward", 6, "`relu: ones_like(x)`"),
    Mistake(13, "upstream-ignored", 5, "`return out_grad / b, -a / b**2`"),
    Mistake(14, "wrong-count", 5, "`/ N` where `/ (N * H * W)` belongs, `/ D` where `/ N` does"),
    Mistake(
        15,
        "index-swap",
        5,
        "`dout[n, f, w, h]`; `if j == y[j]`",
        f"{CONVOLUTION}, and no labels that are whole numbers",
    ),
    Mistake(16, "power-rule", 5, "`n * a**n`, `n * a`, `n * out**(n - 1)`, `n * out_grad**(n - 1)`"),
    Mistake(17, "unstable-softmax", 5, "`exp(x) / sum(exp(x))`"),
    Mistake(18, "graph-order", 4, "a stack or a recursion where the order of the graph belongs"),
    Mistake(19, "double-count", 4, "`dW[:, y[i]] -= X[i]` in the loop over the classes; the loop twice"),
    Mistake(20, "stride-ignored", 4, "`vert_start = h`", CONVOLUTION),
    Mistake(21, "eps-missing-or-misplaced", 4, "`(x - m) / (sqrt(v) + eps)`; `dx /= sqrt(var)`"),
    Mistake(
        22,
        "tests-not-consistent-zero",
        4,
        "a relative error of 1 on noise of 1e-17",
        "of graders, not of students: a number is judged by the size of what is added up (numerics.md)",
    ),
    Mistake(23, "missing-1/N", 3, "`db2 = dscores.sum(0)`, with all else divided by N"),
    Mistake(24, "mask-missing", 3, "`dW` changed outside of `if margin > 0`"),
    Mistake(25, "wrong-point", 3, "`1 - np.tanh(a)**2` with `a = tanh(z)` already; `exp(exp(x))`"),
    Mistake(26, "seed-missing", 2, "`for v in reversed(topo): v._backward()`, with `self.grad` still 0"),
    Mistake(27, "axis-confusion", 2, "`- np.sum(dout, axis=0)` among sums along axis 1; `dgamma` along the features"),
    Mistake(28, "wrong-axis-normalisation", 2, "`exp(s) / np.sum(exp(s))`; `sum(exp(A), axis=0)`"),
    Mistake(29, "reflected-operator", 2, "`3 - a` computed as `a - 3`"),
    Mistake(30, "reciprocal-forgotten", 1, "`dmean = sum(-dxn * std)`"),
    Mistake(31, "chain-applied-twice", 1, "`dx = dout * dx_local`, where `dx_local` has `dout` in it"),
    Mistake(32, "upstream-missing-in-term", 1, "`dvar = sum(gamma * (x - m) * -.5 * ...)`"),
    Mistake(33, "path-dropped", 1, "`dprev_c = dnext_c * f`; the diagonal of softmax's Jacobian alone"),
    Mistake(34, "bptt-not-accumulated", 1, "`dh[:, t]` without `dprev_h`; `dWx` of one step"),
    Mistake(35, "placeholder-left", 1, "`db = np.ones(M)`"),
    Mistake(36, "hard-coded-constant", 1, "`(A - Y) / n * c * 0.25`"),
    Mistake(37, "wrong-layer-derivative", 1, "`linear_backward(sigmoid_backward(...))` for a ReLU layer"),
    Mistake(38, "wrong-operand", 1, "`dw += dx[window] * dout`"),
    Mistake(39, "pad-ignored", 1, "`dx = zeros(x.shape)`, where the padded array belongs", CONVOLUTION),
    Mistake(40, "mask-is-value", 1, "`mask = np.max(x)`"),
    Mistake(41, "nondiff-op", 1, "`EQ.backward: eq(a, b) * d`"),
    Mistake(42, "local-derivative-omitted", 1, "`Exp.backward: return d_output`"),
    Mistake(43, "mask-constant-too-small", 1, "`scores + where(mask, -1e-100, 0)`"),
    Mistake(44, "grad-for-data", 1, "`self.grad += other.grad * out.grad`"),
    Mistake(45, "indentation-dead-code", 1, "the loop inside of `def build_topo`"),
    Mistake(46, "op-without-backward", 1, "`tanh: return Value(t, (self,))`"),
    Mistake(47, "elementwise-for-matmul", 0, "`dw = X * (A - Y)`"),
    Mistake(48, "extra-1/m-in-intermediate", 0, "`dZ1 = (1/m) * (W2.T @ dZ2) * (1 - A1**2)`"),
    Mistake(
        49,
        "recomputed-vs-cached",
        0,
        "`1 - np.tanh(Z1)**2`, where the cache holds `A1`",
        "no cache is handed over: every function is given the inputs alone, and what it computes again is right",
    ),
    Mistake(50, "loop-return-indent", 0, "`return` inside of the loop"),
    Mistake(51, "stride-remainder", 0, "an output of 16 x 16 where it is 17 x 17", CONVOLUTION),
    Mistake(52, "gamma-missing-in-dx", 0, "`dyivar = dy * ivar`"),
    Mistake(53, "clip-kills-gradient", 0, "`clip(td_error, -1, 1)**2`"),
)


def mistake_of(sample: Path) -> Mistake | None:
    """Return the mistake that a sample is called after: its code, or that and more after a hyphen."""
    named = [one for one in MISTAKES if f"{sample.stem}-".startswith(f"{one.code.replace('/', '-')}-")]
    return max(named, key=lambda one: len(one.code), default=None)


def declared(sample: Path, what: str) -> str:
    """Return what a sample declares in a comment at its top; empty where it does not."""
    line = re.search(rf"^# {what}: (.*)$", sample.read_text(encoding="utf-8"), re.MULTILINE)
    return line[1] if line else ""


def table() -> str:
    """Return the table in Markdown."""
    rows = ["| # | mistake | in | what is written | shown by, and called |", "|---|---|---|---|---|"]
    rows += [
        f"| {one.number} | {one.code} | {one.repositories or ''} | {one.wrong} | {_shown(one)} |" for one in MISTAKES
    ]
    return "\n".join(rows) + "\n"


def _shown(mistake: Mistake) -> str:
    """Return the samples that show a mistake, each with its diagnosis, or why there are none."""
    shown = [f"`{_short(sample)}`: {declared(sample, 'diagnosis') or 'a note'}" for sample in mistake.samples]
    return "; ".join(shown) or f"not: {mistake.reason}"


def _short(sample: Path) -> str:
    """Return the folder of the problem and the name of the sample."""
    return f"{sample.parents[1].name}/{sample.stem}"


def rewrite() -> None:
    """Write the table into the page."""
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(TABLE.sub(lambda _: table(), page), encoding="utf-8")


if __name__ == "__main__":
    rewrite()
