"""Agreement, and the interval the sample buys so far: computed from all readings, kept as plain data."""

from dataclasses import asdict, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from headwater.analysis.agreement import Agreement, NothingToCompareError, Reading, agreement_by_field
from headwater.analysis.demand.coding.completeness import notes_on
from headwater.analysis.demand.coding.matching import in_one_spelling
from headwater.analysis.demand.coding.rows import Sheet
from headwater.analysis.demand.coding.sampled import CodedSample, Coding
from headwater.analysis.demand.frame import FIELDS
from headwater.analysis.demand.prevalence.prevalence import Prevalence, PrevalenceSettings, prevalence
from headwater.analysis.demand.prevalence.targets import FAILURE
from headwater.analysis.errors import HeadwaterError
from headwater.apps.coding.models import Figures, Study
from headwater.apps.coding.selectors.sheets import sheet_of
from headwater.apps.contacts.selectors import open_store

SHOWN_FIELDS = ("demand_type", "failure_code", "cause")
MOST_MIXED_UP = 6
SEED = 1
_NOT_SHOWN = "Kappa compares"
"""Kappa is not among the figures of the page."""


def found_so_far(study: Study) -> tuple[dict[str, Any], int, int]:
    """Return what readings and decisions say so far, and how many of each there are."""
    sheet = sheet_of(study, with_words=False)
    coded = [row for row in sheet.rows if row.is_coded and row.coding is not None]
    readings = sum(not row.coding.adjudicates for row in coded if row.coding)
    found = {"agreement": _agreement(sheet), "shares": _shares(study, sheet)}
    return found, readings, len(coded) - readings


@transaction.atomic
def keep_figures(study: Study, found: dict[str, Any], readings: int, decisions: int) -> None:
    """Keep what was computed; it is no record of anybody's doing and leaves no entry in the audit trail."""
    Figures.objects.update_or_create(
        study=study,
        defaults={"found": found, "readings": readings, "decisions": decisions, "made_at": timezone.now()},
    )


def _agreement(sheet: Sheet) -> dict[str, Any]:
    said: dict[str, list[Reading]] = {name: [] for name in FIELDS}
    coders: dict[str, str] = {}  # figures are for many eyes, and names are not
    for row in sheet.rows:
        if row.coding is not None and row.is_coded and not row.coding.adjudicates:
            coder = coders.setdefault(row.coder, f"coder {len(coders) + 1}")
            for name in FIELDS:
                said[name].append(Reading(row.contact.item, coder, row.coding.codes.get(name, "")))
    try:
        found = agreement_by_field(in_one_spelling(said), SEED)
    except NothingToCompareError as error:
        return {"fields": [], "left_out": dict.fromkeys(FIELDS, error.message)}
    return {"fields": [_field(one) for one in found.fields], "left_out": found.left_out}


def _field(one: Agreement) -> dict[str, Any]:
    """Return agreement on one field, without anything about single coders."""
    return {
        "field": one.field,
        "items": one.items_compared,
        "differ": len(one.to_adjudicate),
        "coefficients": {key: asdict(one[key]) for key in ("alpha", "percent", "ac1")},
        "standing": one.verdict.standing,
        "sure": one.verdict.sure,
        "text": one.verdict.text,
        "notes": [note for note in one.notes if not note.startswith(_NOT_SHOWN)],
        "codes": [
            {"code": c.code, "items": c.items, "alike": asdict(c.alike), "mixed_up_with": c.mixed_up_with}
            for c in sorted(one.codes, key=lambda c: -c.items)
        ],
        "mixed_up": [
            {"first": pair.first, "second": pair.second, "items": pair.items, "share": pair.share}
            for pair in one.mixed_up[:MOST_MIXED_UP]
        ],
    }


def _shares(study: Study, sheet: Sheet) -> dict[str, Any]:
    """Return shares by what people said alone; or why there are none."""
    sample = coded_sample(study, sheet)
    store = open_store()
    if store is None or not sample.by_chance:
        return {"why": "nothing is coded yet", "shares": [], "notes": [], "contacts": 0, "coded": 0}
    try:
        found = prevalence(store, sample, PrevalenceSettings(fields=SHOWN_FIELDS, model="none"))
    except HeadwaterError as error:
        return {"why": error.message, "shares": [], "notes": [], "contacts": 0, "coded": 0}
    return {
        "why": "",
        "contacts": found.contacts,
        "coded": len(sample.by_chance),
        "notes": list(found.notes),
        "shares": _plain_shares(found),
    }


def coded_sample(study: Study, sheet: Sheet) -> CodedSample:
    """Return the sample with the codings it has so far."""
    codings: dict[str, list[Coding]] = {}
    for row in sheet.rows:
        here = codings.setdefault(row.contact.item, [])
        if row.is_coded and row.coding is not None:
            here.append(row.coding)
    drawn = {row.contact.item: row.contact for row in sheet.rows}
    contacts = tuple(replace(one, codings=tuple(codings[item])) for item, one in drawn.items())
    return CodedSample(contacts, sheet.design, str(study.codebook), tuple(notes_on([sheet])))


def _plain_shares(found: Prevalence) -> list[dict[str, Any]]:
    rows = []
    for share in found.shares:
        if share.measure in ("contacts", "time") and len(share.target.codes) == 1:
            field, code = share.target.codes[0]
            rows.append(
                {
                    "field": field,
                    "code": code,
                    "measure": share.measure,
                    "estimate": asdict(share.estimate),
                    "failure": share.target == FAILURE,
                }
            )
    return rows
