"""What hours of coding buy: a small table of hours against the width of the interval."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from headwater.analysis.demand.sampling.sizes import (
    DOUBLE_SHARE,
    ROUNDING,
    SECONDS_PER_CONTACT,
    check_effort,
    coding_hours,
    margin_of,
    sample_size,
)
from headwater.analysis.demand.text_table import text_table
from headwater.analysis.errors import UsageError
from headwater.analysis.frames import Backend, to_frame


@dataclass(frozen=True)
class OfferLine:
    """What some hours of coding buy.

    Attributes
    ----------
    hours : float
        Hours of coding, double coding included.
    contacts : int
        Contacts they suffice for.
    margin : float
        Half the width of the interval of a share of one half; narrower for other shares.
    """

    hours: float
    contacts: int
    margin: float


@dataclass(frozen=True)
class CodingOffer:
    """Hours of coding against the width of the interval they buy.

    Attributes
    ----------
    population : int
        Contacts the sample stands for.
    lines : tuple of OfferLine
        In the order asked for.
    seconds_per_contact, double_share : float
        What the hours assume.
    """

    population: int
    lines: tuple[OfferLine, ...]
    seconds_per_contact: float
    double_share: float
    level: float = 0.95

    def __str__(self) -> str:
        if not self.lines:
            return "No contacts to code."
        rows = [
            [f"± {line.margin * 100:.1f} points", f"{line.contacts:,}", f"{line.hours:,.1f}"]
            for line in self.lines
        ]
        return (
            f"{text_table(['interval', 'contacts', 'hours of coding'], rows)}\n"
            f"at {self.seconds_per_contact:g} seconds a contact, {self.double_share:.0%} of them coded "
            f"twice; {self.level:.0%} intervals"
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the offer as plain data."""
        return asdict(self)

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return the offer as a data frame."""
        names = ("hours", "contacts", "margin")
        return to_frame({name: [getattr(line, name) for line in self.lines] for name in names}, backend)

    def chart(self) -> Any:
        """Draw the width of the interval against the hours of coding."""
        import altair as alt

        values = [asdict(line) for line in self.lines]
        hours = alt.X("hours:Q", title="hours of coding", scale=alt.Scale(zero=True))
        margin = alt.Y("margin:Q", title="either way of a share of 50%", axis=alt.Axis(format="%"))
        base = alt.Chart(alt.InlineData(values=values)).encode(x=hours, y=margin)
        return alt.layer(base.mark_line(), base.mark_point(filled=True)).properties(
            title="What hours of coding buy"
        )


def hours_for_margins(
    population: int,
    margins: Sequence[float] = (0.10, 0.05, 0.03),
    seconds_per_contact: float = SECONDS_PER_CONTACT,
    double_share: float = DOUBLE_SHARE,
    *,
    design_effect: float = 1.0,
    level: float = 0.95,
) -> CodingOffer:
    """Say how many hours of coding buy which interval.

    Parameters
    ----------
    population : int
        Contacts the sample stands for.
    margins : sequence of float
        Half the widths asked for.
    seconds_per_contact : float
        Time to read and code one contact once; the default is an assumption to be replaced.
    double_share : float
        Share of the contacts that two people code.
    design_effect, level : float
        As for `sample_size`.

    Examples
    --------
    >>> print(hours_for_margins(200_000))
    interval       contacts  hours of coding
    ± 10.0 points        96              2.9
    ± 5.0 points        384             11.5
    ± 3.0 points      1,062             31.9
    at 90 seconds a contact, 20% of them coded twice; 95% intervals
    """
    check_effort(seconds_per_contact, double_share)
    given = {"design_effect": design_effect, "level": level}
    sizes = [sample_size(margin, population, **given) for margin in margins]
    lines = [
        OfferLine(coding_hours(n, seconds_per_contact, double_share), n, margin_of(n, population, **given))
        for n in sizes
        if n
    ]
    return CodingOffer(population, tuple(lines), seconds_per_contact, double_share, level)


def coding_offer(
    population: int,
    hours: Sequence[float] = (4, 8, 16, 40),
    seconds_per_contact: float = SECONDS_PER_CONTACT,
    double_share: float = DOUBLE_SHARE,
    *,
    design_effect: float = 1.0,
    level: float = 0.95,
) -> CodingOffer:
    """Say which interval some hours of coding buy: `hours_for_margins` the other way round.

    Examples
    --------
    >>> [(line.contacts, round(line.margin, 3)) for line in coding_offer(200_000, hours=[4, 8]).lines]
    [(133, 0.085), (266, 0.06)]
    """
    check_effort(seconds_per_contact, double_share)
    given_design = {"design_effect": design_effect, "level": level}
    lines = []
    for given in hours:
        if not given > 0:
            raise UsageError(f"{given:g} hours buy nothing: give a number above 0.")
        readings = given * 3600 / seconds_per_contact
        contacts = min(int(readings / (1 + double_share) + ROUNDING), population)
        if contacts:
            used = coding_hours(contacts, seconds_per_contact, double_share)
            lines.append(OfferLine(used, contacts, margin_of(contacts, population, **given_design)))
    return CodingOffer(population, tuple(lines), seconds_per_contact, double_share, level)
