"""Parts that rooms above add to the page of a measure, such as what is judged on it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from headwater.apps.measures.registry import Published
from headwater.apps.people.models import Team, User


@dataclass(frozen=True)
class Section:
    """One part of the page of a measure.

    Attributes
    ----------
    template : str
        Included with `section`, what `content` returned; it writes its own `<section>` with an h2.
    content : callable
        Takes who reads, the measure and the team (None: everyone); returns what the template needs, or None
        where this person sees nothing of it. A handful of queries at most.
    """

    template: str
    content: Callable[[User, Published, Team | None], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Shown:
    """A part that a page shows."""

    template: str
    content: Mapping[str, Any]


_SECTIONS: list[Section] = []


def shows_on_measures(section: Section) -> None:
    """Add a part to the page of every measure; apps do so in their `ready`."""
    if section not in _SECTIONS:
        _SECTIONS.append(section)


def sections_for(user: User, published: Published, team: Team | None) -> list[Shown]:
    """Return the parts that a person sees on the page of a measure."""
    found = ((section, section.content(user, published, team)) for section in _SECTIONS)
    return [Shown(section.template, content) for section, content in found if content is not None]
