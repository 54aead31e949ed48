"""What was predicted of a measure before anything was changed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any, Literal

from headwater.analysis.errors import UsageError

PredictionUnit = Literal["%", "pp", ""]


@dataclass(frozen=True)
class Prediction:
    """How far a measure was said to move, before it was tried.

    Attributes
    ----------
    value : float
        With its sign: below 0 where the measure was to fall.
    unit : {'%', 'pp', ''}
        Per cent of the level before, percentage points, or the measure's own unit.
    low, high : float or None
        The 95% interval it was said with; None where none was said.
    source : str
        Where it comes from, such as what was tried in the lab; empty where a person said it.

    Examples
    --------
    >>> print(Prediction(-8, "%", -12, -4))
    8% lower than before (12% to 4% lower)
    >>> print(Prediction(-3, "pp", -8, 2))
    3 percentage points lower than before (8 lower to 2 higher)
    """

    value: float
    unit: PredictionUnit = "%"
    low: float | None = None
    high: float | None = None
    source: str = ""

    def __post_init__(self) -> None:
        ends = [end for end in (self.low, self.high) if end is not None]
        if not all(isfinite(number) for number in (self.value, *ends)):
            raise UsageError("A prediction is a number, such as -8.")
        if self.value == 0:
            raise UsageError(
                "A prediction of 0 says that nothing will move. Leave it empty, or say how far it will move."
            )
        if len(ends) == 1:
            raise UsageError("A prediction has two ends or none: say the other one as well.")
        if ends and not ends[0] <= self.value <= ends[1]:
            raise UsageError(
                f"The prediction {self.value:g} is not between its ends, {ends[0]:g} and {ends[1]:g}. Write "
                "them with their signs, the lower one first."
            )
        if self.unit not in ("%", "pp", ""):
            raise UsageError(
                f"{self.unit!r} is no unit of a prediction: %, pp, or nothing for the measure's."
            )

    def to_dict(self) -> dict[str, Any]:
        """Return the prediction as plain data."""
        return asdict(self)

    def words(self, unit: str = "", times: float = 1.0) -> str:
        """Say the prediction, to be read.

        Parameters
        ----------
        unit : str
            What the measure's own unit is called.
        times : float
            What its own unit is multiplied with to be read, such as 100 for contacts per 100 orders.
        """
        factor = 1.0 if self.unit else times
        name = {"%": "%", "pp": " percentage points"}.get(self.unit, f" {unit}" if unit else "")
        said = f"{_size(self.value * factor)}{name} {_way(self.value)} than before"
        if self.low is None or self.high is None:
            return said
        sign = "%" if self.unit == "%" else ""
        near, far = (self.low * factor, self.high * factor)
        if near * far <= 0:
            return (
                f"{said} ({_size(near)}{sign} {_way(near, 'lower')} to "
                f"{_size(far)}{sign} {_way(far, 'higher')})"
            )
        return f"{said} ({_size(near)}{sign} to {_size(far)}{sign} {_way(self.value)})"

    def __str__(self) -> str:
        return self.words()


def prediction_from(data: Mapping[str, Any]) -> Prediction:
    """Read what `Prediction.to_dict` wrote."""
    return Prediction(**data)


def _size(value: float) -> str:
    """Write an amount without its sign, as short as it can be said."""
    size = abs(value)
    return f"{size:,.0f}" if size >= 100 else f"{size:.3g}"


def _way(value: float, at_nothing: str = "lower") -> str:
    return at_nothing if value == 0 else "higher" if value > 0 else "lower"
