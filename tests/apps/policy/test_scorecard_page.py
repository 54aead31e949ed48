"""The redesigned scorecard through its page: what is stopped and why, exported, adopted from a day."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.test import Client
from django.urls import reverse

from headwater.analysis.policy import parse_policies, sample
from headwater.apps.people.selectors import today
from headwater.apps.policy.models import Policy
from headwater.apps.policy.selectors.basis import our_policies
from headwater.apps.policy.services import declare_facts, import_policies

from ..world import World
from .planted import declare, read_now

Visit = Callable[[str], Client]


def text(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


def telecom(world: World) -> None:
    """Declare the telecom's policies and facts as our own."""
    from headwater.analysis.policy.writing import policies_text

    policies, facts = sample("telecom")
    declare_facts(acting_user=world.olga, content=facts.to_dict())
    import_policies(acting_user=world.olga, text=policies_text(policies), name="telecom.yaml")
    read_now()


def test_with_nothing_declared_the_page_says_so(world: World, visit: Visit, data: Path) -> None:
    assert "Nothing is declared yet" in text(visit("amara").get(reverse("policy:scorecard")))


def test_the_telecom_shows_what_to_stop_why_and_what_it_takes(world: World, visit: Visit, data: Path) -> None:
    page = text(visit("bela").get(reverse("policy:scorecard"), {"in": "telecom"}))
    assert (
        "Stop 7 targets of today, and hold teams to first-contact resolution of at least 73% instead." in page
    )
    assert "Counts volume: it is met by ending contacts, resolved or not." in page
    assert "Bonus hangs on it." in page
    assert "It needs staff: 4.47 agents&#x27; worth of work more." in page
    assert "Nobody said how sure the facts are" in page
    assert "Yes: with today's facts there is a way of working that meets every policy" in page
    assert reverse("policy:adopt_scorecard") not in page
    assert "from=redesign" not in page


def test_facts_that_do_not_tell_are_asked_for(world: World, visit: Visit, data: Path) -> None:
    page = text(visit("amara").get(reverse("policy:scorecard"), {"in": "worked"}))
    assert "A new scorecard cannot be told yet" in page
    assert "say what to aim at" in page


def test_it_is_adopted_from_a_day_with_history(world: World, visit: Visit, data: Path) -> None:
    telecom(world)
    browser = visit("olga")
    page = text(browser.get(reverse("policy:scorecard")))
    assert "from=redesign%3A" in page
    start = today() + timedelta(days=20)
    file = browser.get(reverse("policy:scorecard_policies"), {"start": start.isoformat()})
    made = parse_policies(file.content.decode())
    new = {"team-fcr", "team-reviews", "team-follow-ups", "team-repeats"}
    assert new <= {one.id for one in made.in_force(start)}
    adopt = reverse("policy:adopt_scorecard")
    assert "within the next two years" in text(browser.post(adopt, {"start": "2999-01-01"}))
    assert browser.post(adopt, {"start": start.isoformat()}).status_code == 302
    ours = our_policies()
    assert {one.id for one in ours.in_force(start)} == {one.id for one in made.in_force(start)}
    assert "four-minutes" in {one.id for one in ours.in_force(start - timedelta(days=1))}
    ended = Policy.objects.get(key="four-minutes")
    assert ended.effective_to == start - timedelta(days=1)
    assert [one.kind for one in ended.revisions.all()][-1] == "ended"
    page = text(browser.post(adopt, {"start": start.isoformat()}))
    assert f"A new scorecard was adopted already, from {start}" in page
    assert Policy.objects.filter(metric="fcr_frac").count() == 1
    assert adopt not in page


def test_a_policy_that_changed_meanwhile_is_not_ended_by_an_old_page(
    world: World, visit: Visit, data: Path
) -> None:
    declare(world.olga, "aht", metric="aht_s", operator="<=", value=240, consequence="bonus")
    declare_facts(acting_user=world.olga, content=sample("telecom")[1].to_dict())
    start = (today() + timedelta(days=5)).isoformat()
    assert visit("amara").post(reverse("policy:adopt_scorecard"), {"start": start}).status_code == 302
    assert Policy.objects.get(key="team-fcr").content["replaces"] == "aht"


def test_a_team_lead_reads_and_does_not_adopt(world: World, visit: Visit, data: Path) -> None:
    telecom(world)
    page = text(visit("bela").get(reverse("policy:scorecard")))
    assert "Download as policies" in page
    assert reverse("policy:adopt_scorecard") not in page
