"""Staffing in the product: a roster is taken as counts, pages show the week, and what is missing is said."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from headwater.apps.people.models import AuditEntry
from headwater.apps.policy.background import read
from headwater.apps.policy.models import Table
from headwater.apps.policy.reading_staffing import DRAW, draw_staffing
from headwater.apps.policy.sample.roster import load
from headwater.apps.policy.selectors import key_of_now, latest_table, reading_of
from headwater.apps.policy.services.rosters import keep_roster
from headwater.apps.tasks.models import Task

from ..world import World

Visit = Callable[[str], Client]

SHIFTS = (
    "agent,start,end\nJane Doe,2025-06-02 08:00,2025-06-02 16:00\nJo Roe,2025-06-02 12:00,2025-06-02 20:00\n"
    "Jane Doe,2025-06-03 08:00,2025-06-03 16:30\n"
)


LONG = b"start,end\n2020-03-02 08:00,2020-03-02 09:00\n2026-03-02 08:00,2026-03-02 09:00\n"


def quietly(step: str, done: int = 0, total: int | None = None) -> None:
    """Take a report."""


def bring(browser: Client, text: str | bytes, name: str = "shifts.csv", **said: Any) -> Any:
    content = text if isinstance(text, bytes) else text.encode()
    return browser.post(
        "/policy/staffing/roster/",
        {"file": SimpleUploadedFile(name, content), "channel": "phone", "shrinkage": "30", **said},
    )


@pytest.fixture
def sampled(world: World, stored: Path) -> World:
    """Return the world with the sample's contacts and roster, read for the lab."""
    load(quietly, stored / "sample", world.amara)
    read(quietly, asked=key_of_now())
    return world


def test_a_roster_is_shown_before_it_is_kept_and_only_its_counts_are(
    world: World, data: Path, visit: Visit
) -> None:
    browser = visit("olga")
    shown = bring(browser, SHIFTS)
    assert not Table.objects.exists()
    page = shown.content.decode()
    assert "Is this the roster?" in page
    assert "24.5 scheduled hours" in page
    assert "Monday" in page
    assert "Doe" not in page
    kept = browser.post("/policy/staffing/roster/", {"counted": shown.context["keep"].initial["counted"]})
    assert kept.headers["Location"] == "/policy/staffing/"
    table = latest_table(Table.Kind.ROSTER)
    assert table is not None
    assert table.lines[0] == ["2025-06-02T08:00", 1.0]
    assert ["2025-06-02T12:00", 2.0] in table.lines
    assert table.said == {"channel": "phone", "shrinkage": 0.3, "timezone": ""}
    assert (str(table.first_day), str(table.last_day)) == ("2025-06-02", "2025-06-03")
    assert b"Doe" not in bytes(table.content) + json.dumps(table.lines).encode()
    entry = AuditEntry.objects.get(action="policy.table_added")
    assert "shifts" not in str(entry.details)


def test_every_fault_of_a_roster_stands_with_its_line(world: World, data: Path, visit: Visit) -> None:
    wrong = "start,end\n2026-03-02 09:00,2026-03-02 08:00\nnine,2026-03-02 17:00\n"
    page = bring(visit("emre"), wrong)
    assert page.context["form"].errors["file"] == [
        "shifts.csv, line 2: the shift ends at 2026-03-02 08:00, not after its start at 2026-03-02 09:00. "
        "A shift past midnight ends on the next day.",
        "shifts.csv, line 3, column 'start': 'nine' is no date and time. Write 2026-03-02 09:30.",
    ]
    assert not Table.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "r.csv", "r.csv is empty"),
        (b"from,to\n1,2\n", "r.csv", "r.csv has no column 'start'"),
        (b"\xff\xfe", "r.csv", "r.csv is not UTF-8 text"),
        (b"start,end\n", "r.ics", "r.ics is no iCalendar file"),
        (LONG, "r.csv", "spans 2,192 days"),
        (b"x" * 3_000_001, "r.csv", "The file is larger than 3 MB"),
    ],
)
@pytest.mark.usefixtures("data")
def test_what_is_no_roster_is_refused(visit: Visit, content: bytes, name: str, says: str) -> None:
    page = bring(visit("olga"), content, name)
    assert says in page.context["form"].errors["file"][0]


def test_a_shrinkage_that_cannot_be_is_refused(world: World, data: Path, visit: Visit) -> None:
    page = bring(visit("olga"), SHIFTS, shrinkage="130")
    assert page.context["form"].errors["shrinkage"] == ["Ensure this value is less than or equal to 90."]


def test_a_preview_that_was_changed_on_the_way_is_refused(world: World, data: Path, visit: Visit) -> None:
    page = visit("olga").post("/policy/staffing/roster/", {"counted": "made:up:counts"})
    assert "This preview is no longer valid. Bring the file again." in page.content.decode()
    assert not Table.objects.exists()


