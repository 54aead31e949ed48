"""The people of the sample organisation, so that each role can be tried."""

import secrets
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db import transaction

from headwater.analysis.errors import UsageError
from headwater.apps.people import selectors
from headwater.apps.people.audit import record
from headwater.apps.people.models import FirstRunToken, Membership, Team, User
from headwater.apps.people.permissions import Role

_TEAMS = ("Phone", "Digital", "Written", "Business")
_PEOPLE = (
    ("Amara", Role.HEAD, ""),
    ("Olga", Role.OPERATIONS_LEAD, ""),
    ("Bela", Role.TEAM_LEAD, "Phone"),
    ("Chidi", Role.AGENT, "Phone"),
    ("Dana", Role.RECRUITER, ""),
    ("Emre", Role.ANALYST, ""),
    ("Admin", Role.ADMINISTRATOR, ""),
)
_COLLEAGUES = {
    "Phone": ("Farid", "Hanna", "Ines", "Jonas", "Kofi"),
    "Digital": ("Gita", "Liam", "Mira", "Noor"),
    "Written": ("Pavel", "Rosa", "Selma", "Tomas"),
    "Business": ("Ursula", "Viktor"),
}
"""Agents who are there so that teams have people; nobody signs in as them."""
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class SignIn:
    """How to sign in as one of the sample people."""

    name: str
    role: str
    email: str
    password: str


@transaction.atomic
def create_sample_people() -> list[SignIn]:
    """Make the sample organisation's teams and people; say how to sign in as each."""
    if User.objects.exists() or Team.objects.exists():
        raise UsageError("The sample organisation goes into an empty installation only; this one has people.")
    FirstRunToken.objects.all().delete()
    top = Team.objects.create(name="Sample delivery company")
    record(None, "sample.loaded", top)
    teams = {"": top} | {name: Team.objects.create(name=name, parent=top) for name in _TEAMS}
    shown = [_create(name, role, teams[team]) for name, role, team in _PEOPLE]
    for team, names in _COLLEAGUES.items():
        for name in names:
            _create_person(name, Role.AGENT, teams[team], password=None)
    return shown


def _create(name: str, role: Role, team: Team) -> SignIn:
    password = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(3))
    user = _create_person(name, role, team, password)
    return SignIn(name, role.label, user.email, password)


def _create_person(name: str, role: Role, team: Team, password: str | None) -> User:
    """Make an account and its role; without a password nobody can sign in to it."""
    user = User(email=f"{name.lower()}@sample.example", name=name)
    user.set_password(password)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    membership = Membership.objects.create(user=user, team=team, role=role.value, starts_on=selectors.today())
    record(None, "membership.started", membership, user=user.pk, role=role.value, team=team.pk)
    return user
