"""What happened to an intervention, in one order: what was done, planned, judged and said."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from headwater.apps.interventions.models import Intervention, Judgement, Step


@dataclass(frozen=True)
class Event:
    """One thing that happened.

    Attributes
    ----------
    kind : str
        A key of `Step.Kind`, `judged`, or `comment`.
    who : str
        Name of the person; *Headwater* for the worker.
    words : str
        What it was.
    text : str
        What was said with it: a comment, a reason, the sentence of a verdict.
    plan : int or None
        Number of the plan it is about.
    judgement : int or None
        Id of the judgement it is about.
    """

    at: datetime
    kind: str
    who: str
    words: str
    text: str = ""
    plan: int | None = None
    judgement: int | None = None
    details: dict[str, Any] = field(default_factory=dict)


def history_of(intervention: Intervention) -> list[Event]:
    """Return everything that happened, oldest first; whoever asks has checked that the person may see it."""
    steps = intervention.steps.select_related("author", "plan")
    judged = (
        Judgement.objects.filter(plan__intervention=intervention)
        .select_related("plan", "judged_by")
        .defer("content", "guards", "terms")
    )
    said = intervention.comments.select_related("author")
    found = [_step(one) for one in steps]
    found += [
        Event(
            one.judged_at,
            "judged",
            _who(one.judged_by),
            f"{one.get_look_display()}: {one.word}",
            " ".join(part for part in (one.sentence, one.why) if part),
            one.plan.number,
            one.pk,
        )
        for one in judged
    ]
    found += [Event(one.at, "comment", _who(one.author), "said", one.text) for one in said]
    return sorted(found, key=lambda event: event.at)


def _step(one: Step) -> Event:
    number = None if one.plan is None else one.plan.number
    words = one.get_kind_display()
    if one.kind == Step.Kind.CHANGED:
        words = f"changed: {', '.join(one.details.get('changed', ()))}"
    elif one.kind == Step.Kind.OWNED:
        words = "given to an owner" if one.details.get("to") else "taken from its owner"
    return Event(
        one.at, one.kind, _who(one.author), words, one.details.get("why", ""), number, None, one.details
    )


def _who(person: Any) -> str:
    return "Headwater" if person is None else str(person.name)
