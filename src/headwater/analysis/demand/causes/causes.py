"""Causes: what should never have happened, why, who can stop it, and what it is worth."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np

from headwater.analysis.contacts.engines import collect
from headwater.analysis.demand.causes.actions import Actions
from headwater.analysis.demand.causes.branches import flat, tree
from headwater.analysis.demand.causes.budget import budget
from headwater.analysis.demand.causes.causes_result import Causes
from headwater.analysis.demand.causes.evidence import Evidence, Halves, readings_that_count
from headwater.analysis.demand.causes.follow_ups import follow_ups
from headwater.analysis.demand.causes.judgements import Judgement
from headwater.analysis.demand.causes.ledger import Ledger, check_savings, ledger
from headwater.analysis.demand.causes.nodes import Node
from headwater.analysis.demand.causes.outside import outside, sides
from headwater.analysis.demand.causes.placing import quadrants, reason_branches
from headwater.analysis.demand.causes.ranking import Ranking, rank
from headwater.analysis.demand.causes.settings import CausesSettings
from headwater.analysis.demand.causes.spending import Spending
from headwater.analysis.demand.causes.tree import Grower
from headwater.analysis.demand.coding.sampled import CodedSample, Design
from headwater.analysis.demand.contact_source import ContactSource
from headwater.analysis.demand.prevalence.facts import SampleFacts
from headwater.analysis.demand.prevalence.prevalence import Progress, as_drawn, prevalence
from headwater.analysis.demand.prevalence.survey import effective
from headwater.analysis.demand.prevalence.targets import FAILURE
from headwater.analysis.demand.scope import countable
from headwater.analysis.errors import UsageError, nearest

if TYPE_CHECKING:
    from headwater.analysis.demand.codebook.book import Codebook

FLAT = ("reason", "cause", "cause_owner")
"""Levels that are also shown over all of failure demand."""


def causes(
    source: ContactSource,
    sample: CodedSample,
    settings: CausesSettings | None = None,
    *,
    codebook: "Codebook | None" = None,
    actions: Actions | None = None,
    spending: Spending | None = None,
    judgements: Mapping[str, Judgement] | None = None,
    progress: Progress | None = None,
) -> Causes:
    """Trace failure demand to codes, reasons, causes and owners, with what each costs and how sure it is.

    Parameters
    ----------
    source : ContactSource
        The contact store the sample was drawn from.
    sample : CodedSample
        What people said of sampled contacts.
    settings : CausesSettings, optional
        Rates, units of support, window.
    codebook : Codebook, optional
        Says which units are part of support and what reasons are worth to customer and company.
    actions : Actions, optional
        The action ledger.
    spending : Spending, optional
        What is spent today, for the budget.
    judgements : mapping of str to Judgement, optional
        What reasons are worth, where the organisation disagrees with codebook or codes.
    progress : callable, optional
        Is told how many contacts a model has read, and of how many.

    Returns
    -------
    Causes
        Prints as a summary; `.report()` is the document, `.to_frame()` one row a node.

    Raises
    ------
    BadDataError
        Nothing is coded, sample and store do not belong together, or the ledger saves contacts there are not.
    UsageError
        A unit named as part of support is neither in the codes nor in the codebook.

    Notes
    -----
    Shares are those of `prevalence`. Yearly figures are the share times the totals of the sampled span,
    scaled to 365 days: they say what a year of this would be, not what next year will be. Codes on fewer than
    five coded contacts are folded together. All else (change, follow-ups, ratings, cost of a contact) rests
    on the coded contacts alone, stratified and clustered by customer.
    """
    settings = settings or CausesSettings()
    source = as_drawn(source, sample.design)
    said = tuple(readings_that_count(contact) for contact in sample.by_chance)
    units = sorted({codes["cause_owner"] for own in said for codes in own if codes.get("cause_owner")})
    _check_units(settings.inside, units, codebook)
    top = tree(said)
    branches = {level: flat(said, level) for level in FLAT}
    asked = reason_branches(said)
    targets = [*top.targets(), *(t for found in branches.values() for b in found for t in b.targets())]
    targets += [branch.target for branch in asked]
    found = prevalence(
        source,
        sample,
        settings.of_prevalence,
        targets=list(dict.fromkeys([FAILURE, *targets])),
        progress=progress,
    )
    facts = found.facts
    evidence = Evidence(
        facts=facts,
        follow=follow_ups(
            source,
            facts.contact_key.tolist(),
            facts.customer,
            facts.opened_epoch.tolist(),
            window_days=settings.window_days,
        ),
        halves=_halves(source, sample.design, facts),
        level=settings.level,
        readings=said,
    )
    placed = sides(units, codebook, settings.inside)
    grower = Grower(found, evidence, placed)
    views = {level: grower.nodes(branches[level]) for level in FLAT}
    rng = np.random.default_rng(settings.seed)
    rankings = {level: _ranking(grower, views[level], rng, settings.level) for level in FLAT}
    measured = {name: facts.amounts[:, at] for at, name in enumerate(found.totals) if found.totals[name] > 0}
    if actions is not None:
        check_savings(actions, [*views["reason"], *views["cause"]])
    return Causes(
        settings=settings,
        found=found,
        failure=grower.node(top),
        views=views,
        rankings=rankings,
        outside=outside(facts, placed, {str(n): amount for n, amount in measured.items()}, settings.level),
        measure=grower.measure,
        ledger=_ledger(grower, views["reason"], actions, rng, settings.within),
        budget=budget(
            spending,
            actions,
            [node for node in (*views["reason"], *views["cause"]) if not node.folded],
            evidence.spread,
            currency=settings.rates.currency if settings.rates else "",
            level=settings.level,
        )
        if actions is not None and (spending is not None or actions.going)
        else None,
        quadrants=quadrants(grower, asked, judgements or {}, codebook),
        codebook="" if codebook is None else codebook.title,
    )


def _check_units(inside: Sequence[str], units: Sequence[str], codebook: "Codebook | None") -> None:
    """Refuse a unit nobody knows: its contacts would be counted as caused outside support."""
    known = sorted({*units, *(() if codebook is None else codebook.codes("cause_owner"))}, key=str.casefold)
    for unit in inside:
        if unit not in known:
            raise UsageError(
                f"No unit is called {unit!r}: neither the codes nor the codebook name it as a cause owner."
                f"{nearest(unit, known)}"
            )


def _ranking(grower: Grower, nodes: tuple[Node, ...], rng: np.random.Generator, level: float) -> Ranking:
    """Rank nodes by the measure that matters; what was folded has no rank."""
    measure = grower.measure
    kept = [n for n in nodes if not n.folded and n.share.of(measure).value is not None]
    weights = (
        grower.found.facts.weight * grower.found.facts.amounts[:, list(grower.found.totals).index(measure)]
    )
    return rank(
        [node.name for node in kept],
        [node.share.of(measure).value or 0.0 for node in kept],
        grower.evidence.covariance([node.influence[measure] for node in kept]),
        rng,
        level=level,
        smallest_step=1 / max(effective(weights), 1.0),
    )


def _ledger(
    grower: Grower,
    nodes: tuple[Node, ...],
    actions: Actions | None,
    rng: np.random.Generator,
    within: float,
) -> Ledger:
    measure = grower.measure
    kept = [n for n in nodes if not n.folded and n.share.of(measure).value is not None]
    rest = sum(n.share.of(measure).value or 0.0 for n in nodes if n.folded)
    covariance = grower.evidence.covariance([node.influence[measure] for node in kept])
    return ledger(kept, rest, covariance, actions, rng, measure=measure, within=within)


def _halves(source: ContactSource, design: Design, facts: SampleFacts) -> Halves:
    """Cut the span of the contacts the sample stands for in the middle."""
    rows = countable(source.contacts(), design.since, design.until)
    opened = nw.col("opened_epoch")
    ends = collect(rows.select(first=opened.min(), last=opened.max(), n=nw.len()))
    middle = (ends["first"][0] + ends["last"][0]) // 2
    later = int(collect(rows.filter(opened > middle).select(n=nw.len()))["n"][0])
    return Halves((facts.opened_epoch > middle).astype(float), (int(ends["n"][0]) - later, later))
