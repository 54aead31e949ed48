"""A day of another definition is carried by the series it touches, shown, audited and withdrawn."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from headwater.analysis.errors import NotAllowedError, UsageError
from headwater.apps.measures.models import DefinitionChange, MeasureOwner
from headwater.apps.measures.registry import Published
from headwater.apps.measures.sections import _SECTIONS, Section, shows_on_measures
from headwater.apps.measures.selectors import series_visible_to
from headwater.apps.measures.services import mark_change, replace_points, set_owner, withdraw_change
from headwater.apps.people.models import AuditEntry, Team, User

from ..world import World
from .things import audit_measure, half_a_year, reasons, weeks

KEY = "contacts.first_contact_resolution"
DAY = date(2025, 4, 9)


@pytest.fixture
def amara(world: World, visit: Callable[[str], Client]) -> Client:
    half_a_year(world)
    return visit("amara")


def changes(world: World, key: str = KEY, team: Team | None = None) -> tuple[date, ...]:
    return series_visible_to(world.amara, key, team=team).changes


def test_a_mark_is_carried_by_its_measure_alone(amara: Client, world: World) -> None:
    mark_change(acting_user=world.emre, measure=KEY, day=DAY, what="Reasons  were\nmerged.")
    assert changes(world) == (DAY,)
    assert changes(world, team=world.phone) == (DAY,)
    assert changes(world, "contacts.satisfaction") == ()
    assert DefinitionChange.objects.get().what == "Reasons were merged."


def test_a_mark_for_all_is_carried_by_what_is_counted_from_contacts_and_not_by_own_series(
    amara: Client, world: World
) -> None:
    (key, _) = reasons(world)
    audit_measure(world)
    mark_change(acting_user=world.emre, measure="", day=DAY, what="New export of the helpdesk")
    assert changes(world, "contacts.satisfaction") == (DAY,)
    assert changes(world, key) == (DAY,)
    assert changes(world, "own.audit_score") == ()


def test_a_mark_in_a_team_is_carried_by_what_counts_its_contacts(amara: Client, world: World) -> None:
    night = Team.objects.create(name="Night", parent=world.phone)
    scopes = [None, world.phone.pk, world.digital.pk, night.pk]
    replace_points(found=[one for scope in scopes for one in weeks(team=scope)], version=3)
    mark_change(acting_user=world.emre, measure=KEY, day=DAY, what="Moved to chat", team=world.phone)
    assert changes(world) == (DAY,)
    assert changes(world, team=world.phone) == (DAY,)
    assert changes(world, team=night) == (DAY,)
    assert changes(world, team=world.digital) == ()


def test_days_outside_the_series_divide_nothing(amara: Client, world: World) -> None:
    for day in (date(2024, 12, 1), date(2025, 1, 6), timezone.localdate()):
        mark_change(acting_user=world.emre, measure=KEY, day=day, what="Something")
    assert changes(world) == ()


def test_a_mark_stands_on_the_chart_in_its_table_and_on_the_page(amara: Client, world: World) -> None:
    mark_change(acting_user=world.emre, measure=KEY, day=DAY, what="Reasons were merged")
    page = amara.get(f"/measures/{KEY}/").content.decode()
    assert (
        "Dashed lines mark days of another definition or recording. 1, from 9 Apr 2025: Reasons were" in page
    )
    assert page.count("Reasons were merged") >= 2
    assert "said by Emre" in page
    assert "9 Apr 2025" in amara.get("/measures/registry/").content.decode()


def test_a_mark_that_was_a_mistake_goes_and_its_record_stays(amara: Client, world: World) -> None:
    made = mark_change(acting_user=world.emre, measure=KEY, day=DAY, what="A mistake")
    answer = amara.post(f"/measures/marks/{made.pk}/withdraw/", {"confirmed": ""})
    assert answer["Location"] == f"/measures/{KEY}/"
    assert changes(world) == ()
    assert amara.get(f"/measures/marks/{made.pk}/withdraw/").status_code == 404
    with pytest.raises(UsageError, match="withdrawn already"):
        withdraw_change(acting_user=world.amara, change=made)
    said = AuditEntry.objects.filter(action__startswith="measure.").order_by("pk")
    assert [entry.action for entry in said] == ["measure.change_marked", "measure.change_withdrawn"]
    assert "A mistake" not in str([entry.details for entry in said]), "the trail holds no words"
    mark_change(acting_user=world.emre, measure=KEY, day=DAY, what="It may be marked anew")


@pytest.mark.parametrize(
    ("day", "what", "says"),
    [
        (DAY, "  ", "Say what changed"),
        (DAY, "x" * 301, "at most 300 characters; these are 301"),
        (date(1999, 12, 31), "x", "1999-12-31 cannot be marked"),
        (
            timezone.localdate() + timedelta(days=2),
            "x",
            "mark a day from 2000-01-01 to today",
        ),
    ],
)
def test_what_cannot_be_marked_says_why(world: World, day: date, what: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        mark_change(acting_user=world.emre, measure=KEY, day=day, what=what)


def test_the_form_says_what_stands_in_the_way(amara: Client, world: World) -> None:
    said = {"day": DAY.isoformat(), "what": "Merged", "team": ""}
    assert amara.post(f"/measures/{KEY}/mark/", said).status_code == 302
    page = amara.post(f"/measures/{KEY}/mark/", said).content.decode()
    assert "2025-04-09 is marked already" in page
    everywhere = amara.post(f"/measures/{KEY}/mark/", {**said, "everything": "on", "team": world.phone.pk})
    assert everywhere.status_code == 302
    assert DefinitionChange.objects.filter(measure="", team=world.phone).exists()


@pytest.mark.parametrize("who", ["olga", "bela", "chidi", "ada"])
def test_who_may_not_say_it_does_not(world: World, who: str) -> None:
    with pytest.raises(NotAllowedError):
        mark_change(acting_user=world.person(who), measure=KEY, day=DAY, what="x")
    with pytest.raises(NotAllowedError):
        set_owner(acting_user=world.person(who), measure=KEY, person=world.amara)


def test_an_owner_is_named_kept_and_shown(amara: Client, world: World) -> None:
    said = {"person": world.bela.pk, "unit": "Quality team"}
    assert amara.post(f"/measures/{KEY}/owner/", said).status_code == 302
    assert "Bela, Quality team" in amara.get(f"/measures/{KEY}/").content.decode()
    assert "Bela, Quality team" in amara.get("/measures/registry/").content.decode()
    amara.post(f"/measures/{KEY}/owner/", {"person": "", "unit": ""})
    assert "nobody named yet" in amara.get(f"/measures/{KEY}/").content.decode()
    assert MeasureOwner.objects.count() == 1
    assert AuditEntry.objects.filter(action="measure.owner_set").count() == 2


def test_somebody_without_an_account_answers_for_nothing(world: World) -> None:
    gone = world.person("gita")
    gone.is_active = False
    gone.save()
    with pytest.raises(UsageError, match="no account any more"):
        set_owner(acting_user=world.amara, measure=KEY, person=gone)


def test_a_room_above_adds_its_part_to_the_page(
    amara: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def judged(user: User, published: Published, team: Team | None) -> dict[str, object] | None:
        return {"title": published.key} if team is None else None

    monkeypatch.setattr("headwater.apps.measures.sections._SECTIONS", list(_SECTIONS))
    shows_on_measures(Section("measures/scope.html", judged))
    with_part = amara.get(f"/measures/{KEY}/")
    assert [shown.content for shown in with_part.context["sections"]] == [{"title": KEY}]
    assert amara.get(f"/measures/{KEY}/?team={world.phone.pk}").context["sections"] == []
