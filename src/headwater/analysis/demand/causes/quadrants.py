"""Value-irritant quadrants: which contacts to use, to simplify, to automate, to end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from headwater.analysis.demand.causes.judgements import Judgement, Worth
from headwater.analysis.demand.causes.nodes import Amount
from headwater.analysis.frames import Backend, Columns, to_frame

if TYPE_CHECKING:
    import altair as alt

    from headwater.analysis.charts import Figure

Quadrant = Literal["simplify", "leverage", "eliminate", "automate"]

QUADRANTS: Mapping[tuple[Worth, Worth], Quadrant] = {
    ("irritant", "valuable"): "simplify",
    ("valuable", "valuable"): "leverage",
    ("irritant", "irritant"): "eliminate",
    ("valuable", "irritant"): "automate",
}
"""By what the contact is to the customer and to the company, as they lie on the page.

Price, B. and Jaffe, D. (2008). The Best Service Is No Service. Jossey-Bass.
"""

DERIVED = (
    "Failure demand irritates the customer; demand of value does not. Failure demand that could not have "
    "been prevented is taken as something the company wants to happen, any other as an irritant to it. "
    "Contacts of value that take less handle time than the average contact are taken as an irritant to the "
    "company, longer ones as valuable. This is where to begin, not a judgement: judge it."
)
"""How starting values are derived from the codes."""

_HALF = 0.5


@dataclass(frozen=True)
class Placed:
    """A reason and where it lies.

    Attributes
    ----------
    customer, company : {'valuable', 'irritant'}
        What its contacts are to each side.
    said_by : {'organisation', 'codebook', 'codes', 'codebook and codes', ...}
        Where the two come from; `codes` means derived.
    """

    reason: str
    customer: Worth
    company: Worth
    said_by: str
    coded: int
    share: Amount
    yearly: Amount

    @property
    def quadrant(self) -> Quadrant:
        """What to do about it."""
        return QUADRANTS[self.customer, self.company]

    @property
    def derived(self) -> bool:
        """Whether any of it was derived from the codes, not judged."""
        return "codes" in self.said_by

    def to_dict(self) -> dict[str, Any]:
        """Return the reason as plain data."""
        return {
            "reason": self.reason,
            "quadrant": self.quadrant,
            "value_to_customer": self.customer,
            "value_to_company": self.company,
            "said_by": self.said_by,
            "derived": self.derived,
            "coded": self.coded,
            "share": self.share.to_dict(),
            "yearly": self.yearly.to_dict(),
        }


@dataclass(frozen=True)
class QuadrantSum:
    """What lies in one quadrant together."""

    quadrant: Quadrant
    reasons: int
    share: Amount
    yearly: Amount

    def to_dict(self) -> dict[str, Any]:
        """Return the sum as plain data."""
        return {
            "quadrant": self.quadrant,
            "reasons": self.reasons,
            "share": self.share.to_dict(),
            "yearly": self.yearly.to_dict(),
        }


@dataclass(frozen=True)
class Quadrants:
    """Every reason in its quadrant, and what each quadrant holds.

    Attributes
    ----------
    left_out : int
        Coded contacts that are no demand, undetermined, without a reason, or about too rare a reason.
    """

    placed: tuple[Placed, ...]
    sums: tuple[QuadrantSum, ...]
    left_out: int
    coded: int

    def of(self, quadrant: Quadrant) -> tuple[Placed, ...]:
        """Return the reasons of a quadrant, largest first."""
        return tuple(p for p in self.placed if p.quadrant == quadrant)

    @property
    def derived(self) -> int:
        """How many reasons lie where the codes put them, and nobody has judged."""
        return sum(p.derived for p in self.placed)

    @property
    def columns(self) -> Columns:
        """One row a reason."""
        return {
            "reason": [p.reason for p in self.placed],
            "quadrant": [p.quadrant for p in self.placed],
            "value_to_customer": [p.customer for p in self.placed],
            "value_to_company": [p.company for p in self.placed],
            "said_by": [p.said_by for p in self.placed],
            "coded": [p.coded for p in self.placed],
            "share_of_contacts": [p.share.contacts.value for p in self.placed],
            "share_of_contacts_low": [p.share.contacts.low for p in self.placed],
            "share_of_contacts_high": [p.share.contacts.high for p in self.placed],
            "hours_a_year": [p.yearly.time.value for p in self.placed],
        }

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return the reasons as a data frame."""
        return to_frame(self.columns, backend)

    def figure(self) -> "Figure":
        """Return the four quadrants as a figure, with its table."""
        from headwater.analysis.charts import quadrant_bars

        ordered = [p for quadrant in QUADRANTS.values() for p in self.of(quadrant)]
        return quadrant_bars(
            [
                {
                    "label": p.reason + (" *" if p.derived else ""),
                    "field": p.quadrant.capitalize(),
                    "value": p.share.contacts.value or 0.0,
                    "low": p.share.contacts.low,
                    "high": p.share.contacts.high,
                }
                for p in ordered
            ],
            fields=[
                {"name": name.capitalize(), "when": _when(*sides), "sum": self._sum(name)}
                for sides, name in QUADRANTS.items()
            ],
            title="What to do about each reason",
            description=_described(self),
            heading="Reason",
            measure="Share of contacts",
        )

    def chart(self) -> "alt.TopLevelMixin":
        """Draw the four quadrants."""
        return self.figure().chart

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {
            "sums": [s.to_dict() for s in self.sums],
            "reasons": [p.to_dict() for p in self.placed],
            "left_out": self.left_out,
            "coded": self.coded,
            "derived": DERIVED if self.derived else "",
        }

    def _sum(self, name: Quadrant) -> str:
        found = next((s.share.contacts for s in self.sums if s.quadrant == name), None)
        return "nothing" if found is None or not found.value else found.percent()


