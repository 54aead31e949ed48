"""What somebody with a link can reach: the one action, and nothing by any trick we could think of."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from headwater.analysis.errors import UsageError
from headwater.apps.actions import services
from headwater.apps.actions.models import Action, OwnerLink
from headwater.apps.actions.selectors import link_behind, token_of
from headwater.apps.people.models import AuditEntry

from ..world import World
from .making import an_action, outside

pytestmark = pytest.mark.django_db


def page(token: str) -> str:
    return reverse("actions:by_link", args=[token])


def opens(token: str) -> bool:
    cache.clear()  # the limit on attempts is not what is tried here
    answer = Client().get(page(token))
    assert answer.status_code in (200, 404)
    assert (answer.status_code == 404) == (b"This link does not work" in answer.content)
    return answer.status_code == 200


@pytest.fixture
def action(world: World) -> Action:
    return an_action(
        world.amara, why="Scan each parcel when the depot hands it over.", reason="Parcel is late"
    )


@pytest.fixture
def link(world: World, action: Action) -> OwnerLink:
    return outside(world.amara, action)


def test_the_link_shows_what_and_why_and_nothing_else(world: World, action: Action, link: OwnerLink) -> None:
    services.add_comment(acting_user=world.bela, action=action, text="He is hard to reach")
    services.add_comment(acting_user=world.bela, action=action, text="Call me any time", shown_outside=True)
    services.change_status(
        acting_user=world.amara, action=action, status=Action.Status.RUNNING, why="The director insists"
    )
    answer = Client().get(page(token_of(link)))
    said = answer.content.decode()
    for shown in (
        "Scan at hand-over",
        "Scan each parcel",
        "Parcel is late",
        "Call me any time",
        "in progress",
    ):
        assert shown in said
    for hidden in ("hard to reach", "director insists", "@", "<nav", "Sign in", "Amara</a>"):
        assert hidden not in said
    inside = {
        address for address in re.findall(r'(?:href|action)="([^"]+)"', said) if "static" not in address
    }
    assert inside == {
        reverse("actions:status_by_link", args=[token_of(link)]),
        reverse("actions:comment_by_link", args=[token_of(link)]),
    }
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_the_page_is_the_same_for_somebody_who_is_signed_in(
    link: OwnerLink, visit: Callable[[str], Client]
) -> None:
    said = visit("ada").get(page(token_of(link))).content.decode()
    assert "Sign out" not in said
    assert "<nav" not in said


def test_an_answer_and_a_comment_arrive_and_are_audited_without_a_name(
    world: World, action: Action, link: OwnerLink
) -> None:
    browser, token = Client(), token_of(link)
    browser.get(page(token))
    answer = browser.post(reverse("actions:status_by_link", args=[token]), {"status": "running"}, follow=True)
    assert "Your answer is saved" in answer.content.decode()
    browser.post(reverse("actions:comment_by_link", args=[token]), {"text": "From Monday on"})
    action.refresh_from_db()
    assert action.status == "running"
    assert action.comments.get().text == "From Monday on"
    uses = AuditEntry.objects.filter(action="action.link_used").order_by("pk")
    assert [(use.actor, use.details["link"], use.details["what"]) for use in uses] == [
        (None, link.pk, what) for what in ("open", "status", "open", "comment")
    ]
    moved = AuditEntry.objects.get(action="action.status_changed")
    assert (moved.actor, moved.details["link"]) == (None, link.pk)
    assert "Lena" not in str(list(AuditEntry.objects.values_list("details", flat=True)))
    assert "logistics" not in str(list(AuditEntry.objects.values_list("details", flat=True)))


def test_that_it_cannot_be_done_needs_a_reason(action: Action, link: OwnerLink) -> None:
    address = reverse("actions:status_by_link", args=[token_of(link)])
    answer = Client().post(address, {"status": "refused"})
    assert "Say why: the others have to decide" in answer.content.decode()
    Client().post(address, {"status": "refused", "why": "The scanners belong to the carrier."})
    action.refresh_from_db()
    assert action.status == "refused"


@pytest.mark.parametrize("status", ["stopped", "proposed", "nonsense", ""])
def test_an_owner_outside_gives_only_the_answers_that_are_offered(
    action: Action, link: OwnerLink, status: str
) -> None:
    answer = Client().post(reverse("actions:status_by_link", args=[token_of(link)]), {"status": status})
    assert answer.status_code == 200
    action.refresh_from_db()
    assert action.status == "proposed"


def test_a_token_that_was_made_up_opens_nothing(world: World, link: OwnerLink) -> None:
    other = outside(world.amara, an_action(world.amara, "Another"), "sam@it.example")
    good, foreign = token_of(link), token_of(other)
    number, _, signature = good.partition(".")
    tried = [
        number,
        f"{number}.",
        signature,
        f"{other.pk}.{signature}",
        f"{number}.{foreign.partition('.')[2]}",
        f"{number}.{signature[:-1]}",
        f"{number}.{signature}x",
        good.swapcase(),
        f"0{good}",
        f" {good}",
        f"{link.pk + 99}.{signature}",
        "9" * 30 + f".{signature}",
        "\u0661." + signature,
        Signer(sep=".").sign(number),
        Signer(sep=".", salt="headwater.actions.owner_link:").sign(number),
    ]
    assert opens(good)
    assert [token for token in tried if opens(token)] == []


def test_the_key_of_the_installation_alone_makes_no_link_and_neither_do_the_records(
    link: OwnerLink, settings: pytest.FixtureRequest
) -> None:
    token = token_of(link)
    OwnerLink.objects.filter(pk=link.pk).update(secret="0" * 64)
    assert link_behind(token) is None
    OwnerLink.objects.filter(pk=link.pk).update(secret=link.secret)
    assert link_behind(token) == link
    settings.SECRET_KEY = "another key of an installation, long enough to be one"  # type: ignore[attr-defined]
    assert link_behind(token) is None


def test_a_link_that_was_withdrawn_or_is_too_old_opens_nothing(world: World, action: Action) -> None:
    link = outside(world.amara, action)
    assert opens(token_of(link))
    OwnerLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert not opens(token_of(link))
    fresh = services.issue_link(acting_user=world.amara, action=action)
    assert opens(token_of(fresh))
    services.revoke_link(acting_user=world.amara, action=action)
    assert not opens(token_of(fresh))
    with pytest.raises(UsageError, match="no open link"):
        services.revoke_link(acting_user=world.amara, action=action)


def test_a_new_link_ends_the_one_before(world: World, action: Action, link: OwnerLink) -> None:
    fresh = services.issue_link(acting_user=world.amara, action=action)
    assert opens(token_of(fresh))
    assert not opens(token_of(link))


@pytest.mark.parametrize("new_owner", ["outside", "person", "nobody"])
def test_whoever_no_longer_owns_an_action_no_longer_sees_it(
    world: World, action: Action, link: OwnerLink, new_owner: str
) -> None:
    give: dict[str, Callable[[], object]] = {
        "outside": lambda: outside(world.amara, action, "sam@it.example"),
        "person": lambda: services.give_to_person(acting_user=world.amara, action=action, owner=world.chidi),
        "nobody": lambda: services.give_to_nobody(acting_user=world.amara, action=action),
    }
    give[new_owner]()
    assert not opens(token_of(link))
    browser = Client()
    for name, said in (("status", {"status": "done"}), ("comment", {"text": "Still here"})):
        address = reverse(f"actions:{name}_by_link", args=[token_of(link)])
        assert browser.post(address, said).status_code == 404
    action.refresh_from_db()
    assert action.status == "proposed"
    assert not action.comments.exists()


def test_a_link_that_is_withdrawn_between_two_looks_changes_nothing(
    world: World, action: Action, link: OwnerLink
) -> None:
    services.revoke_link(acting_user=world.amara, action=action)
    with pytest.raises(UsageError, match="was withdrawn, or is too old"):
        services.set_status_by_link(link=link, status=Action.Status.DONE)
    with pytest.raises(UsageError, match="was withdrawn, or is too old"):
        services.comment_by_link(link=link, text="Still here")
    assert not action.comments.exists()


def test_the_name_of_the_same_owner_is_mended_without_a_new_link(
    world: World, action: Action, link: OwnerLink
) -> None:
    again = services.give_to_outside(
        acting_user=world.amara, action=action, name="Lena Berg", email="Lena@Logistics.example"
    )
    assert again is None
    assert opens(token_of(link))


def test_having_a_link_opens_no_page_inside(world: World, action: Action, link: OwnerLink) -> None:
    browser, token = Client(), token_of(link)
    browser.get(page(token))
    inside = ["status", "comment", "change", "owner_person", "owner_outside", "owner_nobody", "new_link"]
    for name in (*inside, "revoke_link", "follow_up"):
        address = reverse(f"actions:{name}", args=[action.pk])
        for path in (address, f"{address}?token={token}"):
            answer = browser.post(path, {"status": "done", "text": "x", "token": token})
            assert answer.status_code == 302, name
            assert answer.headers["Location"].startswith(reverse("account_login")), name
    for path in (reverse("actions:actions"), reverse("actions:export"), "/", "/people/"):
        assert browser.get(path).headers["Location"].startswith(reverse("account_login"))
    assert "sessionid" not in browser.cookies
    assert "headwater_session" not in browser.cookies


def test_forms_of_the_link_need_the_token_of_this_browser(action: Action, link: OwnerLink) -> None:
    strict = Client(enforce_csrf_checks=True)
    address = reverse("actions:status_by_link", args=[token_of(link)])
    assert strict.post(address, {"status": "done"}).status_code == 403
    action.refresh_from_db()
    assert action.status == "proposed"


def test_guessing_is_slowed_down(link: OwnerLink) -> None:
    browser = Client()
    codes = {browser.get(page(f"{link.pk}.guess{n}")).status_code for n in range(35)}
    assert codes == {404, 429}


def test_a_stopped_or_judged_action_takes_no_more_answers(
    world: World, action: Action, link: OwnerLink
) -> None:
    services.change_status(
        acting_user=world.amara, action=action, status=Action.Status.STOPPED, why="The depot closes"
    )
    answer = Client().get(page(token_of(link)))
    assert "This action was stopped" in answer.content.decode()
    with pytest.raises(UsageError, match="This action was stopped"):
        services.set_status_by_link(link=link, status=Action.Status.DONE)


def test_somebody_with_an_account_is_no_owner_outside(world: World, action: Action) -> None:
    with pytest.raises(UsageError, match="has an account here"):
        outside(world.amara, action, "CHIDI@parcels.example")


def test_the_link_is_shown_once_to_whoever_made_it(
    world: World, action: Action, visit: Callable[[str], Client]
) -> None:
    browser = visit("amara")
    answer = browser.post(
        reverse("actions:owner_outside", args=[action.pk]),
        {"name": "Lena", "email": "lena@logistics.example"},
    )
    token = token_of(OwnerLink.objects.get())
    assert token in answer.content.decode()
    assert token not in browser.get(reverse("actions:action", args=[action.pk])).content.decode()
