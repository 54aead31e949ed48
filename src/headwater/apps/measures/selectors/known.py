"""Which measures there are: what practices publish, members of families, the organisation's own."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence

from django.db.models import QuerySet
from django.http import Http404

from headwater.analysis.demand.counted import plain_name
from headwater.analysis.measures import Measure
from headwater.analysis.measures.measure import Better, Kind
from headwater.apps.measures.models import FamilyMember, OwnMeasure
from headwater.apps.measures.registry import FAMILIES, PUBLISHED, Family, Member, Published
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may, require

OWN = "own."
"""What keys of the organisation's own measures begin with."""

_NOT_BROUGHT = "its file holds none of these periods: look at weeks or at months, or bring a newer file"

_KINDS: dict[str, Kind] = {
    "count": "count",
    "share": "share",
    "bounded": "bounded",
    "continuous": "continuous",
}


def measures_visible_to(user: User) -> list[Published]:
    """Return every measure a person may see, members of families and the organisation's own included.

    In the order in which practices publish them, then the organisation's own, then family by family.
    """
    return [one for one in all_known() if sees(user, one)]


def standing_measures_visible_to(user: User) -> list[Published]:
    """Return the measures a person may see that stand for themselves: no members of families."""
    return [one for one in (*PUBLISHED.values(), *_own()) if sees(user, one)]


def measure_visible_to(user: User, key: str) -> Published:
    """Return one measure, or none where there is none of that key."""
    require(user, Action.READ_MEASURES)
    found = known(key)
    if found is None:
        raise Http404
    require(user, found.action)
    return found


def measures_of_reasons(user: User, reasons: Sequence[str]) -> list[Published]:
    """Return the measures of single reasons, for whoever starts from a cause.

    Parameters
    ----------
    reasons : sequence of str
        As the helpdesk writes them (capitals and blanks do not matter), or the ends of keys.

    Returns
    -------
    list of Published
        In the order asked for, each once; reasons too rare to be a measure are left out. To judge one plan
        on several of them, publish them as one: `services.publish_together`.
    """
    require(user, Action.READ_MEASURES)
    members = [member_of(kept) for kept in FamilyMember.objects.filter(family="contacts.reason")]
    by_name = {one.slug: one for one in members} | {part: one for one in members for part in one.parts}
    wanted = [by_name.get(reason) or by_name.get(plain_name(reason)) for reason in reasons]
    found = dict.fromkeys(one for one in wanted if one is not None)
    return [one for one in map(_published, found) if one is not None and sees(user, one)]


def members_visible_to(user: User, family: Family, *, search: str = "") -> list[Published]:
    """Return the members of a family, those that count by a newer definition in place of older ones."""
    kept = FamilyMember.objects.filter(family=family.key, followed_by=None)
    asked = plain_name(search)
    found = (_published(member_of(one)) for one in kept.order_by("name", "pk"))
    return [
        one
        for one in found
        if one is not None and sees(user, one) and asked in f"{one.measure.title} {one.key}".casefold()
    ]


def families_visible_to(user: User) -> list[tuple[Family, int]]:
    """Return the families with how many members each has that a person may see."""
    counts = dict.fromkeys(FAMILIES, 0)
    for one in FamilyMember.objects.filter(followed_by=None, family__in=FAMILIES):
        published = _published(member_of(one))
        counts[one.family] += published is not None and sees(user, published)
    return [(FAMILIES[key], n) for key, n in counts.items() if n]


def sees(user: User, published: Published) -> bool:
    """Say whether a person may see a measure."""
    return may(user, Action.READ_MEASURES, Scope.ORGANISATION) and may(
        user, published.action, Scope.ORGANISATION
    )


def known(key: str) -> Published | None:
    """Return a measure by its key, whoever asks; None where there is none."""
    if key in PUBLISHED:
        return PUBLISHED[key]
    if key.startswith(OWN):
        own = OwnMeasure.objects.filter(slug=key.removeprefix(OWN)).first()
        return None if own is None else own_published(own)
    family, _, slug = key.partition(":")
    if family not in FAMILIES:
        return None
    member = FamilyMember.objects.filter(family=family, slug=slug).first()
    return None if member is None else _published(member_of(member))


def all_known() -> list[Published]:
    """Return every measure there is, whoever asks."""
    members = (_published(member) for member in kept_members())
    return [*PUBLISHED.values(), *_own(), *(one for one in members if one is not None)]


def kept_members(families: Collection[str] | None = None) -> list[Member]:
    """Return the members of families, of all by default."""
    kept: QuerySet[FamilyMember] = FamilyMember.objects.order_by("family", "name", "pk")
    if families is not None:
        kept = kept.filter(family__in=families)
    return [member_of(one) for one in kept]


def member_of(kept: FamilyMember) -> Member:
    """Return a member from its record."""
    return Member(kept.family, kept.slug, kept.name, tuple(kept.parts), kept.per, kept.basis, kept.made_from)


def own_published(own: OwnMeasure) -> Published:
    """Return what is published of a measure of the organisation's own."""
    better: Better = "higher" if own.better == "higher" else "lower"
    measure = Measure(
        f"{OWN}{own.slug}",
        kind=_KINDS[own.kind],
        better=better,
        unit=own.unit,
        name=own.name,
        bounds=(own.bottom, own.top),
        definition=own.definition,
    )
    return Published(measure, action_named(own.visible_by), without=_NOT_BROUGHT)


def action_named(key: str) -> Action:
    """Return an action by its key."""
    return next(action for action in Action if action.key == key)


def slug_of(name: str, taken: Iterable[str] = (), longest: int = 48) -> str:
    """Return the end of a key for a name; where another has it already, with a number."""
    ascii_only = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "_", ascii_only).strip("_")[:longest].strip("_") or "unnamed"
    held = set(taken)
    return next(one for one in (slug, *(f"{slug}_{n}" for n in range(2, 10_000))) if one not in held)


def _published(member: Member) -> Published | None:
    family = FAMILIES.get(member.family)
    return None if family is None else family.make(member)


def _own() -> list[Published]:
    return [own_published(own) for own in OwnMeasure.objects.order_by("name", "pk")]