def place(
    reason: str,
    codes: Mapping[str, float],
    *,
    judged: Judgement | None,
    book: Judgement | None,
    quick: bool | None,
) -> tuple[Worth, Worth, str] | None:
    """Place a reason by what was judged, then by the codebook, then by its codes.

    Parameters
    ----------
    codes : mapping of str to float
        Shares of the reason's contacts: `failure` of all, `unpreventable` of the failures.
    judged, book : Judgement, optional
        The organisation's and the codebook's; the first wins.
    quick : bool, optional
        Whether it takes less handle time than the average contact; None where that is not known.

    Returns
    -------
    (customer, company, said by), or None where nothing says what it is to the company.
    """
    sides: list[Worth] = []
    sources: list[str] = []
    failure = codes["failure"] >= _HALF
    derived: dict[str, Worth | None] = {"customer": "irritant" if failure else "valuable"}
    if failure:
        derived["company"] = "valuable" if codes["unpreventable"] > _HALF else "irritant"
    else:
        derived["company"] = None if quick is None else "irritant" if quick else "valuable"
    for side in ("customer", "company"):
        said = [(judged, "organisation"), (book, "codebook")]
        known = ((getattr(j, side), who) for j, who in said if j is not None and getattr(j, side))
        worth, who = next(known, (derived[side], "codes"))
        if worth is None:
            return None
        sides.append(worth)
        sources.append(who)
    customer, company = sides
    return customer, company, " and ".join(dict.fromkeys(sources))


def _when(customer: Worth, company: Worth) -> str:
    words = {"valuable": "valuable to", "irritant": "nuisance to"}
    if customer == company:
        return f"{words[customer]} customer and company"
    return f"{words[customer]} customer, {words[company]} company"


def _described(found: Quadrants) -> str:
    many = f"{len(found.placed)} reasons by what their contacts are to the customer and to the company."
    return f"{many} * derived from the codes." if found.derived else many


def in_order(placed: Sequence[Placed]) -> tuple[Placed, ...]:
    """Return reasons by their share of contacts, largest first."""
    return tuple(sorted(placed, key=lambda p: (-(p.share.contacts.value or 0.0), p.reason)))
