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
    return [_create(name, role, teams[team]) for name, role, team in _PEOPLE]


def _create(name: str, role: Role, team: Team) -> SignIn:
    email = f"{name.lower()}@sample.example"
    password = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(3))
    user = User(email=email, name=name)
    user.set_password(password)
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    membership = Membership.objects.create(user=user, team=team, role=role.value, starts_on=selectors.today())
    record(None, "membership.started", membership, user=user.pk, role=role.value, team=team.pk)
    return SignIn(name, role.label, email, password)
