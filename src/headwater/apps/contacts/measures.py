"""What contacts say week by week, for the organisation and for every team that is large enough."""

from collections.abc import Iterator
from math import sqrt

from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.demand.daily_sums import WINDOW_DAYS, Sums, complete_periods
from headwater.analysis.estimates import t_quantile, wilson
from headwater.analysis.measures import Measure
from headwater.apps.contacts.changes import when_store_changes
from headwater.apps.contacts.driver import driver_of
from headwater.apps.contacts.reasons import SMALLEST_TEAM, measure_members, members_of
from headwater.apps.measures.registry import GRAINS, Measured, Published, Teams, publishes
from headwater.apps.measures.services import counted, measure_store

FEWEST_CONTACTS = 10
FEWEST_RATINGS = 20

VOLUME = Published(
    Measure(
        "contacts.volume",
        kind="count",
        better="lower",
        unit="contacts",
        name="Contacts",
        definition="Contacts that customers began, by every channel. Contacts merged into others and "
        "contacts that support began are left out; contacts that a bot handled count.",
        smallest_group=SMALLEST_TEAM,
    )
)
RATE = Published(
    Measure(
        "contacts.rate",
        kind="count",
        better="lower",
        unit="contacts per 100 orders",
        name="Contact rate",
        definition="Contacts over the orders (or whatever else the volumes count) of the same days, per "
        "100 of them. Only periods whose every day has a volume.",
        smallest_group=SMALLEST_TEAM,
    ),
    per=100,
)
RETURNED = Published(
    Measure(
        "contacts.come_back",
        kind="share",
        better="lower",
        unit="of contacts",
        name="Customers who come back",
        definition=f"Share of contacts after which the same customer comes back within {WINDOW_DAYS} days, "
        "for whatever reason and by whatever channel. Only contacts of known customers, and "
        f"only periods that were watched for {WINDOW_DAYS} days after their end.",
        smallest_group=SMALLEST_TEAM,
    )
)
RESOLVED = Published(
    Measure(
        "contacts.first_contact_resolution",
        kind="share",
        better="higher",
        unit="of contacts",
        name="First-contact resolution",
        definition="Share of contacts after which the same customer does not come back for the same "
        f"reason within {WINDOW_DAYS} days. Only contacts of known customers with a reason, and "
        f"only periods that were watched for {WINDOW_DAYS} days after their end.",
        smallest_group=SMALLEST_TEAM,
    )
)
SATISFACTION = Published(
    Measure(
        "contacts.satisfaction",
        kind="bounded",
        better="higher",
        unit="on a scale from 0 to 1",
        name="Satisfaction",
        definition="Mean of customers' ratings, brought to a scale from 0 to 1. Only contacts that were "
        f"rated: those who do not answer may think otherwise. No figure below {FEWEST_RATINGS} "
        "ratings.",
        smallest_group=SMALLEST_TEAM,
    )
)
WORKLOAD = Published(
    Measure(
        "contacts.handle_hours",
        kind="continuous",
        better="lower",
        unit="hours",
        name="Workload",
        definition="Handle time of all contacts that people handled: talk, hold and wrap-up. Contacts "
        "whose handle time is not known add nothing, so compare periods only while the export "
        "records it alike.",
        smallest_group=SMALLEST_TEAM,
    )
)
ABANDONED = Published(
    Measure(
        "contacts.abandoned",
        kind="share",
        better="lower",
        unit="of contacts",
        name="Abandoned",
        definition="Share of contacts that ended because the customer left before anyone answered, of "
        "those that say whether they did.",
        smallest_group=SMALLEST_TEAM,
    )
)


@publishes(RESOLVED, SATISFACTION, WORKLOAD, VOLUME, RATE, RETURNED, ABANDONED)
def measure_contacts(store: ContactStore, teams: Teams) -> Iterator[Measured]:
    """Measure contacts of every scope in complete weeks and months, all of them and reason by reason."""
    known = counted(store)
    facts = known.facts
    driver = driver_of(store)
    for grain in GRAINS:
        complete = complete_periods(facts, grain)
        watched = set(complete_periods(facts, grain, wait_days=WINDOW_DAYS))
        volumes = {} if driver is None else driver.over(grain, complete)
        effects = {start: known.design_effects(grain, start) for start in complete}
        for team, names in teams.items():
            sums = known.by_period(grain, names)
            for start in complete:
                people = known.people(grain, start, names)
                here, volume = sums.get(start, Sums()), volumes.get(start)
                for one in _of_period(here, start in watched, volume, effects[start]):
                    key, value, numerator, denominator, low, high = one
                    yield Measured(key, team, grain, start, value, numerator, denominator, low, high, people)
    yield from measure_members(known, teams, members_of(known, driver), driver)


when_store_changes(measure_store)

_Row = tuple[str, float, float | None, float | None, float | None, float | None]


def _of_period(
    sums: Sums, watched: bool, volume: float | None, design_effects: tuple[float, float]
) -> Iterator[_Row]:
    """Return what can be said of the contacts of one period."""
    yield VOLUME.key, sums.contacts, sums.contacts, None, None, None
    if volume:
        yield RATE.key, sums.contacts / volume, sums.contacts, volume, None, None
    if sums.handled:
        yield WORKLOAD.key, sums.handle_ms / 3_600_000, None, None, None, None
    yield from _share(ABANDONED.key, sums.left, sums.told, 1.0)
    if watched:
        returned, repeated = design_effects
        yield from _share(RETURNED.key, sums.returned, sums.known, returned)
        yield from _share(RESOLVED.key, sums.reasoned - sums.repeated, sums.reasoned, repeated)
    if sums.ratings >= FEWEST_RATINGS:
        mean = sums.rated / sums.ratings
        spread = max(sums.squares - sums.rated * mean, 0.0) / (sums.ratings - 1)
        half = t_quantile(0.975, sums.ratings - 1) * sqrt(spread / sums.ratings)
        low, high = max(mean - half, 0.0) / 1000, min(mean + half, 1000.0) / 1000
        yield SATISFACTION.key, mean / 1000, None, sums.ratings, low, high


def _share(key: str, counted: int, of: int, design_effect: float) -> Iterator[_Row]:
    if of >= FEWEST_CONTACTS:
        found = wilson(counted, of, design_effect=design_effect)
        yield key, counted / of, counted, of, found.low, found.high
