"""A conflict that addresses are tried with: that of the telecom, declared as our own."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from headwater.analysis.policy import Policy, sample
from headwater.apps.policy import models as records
from headwater.apps.policy.models import DeclaredFacts
from headwater.apps.policy.selectors import key_of_now
from headwater.apps.policy.selectors.basis import our_basis
from headwater.apps.policy.services import keep_reading
from headwater.apps.policy.studying import Content, content_of

from ..world import World


def declared(world: World, name: str = "telecom", prefix: str = "") -> None:
    """Declare the policies and facts of a sample as our own."""
    policies, facts = sample(name)
    declare(replace(one, id=prefix + one.id, replaces="") for one in policies)
    DeclaredFacts.objects.create(content=facts.to_dict(), made_by=world.olga)


def declare(policies: Iterable[Policy]) -> None:
    """Keep policies as our own."""
    for one in policies:
        said = {"content": one.to_dict(), "issuer": one.issuer, "level": one.level, "metric": one.metric}
        days = {"effective_from": one.effective_from, "effective_to": one.effective_to}
        records.Policy.objects.create(key=one.id, **said, **days)


def weighed(day: date | None = None) -> Content:
    """Weigh our own policies as the background does, and keep it."""
    basis = our_basis()
    made = content_of(basis.policies, basis.facts, day or basis.day)
    keep_reading(part="conflicts", key=key_of_now(), content=made, store_version=None)
    return made


def things(world: World) -> dict[str, list[str | int]]:
    """Declare and weigh; return the address of the conflict."""
    declared(world, prefix="sides-")
    return {"policy:conflict": [weighed()["study"]["conflicts"][0]["id"]]}
