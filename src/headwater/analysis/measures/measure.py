"""What a measure is: something counted or averaged the same way in every period."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from headwater.analysis.errors import UsageError

Kind = Literal["continuous", "count", "share", "bounded"]
KINDS: tuple[Kind, ...] = ("continuous", "count", "share", "bounded")
Better = Literal["lower", "higher"]


@dataclass(frozen=True)
class Measure:
    """What is measured, in which unit, and which direction is better.

    Attributes
    ----------
    key : str
        Stable name, `practice.measure`, such as `demand.failure_share_of_time`.
    kind : {'continuous', 'count', 'share', 'bounded'}
        A plain number; how many; how many of how many; a mean on a scale with ends, such as satisfaction.
    better : {'lower', 'higher'}
        Which direction is an improvement.
    unit : str
        What one is, in the plural: contacts, seconds, points.
    bounds : tuple of float
        Ends of the scale of a bounded measure.
    definition : str
        What counts and what does not.
    visible_to : str
        Who may see it.
    smallest_group : int
        The fewest people a shown value may rest on.

    Examples
    --------
    >>> Measure("demand.repeats", kind="count", better="lower", unit="contacts").title
    'demand.repeats'
    """

    key: str
    kind: Kind = "continuous"
    better: Better = "lower"
    unit: str = ""
    name: str = ""
    bounds: tuple[float, float] = (0.0, 1.0)
    definition: str = ""
    visible_to: str = "everyone"
    smallest_group: int = 1

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise UsageError(f"There is no kind of measure {self.kind!r}. Kinds: {', '.join(KINDS)}.")
        if self.better not in ("lower", "higher"):
            raise UsageError(f"Better has to be lower or higher, not {self.better!r}.")
        if self.bounds[0] >= self.bounds[1]:
            raise UsageError(
                f"The scale of {self.key} ends at {self.bounds[1]:g}, not above its start {self.bounds[0]:g}."
            )

    @property
    def title(self) -> str:
        """Name to show; the key where there is none."""
        return self.name or self.key

    @property
    def in_hundredths(self) -> bool:
        """Whether it is a mean between 0 and 1, whose changes are read as parts of 100."""
        return self.kind == "bounded" and self.bounds == (0.0, 1.0)

    @property
    def sign(self) -> int:
        """+1 where higher is better, -1 where lower is."""
        return 1 if self.better == "higher" else -1

    def to_dict(self) -> dict[str, Any]:
        """Return the measure as plain data."""
        return asdict(self) | {"bounds": list(self.bounds)}
