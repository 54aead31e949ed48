"""Drawing the sample of a study, and giving its contacts to coders."""

from collections import defaultdict
from collections.abc import Mapping

from django.db import transaction

from headwater.analysis.demand.coding.rows import SheetRow
from headwater.analysis.demand.sampling.earlier import Earlier
from headwater.analysis.demand.sampling.sample import Sample, draw_sample
from headwater.analysis.errors import TryAgainError, UsageError
from headwater.apps.coding.models import DrawnContact, Reading, Study
from headwater.apps.coding.selectors.designs import as_plain, from_plain
from headwater.apps.coding.selectors.sheets import contacts_of, rows_of
from headwater.apps.coding.services.studies import Asked
from headwater.apps.contacts.selectors import open_store
from headwater.apps.people.audit import record


def draw(study: Study, asked: Asked) -> Sample:
    """Draw the sample of a study, or more of it; nothing is written yet."""
    store = open_store()
    if store is None:
        raise UsageError("There are no contacts to draw from any more.")
    return draw_sample(store, asked.settings(str(study.codebook)), earlier=_earlier(study))


@transaction.atomic
def keep_sample(study: Study, asked: Asked, sample: Sample) -> int:
    """Write what was drawn, and give it to the coders; return the contacts that are new.

    Doing it twice writes nothing the second time: contacts that are there stay as they are.

    Raises
    ------
    TryAgainError
        More was drawn meanwhile, so that this sample no longer holds all there is.
    """
    drawn_from = study.design
    study = Study.objects.select_for_update().get(pk=study.pk)
    if study.design != drawn_from:
        raise TryAgainError("More contacts of this study were drawn meanwhile. It is drawn again.")
    here = {contact.item: contact for contact in study.contacts.all()}
    by_item: defaultdict[str, list[SheetRow]] = defaultdict(list)
    for row in sample.rows:
        by_item[row.contact.item].append(row)
    new: list[DrawnContact] = []
    kept: list[DrawnContact] = []
    for place, (item, rows) in enumerate(by_item.items()):
        drawn = rows[0].contact
        contact = here.get(item) or DrawnContact(
            study=study, source=drawn.source, contact_id=drawn.contact_id, batch=drawn.batch
        )
        contact.place, contact.stratum, contact.chosen = place, drawn.stratum, drawn.chosen
        contact.inclusion_probability = drawn.inclusion_probability
        (kept if contact.pk else new).append(contact)
    gone = [contact.pk for item, contact in here.items() if item not in by_item]
    DrawnContact.objects.filter(pk__in=gone).delete()
    DrawnContact.objects.bulk_update(
        kept, ["place", "stratum", "chosen", "inclusion_probability"], batch_size=200
    )
    DrawnContact.objects.bulk_create(new, batch_size=500)
    _assign(study, new, by_item)
    if study.state == Study.State.DRAWING:
        study.state = Study.State.OPEN
    study.asked, study.design, study.notes = asked.plain(), as_plain(sample.design), list(sample.plan.notes)
    study.save(update_fields=["state", "asked", "design", "notes"])
    record(None, "study.drawn", study, contacts=len(by_item), new=len(new), gone=len(gone))
    return len(new)


def _assign(study: Study, new: list[DrawnContact], rows: Mapping[str, list[SheetRow]]) -> None:
    """Give new contacts to their coders, each coder's in the order of the sample."""
    turns: defaultdict[int, int] = defaultdict(int)
    for coder, turn in Reading.objects.filter(contact__study=study).values_list("coder_id", "turn"):
        turns[coder] = max(turns[coder], turn)
    readings = []
    for contact in new:
        for row in rows[contact.item]:
            coder = int(row.coder)
            turns[coder] += 1
            readings.append(Reading(contact=contact, coder_id=coder, turn=turns[coder]))
    Reading.objects.bulk_create(readings, batch_size=500)


def _earlier(study: Study) -> Earlier | None:
    if study.design is None:
        return None
    contacts = contacts_of(study)
    accounts = {r.coder_id: str(r.coder_id) for c in contacts for r in c.readings.all() if r.coder_id}
    decided = {d.decided_by_id for c in contacts if (d := getattr(c, "decision", None)) and d.decided_by_id}
    names = {**accounts, **{pk: str(pk) for pk in decided}}
    return Earlier(tuple(rows_of(study, contacts, names, {})), from_plain(study.design), "this study")
