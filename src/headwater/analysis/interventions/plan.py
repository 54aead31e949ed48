"""What is promised before an intervention starts: measure, effect, window, model, and who pays what."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any, Literal

from headwater.analysis.errors import UsageError, nearest
from headwater.analysis.interventions.prediction import Prediction, prediction_from
from headwater.analysis.measures import Duration, Measure, duration

Shape = Literal["step", "ramp", "level_slope"]
SHAPES: tuple[Shape, ...] = ("step", "ramp", "level_slope")
Launch = Literal["unsaid", "planned", "bad_weeks"]
LAUNCHES: tuple[Launch, ...] = ("unsaid", "planned", "bad_weeks")
KINDS_OF_INTERVENTION = ("fix", "training", "hiring", "policy")

NO_TIME, HALF_A_YEAR = Duration(0), Duration(26)
_AMOUNT = re.compile(r"^\s*([+-]?\d+(?:\.\d+)?)\s*(%|pp)?\s*$")


@dataclass(frozen=True)
class Smallest:
    """The smallest effect worth having.

    Attributes
    ----------
    amount : float
        Negative where lower is better.
    unit : {'%', 'pp', ''}
        Per cent of the level before, percentage points, or the measure's own unit.
    """

    amount: float
    unit: Literal["%", "pp", ""] = "%"

    def __str__(self) -> str:
        return f"{self.amount:+g}{self.unit}"


def smallest_effect(text: str) -> Smallest:
    """Read the smallest effect worth having: -5%, 2pp or -0.3.

    Raises
    ------
    UsageError
        It is not an amount, or it is nothing.

    Examples
    --------
    >>> smallest_effect("-5%")
    Smallest(amount=-5.0, unit='%')
    """
    found = _AMOUNT.match(text)
    if found is None or float(found[1]) == 0:
        raise UsageError(
            f"{text!r} is not an effect. Write how far the measure has to move: -5% of what it was, 2pp "
            "(percentage points), or -0.3 in its own unit."
        )
    unit = found[2] or ""
    return Smallest(float(found[1]), "%" if unit == "%" else "pp" if unit == "pp" else "")


@dataclass(frozen=True)
class Programme:
    """Another programme that touches the same measure."""

    name: str
    start: date
    phase_in: Duration = NO_TIME


@dataclass(frozen=True)
class Cost:
    """What an intervention costs.

    Attributes
    ----------
    amount : float
        In `unit`: a currency, or hours.
    """

    what: str
    amount: float
    unit: str = "EUR"


@dataclass(frozen=True)
class Plan:
    """Everything a verdict rests on, said before the start.

    Attributes
    ----------
    start : date
        First day of the change.
    phase_in : Duration
        Time it takes to reach everyone.
    window : Duration
        Time from the start to the verdict, phase-in included.
    shape : {'step', 'ramp', 'level_slope'}
        A new level, with the phase-in left out; one reached in a straight line over the phase-in; a new
        level and a new direction, judged by their mean over the window.
    trend : bool
        Whether the measure may have been on its way up or down all along.
    harmonics : int, optional
        Pairs of annual waves; by default 2 where there are two years before the start, else none.
    seasonal : bool, optional
        Whether the measure moves with the year; by default told from the data.
    baseline : Duration, optional
        How far back the record is used; all of it by default.
    launch : {'unsaid', 'planned', 'bad_weeks'}
        Whether it was launched because of how the measure had just been.
    trigger : Duration
        Time before the start that led to the launch, and is left out.
    others : tuple of Programme
        Programmes that touch the same measure at another time.
    comparison, negative_control : str
        Names of a series that shares what else happens, and of one that must not move.
    scope : str
        Whose measure it is, where it is not the whole organisation's.
    guards : tuple of str
        Names of measures that must not get worse.
    looks : tuple of Duration
        When it is judged, from the start; by default once, at the end of the window.
    value_per_unit : float, optional
        What one unit of the measure's sum is worth, in `currency`.
    predicted : Prediction, optional
        How far the measure was said to move, to be held against what is found.

    Examples
    --------
    >>> plan = Plan("Depot scans", Measure("demand.chasing", kind="count"), date(2025, 1, 6), Smallest(-5))
    >>> plan.fingerprint[:8] == Plan.from_dict(plan.to_dict()).fingerprint[:8]
    True
    """

    name: str
    measure: Measure
    start: date
    smallest: Smallest
    phase_in: Duration = NO_TIME
    window: Duration = HALF_A_YEAR
    shape: Shape = "step"
    trend: bool = True
    harmonics: int | None = None
    seasonal: bool | None = None
    baseline: Duration | None = None
    launch: Launch = "unsaid"
    trigger: Duration = NO_TIME
    others: tuple[Programme, ...] = ()
    comparison: str = ""
    negative_control: str = ""
    scope: str = ""
    guards: tuple[str, ...] = ()
    looks: tuple[Duration, ...] = ()
    kind: str = "fix"
    owner: str = ""
    problem: str = ""
    costs: tuple[Cost, ...] = field(default=())
    value_per_unit: float | None = None
    currency: str = "EUR"
    predicted: Prediction | None = None

    def __post_init__(self) -> None:
        if self.smallest.amount * self.measure.sign < 0:
            raise UsageError(
                f"The smallest effect worth having is {self.smallest}, but {self.measure.better} is better. "
                "Turn its sign round, or say --better the other way."
            )
        if self.smallest.unit == "pp" and self.measure.kind != "share":
            raise UsageError("Percentage points (pp) are for shares. Use % or the measure's own unit.")
        if self.predicted and self.predicted.unit == "pp" and self.measure.kind != "share":
            raise UsageError("A prediction in percentage points (pp) is for shares. Use % or its own unit.")
        if self.shape not in SHAPES:
            raise UsageError(f"There is no shape {self.shape!r}.{nearest(self.shape, list(SHAPES))}")
        if self.launch not in LAUNCHES:
            raise UsageError(f"There is no launch {self.launch!r}.{nearest(self.launch, list(LAUNCHES))}")
        if self.window.days <= self.phase_in.days:
            raise UsageError(
                f"The window of {self.window} ends before the phase-in of {self.phase_in} does. The window "
                "is counted from the start: make it at least 12 weeks longer than the phase-in."
            )
        if any(look.days > self.window.days for look in self.looks):
            raise UsageError(f"A look lies after the window of {self.window}. Make the last look its end.")
        if self.harmonics is not None and not 0 <= self.harmonics <= 6:
            raise UsageError("Harmonics are 0 to 6 pairs of annual waves; 2 suit most series.")

    @property
    def asked(self) -> str:
        """The smallest effect worth having, in the words in which effects on the measure are read."""
        if self.measure.in_hundredths and not self.smallest.unit:
            return f"{100 * self.smallest.amount:+g} points of 100"
        return str(self.smallest)

    @property
    def fingerprint(self) -> str:
        """Hash of the whole content: a plan that differs in anything is another plan."""
        text = json.dumps(self.to_dict(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as plain data, as it is kept in a file."""
        found = {part.name: _plain(getattr(self, part.name)) for part in fields(self)}
        # what later versions can say is left out where nothing is said: earlier fingerprints stay the same
        return {name: value for name, value in found.items() if value or name not in _ADDED}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], source: str = "The plan") -> "Plan":
        """Read a plan from plain data.

        Raises
        ------
        UsageError
            A part is missing, unknown or not what it should be.
        """
        known = [part.name for part in fields(cls)]
        for name in data:
            if name not in known:
                raise UsageError(f"{source} has an unknown part {name!r}.{nearest(str(name), known)}")
        for name in ("name", "measure", "start", "smallest"):
            if name not in data:
                raise UsageError(f"{source} does not say its {name}.")
        read: dict[str, Any] = dict(data)
        try:
            for name, reader in _READERS.items():
                if read.get(name) is not None:
                    read[name] = reader(read[name])
            return cls(**read)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise UsageError(f"{source} cannot be read: {error}. Write it anew with `plan`.") from error


