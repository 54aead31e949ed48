"""What each person can see, and the table behind it."""

import pytest

from headwater.analysis.errors import NotAllowedError
from headwater.apps.people import selectors
from headwater.apps.people.models import Membership, User
from headwater.apps.people.permissions import MAY, Action, Role, Scope
from headwater.apps.people.selectors import today

from ..factories import MembershipFactory, TeamFactory, UserFactory
from ..world import World


def names(world: World, person: str) -> set[str]:
    return set(selectors.people_visible_to(world.person(person)).values_list("name", flat=True))


def test_everybody_sees_the_people_the_table_gives_them(world: World) -> None:
    everybody = {"Amara", "Olga", "Bela", "Chidi", "Dana", "Emre", "Ada", "Femi", "Gita"}
    assert {person: names(world, person) for person in ("amara", "olga", "ada")} == dict.fromkeys(
        ("amara", "olga", "ada"), everybody
    )
    assert names(world, "bela") == {"Bela", "Chidi"}
    for person in ("chidi", "dana", "emre", "femi"):
        assert names(world, person) == {person.capitalize()}


def test_a_lead_sees_the_teams_inside_the_own_one_and_no_former_members(world: World) -> None:
    night = TeamFactory.create(name="Night", parent=world.phone)
    for name, ends_on in (("Hana", None), ("Ivo", today().replace(year=2025))):
        MembershipFactory.create(user=UserFactory.create(name=name), team=night, ends_on=ends_on)
    assert names(world, "bela") == {"Bela", "Chidi", "Hana"}


def test_a_lead_sees_of_somebody_only_what_is_in_the_own_team(world: World) -> None:
    MembershipFactory.create(user=world.chidi, team=world.digital)
    seen = selectors.memberships_visible_to(world.person("bela"), world.chidi)
    assert [membership.team for membership in seen] == [world.phone]
    assert selectors.memberships_visible_to(world.person("chidi"), world.chidi).count() == 2


def test_an_administrator_reads_no_diagnosis() -> None:
    assert Role.ADMINISTRATOR not in MAY[Action.READ_DIAGNOSIS]
    assert Role.AGENT not in MAY[Action.READ_DIAGNOSIS]


def test_every_action_is_in_the_table_with_roles_only() -> None:
    assert set(MAY) == set(Action)
    assert all(MAY[action] for action in Action)


def test_an_account_that_is_switched_off_may_nothing(world: World) -> None:
    User.objects.filter(pk=world.ada.pk).update(is_active=False)
    assert selectors.allowed_actions(world.person("ada")) == []


def test_the_widest_of_several_roles_counts(world: World) -> None:
    MembershipFactory.create(user=world.chidi, team=world.digital, role=Role.ANALYST.value)
    assert selectors.may(world.person("chidi"), Action.READ_DIAGNOSIS, Scope.ORGANISATION)
    Membership.objects.filter(role=Role.ANALYST.value, user=world.chidi).delete()
    assert not selectors.may(world.person("chidi"), Action.READ_DIAGNOSIS)


def test_lists_that_only_some_may_read_refuse_the_others(world: World) -> None:
    for read in (selectors.invitations_visible_to, selectors.audit_visible_to, selectors.audit_actions):
        for person in ("olga", "bela", "chidi", "dana", "emre", "femi"):
            with pytest.raises(NotAllowedError):
                read(world.person(person))
