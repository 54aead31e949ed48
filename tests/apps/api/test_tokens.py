"""Tokens: who may make which, what is kept of them, and when they stop."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.utils import timezone

from headwater.analysis.errors import NotAllowedError, UsageError
from headwater.apps.api import selectors
from headwater.apps.api.models import Token
from headwater.apps.api.scopes import TokenScope
from headwater.apps.api.services import tokens
from headwater.apps.people.models import AuditEntry, Membership, User
from headwater.apps.people.permissions import Role
from headwater.apps.people.selectors import today
from headwater.apps.people.services import remove_account

from ..factories import MembershipFactory
from ..world import World
from .asking import Program, made, program

MEASURES, PUSH, FLAG, DIAGNOSIS = TokenScope.MEASURES, TokenScope.PUSH, TokenScope.FLAG, TokenScope.DIAGNOSIS
pytestmark = pytest.mark.usefixtures("data")


def test_nobody_makes_a_token_for_more_than_they_may_do(world: World) -> None:
    read = {MEASURES, DIAGNOSIS, TokenScope.INTERVENTIONS}
    may = {"amara": {PUSH, FLAG, *read}, "emre": {PUSH, *read}, "ada": {PUSH}}
    for person in ("amara", "olga", "bela", "chidi", "dana", "emre", "ada", "femi"):
        for scope in TokenScope:
            if scope in may.get(person, set()):
                assert made(world, person, [scope])[0].scopes == [scope.key]
            else:
                with pytest.raises(NotAllowedError):
                    made(world, person, [scope])
    assert {t.maker.name for t in Token.objects.select_related("maker")} == {"Amara", "Emre", "Ada"}


def test_the_form_offers_no_more_than_one_may_do(world: World, visit: Any) -> None:
    page = visit("ada").get("/api/access/").content.decode()
    assert "contacts:push" in page
    assert not any(scope.key in page for scope in (FLAG, MEASURES, DIAGNOSIS))
    said = {"name": "Sly", "scopes": ["diagnosis:read"], "last_day": today().isoformat()}
    assert "Select a valid choice" in visit("ada").post("/api/access/", said).content.decode()
    assert not Token.objects.exists()


def test_a_token_is_shown_once_and_only_its_hash_is_kept(world: World, visit: Any) -> None:
    browser = visit("amara")
    said = {"name": "Warehouse", "scopes": ["measures:read"], "last_day": today().isoformat()}
    page = browser.post("/api/access/", said).content.decode()
    token = page.partition("<code>")[2].partition("</code>")[0]
    assert Program(token).get("measures").status_code == 200
    secret = token.split("_", 2)[2]
    assert secret not in browser.get("/api/access/").content.decode()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert secret not in str(cursor.fetchall()), table


def test_making_and_revoking_are_in_the_audit_trail_without_the_token(world: World) -> None:
    token, whole = made(world, "emre", [MEASURES])
    tokens.revoke_token(acting_user=world.person("ada"), token=token)
    entries = AuditEntry.objects.filter(object_kind="token", object_id=token.pk).order_by("pk")
    assert [(e.action, e.actor) for e in entries] == [
        ("token.made", world.emre),
        ("token.revoked", world.ada),
    ]
    kept = str(list(entries.values()))
    assert not any(part in kept for part in (whole, token.public_id, token.secret_hash, "Helpdesk"))


def test_a_token_lives_a_year_at_most_and_ends_after_its_last_day(world: World) -> None:
    for days in (-1, 366):
        with pytest.raises(UsageError, match="between today and 365 days"):
            tokens.create_token(
                acting_user=world.person("amara"),
                name="x",
                scopes=[PUSH],
                last_day=today() + timedelta(days=days),
            )
    token, whole = made(world, "amara", [MEASURES])
    Token.objects.filter(pk=token.pk).update(expires_at=timezone.now() + timedelta(seconds=60))
    assert Program(whole).get("measures").status_code == 200
    Token.objects.filter(pk=token.pk).update(expires_at=timezone.now())
    assert Program(whole).get("measures").status_code == 401


def test_a_revoked_token_stops_at_once_and_is_not_revoked_twice(world: World) -> None:
    token, whole = made(world, "amara", [MEASURES])
    tokens.revoke_token(acting_user=world.person("amara"), token=token)
    assert Program(whole).get("measures").json()["code"] == "not_authenticated"
    with pytest.raises(UsageError, match="revoked before"):
        tokens.revoke_token(acting_user=world.person("amara"), token=token)


def test_an_analyst_sees_and_revokes_only_own_tokens(world: World) -> None:
    of_amara, _ = made(world, "amara", [PUSH])
    own, _ = made(world, "emre", [PUSH])
    assert list(selectors.tokens_visible_to(world.person("emre"))) == [own]
    assert set(selectors.tokens_visible_to(world.person("ada"))) == {own, of_amara}
    with pytest.raises(Http404):
        tokens.revoke_token(acting_user=world.person("emre"), token=of_amara)
    assert Token.objects.get(pk=of_amara.pk).revoked_at is None


def test_a_token_does_no_more_than_its_scopes(world: World, visit: Any) -> None:
    asked = program(world, "amara", MEASURES)
    assert asked.get("measures").status_code == 200
    refused = asked.get("diagnosis")
    assert refused.status_code == 403
    assert refused.json()["message"] == "This token is not good for diagnosis:read."
    assert asked.push([{}]).status_code == 403
    assert asked.post("flags", {"kind": "avoidable"}).status_code == 403


def test_a_token_stops_with_the_role_of_its_maker(world: World) -> None:
    asked = program(world, "emre", MEASURES)
    assert asked.get("measures").status_code == 200
    Membership.objects.filter(user=world.emre).update(ends_on=today() - timedelta(days=1))
    refused = asked.get("measures")
    assert refused.status_code == 403
    assert "may not have one any more" in refused.json()["message"]


def test_a_role_that_may_do_it_but_keeps_no_tokens_is_not_enough(world: World) -> None:
    asked = program(world, "emre", MEASURES)
    Membership.objects.filter(user=world.emre).update(role=Role.OPERATIONS_LEAD.value)
    assert asked.get("measures").status_code == 403


def test_a_token_does_not_outgrow_what_its_maker_may_do_today(world: World) -> None:
    asked = program(world, "emre", DIAGNOSIS)
    Membership.objects.filter(user=world.emre).update(role=Role.ADMINISTRATOR.value)
    refused = asked.get("diagnosis")
    assert refused.status_code == 403
    assert "may not do this any more: read the diagnosis" in refused.json()["message"]


def test_a_token_stops_with_the_account_of_its_maker(world: World) -> None:
    asked = program(world, "emre", MEASURES)
    remove_account(acting_user=world.person("ada"), person=world.person("emre"))
    assert asked.get("measures").status_code == 401
    other = program(world, "amara", MEASURES)
    User.objects.filter(pk=world.amara.pk).update(is_active=False)
    assert other.get("measures").status_code == 401


@pytest.mark.parametrize(
    "said", ["", "Bearer", "Bearer x", "Basic aGVsbG86eA==", "Bearer hw_000000000000_" + "A" * 43, "\xff"]
)
def test_what_is_no_token_opens_nothing(world: World, said: str) -> None:
    answer = Client().get("/api/v1/measures", headers={"Authorization": said})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert set(answer.json()) == {"code", "message", "data"}


def test_half_a_token_opens_nothing(world: World) -> None:
    _, one = made(world, "amara", [MEASURES])
    _, two = made(world, "amara", [MEASURES], name="Other")
    mixed = "_".join(["hw", one.split("_")[1], two.split("_", 2)[2]])
    assert Program(mixed).get("measures").status_code == 401


def test_a_session_opens_no_door_for_programs_and_none_is_begun(world: World, visit: Any) -> None:
    browser = visit("amara")
    answer = browser.get("/api/v1/measures")
    assert answer.status_code == 401
    asked = program(world, "amara", MEASURES).get("measures")
    assert not asked.cookies
    assert "Access-Control-Allow-Origin" not in asked.headers
    assert asked.headers["Cache-Control"] == "no-store"


def test_more_requests_than_allowed_within_a_minute_wait(world: World, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 3
    token, whole = made(world, "amara", [MEASURES])
    Token.objects.filter(pk=token.pk).update(minute=int(timezone.now().timestamp()) // 60 - 1, used=3)
    statuses = [Program(whole).get("measures").status_code for _ in range(3)]
    token.refresh_from_db()
    if token.used == 3:  # the clock did not turn a minute in between
        late = Program(whole).get("measures")
        assert late.status_code == 429
        assert 1 <= int(late.headers["Retry-After"]) <= 60
        assert late.json()["data"]["retry_after"] == int(late.headers["Retry-After"])
    assert statuses == [200, 200, 200]
    assert program(world, "amara", MEASURES).get("measures").status_code == 200
    Token.objects.filter(pk=token.pk).update(minute=0)
    assert Program(whole).get("measures").status_code == 200
    assert Token.objects.get(pk=token.pk).last_used_on == today()


def test_guessing_is_told_to_wait_and_a_right_token_still_works(world: World, monkeypatch: Any) -> None:
    monkeypatch.setattr("headwater.apps.api.door.time", lambda: 6_000_010.0)
    answers = [Program(f"hw_{n:012d}_{'A' * 43}").get("measures") for n in range(31)]
    assert [a.status_code for a in answers] == [401] * 30 + [429]
    assert answers[-1].headers["Retry-After"] == "50"
    assert program(world, "amara", MEASURES).get("measures").status_code == 200


def test_somebody_with_two_roles_may_what_either_may(world: World) -> None:
    MembershipFactory.create(user=world.ada, team=world.organisation, role=Role.ANALYST.value)
    assert program(world, "ada", DIAGNOSIS).get("diagnosis").status_code == 404
