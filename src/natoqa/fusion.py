"""Arithmetic of the fused search: the best value of each group, the weighted sum of views; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Groups", "fuse"]


class Groups:
    """Groups of places in an array, none of them empty, for the best value in each."""

    def __init__(self, groups: Sequence[Sequence[int]]) -> None:
        import numpy as np

        sizes = [len(group) for group in groups]
        self._places = np.array([at for group in groups for at in group], dtype=np.intp)
        self._starts = np.cumsum([0, *sizes[:-1]], dtype=np.intp)

    def best(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """The highest value of each group, in their order."""
        import numpy as np

        if not len(self._places):
            return values[:0]
        best: NDArray[np.float32] = np.maximum.reduceat(values[self._places], self._starts)
        return best


def fuse(
    views: Mapping[str, NDArray[np.float32]], weights: Mapping[str, float]
) -> NDArray[np.float32]:
    """The weighted sum of the views' z-scores."""
    import numpy as np

    total = np.zeros(len(next(iter(views.values()))), dtype=np.float32)
    for name in weights:  # in their order: sums of floats depend on it
        if name not in views:
            continue
        scores = views[name]
        spread = float(scores.std())
        if spread > 0:
            total += weights[name] * (scores - scores.mean()) / spread
    return total
