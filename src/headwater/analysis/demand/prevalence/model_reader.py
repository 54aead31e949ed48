"""Lets a coder model read all contacts; no coded one is read by a model that saw its code."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np

from headwater.analysis.demand.coding.sampled import CodedSample, Design
from headwater.analysis.demand.contact_source import ContactSource
from headwater.analysis.demand.frame import FIELDS
from headwater.analysis.demand.grouping import label
from headwater.analysis.demand.prevalence.facts import SampleFacts
from headwater.analysis.demand.prevalence.population import Cell, Population
from headwater.analysis.demand.prevalence.prevalence_result import Card, PrevalenceSettings
from headwater.analysis.demand.prevalence.readings import ReadBatch, Readings, summed_up
from headwater.analysis.demand.prevalence.targets import Target
from headwater.analysis.demand.sampling.strata import stratum_of
from headwater.analysis.errors import MissingExtraError, UsageError

if TYPE_CHECKING:
    from headwater.analysis.demand.coder.learning import CoderSettings
    from headwater.analysis.demand.coder.protocol import Coder
    from headwater.analysis.demand.coder.reading import Batch
    from headwater.analysis.demand.coder.tfidf import Setting

FEWEST_CODED = 50
"""Coded contacts below which no model is trained: it would learn nothing that narrows an interval."""

_COLUMN_OF = {"reason": "reason_source", "week": "local_date"}


@runtime_checkable
class Costly(Protocol):
    """A coder whose reading costs money."""

    def foresee(self, texts: Sequence[str], contacts: int, fields: int) -> None:
        """Refuse before anything is read if it would cost more than allowed."""
        ...


@dataclass(frozen=True)
class ModelReader:
    """Trains a coder model on the coded contacts and reads all contacts with it.

    Attributes
    ----------
    settings : CoderSettings
        The default coder's setting, folds, seed, and whether it learns from what the helpdesk recorded.
    make_coder : callable, optional
        Returns a new coder of your own, not fitted yet.
    """

    settings: "CoderSettings"
    make_coder: "Callable[[], Coder] | None" = None

    def __call__(
        self,
        source: ContactSource,
        sample: CodedSample,
        facts: SampleFacts,
        everything: Population,
        targets: Sequence[Target],
        *,
        progress: Callable[[int, int | None], None] | None = None,
    ) -> tuple[Readings, Card]:
        """Train, read and sum up."""
        from headwater.analysis.demand.coder.learning import learn_codes
        from headwater.analysis.demand.coder.reading import predict_store, texts_of

        settings = replace(self.settings, fields=_fields(targets))
        coder = None if self.make_coder is None else self.make_coder()
        if isinstance(coder, Costly):
            words = texts_of(source, [(c.source, c.contact_id) for c in facts.contacts])
            coder.foresee(words.texts, everything.count(()), len(settings.fields))
        learned = learn_codes(source, sample, settings, make_coder=self.make_coder)
        place = {contact.item: at for at, contact in enumerate(learned.contacts)}
        rows = [place[contact.item] for contact in facts.contacts]
        held_out = {name: chances[rows] for name, chances in learned.fitted.held_out.items()}
        batches = predict_store(
            source,
            learned.fitted,
            since=sample.design.since,
            until=sample.design.until,
            columns=_columns(sample.design, everything),
            recorded=settings.recorded,
            progress=progress,
        )
        readings = summed_up(
            _read(batches, sample.design, everything), learned.fitted.classes, targets, held_out
        )
        return readings, learned.card()


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
    from headwater.analysis.demand.coder.learning import CoderSettings
    from headwater.analysis.demand.coder.reading import has_texts

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
    return ModelReader(CoderSettings(setting, seed=settings.seed, level=settings.level)), ""


def _fields(targets: Sequence[Target]) -> tuple[str, ...]:
    """Return the fields that targets are about, and demand type."""
    asked = {"demand_type", *(name for target in targets for name, _ in target.codes)}
    return tuple(name for name in FIELDS if name in asked)


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
