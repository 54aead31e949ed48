"""How long groups stay, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.estimates import Estimate
from headwater.analysis.frames import to_frame
from headwater.analysis.interventions.retention.cox import CoxFit, cox
from headwater.analysis.interventions.retention.log_rank import LogRank, log_rank
from headwater.analysis.interventions.retention.survival import SurvivalCurve, kaplan_meier

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headwater.analysis.charts import Figure

    Array = NDArray[np.float64]
    Bools = NDArray[np.bool_]

MOST_DRAWN = 5
"""Curves on one axis."""


@dataclass(frozen=True)
class GroupComparison:
    """Survival by group, and how many times as likely leaving is in one as in the first.

    Attributes
    ----------
    start, at : float
        The share still there at `at` of those who were there at `start`.
    fit : CoxFit or None
        One coefficient for each group but the first; None with one group.
    """

    groups: tuple[str, ...]
    curves: tuple[SurvivalCurve, ...]
    start: float
    at: float
    fit: CoxFit | None
    test: LogRank | None

    @property
    def still_there(self) -> tuple[Estimate, ...]:
        """The share still there, by group."""
        return tuple(curve.at(self.at) for curve in self.curves)

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain data."""
        return {
            "start": self.start,
            "at": self.at,
            "groups": [
                {"group": group, "people": curve.people, "still_there": share.to_dict()}
                for group, curve, share in zip(self.groups, self.curves, self.still_there, strict=True)
            ],
            "cox": None if self.fit is None else self.fit.to_dict(),
            "hazard_ratios": {}
            if self.fit is None
            else {g: self.fit.hazard_ratio(i).to_dict() for i, g in enumerate(self.groups[1:])},
            "log_rank": None if self.test is None else self.test.to_dict(),
        }

    def to_frame(self) -> Any:
        """Return the curves as one data frame."""
        rows = [
            (group, time, share, n)
            for group, curve in zip(self.groups, self.curves, strict=True)
            for time, share, n in zip(curve.times, curve.share, curve.at_risk, strict=True)
        ]
        names = ("group", "time", "share", "at_risk")
        return to_frame({name: [row[i] for row in rows] for i, name in enumerate(names)})

    def chart(self) -> "Figure":
        """Draw each group's steps with their band; the risk table stands beside them.

        Raises
        ------
        UsageError
            There are more than five groups.
        """
        from headwater.analysis.interventions.retention.chart import survival_figure

        if len(self.groups) > MOST_DRAWN:
            raise UsageError(
                f"{len(self.groups)} curves on one axis cannot be told apart; {MOST_DRAWN} can. Compare "
                "fewer groups, or read them from the table (to_frame)."
            )
        shares = ", ".join(
            f"{group} {_exact(share)}" for group, share in zip(self.groups, self.still_there, strict=True)
        )
        return survival_figure(
            list(zip(self.groups, self.curves, strict=True)),
            title="Who is still there, by group",
            description=f"Still there at {self.at:g}, of those there at {self.start:g}: {shares}.",
        )

    def __str__(self) -> str:
        width = max(len(group) for group in self.groups)
        lines = [f"Still there at {self.at:g}, of those there at {self.start:g}"]
        lines += [
            f"  {group:<{width}}  {curve.people:>5}  {_exact(share)}"
            for group, curve, share in zip(self.groups, self.curves, self.still_there, strict=True)
        ]
        if self.fit is not None and self.test is not None:
            lines += ["", f"Times as likely to leave as {self.groups[0]}, at any time"]
            for i, group in enumerate(self.groups[1:]):
                ratio = self.fit.hazard_ratio(i)
                lines.append(
                    f"  {group:<{width}}  {ratio.value:.3f} ({ratio.low:.3f} to {ratio.high:.3f}); Cox "
                    f"{self.fit.coefficients[i]:.8f} ({self.fit.errors[i]:.8f})"
                )
            lines += ["", f"Log-rank: {self.test}"]
        return "\n".join(lines)


def compare_groups(
    entry: "Array", exit_: "Array", left: "Bools", groups: Sequence[str], *, start: float = 0.0, at: float
) -> GroupComparison:
    """Compare how long groups stay, for people who came under observation late.

    Raises
    ------
    BadDataError
        Somebody was last seen before coming under observation.
    UsageError
        Nobody has been watched until `at`.

    Examples
    --------
    >>> import numpy as np
    >>> stays = np.array([6.0, 7, 10, 15, 19, 25, 1, 1, 2, 2, 3, 4])
    >>> found = compare_groups(np.zeros(12), stays, np.ones(12, bool), ["a"] * 6 + ["b"] * 6, at=6.5)
    >>> [round(share.value, 3) for share in found.still_there]
    [0.833, 0.0]
    """
    if np.any(exit_ <= entry):
        row = int(np.flatnonzero(exit_ <= entry)[0])
        raise BadDataError(
            f"Person {row + 1} was last seen at {exit_[row]:g}, not after coming under observation at "
            f"{entry[row]:g}. Leave such rows out, or correct them."
        )
    if at > exit_.max() or at <= start:
        raise UsageError(f"Nobody was watched from {start:g} to {at:g}. Choose a time up to {exit_.max():g}.")
    names = sorted(set(groups))
    member = np.array([[group == name for group in groups] for name in names])
    several = len(names) > 1
    return GroupComparison(
        groups=tuple(name or "all" for name in names),
        curves=tuple(kaplan_meier(entry[m], exit_[m], left[m], start=start) for m in member),
        start=start,
        at=at,
        fit=cox(entry, exit_, left, member[1:].T.astype(float)) if several else None,
        test=log_rank(entry, exit_, left, groups) if several else None,
    )


def _exact(share: Estimate) -> str:
    if share.value is None or share.low is None or share.high is None:
        return share.percent()
    return f"{share.value:.6f} ({share.low:.3f} to {share.high:.3f})"
