"""A study as the sheet that the command line reads and writes."""

from collections.abc import Mapping, Sequence

from headwater.analysis.demand.coding.rows import Sheet, SheetRow
from headwater.analysis.demand.coding.sampled import Coding, Design, SampledContact
from headwater.apps.coding.models import Answers, DrawnContact, Study
from headwater.apps.coding.selectors.designs import from_plain
from headwater.apps.coding.selectors.words import words_of_all
from headwater.apps.people.models import User


def contacts_of(study: Study) -> list[DrawnContact]:
    """Return the contacts of a study with readings and decisions, in the order of coding."""
    found = study.contacts.order_by("place").prefetch_related("readings").select_related("decision")
    return list(found)


def sampled(contact: DrawnContact) -> SampledContact:
    """Return a contact as it was drawn, without codings."""
    return SampledContact(
        item=contact.item,
        source=contact.source,
        contact_id=contact.contact_id,
        stratum=contact.stratum,
        inclusion_probability=contact.inclusion_probability,
        chosen=contact.chosen,
        batch=contact.batch,
    )


def coder_labels(study: Study) -> dict[int, str]:
    """Return a name for each coder and decider with an account, told apart where two have the same."""
    people = User.objects.filter(readings__contact__study=study) | User.objects.filter(
        decisions__contact__study=study
    )
    names = dict(people.distinct().order_by("pk").values_list("pk", "name"))
    folded = [name.strip().casefold() for name in names.values()]
    return {
        pk: name if folded.count(name.strip().casefold()) == 1 else f"{name} ({pk})"
        for pk, name in names.items()
    }


def rows_of(
    study: Study,
    contacts: Sequence[DrawnContact],
    names: Mapping[int, str],
    shown: Mapping[str, Mapping[str, str]],
) -> list[SheetRow]:
    """Return the rows of a study: one a reading, and one behind them where somebody decided."""
    title = str(study.codebook)
    rows = []
    for contact in contacts:
        drawn, words = sampled(contact), shown.get(contact.item, {})
        for reading in sorted(contact.readings.all(), key=lambda r: r.pk):
            name = reading.coder_name if reading.coder_id is None else names[reading.coder_id]
            coding = _coding(reading, name, title) if reading.finished_at is not None else None
            rows.append(SheetRow(drawn, words, coding, name, title))
        decision = getattr(contact, "decision", None)
        if decision is not None and decision.finished_at is not None:
            name = "adjudicator" if decision.decided_by_id is None else names[decision.decided_by_id]
            rows.append(SheetRow(drawn, words, _coding(decision, name, title, decides=True), name, title))
    return rows


def sheet_of(study: Study, *, with_words: bool) -> Sheet:
    """Return a study as a sheet."""
    contacts = contacts_of(study)
    shown = words_of_all(contacts) if with_words else {}
    design: Design = from_plain(study.design) if study.design else Design({})
    rows = rows_of(study, contacts, coder_labels(study), shown)
    return Sheet(tuple(rows), design, population=design.contacts)


def _coding(kept: Answers, name: str, title: str, *, decides: bool = False) -> Coding:
    return Coding(name, dict(kept.codes), title, kept.evidence_quote, kept.note, adjudicates=decides)
