"""Failure demand over time, as far as the coded contacts of each period carry it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from django.core.cache import cache

from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.demand.prevalence.prevalence import PrevalenceSettings, prevalence
from headwater.analysis.demand.prevalence.targets import FAILURE
from headwater.analysis.errors import BadDataError
from headwater.analysis.measures import Grain, Measure
from headwater.analysis.measures.grains import shifted
from headwater.apps.coding.changes import when_codes_change
from headwater.apps.coding.selectors import CountingCodes
from headwater.apps.contacts.driver import driver_of
from headwater.apps.contacts.reasons import measure_members, measure_published, per_of, published_of
from headwater.apps.demand import codes
from headwater.apps.demand.selectors.reasons import reasons_of_causes
from headwater.apps.demand.showing import code_words
from headwater.apps.measures.registry import (
    GRAINS,
    Family,
    Measured,
    Member,
    Published,
    Teams,
    publishes,
    publishes_family,
)
from headwater.apps.measures.selectors.known import kept_members, slug_of
from headwater.apps.measures.services import counted as counted_contacts
from headwater.apps.measures.services import files_between, keep_members, measure_store
from headwater.apps.people.permissions import Action

KEPT_SECONDS = 90 * 24 * 3600

FAILURE_TIME = Published(
    Measure(
        "demand.failure_share_of_time",
        kind="bounded",
        better="lower",
        unit="of handle time",
        name="Failure demand",
        definition="Share of handle time spent on contacts that should not have happened: failures to do "
        "something, or to do it right. Estimated from the contacts of each period that people coded, so "
        "months have wide intervals and weeks often have none. The diagnosis takes all coded contacts "
        "together and says more.",
        smallest_group=10,
    ),
    action=Action.READ_DIAGNOSIS,
    without="too few contacts of each period are coded; months may hold enough where weeks do not, and the "
    "diagnosis takes all coded contacts together",
)


@publishes(FAILURE_TIME)
def measure_failure(store: ContactStore, teams: Teams) -> Iterator[Measured]:
    """Estimate the share of time that is failure demand, for the organisation, from people's codes alone.

    What was found is kept: it changes with the codes that count and the contacts of the days they are of.
    """
    counted = codes.counting()
    if counted is None:
        return
    design = counted.sample.design
    name = f"demand.failure.{counted.version}.{files_between(store, design.since, design.until)}"
    found: list[Measured] | None = cache.get(name)
    if found is None:
        found = list(_estimated(store, counted))
        cache.set(name, found, KEPT_SECONDS)
    yield from found


def _estimated(store: ContactStore, counted: CountingCodes) -> Iterator[Measured]:
    for grain in GRAINS:
        try:
            found = prevalence(
                store, counted.sample, PrevalenceSettings(model="none"), targets=[FAILURE], by=grain
            )
        except BadDataError:  # sample and store do not belong together; the diagnosis says what to do
            return
        if found.first is None or found.last is None:
            return
        for share in found.shares:
            if not share.group:  # of all periods together: the diagnosis' own figure
                continue
            start = _start(share.group[0], grain)
            inside = found.first <= start and shifted(start, 1, grain) - timedelta(days=1) <= found.last
            estimate = share.estimate
            if share.measure == "time" and estimate.value is not None and inside:
                yield Measured(
                    FAILURE_TIME.key, None, grain, start, estimate.value, low=estimate.low, high=estimate.high
                )


CAUSE = publishes_family(
    Family(
        "demand.cause",
        "By cause",
        "Contacts with the reasons that the diagnosis puts under one cause, most of their contacts at least: "
        "what a fix against the cause is judged on.",
        lambda member: replace(published_of(member), action=Action.READ_DIAGNOSIS),
        measure_published,
    )
)


@publishes()
def measure_causes(store: ContactStore, teams: Teams) -> Iterator[Measured]:
    """Measure the reasons of each cause, as the diagnosis found them when codes last began to count."""
    known, driver = counted_contacts(store), driver_of(store)
    per = per_of(known, driver)
    wanted = [
        Member(
            CAUSE.key,
            slug_of(one.cause),
            code_words(one.cause).capitalize() if one.cause != "it" else "IT",
            tuple(reason.plain for reason in one.reasons),
            per,
            one.said,
            one.codes_version,
        )
        for one in reasons_of_causes()
    ]
    keep_members(wanted)
    kept = [replace(member, per=per) for member in kept_members([CAUSE.key])]
    yield from measure_members(known, teams, kept, driver)


def _start(group: str, grain: Grain) -> date:
    return date.fromisoformat(f"{group}-01" if grain == "month" else group)


def _codes_changed() -> object:
    """Measure again: the store is the same, what is said of it is not."""
    return measure_store(again=True)


when_codes_change(_codes_changed)
