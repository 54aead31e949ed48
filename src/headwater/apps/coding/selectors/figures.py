"""Agreement and intervals of a study as they were computed last, as estimates again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from headwater.analysis.demand.sampling.sizes import SECONDS_PER_CONTACT, coding_hours, margin_of
from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.apps.coding.models import Figures, Study
from headwater.apps.coding.selectors.studies import Progress

MORE = 100


@dataclass(frozen=True)
class CodeAgreed:
    """How well coders agree on one code."""

    code: str
    items: int
    alike: Estimate
    mixed_up_with: str | None


@dataclass(frozen=True)
class FieldAgreed:
    """How well coders agree on one field."""

    field: str
    items: int
    differ: int
    alpha: Estimate
    percent: Estimate
    ac1: Estimate
    standing: str
    sure: bool
    text: str
    notes: tuple[str, ...]
    codes: tuple[CodeAgreed, ...]
    mixed_up: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class ShareSoFar:
    """One share, by what is coded so far."""

    field: str
    code: str
    contacts: Estimate
    time: Estimate


@dataclass(frozen=True)
class Buys:
    """What more coding would buy.

    Attributes
    ----------
    now, then : float
        Half the width of the interval of failure demand's share of contacts.
    """

    more: int
    now: float
    then: float
    hours: float
    measured: bool


@dataclass(frozen=True)
class SoFar:
    """What is known of a study so far."""

    readings: int
    made_at: datetime
    fields: tuple[FieldAgreed, ...]
    left_out: Mapping[str, str]
    failure: ShareSoFar
    shares: tuple[ShareSoFar, ...]
    notes: tuple[str, ...]
    coded: int
    contacts: int

    @property
    def main(self) -> FieldAgreed | None:
        """Agreement on what kind of demand it is: what the headline rests on."""
        return next((one for one in self.fields if one.field == "demand_type"), None)


def so_far(study: Study) -> SoFar | None:
    """Return the figures of a study; None before they were computed first."""
    kept = Figures.objects.filter(study=study).first()
    if kept is None:
        return None
    shares, agreed = kept.found["shares"], kept.found["agreement"]
    lines = _lines(shares["shares"])
    unknown = cannot_tell(shares["why"] or "nothing is coded yet")
    failure = lines.get(("demand_type", "failure"), ShareSoFar("demand_type", "failure", unknown, unknown))
    return SoFar(
        readings=kept.readings,
        made_at=kept.made_at,
        fields=tuple(_field(one) for one in agreed["fields"]),
        left_out=agreed["left_out"],
        failure=failure,
        shares=tuple(lines.values()),
        notes=tuple(shares["notes"]),
        coded=shares["coded"],
        contacts=shares["contacts"],
    )


def buys_more(found: SoFar | None, progress: Progress, study: Study, more: int = MORE) -> Buys | None:
    """Say what more coding would buy, by the interval there is; None while nobody can tell.

    Notes
    -----
    The interval there is says how much wider it is than one of independent contacts with equal chances; the
    same design effect is taken for the larger sample.
    """
    if found is None or not found.coded or not found.contacts:
        return None
    share = found.failure.contacts
    if share.value is None or share.low is None or share.high is None or not 0 < share.value < 1:
        return None
    now = (share.high - share.low) / 2
    plain = margin_of(found.coded, found.contacts, share=share.value)
    grown = min(found.coded + more, found.contacts)
    if not plain or grown == found.coded:
        return None
    effect = max((now / plain) ** 2, 0.01)
    then = margin_of(grown, found.contacts, share=share.value, design_effect=effect)
    hours = coding_hours(
        grown - found.coded, progress.seconds or SECONDS_PER_CONTACT, study.asked.get("double_share", 0.0)
    )
    return Buys(grown - found.coded, now, then, hours, progress.seconds is not None)


def _field(one: Mapping[str, Any]) -> FieldAgreed:
    numbers = {key: Estimate(**found) for key, found in one["coefficients"].items()}
    return FieldAgreed(
        field=one["field"],
        items=one["items"],
        differ=one["differ"],
        **numbers,
        standing=one["standing"],
        sure=one["sure"],
        text=one["text"],
        notes=tuple(one["notes"]),
        codes=tuple(
            CodeAgreed(c["code"], c["items"], Estimate(**c["alike"]), c["mixed_up_with"])
            for c in one["codes"]
        ),
        mixed_up=tuple(one["mixed_up"]),
    )


def _lines(kept: list[dict[str, Any]]) -> dict[tuple[str, str], ShareSoFar]:
    """Return one line a code, with its share of contacts and of time."""
    by_code: dict[tuple[str, str], dict[str, Estimate]] = {}
    for row in kept:
        by_code.setdefault((row["field"], row["code"]), {})[row["measure"]] = Estimate(**row["estimate"])
    unknown = cannot_tell("no contact has a handle time")
    return {
        (field, code): ShareSoFar(field, code, found.get("contacts", unknown), found.get("time", unknown))
        for (field, code), found in by_code.items()
    }
