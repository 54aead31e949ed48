"""Whether a change in hiring changed how long people stay."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from headwater.analysis.errors import UsageError
from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.frames import to_frame
from headwater.analysis.interventions.retention.cox import cox
from headwater.analysis.interventions.retention.log_rank import LogRank, log_rank
from headwater.analysis.interventions.retention.survival import SurvivalCurve, kaplan_meier
from headwater.analysis.interventions.retention.tenures import Tenures, cohort_names
from headwater.analysis.interventions.verdict import Word

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headwater.analysis.charts import Figure

    Array = NDArray[np.float64]
    Bools = NDArray[np.bool_]

YEAR = 365.0
FEWEST_LEAVERS = 10
"""On either side of the change; the normal interval of a hazard ratio does not hold below."""

FEWEST_WATCHED = 10
"""At once, for a curve to begin."""

MONTH = 365.25 / 12
_FEWEST_IN_A_COHORT = 10


@dataclass(frozen=True)
class HiringChange:
    """How those hired after a change stay, compared with those hired before.

    Attributes
    ----------
    hazard_ratio : Estimate
        How many times as likely leaving is at any tenure, for those hired after the change.
    smallest : float
        The hazard ratio worth having.
    cohorts : tuple
        Half-year of hiring, people, and the share still there after 12 months.
    curves : tuple of (name, SurvivalCurve)
        Those hired before and after the change, in days since hiring, from the first day on which enough of
        both were watched.
    """

    change: date
    word: Word
    sentence: str
    hazard_ratio: Estimate
    smallest: float
    test: LogRank | None
    cohorts: tuple[tuple[str, int, Estimate], ...]
    people: int
    left: int
    curves: tuple[tuple[str, SurvivalCurve], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data."""
        return {
            "change": self.change.isoformat(),
            "verdict": self.word,
            "sentence": self.sentence,
            "hazard_ratio": self.hazard_ratio.to_dict(),
            "smallest": self.smallest,
            "log_rank": None if self.test is None else self.test.to_dict(),
            "cohorts": [
                {"hired": name, "people": people, "after_12_months": share.to_dict()}
                for name, people, share in self.cohorts
            ],
            "people": self.people,
            "left": self.left,
            "curves": {name: curve.to_dict() for name, curve in self.curves},
        }

    def to_frame(self) -> Any:
        """Return the cohorts as a data frame."""
        return to_frame(
            {
                "hired": [name for name, _, _ in self.cohorts],
                "people": [people for _, people, _ in self.cohorts],
                "after_12_months": [share.value for _, _, share in self.cohorts],
                "low": [share.low for _, _, share in self.cohorts],
                "high": [share.high for _, _, share in self.cohorts],
            }
        )

    def chart(self) -> "Figure":
        """Draw who is still there of those hired before and after the change.

        The risk table stands beside it. With fewer than ten people watched on either side there are no
        curves, and the share after 12 months is drawn by half-year of hiring (`cohort_chart`).
        """
        from headwater.analysis.interventions.retention.chart import survival_figure

        if not self.curves:
            return self.cohort_chart()
        start = self.curves[0][1].start
        of = f", of those there after {start / MONTH:.0f} months" if start else ""
        return survival_figure(
            self.curves,
            title=f"Who is still there, hired before and after {self.change.isoformat()}{of}",
            description=f"{self.sentence} {self.people} people, {self.left} of whom left.",
            heading="Months since hiring",
            per=MONTH,
        )

    def cohort_chart(self) -> "Figure":
        """Draw the share still there after 12 months, by half-year of hiring."""
        from headwater.analysis.charts import dot_intervals

        known = [(name, people, share) for name, people, share in self.cohorts]
        rows = [
            {"label": name, "value": share.value, "low": share.low, "high": share.high}
            for name, _, share in known
        ]
        return dot_intervals(
            rows,
            title="Still there after 12 months, by half-year of hiring",
            description=self.sentence,
            heading="Hired",
            measure="Still there",
            more={
                "People": [people for _, people, _ in known],
                "Why not": [share.why or "" for *_, share in known],
            },
        )

    def __str__(self) -> str:
        lines = [self.sentence, "", "Still there after 12 months, by half-year of hiring"]
        lines += [f"  {name}  {people:>4}  {share.percent()}" for name, people, share in self.cohorts]
        return "\n".join(lines)


