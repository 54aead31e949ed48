"""What happened, told upwards: an app says it by one line, and whoever listens stands above it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

Value = int | bool | date | None
"""What an event may carry: numbers, ids and days. No text, so that no words of anybody leave with it."""

CARRIES: dict[str, tuple[str, ...]] = {
    "import.finished": ("import_id", "rows", "loaded", "rejected"),
    "diagnosis.finished": ("diagnosis_id", "store_version"),
    "flag.answered": ("answer_id", "flags"),
    "action.overdue": ("action_id", "due_on"),
}
"""Every kind of event with the names of what it carries."""

MEANING: dict[str, str] = {
    "import.finished": "an import of contacts has ended",
    "diagnosis.finished": "a diagnosis of all contacts is there",
    "flag.answered": "somebody answered what people said stands in their way",
    "action.overdue": "an action has passed its due day",
}


@dataclass(frozen=True)
class Event:
    """One thing that happened.

    Attributes
    ----------
    kind : str
        A key of `CARRIES`.
    path : str
        Page of Headwater that shows it; whoever opens it still needs the right to.
    facts : dict
        Ids, counts and days, named as `CARRIES` says.
    """

    kind: str
    path: str
    facts: dict[str, Value]


Follow = Callable[[Event], object]
_FOLLOWS: list[Follow] = []


def when_something_happens(follow: Follow) -> None:
    """Have a function called for every event; apps say so in their `ready`. It only queues work."""
    if follow not in _FOLLOWS:
        _FOLLOWS.append(follow)


def happened(kind: str, path: str, **facts: Value) -> None:
    """Tell everybody that something happened; call it in the transaction of the change it tells of.

    What follows is written with the change: either both are there or neither.

    Examples
    --------
    In a service: ``happened("flag.answered", reverse("voices:board"), answer_id=answer.pk, flags=3)``
    """
    if set(facts) != set(CARRIES[kind]):
        raise RuntimeError(f"{kind} carries {', '.join(CARRIES[kind])}, not {', '.join(facts)}")
    wrong = [name for name, value in facts.items() if not isinstance(value, int | date | None)]
    if wrong or not path.startswith("/") or path.startswith("//"):
        raise RuntimeError(
            f"{kind}: only numbers, days and a path of ours travel; see {', '.join(wrong) or path}"
        )
    event = Event(kind, path, dict(facts))
    with transaction.atomic():
        for follow in _FOLLOWS:
            follow(event)
