"""Coding of the sample organisation: one study that simulated coders have read, one for its people."""

import json
from pathlib import Path

import numpy as np
from django.db import transaction
from django.utils import timezone

from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.demand.coding.rows import Sheet, SheetRow
from headwater.analysis.demand.sampling.sample import Sample, draw_sample
from headwater.analysis.errors import UsageError
from headwater.analysis.sample_org.coding import code_sheet
from headwater.apps.coding.models import Answers, CodebookVersion, Decision, DrawnContact, Reading, Study
from headwater.apps.coding.selectors.designs import as_plain
from headwater.apps.coding.services import drafts
from headwater.apps.coding.services.codebooks import add_shipped_codebook, freeze
from headwater.apps.coding.services.counting import count_codes
from headwater.apps.coding.services.drawing import keep_sample
from headwater.apps.coding.services.figures import found_so_far, keep_figures
from headwater.apps.coding.services.studies import Asked
from headwater.apps.contacts.selectors import open_store
from headwater.apps.people.audit import record
from headwater.apps.people.models import User
from headwater.apps.tasks.kinds import Report

BIG, SMALL = "Why customers get in touch", "First steps in coding"
CODERS = ("Simulated coder 1", "Simulated coder 2", "Simulated coder 3")
READERS = ("chidi", "bela", "emre")
NOISE, UNDECIDED = 0.08, 5
BIG_SIZE, SMALL_SIZE = 400, 24


def load_sample(report: Report, folder: Path) -> None:
    """Make the coding of the sample organisation; what is there already stays as it is.

    Parameters
    ----------
    folder : Path
        Holds `truth.json` of the contacts in the store.
    """
    store = open_store()
    if store is None:
        raise UsageError("The sample organisation's contacts have to be imported before they are coded.")
    report("Coding the sample organisation")
    codebook = _codebook()
    if not Study.objects.filter(is_sample=True, simulated=True).exists():
        truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        asked = Asked(size=BIG_SIZE, double_share=0.25)
        sample = draw_sample(store, asked.settings(str(codebook)))
        filled = code_sheet(
            Sheet(sample.rows, sample.design),
            truth,
            coders=CODERS,
            noise=NOISE,
            rng=np.random.default_rng(1),
            codebook=str(codebook),
        )
        _keep_simulated(codebook, asked, sample, filled)
    report("Comparing the sample's coders")
    for study in Study.objects.filter(is_sample=True, simulated=True, figures=None):
        keep_figures(study, *found_so_far(study))
    _small_study(store, codebook)


@transaction.atomic
def _codebook() -> CodebookVersion:
    codebook = add_shipped_codebook(acting_user=None, name="delivery")
    freeze(codebook, None)
    return codebook


@transaction.atomic
def _keep_simulated(codebook: CodebookVersion, asked: Asked, sample: Sample, filled: Sheet) -> None:
    """Write what simulated coders said, and let it count; a few differences are left to be decided."""
    study = Study.objects.create(
        title=BIG,
        codebook=codebook,
        state=Study.State.OPEN,
        asked=asked.plain(),
        design=as_plain(sample.design),
        notes=list(sample.plan.notes),
        simulated=True,
        is_sample=True,
    )
    record(None, "study.created", study, codebook=codebook.pk, sample=True)
    contacts = _contacts(study, filled.rows)
    turns = {item: place for place, item in enumerate(contacts)}
    readings = [row for row in filled.rows if row.coding and not row.coding.adjudicates]
    decisions = [row for row in filled.rows if row.coding and row.coding.adjudicates]
    Reading.objects.bulk_create(
        [
            Reading(
                contact=contacts[row.contact.item],
                coder_name=row.coder,
                turn=turns[row.contact.item],
                **_said(row),
            )
            for row in readings
        ],
        batch_size=200,
    )
    Decision.objects.bulk_create(
        [
            Decision(contact=contacts[row.contact.item], simulated=True, **_said(row))
            for row in decisions[UNDECIDED:]
        ],
        batch_size=200,
    )
    count_codes(acting_user=None, study=study)


def _contacts(study: Study, rows: tuple[SheetRow, ...]) -> dict[str, DrawnContact]:
    drawn = {row.contact.item: row.contact for row in rows}
    made = [
        DrawnContact(
            study=study,
            place=place,
            source=one.source,
            contact_id=one.contact_id,
            stratum=one.stratum,
            inclusion_probability=one.inclusion_probability,
            chosen=one.chosen,
            batch=one.batch,
        )
        for place, one in enumerate(drawn.values())
    ]
    return {contact.item: contact for contact in DrawnContact.objects.bulk_create(made, batch_size=200)}


def _said(row: SheetRow) -> dict[str, object]:
    assert row.coding is not None
    kept = Reading(codes=dict(row.coding.codes))
    return {
        "codes": kept.codes,
        "answers": drafts.finished_answers(kept),
        "note": row.coding.note,
        "state": Answers.State.DONE,
        "finished_at": timezone.now(),
    }


def _small_study(store: ContactStore, codebook: CodebookVersion) -> None:
    """Give a few contacts to the people of the sample, so that they have something to code."""
    people = User.objects.filter(email__in=[f"{name}@sample.example" for name in READERS], is_active=True)
    coders = tuple(people.order_by("pk").values_list("pk", flat=True))
    if len(coders) < 2 or Study.objects.filter(is_sample=True, simulated=False).exists():
        return
    asked = Asked(size=SMALL_SIZE, strata=("channel",), double_share=0.25, seed=2, coders=coders)
    sample = draw_sample(store, asked.settings(str(codebook)))
    with transaction.atomic():
        study = Study.objects.create(title=SMALL, codebook=codebook, asked=asked.plain(), is_sample=True)
        record(None, "study.created", study, codebook=codebook.pk, coders=list(coders), sample=True)
        keep_sample(study, asked, sample)