def hiring_change(tenures: Tenures, change: date, *, smallest: float = 0.8) -> HiringChange:
    """Judge a change in hiring by how long people stay.

    Parameters
    ----------
    change : date
        Those hired on or after this day were hired the new way.
    smallest : float
        The hazard ratio worth having, below 1.

    Raises
    ------
    UsageError
        `smallest` is not between 0 and 1.

    Notes
    -----
    Those hired later were also there in later times: what changed for everybody meanwhile is in the figure.
    """
    if not 0 < smallest < 1:
        raise UsageError(f"The smallest effect is a hazard ratio below 1, such as 0.8, not {smallest:g}.")
    new = np.array([day >= change for day in tenures.hired])
    names = ["after" if is_new else "before" for is_new in new]
    sides = [int(tenures.left[new == side].sum()) for side in (False, True)]
    cohorts = _cohorts(tenures)
    test: LogRank | None = None
    word: Word = "cannot tell"
    if min(sides) < FEWEST_LEAVERS:
        why = (
            f"{sides[1]} of those hired since {change.isoformat()} and {sides[0]} of those hired before have "
            f"left; a comparison needs {FEWEST_LEAVERS} on either side"
        )
        ratio = cannot_tell(why, len(tenures))
        sentence = f"Cannot tell: {why}."
    else:
        columns = (tenures.entry, tenures.exit, tenures.left)
        ratio = cox(*columns, new[:, None].astype(float)).hazard_ratio()
        test = log_rank(*columns, names)
        word = _word(ratio, smallest)
        sentence = (
            f"{word.capitalize()}: at any tenure, those hired since {change.isoformat()} are "
            f"{ratio.value:.2f} ({ratio.low:.2f} to {ratio.high:.2f}) times as likely to leave."
        )
    return HiringChange(
        change=change,
        word=word,
        sentence=sentence,
        hazard_ratio=ratio,
        smallest=smallest,
        test=test,
        cohorts=cohorts,
        people=len(tenures),
        left=int(tenures.left.sum()),
        curves=_curves(tenures, new),
    )


def _curves(tenures: Tenures, new: "Bools") -> tuple[tuple[str, SurvivalCurve], ...]:
    """Return the curves of both sides from the first day on which enough of each were watched.

    One person watched early who leaves would take a curve to nothing, whoever else stays.
    """
    starts = [_watched_from(tenures.entry[side], tenures.exit[side]) for side in (~new, new)]
    if None in starts:
        return ()
    start = max(day for day in starts if day is not None)
    sides = []
    for name, side in (("hired before", ~new), ("hired after", new)):
        curve = kaplan_meier(tenures.entry[side], tenures.exit[side], tenures.left[side], start=start)
        if curve.people < FEWEST_WATCHED:
            return ()
        sides.append((name, curve))
    return tuple(sides)


def _watched_from(entry: "Array", exit_: "Array") -> float | None:
    """Return the first tenure from which at least so many were watched at once."""
    days = np.unique(np.concatenate([[0.0], entry]))
    watched = (entry[None, :] <= days[:, None]) & (exit_[None, :] > days[:, None])
    enough = watched.sum(axis=1) >= FEWEST_WATCHED
    return float(days[np.argmax(enough)]) if enough.any() else None


def _word(ratio: Estimate, smallest: float) -> Word:
    assert ratio.low is not None
    assert ratio.high is not None
    if ratio.high < 1:
        return "worked"
    if ratio.low > 1:
        return "made it worse"
    return "no effect that matters" if ratio.low > smallest else "cannot tell"


def _cohorts(tenures: Tenures) -> tuple[tuple[str, int, Estimate], ...]:
    cohort = np.array(cohort_names(tenures.hired))
    found = []
    for name in sorted(set(cohort.tolist())):
        here = cohort == name
        people = int(here.sum())
        if people < _FEWEST_IN_A_COHORT:
            share = cannot_tell(f"only {people} people", people)
        elif not np.any(here & (tenures.entry < YEAR)):
            share = cannot_tell("the record began after their first year", people)
        elif np.min(tenures.entry[here]) > YEAR / 12:
            share = cannot_tell("the record began after they had started", people)
        else:
            share = kaplan_meier(tenures.entry[here], tenures.exit[here], tenures.left[here]).at(YEAR)
        found.append((name, people, share))
    return tuple(found)
