"""The named world: one organisation, one person of each role, a stranger, and nobody."""

from dataclasses import dataclass
from datetime import date

from headwater.apps.people.models import Membership, Team, User
from headwater.apps.people.permissions import Role

from .factories import MembershipFactory, TeamFactory, UserFactory

PEOPLE = ("amara", "olga", "bela", "chidi", "dana", "emre", "ada", "femi")
"""Head, operations lead, lead of Phone, agent in Phone, recruiter, analyst, administrator, stranger."""


@dataclass(frozen=True)
class World:
    """Who there is, and where."""

    organisation: Team
    phone: Team
    digital: Team
    amara: User
    olga: User
    bela: User
    chidi: User
    dana: User
    emre: User
    ada: User
    femi: User
    gita: User
    """An agent in Digital, so that Bela has somebody she may not see."""

    def person(self, name: str) -> User:
        """Return somebody by name, as a request loads them."""
        found: User = getattr(self, name)
        return User.objects.get(pk=found.pk)

    def membership_of(self, name: str) -> Membership:
        """Return the one membership of somebody."""
        return Membership.objects.get(user=self.person(name))


def make_world() -> World:
    """Make the named world."""
    organisation = TeamFactory.create(name="Parcel company")
    phone = TeamFactory.create(name="Phone", parent=organisation)
    digital = TeamFactory.create(name="Digital", parent=organisation)
    places = {
        "amara": (Role.HEAD, organisation),
        "olga": (Role.OPERATIONS_LEAD, organisation),
        "bela": (Role.TEAM_LEAD, phone),
        "chidi": (Role.AGENT, phone),
        "dana": (Role.RECRUITER, organisation),
        "emre": (Role.ANALYST, organisation),
        "ada": (Role.ADMINISTRATOR, organisation),
        "gita": (Role.AGENT, digital),
    }
    people = {name: UserFactory.create(name=name.capitalize()) for name in (*places, "femi")}
    for name, (role, team) in places.items():
        MembershipFactory.create(user=people[name], role=role.value, team=team)
    # Femi's organisation has an installation of its own; here is only an account that lost its role
    MembershipFactory.create(
        user=people["femi"], team=digital, starts_on=date(2024, 1, 8), ends_on=date(2024, 2, 9)
    )
    return World(organisation=organisation, phone=phone, digital=digital, **people)
