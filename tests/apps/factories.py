"""Records as tests need them."""

from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from factory.declarations import LazyAttribute, LazyFunction, Sequence
from factory.django import DjangoModelFactory
from factory.helpers import post_generation

from headwater.apps.people.models import Membership, Team, User
from headwater.apps.people.permissions import Role

PASSWORD = "a calm river in spring"


class TeamFactory(DjangoModelFactory[Team]):
    class Meta:
        model = Team

    name = Sequence(lambda n: f"Team {n}")


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    name = Sequence(lambda n: f"Person {n}")
    email = LazyAttribute(lambda person: f"{person.name.lower().replace(' ', '.')}@parcels.example")
    password = LazyFunction(lambda: make_password(PASSWORD))

    @post_generation
    def address(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    starts_on = date(2025, 1, 6)
    role = Role.AGENT.value
