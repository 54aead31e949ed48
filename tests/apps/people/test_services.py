"""Changes to people's records: who may, what is refused, and that each leaves its line in the audit trail."""

from collections.abc import Callable
from datetime import date, timedelta
from inspect import getmembers, isfunction
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from headwater.analysis.errors import NotAllowedError, UsageError
from headwater.apps.people import services
from headwater.apps.people.audit import record
from headwater.apps.people.models import AuditEntry, Invitation, Membership, Team, User
from headwater.apps.people.permissions import Role
from headwater.apps.people.selectors import invitation_behind, roles_now, today

from ..factories import PASSWORD
from ..world import World


def invite(world: World, **said: Any) -> tuple[Invitation, str]:
    asked: dict[str, Any] = {
        "name": "Noor",
        "email": "Noor@Parcels.example",
        "role": Role.AGENT,
        "team": world.phone,
    } | said
    return services.invite_person(**({"acting_user": world.ada} | asked))


CALLS: dict[str, Callable[[World, User], object]] = {
    "create_team": lambda w, by: services.create_team(acting_user=by, name="Night", parent=w.phone),
    "change_team": lambda w, by: services.change_team(
        acting_user=by, team=w.phone, name="Calls", parent=w.organisation
    ),
    "remove_team": lambda w, by: services.remove_team(
        acting_user=by, team=Team.objects.create(name="Empty", parent=w.phone)
    ),
    "invite_person": lambda w, by: invite(w, acting_user=by),
    "withdraw_invitation": lambda w, by: services.withdraw_invitation(
        acting_user=by, invitation=invite(w)[0]
    ),
    "start_membership": lambda w, by: services.start_membership(
        acting_user=by, person=w.femi, team=w.phone, role=Role.AGENT, starts_on=today()
    ),
    "end_membership": lambda w, by: services.end_membership(
        acting_user=by, membership=w.membership_of("gita"), ends_on=today()
    ),
    "remove_account": lambda w, by: services.remove_account(acting_user=by, person=w.gita),
}
WITHOUT_ACTOR: dict[str, Callable[[World], object]] = {
    "accept_invitation": lambda w: services.accept_invitation(
        token=invite(w)[1], name="Noor", password=PASSWORD
    ),
    "issue_first_run_token": lambda w: _empty() and services.issue_first_run_token(),
    "set_up_organisation": lambda w: _set_up(),
}
MAY = {name: {"ada", "amara"} for name in CALLS} | {"remove_account": {"ada"}}


def _empty() -> bool:
    AuditEntry.objects.all().delete()
    Invitation.objects.all().delete()
    Membership.objects.all().delete()
    EmailAddress.objects.all().delete()
    User.objects.all().delete()
    Team.objects.filter(parent__isnull=False).delete()
    Team.objects.all().delete()
    return True


def _set_up(token: str = "") -> User:
    _empty()
    issued = services.issue_first_run_token()
    return services.set_up_organisation(
        token=token or issued,
        organisation="Parcels",
        name="Ada",
        email="Ada@parcels.example",
        password=PASSWORD,
    )


def test_every_service_is_tried_here() -> None:
    public = {
        name
        for name, function in getmembers(services, isfunction)
        if function.__module__ == services.__name__ and not name.startswith("_")
    }
    assert public == CALLS.keys() | WITHOUT_ACTOR.keys()


@pytest.mark.parametrize("name", CALLS)
def test_only_those_in_the_table_may_and_each_change_is_in_the_audit_trail(world: World, name: str) -> None:
    for person in ("olga", "bela", "chidi", "dana", "emre", "femi", "gita", "ada", "amara"):
        with transaction.atomic():
            before = AuditEntry.objects.filter(actor=world.person(person)).count()
            if person in MAY[name]:
                CALLS[name](world, world.person(person))
                assert AuditEntry.objects.filter(actor=world.person(person)).count() > before
            else:
                with pytest.raises(NotAllowedError, match="Your role does not allow this"):
                    CALLS[name](world, world.person(person))
                assert AuditEntry.objects.filter(actor=world.person(person)).count() == before
            transaction.set_rollback(True)


@pytest.mark.parametrize("name", WITHOUT_ACTOR)
def test_what_happens_before_sign_in_is_in_the_audit_trail_too(world: World, name: str) -> None:
    before = set(AuditEntry.objects.values_list("pk", flat=True))
    WITHOUT_ACTOR[name](world)
    assert AuditEntry.objects.exclude(pk__in=before).exists()


