"""Series of the organisation's own: made, brought as files, brought anew."""

import re
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from headwater.analysis.errors import UsageError
from headwater.apps.measures.changes import measured
from headwater.apps.measures.models import OwnMeasure, OwnPoint, OwnUpload
from headwater.apps.measures.own_files import OwnRow, rows_of
from headwater.apps.measures.registry import PUBLISHED
from headwater.apps.measures.selectors.known import OWN, own_published
from headwater.apps.measures.selectors.own import VISIBLE_BY, Difference, difference
from headwater.apps.people.audit import record
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require

MOST_MEASURES = 100
_SLUG = re.compile(r"^[a-z][a-z0-9_]{1,39}$")


@dataclass(frozen=True)
class About:
    """What is said of a measure of one's own.

    Attributes
    ----------
    visible_by : Action
        What a person must be allowed to see it.
    bottom, top : float
        Ends of the scale of a bounded measure.
    """

    slug: str
    name: str
    unit: str
    kind: str
    better: str
    definition: str
    visible_by: Action = Action.READ_MEASURES
    bottom: float = 0.0
    top: float = 1.0


@transaction.atomic
def create_own(*, acting_user: User, about: About, content: bytes, file_name: str) -> OwnMeasure:
    """Make a measure of the organisation's own with its first file.

    Raises
    ------
    UsageError
        The key is taken or no key, something is not said, or the scale has no length.
    BadDataError
        The file is no regular series of this measure; says where and what to do.
    """
    require(acting_user, Action.CHANGE_MEASURES)
    _check(about)
    if OwnMeasure.objects.select_for_update().count() >= MOST_MEASURES:
        raise UsageError(f"There are {MOST_MEASURES} series of your own, the most that are kept.")
    if OwnMeasure.objects.filter(slug=about.slug).exists() or f"{OWN}{about.slug}" in PUBLISHED:
        raise UsageError(
            f"There is a series {OWN}{about.slug} already. Bring a newer file on its page, or choose "
            "another key."
        )
    made = OwnMeasure(created_by=acting_user, **_fields(about))
    rows = rows_of(content, file_name, own_published(made).measure)
    made.save()
    record(acting_user, "own_measure.created", made, measure=str(made))
    upload = _kept(acting_user, made, rows)
    _take(acting_user, upload, rows)
    return made


@transaction.atomic
def change_own(*, acting_user: User, own: OwnMeasure, about: About) -> OwnMeasure:
    """Say anew what a measure of one's own is; its kind and key stay, because its points rest on them."""
    require(acting_user, Action.CHANGE_MEASURES)
    _check(about)
    own = OwnMeasure.objects.select_for_update().get(pk=own.pk)
    if (about.slug, about.kind, about.bottom, about.top) != (own.slug, own.kind, own.bottom, own.top):
        raise UsageError("Key, kind and scale stay as they are: make another series for another measure.")
    changed = [name for name, value in _fields(about).items() if getattr(own, name) != value]
    for name, value in _fields(about).items():
        setattr(own, name, value)
    own.save()
    record(acting_user, "own_measure.changed", own, measure=str(own), changed=changed)
    return own


@transaction.atomic
def bring_file(*, acting_user: User, own: OwnMeasure, content: bytes, file_name: str) -> OwnUpload:
    """Keep a newer file until somebody has seen what it changes and says yes.

    Raises
    ------
    BadDataError
        The file is no regular series of this measure.
    UsageError
        It says what is known already.
    """
    require(acting_user, Action.CHANGE_MEASURES)
    rows = rows_of(content, file_name, own_published(own).measure)
    found = difference(own, rows)
    if not found.anything:
        raise UsageError("This file says the same as what is there: nothing to change.")
    OwnUpload.objects.filter(measure=own, state=OwnUpload.State.WAITS).update(
        state=OwnUpload.State.DROPPED, rows=[]
    )
    return _kept(acting_user, own, rows, found)


@transaction.atomic
def take_file(*, acting_user: User, upload: OwnUpload) -> Difference:
    """Put a file's series in the place of what is there."""
    require(acting_user, Action.CHANGE_MEASURES)
    upload = _waiting(upload)
    return _take(acting_user, upload, [OwnRow.of(row) for row in upload.rows])


@transaction.atomic
def drop_file(*, acting_user: User, upload: OwnUpload) -> None:
    """Leave everything as it is."""
    require(acting_user, Action.CHANGE_MEASURES)
    upload = _waiting(upload)
    upload.state, upload.rows = OwnUpload.State.DROPPED, []
    upload.save(update_fields=["state", "rows"])
    record(acting_user, "own_measure.file_dropped", upload.measure, upload=upload.pk)


def _check(about: About) -> None:
    if not _SLUG.match(about.slug):
        raise UsageError(
            f"{about.slug!r} is no key: write 2 to 40 small letters, digits and underscores, a letter "
            "first, such as audit_score."
        )
    for what, said in (("a name", about.name), ("a unit", about.unit), ("a definition", about.definition)):
        if not said.strip():
            raise UsageError(f"Give the series {what}: others have to know what they read.")
    if about.kind == "bounded" and not about.bottom < about.top:
        raise UsageError(f"The scale ends at {about.top:g}, not above its start {about.bottom:g}.")
    if about.visible_by not in VISIBLE_BY:
        raise UsageError("Choose who may see it from the list.")


def _fields(about: About) -> dict[str, Any]:
    bounded = about.kind == "bounded"
    return {
        "slug": about.slug,
        "name": about.name.strip(),
        "unit": about.unit.strip(),
        "kind": about.kind,
        "better": about.better,
        "definition": about.definition.strip(),
        "bottom": about.bottom if bounded else 0.0,
        "top": about.top if bounded else 1.0,
        "visible_by": about.visible_by.key,
    }


def _waiting(upload: OwnUpload) -> OwnUpload:
    found = OwnUpload.objects.select_for_update().select_related("measure").filter(pk=upload.pk).first()
    if found is None or found.state != OwnUpload.State.WAITS:
        raise UsageError("This file was taken or dropped already, or a newer one came in its place.")
    return found


def _kept(user: User, own: OwnMeasure, rows: list[OwnRow], found: Difference | None = None) -> OwnUpload:
    return OwnUpload.objects.create(
        measure=own,
        uploaded_by=user,
        rows=[row.plain() for row in rows],
        **({} if found is None else found.counts()),
    )


def _take(user: User, upload: OwnUpload, rows: list[OwnRow]) -> Difference:
    own = upload.measure
    found = difference(own, rows)
    OwnPoint.objects.filter(measure=own).delete()
    OwnPoint.objects.bulk_create(
        (
            OwnPoint(
                measure=own,
                team_id=row.team,
                grain=row.grain,
                starts_on=row.starts_on,
                value=row.value,
                numerator=row.numerator,
                denominator=row.denominator,
            )
            for row in rows
        ),
        batch_size=500,
    )
    for name, n in found.counts().items():
        setattr(upload, name, n)
    upload.state, upload.rows, upload.uploaded_at = OwnUpload.State.TAKEN, [], timezone.now()
    upload.save()
    record(user, "own_measure.file_taken", own, upload=upload.pk, **found.counts())
    transaction.on_commit(measured)
    return found
