"""The words of mail about actions: short, plain, nothing of customers, one address to go to."""

from dataclasses import dataclass
from datetime import date

from headwater.apps.actions.models import Action, Letter

_KINDS = Letter.Kind


@dataclass(frozen=True)
class Worded:
    """A mail's subject and text."""

    subject: str
    text: str


def worded(kind: Letter.Kind, action: Action, *, name: str, url: str, day: date, owns: bool) -> Worded:
    """Put a mail about an action into words.

    Parameters
    ----------
    name : str
        Whom it greets.
    owns : bool
        Whether it goes to the owner; else to a person who answers for the action beside or instead of one.
    """
    asks = _asks(kind, action, day, owns)
    lines = [f"Hello {name},", "", asks.text, "", f"  {action.title}", *_due(action), "", _way(kind), url, ""]
    if action.is_outside and owns:
        lines += ["The link shows this one action and nothing else. Please do not pass it on.", ""]
    return Worded(f"Headwater: {asks.subject}: {action.title}"[:180], "\n".join([*lines, "Headwater"]))


def _asks(kind: Letter.Kind, action: Action, day: date, owns: bool) -> Worded:
    if kind == _KINDS.LINK:
        return Worded("would you take this on", "You are asked to own an action that could prevent contacts:")
    if kind == _KINDS.ESCALATED:
        late = "An action is overdue by 14 days or more"
        ending = ", although its owner was reminded:" if action.has_owner else ", and nobody owns it:"
        return Worded("long overdue", late + ending)
    when = _when(action, day)
    if owns:
        return Worded(when, f"An action that you own is {when}:")
    if action.status == Action.Status.REFUSED:
        return Worded(when, f"An action that its owner cannot do is {when}:")
    return Worded(when, f"An action without an owner who can be reached is {when}:")


def _when(action: Action, day: date) -> str:
    if action.due_on is None or action.due_on > day:
        return "due soon"
    return "due today" if action.due_on == day else "overdue"


def _due(action: Action) -> list[str]:
    return [] if action.due_on is None else [f"  due on {action.due_on:%-d %B %Y}"]


def _way(kind: Letter.Kind) -> str:
    if kind == _KINDS.LINK:
        return "See what it is about, and answer, here:"
    return "Say where it stands, or what is in the way, here:"
