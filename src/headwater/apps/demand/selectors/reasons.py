"""Which reasons of the helpdesk belong to a cause, as far as the coded contacts carry it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum

from headwater.analysis.demand.counted import plain_name
from headwater.apps.demand.filters import Filters
from headwater.apps.demand.selectors.latest import newest
from headwater.apps.demand.selectors.pages import _page
from headwater.apps.measures.models import FamilyMember, MeasuredPoint
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require

FEWEST = 3
"""A reason of which fewer coded contacts lie under a cause is not said to belong to it."""

MOST_OF = 0.5
"""Share of a reason's contacts that has to be failure demand of the cause: of those that were coded as
failure demand, and, where the reason is a measure, of all its contacts."""


@dataclass(frozen=True)
class ReasonOf:
    """One reason of the helpdesk under a cause.

    Attributes
    ----------
    plain : str
        Without capitals and needless blanks.
    coded : int
        Coded contacts with this reason that lie under the cause.
    share : float
        Of the coded contacts with this reason that are failure demand; each counts for those it stands for.
    """

    plain: str
    name: str
    coded: int
    share: float


@dataclass(frozen=True)
class CauseReasons:
    """The reasons that belong to one cause.

    Attributes
    ----------
    covered : float
        Share of the cause's contacts that have one of these reasons.
    """

    cause: str
    reasons: tuple[ReasonOf, ...]
    covered: float
    coded: int
    codes_version: str

    @property
    def said(self) -> str:
        """Why these reasons."""
        return (
            f"These are the reasons of which at least half of the contacts have this cause; they "
            f"hold {self.covered:.0%} of the contacts that have it, by the {self.coded:,} that were coded."
        )


def reasons_of_node(user: User, address: str) -> CauseReasons | None:
    """Return the helpdesk's reasons that belong to a node of the tree of causes, by its address.

    None where there is no such node (any more), or no reason that mostly belongs to it. For whoever plans a
    fix from the diagnosis: `measures.selectors.measures_of_reasons` finds the measures of these reasons, and
    `measures.services.publish_together` makes one of them.
    """
    require(user, Action.READ_DIAGNOSIS)
    found = _nodes()
    if found is None or address not in found[1]["nodes"]:
        return None
    version, content = found
    return _reasons(content["contacts"], address, content["nodes"][address]["title"], version, _expected())


def reasons_of_causes() -> list[CauseReasons]:
    """Return the reasons of each cause of the frame, whoever asks; causes without any are left out."""
    found = _nodes()
    if found is None:
        return []
    version, content = found
    expected = _expected()
    causes = [address for address in content["nodes"] if _is_cause(address)]
    made = [
        _reasons(content["contacts"], address, address.partition("=")[2], version, expected)
        for address in sorted(causes)
    ]
    return [one for one in made if one is not None]


def causes_are_new() -> bool:
    """Say whether the causes of the newest diagnosis rest on codes of which no measure was made yet."""
    found = newest(Filters())
    if found is None or not found.codes_version:
        return False
    made = FamilyMember.objects.filter(family="demand.cause", made_from=found.codes_version)
    return not made.exists()


def _is_cause(address: str) -> bool:
    """Say whether a node is all failure demand of one cause, whatever else its contacts are."""
    level, _, name = address.partition("=")
    return level == "cause" and "&" not in name and name not in ("*", "%2A", "")


def _nodes() -> tuple[str, Mapping[str, Any]] | None:
    found = newest(Filters())
    content = None if found is None else _page(found, "nodes")
    return None if found is None or content is None else (found.codes_version, content)


def _expected() -> dict[str, float]:
    """Return how many contacts each reason had in as many days as the diagnosis rests on, where known."""
    found = newest(Filters())
    causes = None if found is None else _page(found, "causes")
    if causes is None:
        return {}
    members = FamilyMember.objects.filter(family="contacts.reason")
    plain_of = {str(member): plain for member in members for plain in member.parts}
    counted = MeasuredPoint.objects.filter(team=None, grain="week", measure__in=plain_of).order_by()
    sums = counted.values_list("measure").annotate(weeks=Count("pk"), contacts=Sum("numerator"))
    return {plain_of[key]: contacts / (7 * weeks) * causes["days"] for key, weeks, contacts in sums}


def _reasons(
    contacts: Sequence[Mapping[str, Any]],
    address: str,
    cause: str,
    version: str,
    expected: Mapping[str, float],
) -> CauseReasons | None:
    under: dict[str, float] = defaultdict(float)
    of_all: dict[str, float] = defaultdict(float)
    coded: dict[str, int] = defaultdict(int)
    names: dict[str, str] = {}
    total, seen = 0.0, 0
    for contact in contacts:
        part = contact["in"].get(address, 0.0) * contact["stands_for"]
        total += part
        seen += part > 0
        if contact["reason"]:
            plain = plain_name(contact["reason"])
            names.setdefault(plain, contact["reason"])
            of_all[plain] += contact["stands_for"]
            under[plain] += part
            coded[plain] += part > 0
    reasons = tuple(
        ReasonOf(plain, names[plain], coded[plain], under[plain] / of_all[plain])
        for plain in sorted(under, key=lambda plain: (-under[plain], plain))
        if coded[plain] >= FEWEST and under[plain] >= MOST_OF * max(of_all[plain], expected.get(plain, 0.0))
    )
    if not reasons:
        return None
    covered = sum(under[reason.plain] for reason in reasons) / total
    return CauseReasons(cause, reasons, covered, seen, version)
