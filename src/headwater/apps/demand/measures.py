"""Failure demand over time, as far as the coded contacts of each period carry it."""

from collections.abc import Iterator
from datetime import date, timedelta

from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.demand.prevalence.prevalence import PrevalenceSettings, prevalence
from headwater.analysis.demand.prevalence.targets import FAILURE
from headwater.analysis.errors import BadDataError
from headwater.analysis.measures import Grain, Measure
from headwater.analysis.measures.grains import shifted
from headwater.apps.coding.changes import when_codes_change
from headwater.apps.demand import codes
from headwater.apps.measures.registry import GRAINS, Measured, Published, Teams, publishes
from headwater.apps.measures.services import measure_store
from headwater.apps.people.permissions import Action

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
    without="too few contacts of any period are coded to say it period by period; the diagnosis says it "
    "for all of them together once contacts are coded",
)


@publishes(FAILURE_TIME)
def measure_failure(store: ContactStore, teams: Teams) -> Iterator[Measured]:
    """Estimate the share of time that is failure demand, for the organisation, from people's codes alone."""
    counted = codes.counting()
    if counted is None:
        return
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


def _start(group: str, grain: Grain) -> date:
    return date.fromisoformat(f"{group}-01" if grain == "month" else group)


def _codes_changed() -> object:
    """Measure again: the store is the same, what is said of it is not."""
    return measure_store(again=True)


when_codes_change(_codes_changed)
