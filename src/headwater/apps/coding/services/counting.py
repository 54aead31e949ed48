"""Which codes count in the diagnosis: those of one study, as they are when somebody says so."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from headwater.analysis.errors import UsageError
from headwater.apps.coding.changes import codes_changed
from headwater.apps.coding.models import Count, DrawnContact, Study
from headwater.apps.coding.selectors.sheets import contacts_of
from headwater.apps.people.audit import record
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require


@transaction.atomic
def count_codes(*, acting_user: User | None, study: Study) -> Count:
    """Let the codes of a study count in the diagnosis, as they are now and in place of those that did.

    Readings made later count when somebody says so again: a figure that was reported does not move by itself.
    """
    if acting_user is not None:
        require(acting_user, Action.MANAGE_CODING)
    contacts = contacts_of(study)
    plain = [_plain(contact) for contact in contacts]
    coded = sum(bool(contact["codings"]) for contact in plain)
    if study.design is None or not coded:
        raise UsageError("Nothing is coded in this study yet.")
    _end_all()
    count = Count.objects.create(
        study=study, contacts=plain, design=study.design, coded=coded, counted_by=acting_user
    )
    record(acting_user, "codes.counted", study, count=count.pk, coded=coded)
    transaction.on_commit(codes_changed)
    return count


@transaction.atomic
def end_count(*, acting_user: User, study: Study) -> None:
    """Take the codes of a study out of the diagnosis."""
    require(acting_user, Action.MANAGE_CODING)
    if not Count.objects.filter(study=study, ended_at=None).exists():
        raise UsageError("The codes of this study do not count now.")
    _end_all()
    record(acting_user, "codes.uncounted", study)
    transaction.on_commit(codes_changed)


def _end_all() -> None:
    """End what counts; the rows are locked, so that of two people who press at once one comes second."""
    list(Count.objects.select_for_update().filter(ended_at=None).values_list("pk"))
    Count.objects.filter(ended_at=None).update(ended_at=timezone.now())


def _plain(contact: DrawnContact) -> dict[str, Any]:
    """Return a contact's codes without quotes and notes; coders are told apart and not named."""
    codings = [
        {"coder": _coder(reading.coder_id, reading.coder_name), "codes": reading.codes, "adjudicates": False}
        for reading in sorted(contact.readings.all(), key=lambda r: r.pk)
        if reading.finished_at is not None
    ]
    decision = getattr(contact, "decision", None)
    if decision is not None and decision.finished_at is not None:
        codings.append({"coder": "decision", "codes": decision.codes, "adjudicates": True})
    return {
        "source": contact.source,
        "contact_id": contact.contact_id,
        "stratum": contact.stratum,
        "inclusion_probability": contact.inclusion_probability,
        "chosen": contact.chosen,
        "batch": contact.batch,
        "codings": codings,
    }


def _coder(account: int | None, name: str) -> str:
    return name if account is None else f"coder {account}"
