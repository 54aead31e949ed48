"""What the lab's first page shows: the five mistakes, what is missing, and what people say."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from headwater.analysis.policy.mistakes.finding import MISTAKES, Finding, Mistake, finding_from
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import reach, require
from headwater.apps.policy.models import Reading
from headwater.apps.policy.selectors.readings import READ, Read, key_of_now
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.selectors import open_task
from headwater.apps.voices.selectors.reading import flags_within


@dataclass(frozen=True)
class Shown:
    """One mistake as it was read; without a finding where it was not, with the reason if there is one.

    Attributes
    ----------
    refused : str
        Why it could not be worked out.
    """

    mistake: Mistake
    finding: Finding | None
    refused: str
    read: Read | None

    @property
    def title(self) -> str:
        """The mistake as people call it."""
        return MISTAKES[self.mistake]


def mistakes_visible_to(user: User, which: Sequence[Mistake] = tuple(MISTAKES)) -> list[Shown]:
    """Return mistakes as they were read last, in their order."""
    require(user, Action.READ_POLICY)
    kept = {one.part: one for one in Reading.objects.filter(part__in=which).order_by("made_at", "pk")}
    now = key_of_now() if kept else ""
    shown = []
    for mistake in which:
        found = kept.get(mistake)
        read = None if found is None else Read(json.loads(found.content), found.made_at, found.key != now)
        told = read is not None and "word" in read.content
        finding = finding_from(read.content) if read is not None and told else None
        refused = "" if read is None or told else str(read.content.get("refused", ""))
        shown.append(Shown(mistake, finding, refused, read))
    return shown


def running_task() -> Task | None:
    """Return the work that reads for the lab, while it waits or runs."""
    return open_task(READ)


def follows(user: User, task: Task | None) -> bool:
    """Say whether a person may follow the work as it goes on."""
    return task is not None and reach(user, Action.READ_TASKS).scope is Scope.ORGANISATION


def said_of_rules(user: User) -> dict[str, int]:
    """Return how often people said that they were not allowed, or that instructions contradict each other."""
    rows = flags_within(user).order_by().filter(kind__in=_ABOUT_RULES)
    counted = dict(rows.values_list("kind").annotate(n=Count("pk")))
    return {kind: counted.get(kind, 0) for kind in _ABOUT_RULES}


_ABOUT_RULES = ("not_allowed", "contradiction")
