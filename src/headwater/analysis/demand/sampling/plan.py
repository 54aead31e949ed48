"""What a sample will be, before anybody reads a contact: size, strata, width of the intervals, hours."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Any, Literal

from headwater.analysis.demand.coding.sampled import Stratum
from headwater.analysis.demand.sampling.population import Cell
from headwater.analysis.demand.sampling.spread import Aim
from headwater.analysis.demand.text_table import text_table
from headwater.analysis.frames import Backend, to_frame

Allocation = Literal["proportional", "neyman"]
_EXPECTED_SHARES = (0.5, 0.1)
_A_PART = 0.1
_MOST_LINES, _MOST_DRAWN = 12, 40


@dataclass(frozen=True)
class SamplePlan:
    """What a sample will be.

    Attributes
    ----------
    strata : mapping of str to Stratum
        Contacts of each stratum, and how many are drawn from it.
    variables : tuple of str
        What the strata are made of.
    merged : int
        Cells too small to be a stratum of their own.
    doubles : int
        Contacts that two people code.
    to_read : int
        Readings that are still to be made.
    hours : float
        What they take at `seconds_per_contact`.
    margins : mapping of float to float
        Half the width of the interval to expect of a share of contacts, by that share.
    time_margin : float or None
        The same of a share of one half of handle time; None where no contact has a handle time.
    kept : int
        Contacts of an earlier sheet that stay.
    notes : tuple of str
        What to know, and what cannot be told.
    """

    strata: Mapping[str, Stratum]
    variables: tuple[str, ...]
    allocation: Allocation
    aim: Aim
    merged: int
    doubles: int
    to_read: int
    hours: float
    seconds_per_contact: float
    margins: Mapping[float, float]
    time_margin: float | None = None
    level: float = 0.95
    kept: int = 0
    notes: tuple[str, ...] = ()

    @property
    def population(self) -> int:
        """Contacts the sample stands for."""
        return sum(stratum.contacts for stratum in self.strata.values())

    @property
    def n(self) -> int:
        """Contacts drawn by chance."""
        return sum(stratum.drawn for stratum in self.strata.values())

    def __str__(self) -> str:
        kept = f" ({self.kept:,} of them from the earlier sheet)" if self.kept else ""
        made_of = f" by {', '.join(self.variables)}" if self.variables else ""
        strata = "stratum" if len(self.strata) == 1 else "strata"
        how = "" if len(self.strata) == 1 else f", shared out by {self._how()}"
        lines = [
            f"{self.n:,} of {self.population:,} contacts{kept}, "
            f"from {len(self.strata):,} {strata}{made_of}{how}",
            self._known(),
            f"Coding: {self.to_read:,} readings ({self.doubles:,} contacts are coded twice), about "
            f"{self.hours:.1f} hours at {self.seconds_per_contact:g} seconds each",
            "",
            self._table(),
        ]
        notes = [f"- {note}" for note in self.notes]
        return "\n".join([*lines, *(["", *notes] if notes else [])])

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as plain data."""
        return {
            "population": self.population,
            "n": self.n,
            "kept": self.kept,
            "variables": list(self.variables),
            "allocation": self.allocation,
            "target": self.aim,
            "strata": [
                {"stratum": label, "contacts": stratum.contacts, "drawn": stratum.drawn}
                for label, stratum in self.strata.items()
            ],
            "merged_cells": self.merged,
            "doubles": self.doubles,
            "readings": self.to_read,
            "hours": self.hours,
            "seconds_per_contact": self.seconds_per_contact,
            "level": self.level,
            "margins": [{"share": share, "margin": margin} for share, margin in self.margins.items()],
            "time_margin": self.time_margin,
            "notes": list(self.notes),
        }

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return the strata as a data frame."""
        return to_frame(
            {
                "stratum": list(self.strata),
                "contacts": [stratum.contacts for stratum in self.strata.values()],
                "drawn": [stratum.drawn for stratum in self.strata.values()],
            },
            backend,
        )

    def chart(self) -> Any:
        """Draw the rate at which each stratum is drawn from, the largest stratum first."""
        import altair as alt

        values = [
            {"stratum": label, "contacts": stratum.contacts, "rate": stratum.drawn / stratum.contacts}
            for label, stratum in self._largest()[:_MOST_DRAWN]
        ]
        return (
            alt.Chart(alt.InlineData(values=values))
            .mark_bar()
            .encode(
                x=alt.X("rate:Q", title="part of the stratum that is drawn", axis=alt.Axis(format=".1%")),
                y=alt.Y("stratum:N", sort=[str(row["stratum"]) for row in values], title=None),
            )
            .properties(title=f"{self.n:,} of {self.population:,} contacts")
        )

    def _largest(self) -> list[tuple[str, Stratum]]:
        return sorted(self.strata.items(), key=lambda item: (-item[1].contacts, item[0]))

    def _known(self) -> str:
        parts = [
            f"{share:.0%} of contacts within ± {margin * 100:.1f} points"
            for share, margin in self.margins.items()
        ]
        if self.time_margin is not None:
            parts.append(f"50% of handle time within ± {self.time_margin * 100:.1f} points")
        return f"Shares to be known, at {self.level:.0%}: {', '.join(parts)}"

    def _how(self) -> str:
        if self.allocation == "proportional":
            return "their numbers of contacts"
        return f"Neyman's rule for shares of {self.aim}"

    def _table(self) -> str:
        rows = [
            [label, f"{stratum.contacts:,}", f"{stratum.drawn:,}", f"{stratum.drawn / stratum.contacts:.2%}"]
            for label, stratum in self._largest()
        ]
        return text_table(["stratum", "contacts", "drawn", "rate"], rows, most=_MOST_LINES)


def expected_margins(strata: Mapping[str, Stratum], level: float) -> dict[float, float]:
    """Return half the width of the interval to expect for a share of one half and of a tenth.

    Notes
    -----
    With W_h the stratum's part of all contacts: z sqrt(sum of W_h^2 (1 - n_h / N_h) p (1 - p) / n_h), the
    share being the same in every stratum. Where it differs between strata the interval is narrower.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., section 5.10. Wiley.

    Examples
    --------
    >>> expected = expected_margins({"all contacts": Stratum(contacts=2000, drawn=323)}, 0.95)
    >>> {share: round(margin, 3) for share, margin in expected.items()}
    {0.5: 0.05, 0.1: 0.03}
    """
    total = sum(stratum.contacts for stratum in strata.values())
    unit = sum(
        (s.contacts / total) ** 2 * (1 - s.drawn / s.contacts) / s.drawn for s in strata.values() if s.drawn
    )
    z = NormalDist().inv_cdf(0.5 + level / 2)
    return {share: z * sqrt(share * (1 - share) * unit) for share in _EXPECTED_SHARES}


def expected_time_margin(
    strata: Mapping[str, Stratum], cells: Mapping[str, Cell], level: float
) -> float | None:
    """Return half the width of the interval to expect for a share of one half of handle time.

    Notes
    -----
    With T the handle time of all contacts and S_h^2 = E[t^2] / 4 the variance of the residual within
    stratum h: z / T sqrt(sum of N_h^2 (1 - n_h / N_h) S_h^2 / n_h).

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., section 6.11. Wiley.
    """
    seconds = sum(cell.milliseconds for cell in cells.values()) / 1000
    if not seconds:
        return None
    variance = sum(
        s.contacts**2 * (1 - s.drawn / s.contacts) * cells[label].mean_square / 4 / s.drawn
        for label, s in strata.items()
        if s.drawn
    )
    return NormalDist().inv_cdf(0.5 + level / 2) * sqrt(variance) / seconds


def notes_on(strata: Mapping[str, Stratum], merged: int, least: int, level: float) -> list[str]:
    """Say what was merged, and what the sample is too small for."""
    notes = []
    n, contacts = (sum(getattr(s, name) for s in strata.values()) for name in ("drawn", "contacts"))
    if n == contacts:
        notes.append(f"All {n:,} contacts are drawn: a census, whose shares have no sampling error.")
    if merged:
        cells = "combination of values was" if merged == 1 else "combinations of values were"
        notes.append(
            f"{merged:,} {cells} too small for {least} drawn contacts each and merged with others; "
            "* stands for every value that is not listed apart."
        )
    part = round(n * _A_PART)
    if part and n < contacts:
        z = NormalDist().inv_cdf(0.5 + level / 2)
        rest = 1 - n / contacts
        notes.append(
            f"Within a part that is a tenth of the contacts, about {part:,} are drawn: a share of 50% there "
            f"is known within ± {min(z * sqrt(0.25 / part * rest), 0.5) * 100:.0f} points. Smaller "
            "parts cannot be told apart."
        )
    return notes
