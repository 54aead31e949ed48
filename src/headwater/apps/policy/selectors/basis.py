"""What the lab works on: the organisation's own policies and facts, or a sample that ships."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404

from headwater.analysis.policy import SAMPLES, Facts, PolicySet, sample
from headwater.analysis.policy.facts_reading import facts_of
from headwater.analysis.policy.store_facts import said_over
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require, today
from headwater.apps.policy.models import DeclaredFacts, Policy
from headwater.apps.policy.selectors.readings import content_of

OURS = "ours"
TITLES = {OURS: "Our organisation", "telecom": "Sample: a telecom", "worked": "Sample: eleven policies"}


@dataclass(frozen=True)
class Basis:
    """Policies with the facts they are weighed against.

    Attributes
    ----------
    name : str
        `ours`, or that of a sample; pages carry it in their address as `?in=`.
    policies : PolicySet
        All that were declared; `in_force` has those of a day.
    day : date
        The day it is about.
    """

    name: str
    policies: PolicySet
    facts: Facts
    day: date

    @property
    def title(self) -> str:
        """What it is called."""
        return TITLES[self.name]

    @property
    def is_ours(self) -> bool:
        """Whether it is the organisation's own."""
        return self.name == OURS


def basis_visible_to(user: User, name: str = OURS) -> Basis:
    """Return what the lab works on; 404 where there is no such sample."""
    require(user, Action.READ_POLICY)
    name = name or OURS
    if name == OURS:
        return our_basis()
    if name not in SAMPLES:
        raise Http404
    policies, facts = sample(name)
    return Basis(name, policies, facts, today())


def our_basis() -> Basis:
    """Return the organisation's own policies and facts, for work that checks itself who may see it."""
    return Basis(OURS, our_policies(), our_facts(), today())


def our_policies() -> PolicySet:
    """Return every declared policy that was not taken out."""
    found = Policy.objects.filter(taken_out_at=None)
    return PolicySet(tuple(one.policy for one in found), "declared policies")


def our_facts() -> Facts:
    """Return what contacts say, and over it what people say."""
    read, said = content_of("facts"), DeclaredFacts.objects.first()
    measured = Facts() if read is None else facts_of(read["facts"])
    return said_over(measured, said.content) if said is not None and said.content else measured


def facts_currency() -> str:
    """Return the currency of the declared facts; nothing where they say none."""
    said = DeclaredFacts.objects.first()
    return "" if said is None else str(said.content.get("currency", ""))


def usual_currency() -> str:
    """Return the currency of the declared facts, or else that of the declared policies; nothing before."""
    return facts_currency() or next((one.currency for one in our_policies() if one.currency), "")