def test_an_audit_entry_outside_a_transaction_is_a_fault(world: World) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transaction.get_connection(), "in_atomic_block", False)
        with pytest.raises(RuntimeError, match="belongs into the transaction"):
            record(world.ada, "team.created", world.phone)


@pytest.mark.parametrize("name", [*CALLS, *WITHOUT_ACTOR])
def test_a_change_whose_audit_entry_fails_does_not_happen(world: World, name: str, monkeypatch: Any) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise OSError("no room for the audit trail")

    invitation_token = invite(world, email="other@parcels.example")[1]
    empty = name in ("issue_first_run_token", "set_up_organisation")
    if empty:
        _empty()
        first = services.issue_first_run_token()
    extra = Team.objects.create(name="Extra", parent=Team.objects.first())
    monkeypatch.setattr(services, "record", fail)
    before = _everything()
    ada = world.person("ada") if not empty else world.ada
    calls: dict[str, Callable[[], object]] = {
        "accept_invitation": lambda: services.accept_invitation(
            token=invitation_token, name="Noor", password=PASSWORD
        ),
        "issue_first_run_token": services.issue_first_run_token,
        "set_up_organisation": lambda: services.set_up_organisation(
            token=first, organisation="P", name="A", email="a@p.example", password=PASSWORD
        ),
        "remove_team": lambda: services.remove_team(acting_user=ada, team=extra),
        "withdraw_invitation": lambda: services.withdraw_invitation(
            acting_user=ada, invitation=Invitation.objects.get()
        ),
    }
    change = calls.get(name) or (lambda: CALLS[name](world, ada))
    with pytest.raises(OSError, match="no room"), transaction.atomic():
        change()
    assert _everything() == before


def _everything() -> list[object]:
    models = (User, Team, Membership, Invitation, AuditEntry, EmailAddress)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_an_invitation_works_once_and_its_token_is_kept_nowhere(world: World) -> None:
    _, token = invite(world)
    kept = str(list(Invitation.objects.values())) + str(list(AuditEntry.objects.values()))
    assert token not in kept
    user = services.accept_invitation(token=token, name="Noor", password=PASSWORD)
    assert (user.email, roles_now(user)) == ("noor@parcels.example", [Role.AGENT])
    assert user.check_password(PASSWORD)
    with pytest.raises(UsageError, match="was used, withdrawn, or is too old"):
        services.accept_invitation(token=token, name="Noor", password=PASSWORD)


def test_an_invitation_ends_after_seven_days_or_when_it_is_withdrawn(world: World) -> None:
    invitation, token = invite(world)
    assert invitation.expires_at - timezone.now() < timedelta(days=7, seconds=1)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert invitation_behind(token) is None
    with pytest.raises(UsageError, match="too old"):
        services.accept_invitation(token=token, name="Noor", password=PASSWORD)
    other, other_token = invite(world)  # the old one is no obstacle
    services.withdraw_invitation(acting_user=world.ada, invitation=other)
    with pytest.raises(UsageError, match="withdrawn"):
        services.accept_invitation(token=other_token, name="Noor", password=PASSWORD)
    with pytest.raises(UsageError, match="already used or withdrawn"):
        services.withdraw_invitation(acting_user=world.ada, invitation=other)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"email": "CHIDI@parcels.example"}, "already has an account: give that person another role"),
        ({"email": "noor@parcels.example"}, "already has an open invitation: withdraw it first"),
    ],
)
def test_an_address_is_invited_once(world: World, said: dict[str, str], message: str) -> None:
    invite(world)
    with pytest.raises(UsageError, match=message):
        invite(world, **said)


def test_the_last_administrator_stays(world: World) -> None:
    for leave in (
        lambda: services.end_membership(
            acting_user=world.amara, membership=world.membership_of("ada"), ends_on=today()
        ),
        lambda: services.remove_account(acting_user=world.ada, person=world.ada),
    ):
        with pytest.raises(UsageError, match="the last administrator: make another one first"):
            leave()
    second = services.start_membership(
        acting_user=world.ada,
        person=world.femi,
        team=world.organisation,
        role=Role.ADMINISTRATOR,
        starts_on=today(),
    )
    with transaction.atomic():
        # one whose role ends tomorrow is no other administrator
        tomorrow = today() + timedelta(days=1)
        services.end_membership(acting_user=world.ada, membership=second, ends_on=tomorrow)
        with pytest.raises(UsageError, match="the last administrator"):
            services.remove_account(acting_user=world.person("femi"), person=world.person("ada"))
        transaction.set_rollback(True)
    services.remove_account(acting_user=world.person("femi"), person=world.person("ada"))
    assert not world.person("ada").is_active


