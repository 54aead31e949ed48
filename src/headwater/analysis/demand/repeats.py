"""Repeat contacts and first-contact resolution, every definition side by side."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import narwhals as nw

from headwater.analysis.demand.clusters import Group
from headwater.analysis.demand.definitions import Basis, Definition, RepeatSettings
from headwater.analysis.demand.grouping import Grouping, in_order, label
from headwater.analysis.demand.repeat_counts import (
    HOURS_PER_DAY,
    Cell,
    Overview,
    cluster_sums,
    exits,
    overview,
    uncounted,
)
from headwater.analysis.demand.repeat_result import Excluded, RepeatFigure, Repeats
from headwater.analysis.demand.survival import Curve, kaplan_meier
from headwater.analysis.estimates import ClusterSums, Estimate, cannot_tell, clustered_share

_FEWEST_CONTACTS = 10
"""Below this many contacts a share says more about chance than about the operation."""


def repeats(
    chains: nw.LazyFrame[Any],
    settings: RepeatSettings | None = None,
    *,
    by: str | Sequence[str] | None = None,
    contacts: nw.LazyFrame[Any] | None = None,
) -> Repeats:
    """Say which share of contacts is followed by another of the same customer, under every definition.

    First-contact resolution (FCR) is what is left: contacts nobody had to follow up.

    Parameters
    ----------
    chains : narwhals.LazyFrame
        From `next_contacts`; a gap it lacks makes the definitions that need it unavailable. Stored chains
        are quickest, because each gap is looked at more than once.
    settings : RepeatSettings, optional
        Which definitions, on which contacts.
    by : str or sequence of str, optional
        Split by month, week, team, channel or reason, or by several of them.
    contacts : narwhals.LazyFrame, optional
        The canonical contacts, only to count those that never become part of a chain.

    Returns
    -------
    Repeats
        A figure for every definition and group, and what was left out of them.

    Raises
    ------
    UsageError
        Results cannot be split that way, or the observation would end before the last contact.

    Notes
    -----
    Every identified, inbound, unmerged contact may start a repeat, and any such contact may be the
    follow-up. A matured share is repeats over contacts whose window fits inside the data. Its interval
    is Wilson's on the effective number of contacts, because the contacts of one customer are alike;
    Kaplan-Meier's is the log-log one with Greenwood's variance times the same design effect. Above two
    million contacts the design effect comes from a random part of the customers; shares are always
    counted on all. Contacts without a reason are left out of same-reason figures.

    Examples
    --------
    >>> from datetime import datetime, timedelta, UTC
    >>> from headwater.analysis.contacts.chains import next_contacts
    >>> from headwater.analysis.contacts.frames import contacts_from_rows
    >>> first = datetime(2026, 3, 1, tzinfo=UTC)
    >>> rows = [{"customer_id": f"customer {n % 30}", "reason_source": "parcel",
    ...          "opened_at": first + timedelta(days=n % 30 + 5 * (n // 30 % 2))} for n in range(40)]
    >>> found = repeats(next_contacts(contacts_from_rows(rows)))
    >>> print(found.figure(window_days=7).share.percent())
    30% (17% to 48%)
    >>> print(found.figure(window_days=7).fcr.percent())
    70% (52% to 83%)
    """
    settings = settings or RepeatSettings()
    grouping = Grouping.of(by)
    seen = overview(chains, settings)
    until = seen.observed_until(settings)
    missing = _missing(chains, seen, settings)
    wanted = [d for d in settings.definitions() if _why_not(d, missing) is None]
    figures: list[RepeatFigure] = []
    for variant in dict.fromkeys(d.variant for d in wanted):
        asked = [d for d in wanted if d.variant == variant]
        figures += _figures(chains, asked, grouping, settings, until=until, contacts=seen.starts)
    if not grouping.names:
        refused = [(d, _why_not(d, missing)) for d in settings.definitions()]
        figures += [RepeatFigure(d, (), 0, cannot_tell(why)) for d, why in refused if why is not None]
    outbound, merged = (None, None) if contacts is None else uncounted(contacts)
    excluded = Excluded(
        outbound=outbound,
        merged=merged,
        unidentified=seen.unidentified,
        abandoned=seen.abandoned,
        outside_dates=seen.outside_dates,
        no_reason=seen.no_reason,
        transferred=seen.transferred,
    )
    order = {definition: place for place, definition in enumerate(settings.definitions())}
    figures.sort(key=lambda figure: (in_order(figure.group), order[figure.definition]))
    return Repeats(
        figures=tuple(figures),
        by=grouping.names,
        contacts=seen.contacts,
        starts=seen.starts,
        excluded=excluded,
        first=seen.first,
        observed_until=until if seen.contacts else None,
        settings=settings,
        missing=tuple(dict.fromkeys(missing.values())),
    )


def _figures(
    chains: nw.LazyFrame[Any],
    asked: Sequence[Definition],
    grouping: Grouping,
    settings: RepeatSettings,
    *,
    until: int,
    contacts: int,
) -> list[RepeatFigure]:
    """Compute the definitions asked for, which all look at the same gap."""
    variant = asked[0].variant
    cells = list(dict.fromkeys(cell for d in asked for cell in _cells_for(d)))
    sums = cluster_sums(
        chains, variant, cells, observed_until=until, grouping=grouping, settings=settings, contacts=contacts
    )
    curves: dict[Group, dict[Basis, Curve]] = {}
    if any(d.estimator == "kaplan_meier" for d in asked):
        table = exits(chains, variant, observed_until=until, grouping=grouping, settings=settings)
        curves = {
            group: {basis: kaplan_meier(*counts) for basis, counts in bases.items()}
            for group, bases in table.items()
        }
    figures = []
    for group in sums:
        labels = tuple(label(value) for value in group)
        for definition in asked:
            share, repeated = _share(definition, sums[group], curves.get(group, {}), settings)
            figures.append(RepeatFigure(definition, labels, repeated, share))
    return figures


def _missing(chains: nw.LazyFrame[Any], seen: Overview, settings: RepeatSettings) -> dict[str, str]:
    """Say what cannot be told and why, by the gap, the basis or `all`."""
    missing = {}
    if seen.contacts and not seen.identified:
        missing["all"] = "No contact has a customer, so nobody can be seen coming back. Map customer_id."
    elif not seen.starts:
        missing["all"] = "There are no contacts that could start a repeat."
    elif "same" in settings.reasons and seen.no_reason == seen.starts:
        missing["same"] = "Same reason cannot be told: no contact has a reason. Map reason_source."
    if "net" in settings.bases and seen.unknown_transfers == seen.starts > 0:
        missing["net"] = "Net cannot be told: no contact says how often it was passed on. Map transfers."
    columns = set(chains.collect_schema().names())
    for definition in settings.definitions():
        if definition.variant not in columns:
            why = f"The chains were made without {definition.variant}. Ask next_contacts() for it."
            missing[definition.variant] = why
    return missing


def _why_not(definition: Definition, missing: dict[str, str]) -> str | None:
    reason = "same" if definition.reason == "same" else ""
    keys = ("all", reason, definition.basis, definition.variant)
    return next((missing[key] for key in keys if key in missing), None)


def _cells_for(definition: Definition) -> list[Cell]:
    """Cells a definition reads; Kaplan-Meier takes its design effect from the counted ones."""
    both = (True, False) if definition.estimator == "kaplan_meier" else (definition.estimator == "matured",)
    return [Cell(definition.window_days, definition.basis, matured) for matured in both]


def _share(
    definition: Definition,
    sums: dict[Cell, ClusterSums],
    curves: dict[Basis, Curve],
    settings: RepeatSettings,
) -> tuple[Estimate, int]:
    """One figure, and how many repeats were counted for it."""
    if definition.estimator != "kaplan_meier":
        own = sums[_cells_for(definition)[0]]
        return _counted_share(definition, own, settings), own.y
    matured, naive = (sums[cell] for cell in _cells_for(definition))
    curve = curves.get(definition.basis)
    if curve is None:
        return cannot_tell("there are no contacts to count"), 0
    time = definition.window_days * HOURS_PER_DAY
    counted = curve.events_until(time)
    if matured.n < _FEWEST_CONTACTS:
        return _too_few_watched(definition, matured.n, curve.n), counted
    if not settings.intervals:
        share = curve.share(time, level=settings.level)
        return replace(share, low=None, high=None, method="Kaplan-Meier, no interval asked for"), counted
    like = matured if matured.clusters >= _FEWEST_CONTACTS else naive
    if like.clusters < _FEWEST_CONTACTS:
        return clustered_share(like, settings.level), counted
    share = curve.share(
        time, level=settings.level, design_effect=like.design_effect, clusters=like.effective_clusters
    )
    return share, counted


def _too_few_watched(definition: Definition, watched: int, contacts: int) -> Estimate:
    could = f"only {watched} contact{'' if watched == 1 else 's'}" if watched else "no contact"
    return cannot_tell(
        f"{could} could be watched for {definition.days}; {_FEWEST_CONTACTS} are needed", contacts
    )


def _counted_share(definition: Definition, sums: ClusterSums, settings: RepeatSettings) -> Estimate:
    if sums.n < _FEWEST_CONTACTS and definition.estimator == "matured":
        return _too_few_watched(definition, sums.n, sums.n)
    if settings.intervals:
        return clustered_share(sums, settings.level)
    if sums.n < _FEWEST_CONTACTS:
        return cannot_tell(f"only {sums.n} contacts; a share needs at least {_FEWEST_CONTACTS}", sums.n)
    return Estimate(sums.y / sums.n, n=sums.n, level=settings.level, method="share, no interval asked for")
