"""Numbers as they come in: of any shape, checked, and refused with the place where they are wrong."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from headwater.analysis.errors import UsageError

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]
Counts = NDArray[np.signedinteger[Any]]
Figures = float | Array
"""A plain number where plain numbers came in, an array of the common shape otherwise."""

LARGEST_LOAD = 1e6
"""Agents busy at once beyond which a unit was surely mistaken."""

LARGEST_WAITING = 1e8
"""Arrivals within one patience beyond which it was surely mistaken."""


def numbers(
    name: str,
    value: Any,
    *,
    above: float | None = None,
    least: float | None = None,
    below: float | None = None,
    most: float | None = None,
    endless: bool = False,
    hint: str = "",
) -> Array:
    """Return a value as an array of numbers within bounds, or say which one is outside.

    Parameters
    ----------
    above, least : float, optional
        The bound from below, itself left out (`above`) or let in (`least`); `below` and `most` likewise.
    endless : bool
        Whether infinity is an answer, as for patience.
    hint : str
        What to give instead, as the end of the message.

    Examples
    --------
    >>> numbers("agents", [180, -3], least=0)
    Traceback (most recent call last):
        ...
    headwater.analysis.errors.UsageError: agents is -3 (entry 2 of 2): it has to be at least 0.
    """
    try:
        found = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise UsageError(f"{name} is {value!r}: that is no number. {hint}".rstrip()) from error
    said = {"above": above, "at least": least, "below": below, "at most": most}
    rules = " and ".join(f"{words} {bound:g}" for words, bound in said.items() if bound is not None)
    wrong = np.isnan(found) if endless else ~np.isfinite(found)
    with np.errstate(invalid="ignore"):
        if above is not None:
            wrong |= ~(found > above)
        if least is not None:
            wrong |= ~(found >= least)
        if below is not None:
            wrong |= ~(found < below)
        if most is not None:
            wrong |= ~(found <= most)
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        where = f" (entry {at + 1} of {found.size})" if found.ndim else ""
        raise UsageError(
            f"{name} is {found.flat[at]:.6g}{where}: it has to be {rules or 'a number'}. {hint}".rstrip()
        )
    return found


def together(given: Mapping[str, Array]) -> tuple[dict[str, Array], tuple[int, ...]]:
    """Return arrays of one common shape, flat, with that shape; refuse lengths that do not fit."""
    try:
        spread = np.broadcast_arrays(*given.values())
    except ValueError as error:
        shapes = ", ".join(f"{name} {value.shape}" for name, value in given.items() if value.ndim)
        raise UsageError(
            f"These do not fit together: {shapes}. Give single numbers, or as many of each."
        ) from error
    flat = {name: np.ascontiguousarray(value).ravel() for name, value in zip(given, spread, strict=True)}
    return flat, spread[0].shape


def shaped(values: Array, shape: tuple[int, ...]) -> Figures:
    """Return flat values in the shape of the question: a plain number where that was one."""
    return values.reshape(shape) if shape else float(values[0])


def load_of(arrivals_per_hour: Array, handle_seconds: Array) -> Array:
    """Return the offered load, in agents busy at once, and refuse absurd ones."""
    load = np.asarray(arrivals_per_hour * (handle_seconds / 3600))
    if (load > LARGEST_LOAD).any():
        at = int(np.flatnonzero(load > LARGEST_LOAD)[0])
        raise UsageError(
            f"{np.asarray(arrivals_per_hour).flat[at]:g} arrivals an hour of "
            f"{np.asarray(handle_seconds).flat[at]:g} seconds each would keep {load.flat[at]:,.0f} agents "
            "busy at once. Arrivals are counted by the hour and handle time in seconds: check both."
        )
    return load


def check_patience(load: Array, handle_seconds: Array, patience_seconds: Array) -> None:
    """Refuse patience so long that nobody would ever leave: a queue without an end is another model."""
    waiting = load * patience_seconds / handle_seconds
    if (waiting > LARGEST_WAITING).any():
        at = int(np.flatnonzero(waiting > LARGEST_WAITING)[0])
        times = patience_seconds[at] / handle_seconds[at]
        raise UsageError(
            f"patience_seconds is {patience_seconds[at]:g}, {times:,.0f} times the handle time: so patient a "
            "customer practically never leaves. Leave it out (Erlang C), or check both units."
        )


def plain(value: Any) -> Any:
    """Return a figure as plain data: None for what is not a number or has no end."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, np.ndarray):
        return [plain(v) for v in value.tolist()]
    number = float(value)
    return number if np.isfinite(number) else None
