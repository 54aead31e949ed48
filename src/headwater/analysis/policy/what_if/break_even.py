"""Whether longer handling pays for itself, and how much more it would have to resolve."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.policy.what_if.result import BreakEven
from headwater.analysis.policy.what_if.summing import estimate_of
from headwater.analysis.policy.what_if.units import shown

Array = NDArray[np.float64]
Verdict = Literal["frees", "neutral", "costs", "cannot_pay"]

_NEUTRAL = 0.005
_POINTS = 41


def break_even(
    handle: tuple[Array, Array], resolved: tuple[Array, Array], call_back: float, n: int
) -> BreakEven | None:
    """Return the break-even of a change; None where every contact comes back.

    Parameters
    ----------
    handle, resolved : pair of array
        Handle time and first-contact resolution, before and after.

    Notes
    -----
    With r = c (1 - F), the load stays constant at a handle time of h (1 - r') / (1 - r), and never beyond
    h / (1 - r). A handle time h' needs no more staff from F' = 1 - (1 - h' (1 - r) / h) / c on.
    """
    (h0, h1), (f0, f1) = handle, resolved
    stay0, stay1 = 1 - call_back * (1 - f0), 1 - call_back * (1 - f1)
    if (stay0 <= 1e-9).any() or (stay1 <= 1e-9).any():
        return None
    even, ceiling = h0 * stay1 / stay0, h0 / stay0
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = 1 - (1 - h1 * stay0 / h0) / call_back if call_back else np.full_like(h0, np.nan)
    even_e, ceiling_e = estimate_of(even, n), estimate_of(ceiling, n)
    needed_e = _needed(needed, call_back, n, ceiling_e)
    verdict = _verdict(float(h0[0] / stay0[0]), float(h1[0] / stay1[0]), float(h1[0]), float(ceiling[0]))
    shares = np.linspace(max(0.0, min(float(f0[0]), float(f1[0])) - 0.3), 1.0, _POINTS)
    line = h0[0] * (1 - call_back * (1 - shares)) / stay0[0]
    return BreakEven(
        even_e,
        ceiling_e,
        needed_e,
        verdict,
        _sentence(verdict, (float(h0[0]), float(h1[0])), even_e, ceiling_e, needed_e),
        (float(f0[0]), float(h0[0])),
        (float(f1[0]), float(h1[0])),
        tuple((round(float(x), 6), round(float(y), 6)) for x, y in zip(shares, line, strict=True)),
    )


def _needed(needed: Array, call_back: float, n: int, ceiling: Estimate) -> Estimate:
    if not call_back:
        return cannot_tell("nobody comes back in these facts, so resolving more frees nobody", n)
    if needed[0] > 1:
        return cannot_tell(f"no resolution is high enough: the ceiling is {shown(ceiling, 's')}", n)
    return estimate_of(np.clip(needed, 0.0, 1.0), n)


def _verdict(before: float, after: float, handle: float, ceiling: float) -> Verdict:
    if handle > ceiling:
        return "cannot_pay"
    moved = after / before - 1
    return "neutral" if abs(moved) < _NEUTRAL else "frees" if moved < 0 else "costs"


def _sentence(
    verdict: Verdict, handle: tuple[float, float], even: Estimate, ceiling: Estimate, needed: Estimate
) -> str:
    before, after = handle
    if verdict == "cannot_pay":
        return (
            f"Handling of {after:.0f} s cannot pay for itself: even if no contact came back, the work would "
            f"stay the same only up to {shown(ceiling, 's')}."
        )
    least = ""
    if needed.known and after > before:
        least = f" Handling of {after:.0f} s pays for itself from {shown(needed, 'share')} resolved at once."
    if verdict == "neutral":
        return f"The work stays the same: it breaks even at {shown(even, 's')}.{least}"
    if verdict == "frees":
        return f"It frees people: handling could take up to {shown(even, 's')} before it needed more.{least}"
    return (
        f"It needs people: it would break even at {shown(even, 's')}, and handling takes {after:.0f} s."
        f"{least} Nothing above {shown(ceiling, 's')} can pay for itself."
    )
