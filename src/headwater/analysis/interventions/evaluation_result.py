"""What is known of an intervention: verdict, effect, gates, and the measure beside what was expected."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from headwater.analysis.frames import Columns, to_frame
from headwater.analysis.interventions.effect import Effect, Expected
from headwater.analysis.interventions.gates import Gate
from headwater.analysis.interventions.money import Return
from headwater.analysis.interventions.plan import Plan
from headwater.analysis.interventions.verdict import Verdict

if TYPE_CHECKING:
    from headwater.analysis.charts.figure import Figure

_MARKS = {"holds": "+", "fails": "-", "not asked": " "}


@dataclass(frozen=True)
class Evaluation:
    """The verdict on an intervention with everything it rests on.

    Attributes
    ----------
    plan : Plan
    due : date
        When the verdict is due.
    level : float
        Level of the interval: 0.95, or more where more looks than one are registered.
    effect : Effect or None
        None where it is too early, or the record too short.
    expected : tuple of Expected
        The measure in each period beside what was to be expected without the programme.
    lasted : Verdict or None
        The same rule on the time from the end of the window to one year after the start.
    locked : str
        How the plan was locked; empty where it was not.
    """

    plan: Plan
    due: date
    verdict: Verdict
    level: float = 0.95
    effect: Effect | None = None
    gates: tuple[Gate, ...] = ()
    expected: tuple[Expected, ...] = ()
    lasted: Verdict | None = None
    lasted_effect: Effect | None = None
    worth: Return | None = None
    looks: str = ""
    locked: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the evaluation as plain data."""
        return {
            "plan": self.plan.to_dict(),
            "fingerprint": self.plan.fingerprint,
            "locked": self.locked,
            "due": self.due.isoformat(),
            "verdict": self.verdict.to_dict(),
            "level": self.level,
            "effect": None if self.effect is None else self.effect.to_dict(),
            "total_words": self.total_words,
            "gates": [gate.to_dict() for gate in self.gates],
            "lasted": None if self.lasted is None else self.lasted.to_dict(),
            "lasted_effect": None if self.lasted_effect is None else self.lasted_effect.to_dict(),
            "return": None if self.worth is None else self.worth.to_dict(),
            "looks": self.looks,
            "expected": [asdict(one) for one in self.expected],
        }

    def columns(self) -> Columns:
        """Return the measure and what was to be expected, by period."""
        names = ("day", "phase", "observed", "fitted", "without", "low", "high")
        return {name: [getattr(one, name) for one in self.expected] for name in names}

    def to_frame(self) -> Any:
        """Return the same as a data frame."""
        return to_frame(self.columns())

    @property
    def total_words(self) -> str:
        """What the change amounted to over the window, to be read; empty where that says nothing."""
        total = None if self.effect is None else self.effect.total
        if total is None or total.value is None or total.low is None or total.high is None:
            return ""
        if self.plan.measure.kind not in ("count", "share"):
            return ""
        unit = self.plan.measure.unit or "in all"
        low, high = sorted((abs(total.low), abs(total.high)))
        if total.low > 0 or total.high < 0:
            word = "fewer" if total.high < 0 else "more"
            return f"{abs(total.value):,.0f} {word} ({low:,.0f} to {high:,.0f}) {unit} over the window."
        return f"From {abs(total.low):,.0f} fewer to {total.high:,.0f} more {unit} over the window."

    def __str__(self) -> str:
        lines = [f"{self.plan.name}", self.verdict.sentence, ""]
        if self.effect is not None:
            lines += [
                f"Effect     {self.effect.words}, {self.level:.0%} interval, p = {self.effect.p_value:.3f}",
                f"Before     {self.effect.before:,.4g}; smallest effect worth having {self.plan.smallest}",
            ]
            if self.total_words:
                lines.append(f"In all     {self.total_words}")
            if self.worth is not None:
                lines.append(f"Money      {self.worth}")
        if self.gates:
            lines += ["", "Gates"]
            lines += [f"  [{_MARKS[gate.status]}] {gate.title}: {gate.sentence}" for gate in self.gates]
        if self.lasted is not None:
            lines += ["", f"Lasted?    {self.lasted.sentence}"]
        lines += [f"  - {line}" for line in self.verdict.clearer if self.effect is None]
        if self.looks:
            lines += ["", self.looks]
        lines += [
            "",
            self.locked or "This plan was not locked before the start: read the verdict as a first look.",
        ]
        return "\n".join(lines)

    def chart(self) -> "Figure":
        """Draw the measure, what was to be expected without the programme, and the phases."""
        from headwater.analysis.interventions.chart import evaluation_figure

        return evaluation_figure(self)
