"""Prompts as chains of blocks: what a prefix cache can recognise."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeAlias

import numpy as np

from breakeven.serving.kernel_cost import NO_LIMIT

Counts: TypeAlias = np.ndarray[Any, np.dtype[np.integer[Any]]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prefixes:
    """The blocks of every prompt by number, and the size of a replica's prefix cache.

    A block's number stands for its tokens and all before them, as `hash_ids` of the Mooncake
    traces do: prompts that begin alike share their first numbers.
    """

    starts: Counts
    """Where each request's blocks begin in `ids`, and the end; shape (requests + 1,)."""
    ids: Counts
    """Numbers from 0 to `distinct` - 1."""
    distinct: int
    block_tokens: int
    """Tokens of a block."""
    blocks: int
    """Blocks that a replica's cache holds; 0 means no prefix cache."""

    def chosen(self, which: Any) -> "Prefixes":
        """Return the prompts of some requests, given as a mask or a slice."""
        lengths = np.diff(self.starts)
        if not lengths.size:
            return self
        belongs = np.repeat(np.arange(lengths.size), lengths)
        kept = np.zeros(lengths.size, bool)
        kept[which] = True
        return Prefixes(
            starts=np.concatenate(([0], np.cumsum(lengths[which]))),
            ids=self.ids[kept[belongs]],
            distinct=self.distinct,
            block_tokens=self.block_tokens,
            blocks=self.blocks,
        )


NO_PREFIXES = Prefixes(
    starts=np.zeros(0, np.int64), ids=np.zeros(0, np.int32), distinct=0, block_tokens=0, blocks=0
)


def prefixes(
    hash_ids: Sequence[Sequence[int]], *, block_tokens: int, cache_tokens: float
) -> Prefixes:
    """Return prompts given as lists of block hashes, and a cache of so many tokens a replica.

    >>> shared = prefixes([[7, 9], [7, 5, 6]], block_tokens=512, cache_tokens=10_000)
    >>> shared.starts.tolist(), shared.ids.tolist(), shared.blocks
    ([0, 2, 5], [2, 3, 2, 0, 1], 19)
    """
    lengths = [len(ids) for ids in hash_ids]
    flat = np.fromiter(chain.from_iterable(hash_ids), np.int64, sum(lengths))
    distinct, numbers = np.unique(flat, return_inverse=True)
    return Prefixes(
        starts=np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
        ids=numbers.astype(np.int32),
        distinct=int(distinct.size),
        block_tokens=block_tokens,
        blocks=int(min(cache_tokens, NO_LIMIT) // block_tokens),
    )