def test_nobody_gives_themselves_a_role(world: World) -> None:
    with pytest.raises(UsageError, match="Nobody gives themselves a role"):
        services.start_membership(
            acting_user=world.ada,
            person=world.ada,
            team=world.organisation,
            role=Role.HEAD,
            starts_on=today(),
        )


def test_nobody_takes_up_again_a_role_of_their_own_that_ended(world: World) -> None:
    before = Membership.objects.create(
        user=world.ada,
        team=world.organisation,
        role=Role.HEAD.value,
        starts_on=date(2024, 1, 8),
        ends_on=date(2024, 2, 9),
    )
    later = today() + timedelta(days=400)
    with pytest.raises(UsageError, match="last longer"):
        services.end_membership(acting_user=world.ada, membership=before, ends_on=later)
    assert roles_now(world.person("ada")) == [Role.ADMINISTRATOR]
    services.end_membership(acting_user=world.amara, membership=before, ends_on=later)
    assert Role.HEAD in roles_now(world.person("ada"))


def test_a_role_is_given_once_and_ends_after_it_began(world: World) -> None:
    with pytest.raises(UsageError, match="already is agent in Digital on that day"):
        services.start_membership(
            acting_user=world.ada, person=world.gita, team=world.digital, role=Role.AGENT, starts_on=today()
        )
    with pytest.raises(UsageError, match="began on 6 Jan 2025: it cannot end before"):
        services.end_membership(
            acting_user=world.ada, membership=world.membership_of("gita"), ends_on=date(2025, 1, 5)
        )


def test_a_role_counts_from_its_first_to_its_last_day(world: World) -> None:
    membership = world.membership_of("gita")
    services.end_membership(acting_user=world.ada, membership=membership, ends_on=today())
    assert roles_now(world.person("gita")) == [Role.AGENT]
    services.end_membership(acting_user=world.ada, membership=membership, ends_on=today() - timedelta(days=1))
    assert roles_now(world.person("gita")) == []


def test_removing_an_account_forgets_who_it_was_and_keeps_what_was_done(world: World) -> None:
    _, token = invite(world, email="noor@parcels.example", name="Noor Q")
    noor = services.accept_invitation(token=token, name="Noor Q", password=PASSWORD)
    Authenticator.objects.create(user=noor, type="totp", data={"secret": "x"})
    services.remove_account(acting_user=world.ada, person=noor)

    left = str(_everything()) + str(list(Authenticator.objects.values()))
    assert "noor" not in left.lower()
    gone = User.objects.get(pk=noor.pk)
    assert not gone.is_active
    assert not gone.has_usable_password()
    membership = Membership.objects.get(user=gone)
    assert (membership.role, membership.ends_on) == (Role.AGENT.value, today())
    assert AuditEntry.objects.filter(actor=gone, action="invitation.accepted").exists()
    with pytest.raises(UsageError, match="was removed before"):
        services.remove_account(acting_user=world.ada, person=gone)


def test_a_team_moves_with_what_is_inside_it_but_never_into_itself(world: World) -> None:
    night = services.create_team(acting_user=world.ada, name="Night", parent=world.phone)
    for place in (world.phone, night):
        with pytest.raises(UsageError, match="cannot move into itself or into a team inside it"):
            services.change_team(acting_user=world.ada, team=world.phone, name="Phone", parent=place)
    services.change_team(acting_user=world.ada, team=world.phone, name="Phone", parent=world.digital)
    assert Team.objects.get(pk=world.phone.pk).parent == world.digital
    with pytest.raises(UsageError, match="stays at the top"):
        services.change_team(
            acting_user=world.ada, team=world.organisation, name="Parcels", parent=world.phone
        )


def test_a_team_with_a_history_stays(world: World) -> None:
    with pytest.raises(UsageError, match="rename it instead"):
        services.remove_team(acting_user=world.ada, team=world.digital)
    with pytest.raises(UsageError, match="The organisation itself cannot be removed"):
        services.remove_team(acting_user=world.ada, team=world.organisation)
    with pytest.raises(UsageError, match="already has a team named phone"):
        services.create_team(acting_user=world.ada, name="phone", parent=world.organisation)


def test_the_first_run_needs_the_token_printed_last(world: World) -> None:
    with pytest.raises(UsageError, match="has accounts"):
        services.issue_first_run_token()
    with pytest.raises(UsageError, match="not the one the terminal printed last"):
        _set_up(token="guessed")
    ada = _set_up()
    assert (ada.email, roles_now(ada)) == ("ada@parcels.example", [Role.ADMINISTRATOR])
    assert Team.objects.get().name == "Parcels"
