"""Who came back, known from the simulation: with what lies after the end of the export, and without."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from headwater.analysis.sample_org.arrivals import DAY
from headwater.analysis.sample_org.reasons import reasons

WINDOWS = (1, 3, 7, 14, 30)
"""Days within which a further contact counts as a repeat."""
_NEVER = np.int64(2**62)


@dataclass(frozen=True)
class Returns:
    """Of identified, inbound, unmerged contacts: seconds until the next one of the same customer.

    All arrays have one entry per counted contact of the export; `same_reason`, `any_reason` and
    `caused` (the next contact of the same case) hold a huge number where nobody came back.
    """

    opened: npt.NDArray[np.int64]
    reason: npt.NDArray[np.int8]
    same_reason: npt.NDArray[np.int64]
    any_reason: npt.NDArray[np.int64]
    caused: npt.NDArray[np.int64]
    end: int

    def shares(self) -> dict[str, Any]:
        """Return the share that came back, by window and by what counts as coming back."""
        found: dict[str, Any] = {}
        for days in WINDOWS:
            limit = days * DAY
            matured = self.opened + limit <= self.end
            found[str(days)] = {
                "matured_contacts": int(matured.sum()),
                **{
                    name: _shares(getattr(self, name), self.opened, limit, matured, self.end)
                    for name in ("same_reason", "any_reason", "caused")
                },
            }
        return found

    def by_reason(self, days: int) -> npt.NDArray[np.float64]:
        """Return the true same-reason repeat share within the window, by reason; NaN without contacts."""
        size = np.bincount(self.reason, minlength=len(reasons()))
        back = np.bincount(self.reason[self.same_reason <= days * DAY], minlength=len(reasons()))
        return np.asarray(np.divide(back, size, out=np.full(len(size), np.nan), where=size > 0))


def returns(
    *,
    opened: npt.NDArray[np.int64],
    customer: npt.NDArray[np.int32],
    reason: npt.NDArray[np.int8],
    case: npt.NDArray[np.int32],
    exported: npt.NDArray[np.bool_],
    end: int,
) -> Returns:
    """Find each exported contact's next one; all arrays hold counted contacts in order of time."""
    together = customer.astype(np.int64) * len(reasons()) + reason
    return Returns(
        opened=opened[exported],
        reason=reason[exported],
        same_reason=until_next(together, opened)[exported],
        any_reason=until_next(customer, opened)[exported],
        caused=until_next(case, opened)[exported],
        end=end,
    )


def until_next(key: npt.NDArray[Any], opened: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the seconds from each contact to the next with the same key; contacts are in order of time."""
    order = np.argsort(key, kind="stable")
    sorted_key, sorted_time = key[order], opened[order]
    gap = np.full(len(key), _NEVER)
    same = sorted_key[1:] == sorted_key[:-1]
    gap[order[:-1][same]] = (sorted_time[1:] - sorted_time[:-1])[same]
    return gap


def _shares(
    gap: npt.NDArray[np.int64],
    opened: npt.NDArray[np.int64],
    limit: int,
    matured: npt.NDArray[np.bool_],
    end: int,
) -> dict[str, float | None]:
    back = gap <= limit
    return {
        "true": share(back),
        "naive": share(back & (gap < end - opened)),
        "matured": share(back[matured]),
    }


def share(flags: npt.NDArray[np.bool_]) -> float | None:
    """Return the share of true values, None when there are none to count."""
    return round(float(flags.mean()), 6) if len(flags) else None
