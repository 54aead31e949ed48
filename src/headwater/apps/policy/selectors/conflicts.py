"""The conflicts of a day: read where they were worked out, or said to be on their way."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache

from headwater.apps.people.models import User
from headwater.apps.people.selectors import today
from headwater.apps.policy.models import Policy
from headwater.apps.policy.selectors.basis import Basis, basis_visible_to
from headwater.apps.policy.selectors.readings import READ, reading_of
from headwater.apps.policy.studying import KEPT_SECONDS, PART, Content, content_of, name_of
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.selectors import open_task

WEIGH = "policy.weigh_day"
"""Kind of the background work that weighs the policies of another day."""


@dataclass(frozen=True)
class Seen:
    """What there is of the conflicts of a day.

    Attributes
    ----------
    content : mapping or None
        None where it was not worked out yet.
    is_old : bool
        Whether policies or facts changed since.
    task : Task or None
        The work that is on its way to newer ones.
    """

    basis: Basis
    day: date
    content: Content | None
    is_old: bool = False
    task: Task | None = None

    @property
    def study(self) -> Mapping[str, Any] | None:
        """What was worked out; None where nothing was, or the facts stand in the way."""
        return None if self.content is None else self.content["study"]

    @property
    def refused(self) -> str:
        """Why nothing could be weighed."""
        return "" if self.content is None else str(self.content["refused"])

    def conflict(self, known: str) -> Mapping[str, Any] | None:
        """Return a conflict by its id; None where there is none any more."""
        study = self.study
        found = () if study is None else study["conflicts"]
        return next((one for one in found if one["id"] == known), None)


def conflicts_visible_to(user: User, name: str = "", day: date | None = None) -> Seen:
    """Return the conflicts of our own policies, or of a sample, on a day.

    Samples are small and are worked out when they are first asked for. Our own are worked out in the
    background; those of a day for which nobody asked yet are None.
    """
    basis = basis_visible_to(user, name)
    day = day or today()
    asked = name_of(basis.policies, basis.facts, day)
    kept = cache.get(cache_name(asked))
    if not basis.is_ours:
        if kept is None:
            kept = content_of(basis.policies, basis.facts, day)
            cache.set(cache_name(asked), kept, KEPT_SECONDS)
        return Seen(basis, day, kept)
    read = reading_of(PART)
    if read is not None and read.content.get("asked") == asked:
        return Seen(basis, day, read.content)
    if kept is not None:
        return Seen(basis, day, kept)
    task = open_task(WEIGH) or open_task(READ)
    if read is None or day != today():
        return Seen(basis, day, None, task=task)
    return Seen(basis, day, read.content, is_old=True, task=task)


def cache_name(asked: str) -> str:
    """Return under which name a study is kept for a while."""
    return f"policy.conflicts.{asked}"


def declared_as(ids: list[str]) -> dict[str, int]:
    """Return the records of our policies by their ids, for links."""
    return dict(Policy.objects.filter(key__in=ids, taken_out_at=None).values_list("key", "pk"))
