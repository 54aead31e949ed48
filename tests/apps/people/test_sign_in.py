"""Sign-in: by invitation only, limited, with a second step where somebody wants one."""

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import (
    TOTP,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.test import Client
from django.urls import reverse

from headwater.apps.people import services
from headwater.apps.people.models import AuditEntry, User
from headwater.apps.people.permissions import Role

from ..factories import PASSWORD
from ..world import World


def sign_in(client: Client, email: str, password: str = PASSWORD) -> int:
    return client.post(reverse("account_login"), {"login": email, "password": password}).status_code


def signed_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def test_the_address_counts_whatever_its_capitals(world: World, client: Client) -> None:
    assert sign_in(client, "Chidi@Parcels.Example") == 302
    assert signed_in(client)


def test_wrong_passwords_close_the_door_for_a_while_even_to_the_right_one(world: World) -> None:
    for _ in range(5):
        sign_in(Client(), "chidi@parcels.example", "a wrong password")
    late = Client()
    answer = late.post(reverse("account_login"), {"login": "chidi@parcels.example", "password": PASSWORD})
    assert "Too many failed login attempts" in answer.content.decode()
    assert not signed_in(late)
    other = Client()
    sign_in(other, "bela@parcels.example")
    assert signed_in(other)


def test_links_cannot_be_guessed_without_end(world: World, client: Client) -> None:
    answers = [client.post(f"/invitation/guess-{n}/").status_code for n in range(21)]
    assert answers == [404] * 20 + [429]


def test_a_stranger_cannot_make_an_account(world: World, client: Client) -> None:
    before = User.objects.count()
    said = {"email": "eve@example.org", "password1": PASSWORD, "password2": PASSWORD}
    answer = client.post(reverse("account_signup"), said)
    assert "By invitation only" in answer.content.decode()
    assert User.objects.count() == before


def test_nobody_learns_whether_an_address_has_an_account(world: World, client: Client) -> None:
    reset = reverse("account_reset_password")
    known = client.post(reset, {"email": "chidi@parcels.example"})
    unknown = client.post(reset, {"email": "eve@example.org"})
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    assert mail.outbox[0].to == ["chidi@parcels.example"]


def test_a_forgotten_password_is_set_anew_by_mail_and_that_is_in_the_audit_trail(
    world: World, client: Client
) -> None:
    client.post(reverse("account_reset_password"), {"email": "chidi@parcels.example"})
    link = re.search(r"http://[^/]+(/account/password/reset/key/\S+)", str(mail.outbox[0].body))
    assert link is not None
    form = client.get(link[1], follow=True)
    new = "another calm river"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert AuditEntry.objects.filter(action="account.password_changed", actor=world.chidi).exists()
    sign_in(client, "chidi@parcels.example", new)
    assert signed_in(client)


def test_a_second_step_is_asked_for_once_it_was_added(world: World) -> None:
    secret = generate_totp_secret()
    TOTP.activate(world.chidi, secret)
    client = Client()
    sign_in(client, "chidi@parcels.example")
    assert not signed_in(client)
    step = reverse("mfa_authenticate")
    assert client.get(step).status_code == 200
    client.post(step, {"code": "000000"})
    assert not signed_in(client)
    assert not AuditEntry.objects.filter(action="account.signed_in", actor=world.chidi).exists()
    code = f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06d}"
    client.post(step, {"code": code})
    assert signed_in(client)
    assert AuditEntry.objects.filter(action="account.signed_in", actor=world.chidi).exists()


@pytest.mark.django_db(transaction=True)  # allauth sends its mail once the change is committed
def test_a_change_to_the_second_step_is_told_by_mail_and_in_the_audit_trail(
    world: World, client: Client
) -> None:
    sign_in(client, "chidi@parcels.example")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    code = f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06d}"
    client.post(reverse("mfa_activate_totp"), {"code": code})
    assert AuditEntry.objects.filter(action="account.totp_activated", actor=world.chidi).exists()
    assert [message.to for message in mail.outbox if "Authenticator" in message.subject] == [
        ["chidi@parcels.example"]
    ]


def test_a_passkey_can_be_asked_for_before_sign_in(world: World, client: Client) -> None:
    answer = client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    assert answer.status_code == 200
    assert "challenge" in answer.json()["request_options"]["publicKey"]


def test_an_account_that_is_removed_is_out_at_once(world: World, visit: Callable[[str], Client]) -> None:
    browser = visit("gita")
    assert signed_in(browser)
    services.remove_account(acting_user=world.ada, person=world.person("gita"))
    assert not signed_in(browser)
    assert sign_in(Client(), "gita@parcels.example") == 200


@pytest.mark.parametrize("password", ["short", "12345678901234", "password12345", "Noor.Parcels"])
def test_a_weak_password_is_refused_with_the_reason(world: World, client: Client, password: str) -> None:
    _, token = services.invite_person(
        acting_user=world.ada,
        name="Noor Parcels",
        email="noor@parcels.example",
        role=Role.AGENT,
        team=world.phone,
    )
    answer = client.post(f"/invitation/{token}/", {"name": "Noor Parcels", "password": password})
    assert answer.status_code == 200
    assert 'class="errorlist"' in answer.content.decode()
    assert not EmailAddress.objects.filter(email="noor@parcels.example").exists()


def test_every_answer_carries_the_policy_and_stays_out_of_shared_caches(
    world: World, visit: Callable[[str], Client]
) -> None:
    for path in ("/", "/account/login/", "/no-such-page/", "/people/audit/", "/health"):
        answer = visit("chidi").get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_no_page_holds_a_script_or_a_style_of_its_own(world: World, visit: Callable[[str], Client]) -> None:
    for path in ("/", "/account/login/", "/people/", "/tasks/", "/account/protection/", "/people/audit/"):
        html = visit("ada").get(path).content.decode()
        assert re.findall(r"<script(?![^>]*(?:src=|type=\"application/json\"))", html) == []
        assert re.findall(r"\sstyle=|<style|\son[a-z]+=", html) == []


def test_a_form_from_elsewhere_is_refused_in_plain_words(world: World) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.person("ada"), backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = browser.post(f"/people/{world.gita.pk}/remove/", {"confirmed": "yes"})
    assert answer.status_code == 403
    assert "load the page anew" in answer.content.decode()
    assert world.person("gita").is_active


def test_a_fault_is_told_without_its_words(
    world: World, visit: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*args: object) -> None:
        raise ValueError("jane.doe@example.org")

    monkeypatch.setattr("headwater.apps.scorecard.views.allowed_actions", break_down)
    browser = visit("ada")
    browser.raise_request_exception = False
    answer = browser.get("/")
    assert answer.status_code == 500
    assert "A fault of Headwater" in answer.content.decode()
    assert "jane.doe" not in answer.content.decode()
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
