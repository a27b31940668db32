"""What statistics do to arrays whatever these mean: one shape, quotients that may not exist, spreads that are rounding.

Here belongs what several statistics share and none of them is. A formula that has a name belongs to `statistics.py`.
Everything is elementwise; NaN means that the thing does not exist.
"""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Interval = tuple[Array, Array]

ROUNDING = 2.0**-46
"""A spread or difference smaller than this share of what it is made of (64 units in the last place) is rounding: 0."""


def floats(*values: npt.ArrayLike) -> tuple[Array, ...]:
    """All values as floats of one shape."""
    return tuple(np.broadcast_arrays(*(np.asarray(value, dtype=np.float64) for value in values)))


def quotient(numerator: npt.ArrayLike, denominator: npt.ArrayLike) -> Array:
    """Quotient, NaN where the denominator is 0."""
    above, beneath = floats(numerator, denominator)
    return np.asarray(above / np.where(beneath == 0.0, np.nan, beneath))


def spread(sd: Array, mean: Array) -> Array:
    """Standard deviation, 0 where it is rounding of the mean: seven times 11/3 give 5e-16, and a change of 1e15."""
    return np.where(sd <= ROUNDING * np.abs(mean), 0.0, sd)


def only_where(condition: npt.NDArray[np.bool_], first: npt.ArrayLike, second: npt.ArrayLike) -> Interval:
    """Two arrays where the condition holds, NaN elsewhere."""
    return np.where(condition, first, np.nan), np.where(condition, second, np.nan)


def around(centre: Array, half: Array, condition: npt.NDArray[np.bool_]) -> Interval:
    """The interval centre ± half where the condition holds, NaN elsewhere."""
    return only_where(condition, centre - half, centre + half)
