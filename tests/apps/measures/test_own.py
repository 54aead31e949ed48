"""Series of one's own: brought as files, shown and judged like others, brought anew only after a look."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import Client

from headwater.analysis.errors import BadDataError, NotAllowedError, UsageError
from headwater.apps.measures.background import measure
from headwater.apps.measures.models import OwnMeasure, OwnPoint, OwnUpload
from headwater.apps.measures.own_files import MOST_BYTES, rows_of
from headwater.apps.measures.selectors import measures_visible_to, series_visible_to, sum_of
from headwater.apps.measures.selectors.known import own_published
from headwater.apps.measures.services import (
    About,
    bring_file,
    change_own,
    create_own,
    drop_file,
    replace_points,
    take_file,
)
from headwater.apps.people.models import AuditEntry
from headwater.apps.people.permissions import Action

from ..world import World
from .things import audit_measure, audit_scores

SALES = About("sales", "Sales", "orders", "count", "higher", "Orders of the shop.")


def silent(*said: Any) -> None:
    """Report to nobody."""


def weekly(*values: object, head: str = "date,value", more: str = "") -> bytes:
    """Return a file with a row a week."""
    days = (date(2025, 1, 6) + timedelta(weeks=n) for n in range(len(values)))
    rows = [f"{day},{value}{more}" for day, value in zip(days, values, strict=True)]
    return "\n".join([head, *rows]).encode()


def made(world: World, about: About = SALES, content: bytes = b"", name: str = "sales.csv") -> OwnMeasure:
    content = content or weekly(*(100 + n % 5 for n in range(20)))
    return create_own(acting_user=world.emre, about=about, content=content, file_name=name)


def test_a_series_is_there_for_whoever_may_see_it(world: World) -> None:
    made(world)
    series = series_visible_to(world.bela, "own.sales")
    assert series.values[:6] == (100, 101, 102, 103, 104, 100)
    assert (series.grain, series.days[0], series.measure.better) == ("week", date(2025, 1, 6), "higher")
    assert "own.sales" in [one.key for one in measures_visible_to(world.bela)]
    assert series_visible_to(world.amara, "own.sales", team=None).group == ""
    with pytest.raises(Http404):
        series_visible_to(world.amara, "own.sales", team=world.phone)


def test_one_for_few_is_seen_by_few(world: World, visit: Callable[[str], Client]) -> None:
    about = About(**{**SALES.__dict__, "slug": "attrition", "visible_by": Action.CHANGE_MEASURES})
    made(world, about)
    with pytest.raises(NotAllowedError):
        series_visible_to(world.bela, "own.attrition")
    assert visit("bela").get("/measures/own.attrition/").status_code == 403
    assert "Sales" not in visit("bela").get("/measures/own/").content.decode()
    assert "Sales" not in visit("bela").get("/measures/registry/").content.decode()
    assert visit("emre").get("/measures/own.attrition/").status_code == 200


def test_groups_are_teams(world: World) -> None:
    rows = weekly(*range(50, 70), head="date,value,group", more=",phone ")
    everyone = weekly(*range(150, 170), head="date,value,group", more=",").split(b"\n", 1)[1]
    made(world, content=rows + b"\n" + everyone)
    assert series_visible_to(world.amara, "own.sales", team=world.phone).values[0] == 50
    assert series_visible_to(world.amara, "own.sales").values[0] == 150


def test_shares_and_rates_keep_what_they_are_of(world: World) -> None:
    content = weekly(*(f"{30 + n % 4},{100 + n}" for n in range(20)), head="date,value,denominator")
    made(world, About(**{**SALES.__dict__, "kind": "share"}), content)
    series = series_visible_to(world.amara, "own.sales")
    assert series.denominators is not None
    assert (series.values[1], series.denominators[1]) == (31, 101)
    plain = weekly(*(0.5 + n % 4 / 10 for n in range(20)))
    made(world, About(**{**SALES.__dict__, "slug": "plain", "kind": "share"}), plain)
    assert series_visible_to(world.amara, "own.plain").rates[:2] == (0.5, 0.6)


def test_months_are_months_and_a_week_nobody_measured_is_a_gap(world: World) -> None:
    months = [f"{2024 + n // 12}-{n % 12 + 1:02d},{n % 5}" for n in range(14)]
    made(world, content="\n".join(["date,value", *months]).encode())
    assert series_visible_to(world.amara, "own.sales", grain="month").days[-1] == date(2025, 2, 1)
    gap = weekly(*("" if n == 7 else 10 + n % 3 for n in range(20)))
    made(world, About(**{**SALES.__dict__, "slug": "gap"}), gap)
    assert series_visible_to(world.amara, "own.gap").missing == (date(2025, 2, 24),)


def test_a_recount_of_contacts_leaves_it_alone(world: World, stored: Any) -> None:
    made(world)
    measure(silent)
    replace_points(found=[], version=1)
    assert len(series_visible_to(world.amara, "own.sales")) == 20


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (
            weekly(*range(20)).replace(b"2025-02-03,4", b"2025-02-03,four"),
            "s.csv",
            r"s.csv, line 6: 'four' in col",
        ),
        (weekly(*range(20)).replace(b"2025-02-03", b"3 Feb"), "s.csv", "line 6: '3 Feb' is not a date"),
        (weekly(*range(20)).replace(b"2025-02-03,4\n", b""), "s.csv", "the week of 2025-02-03 is missing"),
        (weekly(*range(20)).replace(b"2025-02-03", b"2025-01-27"), "s.csv", "has 2025-01-27 twice: line 5"),
        (weekly(*range(5)), "s.csv", "s.csv has 5 periods. A series needs at least 12"),
        (weekly(*[7] * 20), "s.csv", "is constant"),
        (weekly(-3, *range(20)), "s.csv", "the count is negative"),
        (b"day,value\n2025-01-06,1", "s.csv", "no column 'date'"),
        (b"", "s.csv", "s.csv is empty"),
        (b"date,value\n\xff\xfe", "s.csv", "is not UTF-8 text"),
        (weekly(*range(20)), "s.xlsx", "s.xlsx is no CSV file"),
        (b"x" * (MOST_BYTES + 1), "s.csv", "s.csv is larger than 1 MB"),
        (b"date,value" + b"\n2025-01-06,1" * 5_001, "s.csv", "more than 5,000 lines"),
        (
            weekly(*range(20), head="date,value,group", more=",Fone"),
            "s.csv",
            "no team is called 'Fone'.*Phone",
        ),
        (
            b"date,value\n" + b"\n".join(f"2025-01-{n:02d},{n}".encode() for n in range(1, 20)),
            "s.csv",
            "is daily",
        ),
    ],
)
def test_a_file_that_is_no_series_says_where_and_what_to_do(
    world: World, content: bytes, name: str, says: str
) -> None:
    with pytest.raises((BadDataError, UsageError), match=says):
        made(world, content=content or b"\n", name=name)
    assert not OwnMeasure.objects.exists()
    assert not OwnPoint.objects.exists()


def test_two_groups_that_mean_one_team_are_refused(world: World) -> None:
    one = weekly(*range(20), head="date,value,group", more=",Phone")
    two = weekly(*range(20), head="date,value,group", more=",PHONE").split(b"\n", 1)[1]
    with pytest.raises(BadDataError, match="two groups mean the same team"):
        made(world, content=one + b"\n" + two)


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"slug": "Audit Score"}, "'Audit Score' is no key"),
        ({"slug": "x"}, "is no key"),
        ({"name": " "}, "Give the series a name"),
        ({"unit": " "}, "Give the series a unit"),
        ({"definition": ""}, "Give the series a definition"),
        ({"kind": "bounded", "bottom": 5.0, "top": 5.0}, "The scale ends at 5, not above its start 5"),
        ({"visible_by": Action.READ_AUDIT}, "Choose who may see it"),
    ],
)
def test_what_is_not_said_is_asked_for(world: World, said: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        made(world, About(**{**SALES.__dict__, **said}))


def test_a_key_is_given_once(world: World) -> None:
    made(world)
    with pytest.raises(UsageError, match="There is a series own"):
        made(world)


def test_a_newer_file_shows_what_it_changes_before_it_does(
    world: World, visit: Callable[[str], Client]
) -> None:
    own = audit_measure(world)
    before = series_visible_to(world.amara, "own.audit_score").values
    newer = audit_scores(28).replace(b"2025-01-13,72", b"2025-01-13,99").replace(b"2025-01-06,70\n", b"")
    amara = visit("amara")
    answer = amara.post(f"/measures/{own}/file/", {"file": SimpleUploadedFile("newer.csv", newer)})
    waits = OwnUpload.objects.get(state="waits")
    assert answer["Location"] == f"/measures/own/files/{waits.pk}/"
    page = amara.get(answer["Location"]).content.decode()
    assert "2 periods new, 1 changed, 1 gone, 24 as before" in page
    assert "Figures of the past become others" in page
    assert series_visible_to(world.amara, "own.audit_score").values == before
    assert amara.post(answer["Location"], {"decision": "take"}).status_code == 302
    after = series_visible_to(world.amara, "own.audit_score")
    assert (after.days[0], after.values[0], len(after)) == (date(2025, 1, 13), 99, 27)
    said = AuditEntry.objects.filter(action="own_measure.file_taken").first()
    assert said is not None
    assert (said.details["added"], said.details["changed"], said.details["removed"]) == (2, 1, 1)
    assert amara.post(answer["Location"], {"decision": "drop"}).status_code == 200, "it is decided"
    assert "This file was taken" in amara.get(answer["Location"]).content.decode()


def test_a_file_is_dropped_or_gives_way_to_a_newer_one(world: World) -> None:
    own = audit_measure(world)
    first = bring_file(acting_user=world.emre, own=own, content=audit_scores(27), file_name="a.csv")
    second = bring_file(acting_user=world.emre, own=own, content=audit_scores(28), file_name="a.csv")
    with pytest.raises(UsageError, match="a newer one came in its place"):
        take_file(acting_user=world.emre, upload=first)
    drop_file(acting_user=world.emre, upload=second)
    assert len(series_visible_to(world.emre, "own.audit_score")) == 26
    with pytest.raises(UsageError, match="nothing to change"):
        bring_file(acting_user=world.emre, own=own, content=audit_scores(), file_name="a.csv")


def test_what_it_is_may_be_said_anew_but_not_what_its_points_rest_on(world: World) -> None:
    own = made(world)
    change_own(acting_user=world.amara, own=own, about=About(**{**SALES.__dict__, "name": "Shop orders"}))
    assert series_visible_to(world.amara, "own.sales").measure.name == "Shop orders"
    with pytest.raises(UsageError, match="Key, kind and scale stay"):
        change_own(acting_user=world.amara, own=own, about=About(**{**SALES.__dict__, "kind": "share"}))


def test_a_page_says_what_is_wrong_with_the_file(world: World, visit: Callable[[str], Client]) -> None:
    said = {
        "name": "Sales", "slug": "sales", "unit": "orders", "kind": "count", "better": "higher",
        "definition": "Orders", "visible_by": "measures.read", "bottom": "", "top": "",
    }  # fmt: skip
    emre = visit("emre")
    bad = SimpleUploadedFile("sales.csv", weekly(*range(20)).replace(b"2025-02-03,4", b"2025-02-03,four"))
    page = emre.post("/measures/own/new/", {**said, "file": bad}).content.decode()
    assert "sales.csv, line 6: &#x27;four&#x27; in column &#x27;value&#x27; is not a number" in page
    good = SimpleUploadedFile("sales.csv", weekly(*range(20)))
    answer = emre.post("/measures/own/new/", {**said, "file": good})
    assert answer["Location"] == "/measures/own.sales/"
    shown = emre.get(answer["Location"]).content.decode()
    assert "Bring a newer file" in shown
    assert "20 weeks, no gaps" in shown


def test_who_may_not_bring_series_does_not(world: World) -> None:
    with pytest.raises(NotAllowedError):
        create_own(acting_user=world.olga, about=SALES, content=weekly(*range(20)), file_name="s.csv")
    own = made(world)
    with pytest.raises(NotAllowedError):
        bring_file(acting_user=world.olga, own=own, content=audit_scores(), file_name="s.csv")


def test_the_name_of_a_file_leads_nowhere(world: World) -> None:
    measure_ = own_published(
        OwnMeasure(slug="x", kind="count", better="lower", visible_by="measures.read")
    ).measure
    found = rows_of(weekly(*range(20)), "../../../tmp/evil.csv", measure_)
    assert len(found) == 20


def test_own_counts_are_not_added_to_contacts(world: World) -> None:
    made(world)
    assert sum_of(world.amara, ["own.sales"]).values[0] == 100
