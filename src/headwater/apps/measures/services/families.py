"""What publishes members of families: the contacts themselves, or somebody who puts several together."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from django.db import transaction
from django.http import Http404

from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.errors import UsageError
from headwater.apps import installation
from headwater.apps.measures.models import FamilyMember
from headwater.apps.measures.registry import FAMILIES, Member, Published
from headwater.apps.measures.selectors.known import known, measure_visible_to, member_of, slug_of
from headwater.apps.measures.services.points import add_points, teams_to_measure
from headwater.apps.people.audit import record
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require

SINGLE, TOGETHER = "contacts.reason", "contacts.reasons"
MOST_TOGETHER = 60
"""Reasons that are counted as one at most."""
MOST_KEPT = 300
"""Measures of several reasons that an installation keeps."""


def publish_together(*, acting_user: User, keys: Sequence[str], name: str, basis: str = "") -> Published:
    """Publish the contacts of several reasons as one measure, so that one plan is judged on one measure.

    It is measured at once, over all the weeks there are. Asked for again, the measure that counts the same
    reasons is returned as it is. One key alone returns the measure of that reason.

    Parameters
    ----------
    keys : sequence of str
        Keys of measures of single reasons, such as `contacts.reason:where_is_my_parcel`
        (`selectors.measures_of_reasons` finds them).
    name : str
        What they are together, such as the name of the cause.
    basis : str
        Why these, in a sentence; shown with the definition.

    Raises
    ------
    Http404
        There is no such measure.
    UsageError
        No key, a measure that is no single reason, too many, or no name.
    """
    require(acting_user, Action.READ_MEASURES)
    found = [measure_visible_to(acting_user, key) for key in dict.fromkeys(keys)]
    if not found:
        raise UsageError("Name at least one reason.")
    for one in found:
        if one.family != SINGLE:
            raise UsageError(f"{one.measure.title} is not the measure of a single reason.")
    if len(found) == 1:
        return found[0]
    if len(found) > MOST_TOGETHER:
        raise UsageError(f"At most {MOST_TOGETHER} reasons are counted as one; {len(found)} were named.")
    if not name.strip():
        raise UsageError("Give the measure a name: what the reasons are together.")
    return _published_together(acting_user, found, name.strip(), basis.strip())


@transaction.atomic
def _published_together(user: User, found: Sequence[Published], name: str, basis: str) -> Published:
    parts = sorted({part for one in found for part in one.parts})
    kept = list(FamilyMember.objects.select_for_update().filter(family=TOGETHER))
    same = next((one for one in kept if sorted(one.parts) == parts), None)
    if same is None:
        if len(kept) >= MOST_KEPT:
            raise UsageError(
                f"There are {MOST_KEPT} measures of several reasons, the most that are kept. Use one of them."
            )
        per = FamilyMember.objects.filter(family=SINGLE).exclude(per="").values_list("per", flat=True).first()
        member = Member(
            TOGETHER, slug_of(name, (one.slug for one in kept)), name[:200], tuple(parts), per or "", basis
        )
        same = _kept(member, user)
        record(user, "measure.published", same, measure=member.key)
        _measure_now([member])
    published = known(str(same))
    if published is None:
        raise Http404
    return published


@transaction.atomic
def keep_members(wanted: Sequence[Member]) -> list[Member]:
    """Publish members that are not there yet; return all that were wanted, as they are kept.

    A member that was published stays as it is. Where something newer chose other parts, another is published
    beside it under another slug, and the old one points to the new.
    """
    kept = {str(one): one for one in FamilyMember.objects.filter(family__in={m.family for m in wanted})}
    found = []
    for member in wanted:
        latest = kept.get(member.key)
        while latest is not None and latest.followed_by_id is not None:
            latest = next(one for one in kept.values() if one.pk == latest.followed_by_id)
        if latest is None or _others_chosen(latest, member):
            slug = slug_of(member.slug, (one.slug for one in kept.values() if one.family == member.family))
            new = _kept(replace(member, slug=slug), None)
            if latest is not None:
                FamilyMember.objects.filter(pk=latest.pk).update(followed_by=new)
            latest = kept[str(new)] = new
        elif latest.per != member.per:
            latest.per = member.per
            latest.save(update_fields=["per"])
        found.append(member_of(latest))
    return found


def _others_chosen(latest: FamilyMember, member: Member) -> bool:
    """Say whether a member has other parts by a newer choice, not by the same one on other contacts."""
    return latest.made_from != member.made_from and sorted(latest.parts) != sorted(member.parts)


def _kept(member: Member, user: User | None) -> FamilyMember:
    return FamilyMember.objects.create(
        family=member.family,
        slug=member.slug,
        name=member.name,
        parts=list(member.parts),
        per=member.per,
        basis=member.basis,
        made_from=member.made_from,
        published_by=user,
    )


def _measure_now(members: Collection[Member]) -> None:
    """Measure members that were published just now; the next run of the worker leads to the same."""
    if not (installation.store() / "versions").is_dir():
        return
    store = ContactStore(installation.store())
    teams = teams_to_measure()
    for family in {member.family for member in members}:
        mine = [member for member in members if member.family == family]
        add_points(found=FAMILIES[family].measuring(store, teams, mine), version=store.version)
