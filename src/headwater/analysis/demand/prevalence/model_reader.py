"""Lets a coder model read all contacts; no coded one is read by a model that saw its code."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from headwater.analysis.demand.coding.sampled import Design, SampledContact
from headwater.analysis.demand.contact_source import ContactSource
from headwater.analysis.demand.frame import FIELDS
from headwater.analysis.demand.grouping import label
from headwater.analysis.demand.prevalence.facts import SampleFacts
from headwater.analysis.demand.prevalence.population import Cell, Population
from headwater.analysis.demand.prevalence.prevalence_result import PrevalenceSettings
from headwater.analysis.demand.prevalence.readings import ReadBatch, Readings, summed_up
from headwater.analysis.demand.prevalence.targets import Target
from headwater.analysis.demand.sampling.strata import stratum_of
from headwater.analysis.errors import MissingExtraError, UsageError

if TYPE_CHECKING:
    from headwater.analysis.demand.coder.protocol import Coder
    from headwater.analysis.demand.coder.reading import Batch
    from headwater.analysis.demand.coder.tfidf import Setting

FEWEST_CODED = 50
"""Coded contacts below which no model is trained: it would learn nothing that narrows an interval."""

_COLUMN_OF = {"reason": "reason_source", "week": "local_date"}


@dataclass(frozen=True)
class ModelReader:
    """Trains a coder model on the coded contacts and reads all others with it.

    Attributes
    ----------
    make_coder : callable
        Returns a new coder that is not fitted yet.
    recorded : bool
        Whether the model also learns from channel and the helpdesk's own reason.
    """

    make_coder: "Callable[[], Coder]"
    seed: int = 0
    folds: int = 5
    recorded: bool = True

    def __call__(
        self,
        source: ContactSource,
        facts: SampleFacts,
        everything: Population,
        targets: Sequence[Target],
        *,
        design: Design,
        progress: Callable[[int, int | None], None] | None = None,
    ) -> tuple[Readings, Any]:
        """Train, read and sum up."""
        from headwater.analysis.demand.coder.crossfit import cross_fit
        from headwater.analysis.demand.coder.reading import predict_store, texts_of

        items = [(contact.source, contact.contact_id) for contact in facts.contacts]
        coded = texts_of(source, items, recorded=self.recorded)
        codes = {
            name: [learned(contact, name) for contact in facts.contacts] for name in _fields(targets, facts)
        }
        fitted = cross_fit(
            coded.texts, codes, list(facts.customer), self.make_coder, folds=self.folds, seed=self.seed
        )
        batches = predict_store(
            source,
            fitted,
            since=design.since,
            until=design.until,
            columns=_columns(design, everything),
            recorded=self.recorded,
            progress=progress,
        )
        readings = summed_up(_read(batches, design, everything), fitted.classes, targets, fitted.held_out)
        return readings, fitted


def chosen_reader(
    source: ContactSource, facts: SampleFacts, settings: PrevalenceSettings
) -> tuple[ModelReader | None, str]:
    """Return what reads the contacts nobody coded; or None, and why nothing does.

    Raises
    ------
    MissingExtraError, UsageError
        A model was asked for by name and cannot be had.
    """
    alone = "Shares rest on people's codes alone"
    if settings.model == "none":
        return None, f"{alone}, as asked."
    by_name = settings.model != "auto"
    if find_spec("sklearn") is None:
        if by_name:
            raise MissingExtraError("A model that reads contacts", "text")
        return None, f"{alone}: the part that models need is not installed (headwater[text])."
    from headwater.analysis.demand.coder.reading import has_texts
    from headwater.analysis.demand.coder.tfidf import TfidfCoder

    if not has_texts(source):
        if by_name:
            raise UsageError(
                "No contact in the store has text, so there is nothing for a model to read. "
                "Leave --model out, or import an export with its texts."
            )
        return None, f"{alone}: no contact in the store has text for a model to read."
    if len(facts) < FEWEST_CODED and not by_name:
        return None, f"{alone}: a model is trained from {FEWEST_CODED} coded contacts on."
    setting: Setting = "full" if settings.model == "full" else "fast"
    return ModelReader(lambda: TfidfCoder(setting, seed=settings.seed), settings.seed), ""


def learned(contact: SampledContact, name: str) -> str | None:
    """Return the code a model learns from: the decided one, else that of the first reading."""
    coding = contact.adjudicated or contact.readings[0]
    return coding.codes.get(name)


def _fields(targets: Sequence[Target], facts: SampleFacts) -> list[str]:
    """Return the fields that targets are about, and demand type, if anybody coded them."""
    asked = {"demand_type", *(name for target in targets for name, _ in target.codes)}
    return [
        name
        for name in FIELDS
        if name in asked and any(learned(contact, name) is not None for contact in facts.contacts)
    ]


def _columns(design: Design, everything: Population) -> list[str]:
    names = [*design.variables, *everything.grouping.names]
    return list(dict.fromkeys(["channel", "handle_ms", *(_COLUMN_OF.get(name, name) for name in names)]))


def _read(
    batches: "Iterator[tuple[Batch, dict[str, Any]]]", design: Design, everything: Population
) -> Iterator[ReadBatch]:
    """Give each contact its stratum and group, and what it counts for."""
    known: dict[tuple[Any, ...], Cell] = {}
    for batch, probabilities in batches:
        strata = [_values(batch.columns, name) for name in design.variables]
        groups = [_values(batch.columns, name) for name in everything.grouping.names]
        nothing: list[tuple[Any, ...]] = [()] * len(batch)
        cells = []
        for key in zip(*strata, *groups, strict=True) if strata or groups else nothing:
            cell = known.get(key)
            if cell is None:
                own = stratum_of(key[: len(strata)], design.strata) or ""
                cell = known[key] = (own, tuple(label(value) for value in key[len(strata) :]))
            cells.append(cell)
        ms = np.array([value or 0 for value in batch.columns["handle_ms"]], dtype=float)
        amounts = everything.amounts.of(batch.columns["channel"], np.ones(len(batch)), ms)
        yield ReadBatch(cells, amounts, probabilities)


def _values(columns: Mapping[str, list[Any]], name: str) -> list[Any]:
    values = columns[_COLUMN_OF.get(name, name)]
    return [_monday(day) for day in values] if name == "week" else values


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
