"""Files with a series of the organisation's own: `date,value[,denominator][,group]`."""

import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from headwater.analysis.demand.counted import plain_name
from headwater.analysis.errors import BadDataError, nearest
from headwater.analysis.measures import Grain, Measure, Series, read_groups
from headwater.apps.people.models import Team

MOST_BYTES = 1 << 20
MOST_ROWS = 5_000
"""Ten teams for ten years of weeks."""


@dataclass(frozen=True)
class OwnRow:
    """One period of one scope, as it is kept; `team` None is the organisation."""

    team: int | None
    grain: Grain
    starts_on: date
    value: float
    numerator: float | None
    denominator: float | None

    @property
    def place(self) -> tuple[int | None, str, date]:
        """What it is of."""
        return self.team, self.grain, self.starts_on

    @property
    def numbers(self) -> tuple[float, float | None, float | None]:
        """What it says."""
        return self.value, self.numerator, self.denominator

    def plain(self) -> list[Any]:
        """Return the row as plain data."""
        return [self.team, self.grain, self.starts_on.isoformat(), *self.numbers]

    @classmethod
    def of(cls, plain: list[Any]) -> "OwnRow":
        """Return a row from plain data."""
        team, grain, day, value, numerator, denominator = plain
        return cls(team, grain, date.fromisoformat(day), value, numerator, denominator)


def rows_of(content: bytes, file_name: str, measure: Measure) -> list[OwnRow]:
    """Read a file.

    Groups are teams, by their names; rows without one, or with the organisation's name, are of everyone.

    Raises
    ------
    BadDataError
        Too large, no regular series of the measure, neither weeks nor months, or a group that is no team; the
        message says where and what to do.
    """
    name = Path(file_name).name[:80] or "series.csv"
    if len(content) > MOST_BYTES:
        raise BadDataError(f"{name} is larger than 1 MB. A row a week or a month is all it needs.")
    if content.count(b"\n") > MOST_ROWS:
        raise BadDataError(f"{name} has more than {MOST_ROWS:,} lines, the most that are taken.")
    if not name.lower().endswith((".csv", ".txt", ".tsv")):
        raise BadDataError(
            f"{name} is no CSV file: save the table as CSV in UTF-8, with date,value above it."
        )
    with tempfile.TemporaryDirectory(prefix="headwater-") as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        found = read_groups(path, measure)
    grains = {series.grain for series in found.values()}
    if "day" in grains:
        raise BadDataError(f"{name} is daily. Add days up to weeks or months: a row for each, its first day.")
    if len(grains) > 1:
        raise BadDataError(f"{name} holds weeks for one group and months for another. Bring one.")
    teams = _teams_of(name, list(found))
    return [row for group, series in found.items() for row in _rows(teams[group], series)]


def _teams_of(name: str, groups: list[str]) -> dict[str, int | None]:
    """Return the team of each group, by its name."""
    teams = list(Team.objects.order_by("name"))
    known = {plain_name(team.name): None if team.parent_id is None else team.pk for team in teams}
    known[""] = None
    found: dict[str, int | None] = {}
    for group in groups:
        if plain_name(group) not in known:
            listed = [team.name for team in teams]
            raise BadDataError(
                f"{name}: no team is called {group[:60]!r}.{nearest(group, listed)} Teams: "
                f"{', '.join(listed[:12])}{' ...' if len(listed) > 12 else ''}. Leave the group empty for "
                "the whole organisation."
            )
        team = known[plain_name(group)]
        if team in found.values():
            raise BadDataError(f"{name}: two groups mean the same team as {group[:60]!r}. Keep one of them.")
        found[group] = team
    return found


def _rows(team: int | None, series: Series) -> list[OwnRow]:
    """Return the known periods of a series; what was not measured is a gap."""
    counted = series.measure.kind in ("count", "share")
    below = series.denominators or (None,) * len(series)
    return [
        OwnRow(team, series.grain, day, rate, value if counted else None, denominator)
        for day, value, rate, denominator in zip(series.days, series.values, series.rates, below, strict=True)
        if value is not None and rate is not None
    ]
