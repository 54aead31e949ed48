"""Nobody learns who flagged, and nobody can count it: tried on every page, file and entry a reader has."""

import re
from collections.abc import Callable
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from headwater.apps.people.models import AuditEntry
from headwater.apps.voices.selectors.answers import AnswerSeen
from headwater.apps.voices.selectors.clusters import ClusterSeen
from headwater.apps.voices.selectors.flags import FlagFact, FlagSeen

from ..world import World
from .made_voices import Made, flag, make_voices

READERS = ("amara", "olga", "bela", "emre")
APP = Path(__file__).parents[3] / "src" / "headwater" / "apps" / "voices"


@pytest.fixture
def made(world: World, stored: Path) -> Made:
    made = make_voices(world)
    for day in range(5):
        flag(
            world, "gita", days=day, code="policy", words=f"Return fees number {day} brought them here again"
        )
    return made


def readable(made: Made) -> list[str]:
    clusters = {made.late.cluster_id, made.refused.cluster_id, made.torn.cluster_id}
    return [
        "/voices/said/",
        "/voices/said.csv",
        "/voices/answers/",
        *(f"/voices/said/{pk}/" for pk in clusters),
        f"/voices/flags/{made.torn.pk}/answer/",
        f"/voices/answers/{made.answer.pk}/action/",
        "/",
    ]


def test_no_page_names_somebody_who_did_not_say_so(visit: Callable[[str], Client], made: Made) -> None:
    for reader in READERS:
        browser = visit(reader)
        for path in readable(made):
            page = browser.get(path).content.decode()
            assert "Gita" not in page, (reader, path)
            if f"/said/{made.refused.cluster_id}/" not in path:
                assert "Chidi" not in page, (reader, path)


def test_a_lead_reads_no_words_of_another_teams_flag_in_the_name_of_a_cluster(
    visit: Callable[[str], Client], world: World, data: Path
) -> None:
    said: dict[str, Any] = {"kind": "not_allowed", "code": "refund"}
    hers = flag(world, "gita", days=2, words="Refunds above 50 euros always need a lead's approval", **said)
    his = flag(world, words="I need approval of a lead for each refund", **said)
    assert his.cluster == hers.cluster
    for path in ("/voices/said/", "/voices/said.csv", f"/voices/said/{his.cluster_id}/"):
        page = visit("bela").get(path).content.decode()
        assert "approval" in page, path
        assert "euros" not in page, path
    assert "euros" in visit("amara").get("/voices/said.csv").content.decode()


def test_who_said_that_they_may_be_named_is_named_with_that_flag_alone(
    visit: Callable[[str], Client], made: Made
) -> None:
    page = visit("bela").get(f"/voices/said/{made.refused.cluster_id}/").content.decode()
    assert len(re.findall("Chidi", page)) == 1
    assert "4711-unknown" in page
    assert "T100000001" not in visit("amara").get(f"/voices/said/{made.late.cluster_id}/").content.decode()


def test_no_question_in_the_address_sorts_filters_or_groups_by_person(
    visit: Callable[[str], Client], world: World, made: Made
) -> None:
    for path in ("/voices/said/", "/voices/said.csv", "/voices/answers/"):
        browser = visit("amara")
        plain = without_token(browser.get(path))
        for asked in ("person", "raised_by", "user", "agent", "order", "sort", "group"):
            for value in (str(world.gita.pk), "Gita", "-raised_by"):
                assert without_token(browser.get(path, {asked: value})) == plain, (path, asked, value)


def without_token(answer: Any) -> str:
    assert answer.status_code == 200
    page = answer.content.decode()
    return re.sub(r'(X-CSRFToken": |csrfmiddlewaretoken" value=)"[^"]+"', "", page)


def test_what_readers_get_has_no_field_for_a_person() -> None:
    # a name is in a flag only where its person put it there, which is tried above
    allowed = {FlagSeen: {"name"}, ClusterSeen: set(), AnswerSeen: set(), FlagFact: set()}
    for shape, names in allowed.items():
        of_people = {f.name for f in fields(shape) if re.search("name|user|person|raised|agent|by$", f.name)}
        assert of_people == names, shape


def test_no_line_of_the_room_groups_or_counts_by_person() -> None:
    lines = [
        f"{file.name}:{number}: {line.strip()}"
        for file in APP.rglob("*.py")
        if "migrations" not in file.parts
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"raised_by", line)
        and re.search(r"values|Count|annotate|aggregate|order_by|group|GROUP|sort", line)
    ]
    assert lines == []


def test_the_audit_trail_cannot_be_filtered_to_a_persons_flags(
    visit: Callable[[str], Client], world: World, made: Made
) -> None:
    said = AuditEntry.objects.filter(action__startswith="flag.").exclude(object_kind="answer")
    assert said.count() > 8
    assert not said.exclude(actor=None).exists()
    assert set(said.values_list("object_kind", flat=True)) == {"team"}
    about_gita = AuditEntry.objects.filter(actor=world.gita)
    assert not about_gita.exists()
    page = visit("amara").get(f"/people/audit/?actor={world.chidi.pk}").content.decode()
    assert "0 entries" in page


def test_the_work_that_a_flag_starts_is_nobodys(world: World, made: Made) -> None:
    assert not AuditEntry.objects.filter(action="task.started").exclude(actor=None).exists()


def test_readers_see_the_week_and_never_the_day(visit: Callable[[str], Client], made: Made) -> None:
    at = made.torn.raised_at
    monday = timezone.localdate(at) - timedelta(days=timezone.localdate(at).weekday())
    page = visit("bela").get(f"/voices/said/{made.torn.cluster_id}/").content.decode()
    shown = date_format(monday)
    assert f"week of {shown}" in page
    assert f"since the week of {shown}" in page
    assert not re.search(r"\d{1,2}:\d{2}", page)
    if timezone.localdate(at) != monday:
        assert date_format(timezone.localdate(at)) not in page
    assert "waits, the oldest for less than a week" in page
