"""Only months that changed are counted, and the points are those a count of everything gives."""

import csv
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from headwater.analysis.contacts.importing import ImportSettings, import_files
from headwater.analysis.contacts.mapping import load_mapping
from headwater.analysis.contacts.pseudonyms import PseudonymKey
from headwater.analysis.contacts.purge import purge_text
from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.contacts.undo import undo_import
from headwater.analysis.demand import monthly_counts
from headwater.analysis.demand.daily_sums import complete_periods, daily_sums
from headwater.analysis.errors import UsageError
from headwater.apps.measures.background import measure
from headwater.apps.measures.models import CountedMonth, LastMeasured, MeasuredPoint
from headwater.apps.measures.selectors import series_visible_to
from headwater.apps.measures.services import counted, counting, measure_store
from headwater.apps.people.models import Team
from headwater.apps.people.services import change_team, create_team
from headwater.apps.tasks.models import Task

from ..world import World

FIRST = date(2025, 1, 6)
NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
TEAMS = ("Phone", "Digital", "night shift", "")
REASONS = ("Where is it", "where is it", "Refund", "Broken", "")


def silent(*said: Any) -> None:
    """Report to nobody."""


class Helpdesk:
    """An export that grows, and is corrected, at random."""

    def __init__(self, data: Path, seed: int) -> None:
        self.store = data / "store"
        self._file = data / "export.csv"
        self._key = PseudonymKey.load_or_create(data / "keys" / "pseudonym.key")
        self._random = random.Random(seed)
        self.rows: dict[str, dict[str, Any]] = {}
        self.until = FIRST

    def contact(self, day: date) -> dict[str, Any]:
        """Return a contact of a day."""
        pick = self._random
        team = pick.choice(TEAMS)
        return {
            "contact_id": f"c{len(self.rows) + 1}",
            "opened_at": f"{day}T{pick.randrange(24):02d}:{pick.randrange(60):02d}:00+00:00",
            "customer_id": f"customer {pick.randrange(60)}" if pick.random() < 0.9 else "",
            "channel": pick.choice(["phone", "email"]),
            "direction": pick.choice(["inbound"] * 9 + ["outbound"]),
            "handled_by": pick.choice(["agent"] * 9 + ["bot"]),
            "agent_id": f"{team} {pick.randrange(7)}",
            "team": team,
            "reason_source": pick.choice(REASONS),
            "handle_seconds": pick.randrange(30, 900),
            "abandoned": pick.choice(["true", "false", "false", ""]),
            "satisfaction": pick.choice(["", 0.25, 0.5, 1.0]),
            "body": "words",
        }

    def days(self, n: int, a_day: int = 12) -> None:
        """Import some more days."""
        new = [self.contact(self.until + timedelta(days=d)) for d in range(n) for _ in range(a_day)]
        self.until += timedelta(days=n)
        self.bring(self._numbered(new))

    def late(self) -> None:
        """Import repeats that come late: of the first and last days of months, within seven days."""
        days = [date(2025, 2, 1), date(2025, 1, 31), date(2025, 3, 2), date(2025, 2, 24)]
        self.bring(self._numbered([self.contact(self._random.choice(days)) for _ in range(6)]))

    def corrected(self) -> None:
        """Import later versions of some contacts: another team, another day, merged away."""
        some = [dict(self.rows[i]) for i in self._random.sample(sorted(self.rows), 8)]
        for row in some:
            row["team"] = self._random.choice(TEAMS)
            row["reason_source"] = self._random.choice(REASONS)
            row["merged_into"] = self._random.choice(["", "c1"])
        self.bring(some)

    def bring(self, rows: list[dict[str, Any]]) -> None:
        """Import rows."""
        self.rows |= {row["contact_id"]: row for row in rows}
        with self._file.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, sorted({name for row in rows for name in row}), restval="")
            table.writeheader()
            table.writerows(rows)
        asked = ImportSettings(mapping=load_mapping("generic"), source="desk", timezone="Europe/Berlin")
        import_files([self._file], self.store, asked, self._key, now=NOW)

    def _numbered(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        first = len(self.rows) + 1
        return [row | {"contact_id": f"c{first + n}"} for n, row in enumerate(rows)]


def points() -> list[tuple[Any, ...]]:
    names = ("measure", "team", "grain", "starts_on", "value", "numerator", "denominator", "low", "high")
    return sorted(MeasuredPoint.objects.values_list(*names), key=repr)


def from_scratch() -> list[tuple[Any, ...]]:
    """Count everything anew, and leave no trace of it."""
    counting._newest.clear()
    with transaction.atomic():
        for model in (CountedMonth, MeasuredPoint, LastMeasured):
            model.objects.all().delete()
        measure(silent)
        found = points()
        transaction.set_rollback(True)
    counting._newest.clear()
    return found


def by_the_whole_store(store: ContactStore) -> Any:
    """Count the organisation's and a team's weeks in one reading of all contacts and their chains."""
    daily = daily_sums(store.contacts(), store.chains())
    return [daily.by_period(grain, team) for grain in ("week", "month") for team in (None, {"phone"})]


STEPS: dict[str, Callable[[Helpdesk, World], object]] = {
    "a week": lambda desk, world: desk.days(7),
    "two days": lambda desk, world: desk.days(2),
    "late repeats": lambda desk, world: desk.late(),
    "corrections": lambda desk, world: desk.corrected(),
    "taken back": lambda desk, world: undo_import(desk.store, now=NOW),
    "words removed": lambda desk, world: purge_text(desk.store, date(2025, 2, 1), now=NOW),
    "a team renamed": lambda desk, world: change_team(
        acting_user=world.ada, team=world.digital, name="Night  SHIFT", parent=world.organisation
    ),
    "a team moved": lambda desk, world: change_team(
        acting_user=world.ada, team=world.digital, name="Digital", parent=world.phone
    ),
    "a team added": lambda desk, world: (
        Team.objects.filter(name="night shift").exists()
        or create_team(acting_user=world.ada, name="night shift", parent=world.organisation)
    ),
}


ORDER = random.Random(3).sample(sorted(STEPS), len(STEPS))


@pytest.mark.parametrize(("seed", "steps"), [(1, ORDER[:5]), (2, ORDER[5:])])
def test_whatever_happens_the_points_are_those_of_a_count_of_everything(
    seed: int, steps: list[str], world: World, data: Path
) -> None:
    desk = Helpdesk(data, seed)
    desk.days(60)
    desk.days(8)
    measure(silent)
    for at, step in enumerate(steps):
        with suppress(UsageError):  # an import cannot be taken back over a purge
            STEPS[step](desk, world)
        measure(silent)
        now = points()
        assert len(now) > 200, steps[: at + 1]
        assert now == from_scratch(), steps[: at + 1]
    known = counted(ContactStore(desk.store))
    mine = [known.by_period(g, t) for g in ("week", "month") for t in (None, {"phone"})]
    assert mine == by_the_whole_store(ContactStore(desk.store))
    assert {point[1] for point in points()} >= {None, world.phone.pk}


@pytest.fixture
def months_counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the months that are counted from now on."""
    found: list[str] = []
    count = monthly_counts.count_months

    def watched(contacts: Any, months: Any) -> Any:
        found.extend(months)
        return count(contacts, months)

    monkeypatch.setattr(counting, "count_months", watched)
    return found


def test_a_week_more_counts_its_month_and_the_one_before(
    world: World, data: Path, months_counted: list[str]
) -> None:
    desk = Helpdesk(data, 5)
    desk.days(116)  # until 1 May
    measure(silent)
    assert sorted(months_counted) == ["2024-12", "2025-01", "2025-02", "2025-03", "2025-04", "2025-05"]
    before = dict(MeasuredPoint.objects.values_list("pk", "starts_on"))
    months_counted.clear()
    desk.days(7)
    measure(silent)
    assert sorted(months_counted) == ["2025-04", "2025-05"]
    kept = set(MeasuredPoint.objects.filter(pk__in=before).values_list("starts_on", flat=True))
    assert {day for day in before.values() if day < date(2025, 3, 31)} <= kept
    months_counted.clear()
    purge_text(desk.store, date(2025, 3, 1), now=NOW)
    measure(silent)
    assert months_counted == [], "words are not counted"


def test_a_repeat_that_comes_late_changes_the_week_it_belongs_to(
    world: World, data: Path, months_counted: list[str]
) -> None:
    desk = Helpdesk(data, 6)
    desk.days(68)
    asked = {**desk.contact(date(2025, 1, 31)), "customer_id": "somebody else", "direction": "inbound"}
    desk.bring([{**asked, "contact_id": "early"}])
    measure(silent)
    monday = date(2025, 1, 27)
    before = MeasuredPoint.objects.get(
        measure="contacts.come_back", team=None, grain="week", starts_on=monday
    )
    months_counted.clear()
    again = {**asked, "contact_id": "late", "opened_at": "2025-02-05T10:00:00+00:00"}
    desk.bring([again])
    measure(silent)
    assert sorted(months_counted) == ["2025-01", "2025-02"]
    after = MeasuredPoint.objects.get(measure="contacts.come_back", team=None, grain="week", starts_on=monday)
    assert before.numerator is not None
    assert (after.numerator, after.denominator) == (before.numerator + 1, before.denominator)


def test_a_renamed_team_is_measured_without_counting_a_contact(
    world: World,
    data: Path,
    months_counted: list[str],
    django_capture_on_commit_callbacks: Any,
) -> None:
    desk = Helpdesk(data, 7)
    desk.days(68)
    measure(silent)
    assert measure_store() is None
    months_counted.clear()
    with django_capture_on_commit_callbacks(execute=True):
        change_team(acting_user=world.ada, team=world.digital, name="Night shift", parent=world.organisation)
    assert Task.objects.filter(kind="measures.measure").count() == 1
    digital = series_visible_to(world.amara, "contacts.volume", team=world.digital).values
    measure(silent)
    assert months_counted == []
    team = Team.objects.get(pk=world.digital.pk)
    night = series_visible_to(world.amara, "contacts.volume", team=team).values
    assert night != digital
    weeks = complete_periods(counted(ContactStore(desk.store)).facts, "week")
    by_hand = daily_sums(ContactStore(desk.store).contacts(), ContactStore(desk.store).chains())
    sums = by_hand.by_period("week", {"night shift"})
    assert list(night) == [sums[week].contacts for week in weeks]
    assert measure_store() is None


def test_a_team_that_came_without_a_word_is_seen_at_the_next_look(world: World, stored: Path) -> None:
    measure(silent)
    assert measure_store() is None
    Team.objects.create(name="Night", parent=world.organisation)
    assert measure_store() is not None


def test_a_row_that_is_the_same_is_not_written_anew(world: World, stored: Path) -> None:
    measure(silent)
    before = {*MeasuredPoint.objects.values_list("pk", "store_version")}
    counting._newest.clear()
    LastMeasured.objects.all().delete()  # every period is compared
    CountedMonth.objects.all().delete()
    measure(silent)
    assert {*MeasuredPoint.objects.values_list("pk", "store_version")} == before


def test_points_that_somebody_removed_come_back(world: World, stored: Path) -> None:
    measure(silent)
    before = points()
    MeasuredPoint.objects.filter(grain="week").delete()
    measure(silent)
    assert points() == before
