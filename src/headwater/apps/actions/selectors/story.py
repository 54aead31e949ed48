"""What happened to an action: what was said and where it stood, in one order."""

from dataclasses import dataclass
from datetime import datetime

from headwater.apps.actions.models import Action, Comment, Letter, OwnerLink, StatusChange


@dataclass(frozen=True)
class Event:
    """Something somebody said or changed.

    Attributes
    ----------
    status : str
        What it became; empty for a comment.
    shown_outside : bool
        Whether an owner outside sees the text.
    """

    at: datetime
    who: str
    text: str
    status: str = ""
    shown_outside: bool = False


def story_of(action: Action, *, seen_by: OwnerLink | None = None) -> list[Event]:
    """Return comments and changes of status, oldest first.

    An owner outside sees comments that are meant for outside, and reasons that were given there.
    """
    comments = action.comments.select_related("author")
    if seen_by is not None:
        comments = comments.filter(shown_outside=True)
    said = [Event(c.at, _who(c, seen_by), c.text, "", c.shown_outside) for c in comments]
    stood = [
        Event(
            s.at,
            _who(s, seen_by),
            s.why if seen_by is None or s.by_link_id is not None else "",
            s.get_after_display() if s.before else "added",
            s.by_link_id is not None,
        )
        for s in action.status_changes.select_related("author")
    ]
    return sorted(said + stood, key=lambda event: event.at)


def letters_of(action: Action) -> list[Letter]:
    """Return the mail about an action, newest first."""
    return list(action.letters.select_related("to_user").order_by("-at", "-pk")[:20])


def _who(said: Comment | StatusChange, seen_by: OwnerLink | None) -> str:
    """Say who it was; an owner outside keeps no name here, since actions change hands."""
    if said.author is not None:
        return said.author.name
    if said.by_link_id is None:
        return "Headwater"
    return "You" if seen_by is not None and said.by_link_id == seen_by.pk else "Owner outside support"