def test_who_may_not_change_policy_cannot_bring_a_roster(world: World, data: Path, visit: Visit) -> None:
    assert bring(visit("bela"), SHIFTS).status_code == 403


def test_without_contacts_the_page_says_what_to_do_next(world: World, data: Path, visit: Visit) -> None:
    page = visit("amara").get("/policy/staffing/").content.decode()
    assert "No contacts yet" in page
    assert "Import an export" in page
    assert "No contacts yet" in visit("amara").get("/policy/people/").content.decode()


def test_the_sample_has_a_roster_once_and_the_same_each_time(world: World, stored: Path) -> None:
    load(quietly, stored / "sample", world.amara)
    load(quietly, stored / "sample", world.amara)
    first = Table.objects.get(kind=Table.Kind.ROSTER)
    assert first.from_sample
    assert (first.last_day - first.first_day).days + 1 == 28 * 7  # type: ignore[operator]
    first_lines = first.lines
    first.delete()
    load(quietly, stored / "sample", world.amara)
    assert Table.objects.get(kind=Table.Kind.ROSTER).lines == first_lines


def test_a_roster_of_ones_own_is_not_overwritten_by_the_sample(world: World, stored: Path) -> None:
    counted = {"name": "mine", "rows": [["2025-06-02T08:00", 1.0]], "days": ["2025-06-02", "2025-06-02"]}
    keep_roster(
        acting_user=world.olga, counted=counted | {"channel": "phone", "shrinkage": 0, "timezone": ""}
    )
    load(quietly, stored / "sample", world.amara)
    assert Table.objects.get().name == "mine"


def test_the_page_shows_the_week_the_past_and_more_or_fewer_people(sampled: World, visit: Visit) -> None:
    page = visit("bela").get("/policy/staffing/")
    text = page.content.decode()
    for part in ("The coming week", "How it was so far", "How busy people were", "More or fewer people"):
        assert part in text
    assert "80% answered in 20 s is" in text or "80% answered in 20 seconds is assumed" in text
    assert text.count("<svg") == 8
    assert "Email" in text
    assert "its work is done later" in text
    assert "Bring a newer roster" not in text
    assert "Bring a newer roster" in visit("olga").get("/policy/staffing/").content.decode()
    other = visit("bela").get("/policy/staffing/?channel=chat").content.decode()
    assert "Who was there is not known. There is no roster." in other

    text = visit("amara").get("/policy/staffing/?day=3").content.decode()
    assert "Thursdays so far: needed, there and at work" in text
    unknown = visit("amara").get("/policy/staffing/?day=3&channel=nosuch").content.decode()
    assert "Thursdays so far" in unknown
    assert visit("amara").get("/policy/staffing/?day=x").status_code == 200


def test_mistake_two_is_shown_and_tables_leave_as_csv(sampled: World, visit: Visit) -> None:
    found = reading_of("people")
    assert found is not None
    assert found.content["word"] in ("found", "no sign", "cannot tell")
    text = visit("amara").get("/policy/people/").content.decode()
    assert "too few people" in text.lower()
    assert str(found.content["evidence"][0]["words"]).capitalize() in text
    tables = {"coming": "needed_low", "so-far": "occupancy", "more-or-fewer": "level_low"}
    for table, column in tables.items():
        answer = visit("emre").get(f"/policy/staffing/{table}.csv?channel=phone")
        assert answer.headers["Content-Disposition"] == f'attachment; filename="staffing-phone-{table}.csv"'
        assert column in answer.content.decode().splitlines()[0]
    assert visit("emre").get("/policy/staffing/nothing.csv").status_code == 404


def test_pictures_are_drawn_apart_from_the_reading_and_once(sampled: World, visit: Visit) -> None:
    assert Task.objects.filter(kind=DRAW).count() == 1
    drawn = draw_staffing(quietly)["drawn"]
    # of either channel the curve and the days to come, of phone the days gone by and the map
    assert drawn >= 2 + 1 + 6 + 6 + 6
    with patch("headwater.apps.policy.staffing_drawing.cache.set") as kept:
        assert draw_staffing(quietly)["drawn"] == drawn
        assert visit("amara").get("/policy/staffing/?day=2").status_code == 200
    kept.assert_not_called()


def test_declared_targets_are_those_that_count(sampled: World, visit: Visit) -> None:
    from headwater.analysis.policy import Policy as Declared
    from headwater.apps.policy.models import Policy, Revision

    one = Declared("answer", "Board", "service_level", ">=", 0.9, threshold_s=30)
    kept = Policy.objects.create(
        key=one.id, content=one.to_dict(), issuer="Board", level="exec", metric=one.metric
    )
    Revision.objects.create(policy=kept, kind="declared", content=kept.content, made_by=sampled.olga)
    assert "changed since this was read" in visit("amara").get("/policy/staffing/").content.decode()
    read(quietly, asked=key_of_now())
    text = visit("amara").get("/policy/staffing/").content.decode()
    assert "The target: 90% answered in 30 s." in text
    assert "Board wants" in text