def _plain(value: Any) -> Any:  # noqa: PLR0911 - one line a type
    if isinstance(value, Duration):
        return value.code
    if isinstance(value, Smallest):
        return f"{value.amount:g}{value.unit}"
    if isinstance(value, (Measure, Prediction)):
        return value.to_dict()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Programme):
        return {"name": value.name, "start": value.start.isoformat(), "phase_in": value.phase_in.code}
    return asdict(value) if isinstance(value, Cost) else value


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _programme(data: Mapping[str, Any]) -> Programme:
    return Programme(str(data["name"]), _day(data["start"]), duration(str(data.get("phase_in", "0w"))))


_ADDED = ("scope", "guards", "predicted")

_READERS: dict[str, Any] = {
    "measure": lambda data: Measure(**{**data, "bounds": tuple(data.get("bounds", (0.0, 1.0)))}),
    "start": _day,
    "smallest": lambda text: smallest_effect(str(text)),
    "predicted": prediction_from,
    "phase_in": duration,
    "window": duration,
    "baseline": duration,
    "trigger": duration,
    "guards": lambda items: tuple(str(item) for item in items),
    "looks": lambda items: tuple(duration(item) for item in items),
    "others": lambda items: tuple(_programme(item) for item in items),
    "costs": lambda items: tuple(Cost(**item) for item in items),
}
