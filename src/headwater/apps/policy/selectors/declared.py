"""Declared policies as people read them: who demands what, since when, and what becomes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.http import Http404

from headwater.analysis.policy import PolicySet, history
from headwater.analysis.policy.history import Change
from headwater.analysis.policy.metrics import METRICS
from headwater.analysis.policy.policy import LEVELS, Policy
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.policy.differences import CONSEQUENCES, scope_in_words
from headwater.apps.policy.differences import LEVELS as LEVEL_WORDS
from headwater.apps.policy.models import Document
from headwater.apps.policy.models import Policy as Record
from headwater.apps.policy.selectors.basis import Basis

SOON = timedelta(days=90)
"""How far ahead a change is told of."""


@dataclass(frozen=True)
class Asked:
    """Which policies are asked for; everything by default.

    Attributes
    ----------
    day : date, optional
        Those in force on it; all that were ever declared where there is none.
    """

    level: str = ""
    issuer: str = ""
    metric: str = ""
    day: date | None = None

    def holds(self, policy: Policy) -> bool:
        """Say whether a policy is asked for."""
        return (
            (not self.level or policy.level == self.level)
            and (not self.issuer or policy.issuer == self.issuer)
            and (not self.metric or policy.metric == self.metric)
            and (self.day is None or policy.in_force(self.day))
        )


@dataclass(frozen=True)
class Row:
    """One policy of a list.

    Attributes
    ----------
    record : Policy record or None
        None in a sample.
    """

    policy: Policy
    record: Record | None
    day: date

    @property
    def standing(self) -> str:
        """Whether it is in force on the day, and otherwise since or from when not."""
        return standing(self.policy, self.day)

    @property
    def consequence(self) -> str:
        """What hangs on it."""
        return CONSEQUENCES[self.policy.consequence]

    @property
    def scope(self) -> str:
        """For which work it holds; nothing where it is all of it."""
        return scope_in_words(self.policy.scope)


@dataclass(frozen=True)
class Group:
    """Policies of one issuer on one level of management."""

    level: str
    issuer: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Level:
    """Everything one level of management demands."""

    title: str
    groups: tuple[Group, ...]

    @property
    def count(self) -> int:
        """How many policies there are."""
        return sum(len(group.rows) for group in self.groups)


@dataclass(frozen=True)
class Listing:
    """Declared policies, grouped by level of management and issuer.

    Attributes
    ----------
    total : int
        How many are declared, whatever was asked for.
    soon : tuple of Change
        What changes in the next three months.
    """

    levels: tuple[Level, ...]
    shown: int
    total: int
    soon: tuple[Change, ...]
    changes: tuple[Change, ...]
    issuers: tuple[str, ...]
    metrics: tuple[str, ...]


def standing(policy: Policy, day: date) -> str:
    """Say whether a policy is in force on a day.

    Examples
    --------
    >>> spring = Policy("a", "Operations", "aht_s", "<=", 240, effective_from=date(2026, 3, 1))
    >>> standing(spring, date(2026, 1, 1))
    'starts on 2026-03-01'
    """
    if policy.effective_from is not None and policy.effective_from > day:
        return f"starts on {policy.effective_from}"
    if policy.effective_to is not None and policy.effective_to < day:
        return f"ended on {policy.effective_to}"
    return "in force"


def listed(basis: Basis, asked: Asked) -> Listing:
    """Return the policies of what the lab works on; `basis_visible_to` has checked who asks."""
    records = _records() if basis.is_ours else {}
    told = history(basis.policies)
    order = list(METRICS)
    asked_for = sorted(
        (one for one in basis.policies if asked.holds(one)),
        key=lambda one: (one.document, order.index(one.metric), one.order, one.id),
    )
    rows = [Row(one, records.get(one.id), basis.day) for one in asked_for]
    until = basis.day + SOON
    return Listing(
        levels=tuple(_level(name, rows) for name in LEVELS if any(r.policy.level == name for r in rows)),
        shown=len(rows),
        total=len(basis.policies),
        soon=tuple(one for one in told.changes if basis.day < one.day <= until),
        changes=tuple(reversed(told.changes)),
        issuers=tuple(sorted({one.issuer for one in basis.policies})),
        metrics=tuple(name for name in METRICS if any(one.metric == name for one in basis.policies)),
    )


def policy_visible_to(user: User, pk: int) -> Record:
    """Return one policy, taken out or not; 404 where there is none."""
    require(user, Action.READ_POLICY)
    found = (
        Record.objects.select_related("document", "replaces").defer("document__content").filter(pk=pk).first()
    )
    if found is None:
        raise Http404
    return found


def policy_to_change(user: User, pk: int) -> Record:
    """Return a policy for whoever may change it."""
    require(user, Action.CHANGE_POLICY)
    return policy_visible_to(user, pk)


def successor_of(record: Record) -> Record | None:
    """Return the policy that replaces one."""
    return Record.objects.filter(replaces=record, taken_out_at=None).first()


def set_of(basis: Basis, asked: Asked) -> PolicySet:
    """Return the policies that were asked for, to be written into a file that reads back.

    What they replace is left out where it is not among them.
    """
    kept = [one for one in basis.policies if asked.holds(one)]
    names = {"", *(one.id for one in kept)}
    return PolicySet(
        tuple(one if one.replaces in names else replace(one, replaces="") for one in kept),
        basis.policies.name,
    )


def documents_visible_to(user: User) -> Sequence[Document]:
    """Return all documents without what they hold, each with its policies."""
    require(user, Action.READ_POLICY)
    return list(Document.objects.defer("content").prefetch_related("policies").select_related("added_by"))


def document_visible_to(user: User, pk: int) -> Document:
    """Return one document with what it holds; 404 where there is none."""
    require(user, Action.READ_POLICY)
    found = Document.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def keys_in_use() -> set[str]:
    """Return the keys that no new policy may take."""
    return set(Record.objects.values_list("key", flat=True))


def _records() -> Mapping[str, Record]:
    found = Record.objects.filter(taken_out_at=None).select_related("document").defer("document__content")
    return {one.key: one for one in found}


def _level(name: str, rows: list[Row]) -> Level:
    mine = [row for row in rows if row.policy.level == name]
    issuers = sorted({row.policy.issuer for row in mine})
    groups = tuple(
        Group(name, issuer, tuple(row for row in mine if row.policy.issuer == issuer)) for issuer in issuers
    )
    return Level(LEVEL_WORDS[name], groups)
