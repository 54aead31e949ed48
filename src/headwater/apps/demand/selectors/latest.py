"""The newest diagnosis, and what the next one would be made from."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from headwater.analysis.estimates import Estimate
from headwater.apps.contacts.selectors import open_store
from headwater.apps.demand import codes
from headwater.apps.demand.filters import Filters
from headwater.apps.demand.models import Diagnosis, Prices
from headwater.apps.demand.pages import PAGE_OF

DIAGNOSIS = "demand.diagnose"


@dataclass(frozen=True)
class Basis:
    """What a diagnosis is made from, beside its filters.

    Attributes
    ----------
    ledger : str
        Version of the actions; only the diagnosis of all contacts says who does what.
    """

    store_version: int
    codes_version: str
    prices: int | None
    ledger: str = ""

    def key(self, filters: Filters) -> str:
        """Return what a diagnosis of these filters on this basis is kept by."""
        made = [self.store_version, self.codes_version, self.prices, filters.key]
        made += [self.ledger] if self.ledger and filters.whole else []
        return hashlib.sha256(json.dumps(made).encode()).hexdigest()


@dataclass(frozen=True)
class LatestDiagnosis:
    """The newest diagnosis of the whole organisation, in what a scorecard needs of it.

    Attributes
    ----------
    findings : tuple of mapping
        `title`, `figure`, `sentence`, `basis`; what matters most first.
    failure : mapping of str to Estimate
        Share of `contacts`, `time` and `cost` that is failure demand; empty where nobody has coded.
    yearly : mapping of str to Estimate
        The same as contacts, hours and money a year.
    """

    headline: str
    opening: str
    basis: str
    findings: tuple[Mapping[str, Any], ...]
    failure: Mapping[str, Estimate]
    yearly: Mapping[str, Estimate]
    currency: str
    store_version: int
    codes_version: str
    made_at: datetime


def current_prices() -> Prices | None:
    """Return the prices that hold now; None before anyone gave some."""
    return Prices.objects.order_by("-pk").first()


def current_basis() -> Basis | None:
    """Return what a diagnosis would be made from now; None before an import."""
    store, prices = open_store(), current_prices()
    if store is None:
        return None
    coded = codes.version()
    ledger = codes.ledger_version() if coded else ""  # without codes nobody reads it
    return Basis(store.version, coded, None if prices is None else prices.pk, ledger)


def newest(filters: Filters) -> Diagnosis | None:
    """Return the newest diagnosis of a part of the contacts."""
    return Diagnosis.objects.filter(part=filters.key).first()


def latest_diagnosis() -> LatestDiagnosis | None:
    """Return the newest diagnosis of the whole organisation; None before the first.

    Whoever asks has checked that the person may read it.
    """
    found = newest(Filters())
    if found is None:
        return None
    said = found.said
    return LatestDiagnosis(
        headline=said["headline"],
        opening=said["opening"] or "",
        basis=said["basis"],
        findings=tuple(_pointing(f) for f in said.get("first", said["findings"])),
        failure={name: Estimate(**kept) for name, kept in said["failure"].items()},
        yearly={name: Estimate(**kept) for name, kept in said["yearly"].items()},
        currency=said["currency"],
        store_version=found.store_version,
        codes_version=found.codes_version,
        made_at=found.made_at,
    )


def _pointing(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return a finding with the page that says more."""
    section = found.get("section", "")
    page = PAGE_OF.get(section)
    url = f"{reverse(f'demand:{page}')}#{section}" if page else ""
    return {**found, "sentence": found.get("sentence", found.get("text", "")), "url": url}
