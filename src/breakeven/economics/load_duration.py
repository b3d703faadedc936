"""The load-duration curve (to be replaced by the full one)."""

from dataclasses import dataclass

import numpy as np

from breakeven.domain.numbers import Array, Num


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LoadDuration:
    """Load of typical hours over the peak hour."""

    relative: Array
    weight: Array

    def machines(self, x: Num, minimum: Num) -> Array:
        """Return the mean running machines."""
        load = np.asarray(x, float)[..., None] * self.relative
        need = np.ceil(load * (1 - 1e-12))
        return np.asarray(np.maximum(need, np.asarray(minimum)[..., None]) @ self.weight)

    def paid(self, x: Num, minimum: Num, ratio: Num) -> Array:
        """Return the mean paid machines, in machines on demand."""
        x, minimum, ratio = np.broadcast_arrays(np.asarray(x, float), minimum, ratio)
        out = self.machines(x, minimum)
        for i in np.flatnonzero(np.isfinite(ratio)):
            need = np.maximum(np.ceil(x[i] * self.relative * (1 - 1e-12)), minimum[i])
            k = np.arange(1, int(need.max()) + 1)
            share = (need[:, None] >= k).T @ self.weight
            out[i] = np.minimum(share, ratio[i]).sum()
        return out

    def running(self, x: Num, ratio: Num) -> float:
        """Return machines that run on average with a base."""
        need = np.maximum(np.ceil(float(x) * self.relative * (1 - 1e-12)), 1)
        k = np.arange(1, int(need.max()) + 1)
        share = (need[:, None] >= k).T @ self.weight
        return float(np.where(share > ratio, 1.0, share).sum())

    def long_run(self, ratio: Num) -> Array:
        """Return the long-run share."""
        grid = np.asarray(ratio, float)
        order = np.sort(self.relative)[::-1]
        w = self.weight[np.argsort(-self.relative)]
        cum = np.cumsum(w)
        width = order - np.append(order[1:], 0.0)
        return np.asarray((np.minimum(grid[..., None], cum) * width).sum(-1))

    def breakpoints(self, low: float, high: float) -> Array:
        """Return the peak loads at which a machine more is needed in some hour."""
        found = [
            np.arange(np.floor(low * r), np.ceil(high * r) + 1) / r for r in np.unique(self.relative) if r > 0
        ]
        values = np.unique(np.concatenate(found))
        return values[(values >= low) & (values < high)]
