"""The answer to what is tried, as the page tells it: or what stands in the way of one."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from headwater.analysis.errors import HeadwaterError
from headwater.apps.policy.selectors.ground import Ground
from headwater.apps.policy.what_if_fields import moved_words, typed_change
from headwater.apps.policy.what_if_picture import LinePicture, line_picture
from headwater.apps.policy.what_if_plainly import plainly, sentence
from headwater.apps.policy.what_if_rows import ShownRow, shown_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headwater.analysis.policy.what_if import Row, WhatIf

GLANCE = ("agents_to_schedule", "agents_needed", "service_level", "wait_s", "repeat_frac", "cost_per_year")
"""Figures that stay in sight while a slider moves, the first three that can be told."""


@dataclass(frozen=True)
class Told:
    """What a page shows of one answer.

    Attributes
    ----------
    refused : tuple of str
        Why there is no answer: what was typed cannot be read, or cannot be.
    typed : dict
        The change as the fields hold it, for a form that keeps it.
    """

    answer: "WhatIf | None"
    refused: tuple[str, ...]
    moved: tuple[str, ...]
    typed: dict[str, str]
    picture: LinePicture | None

    @cached_property
    def rows(self) -> list[ShownRow]:
        """The figures that can be told, as a table holds them."""
        return shown_rows(self.known)

    @cached_property
    def known(self) -> "tuple[Row, ...]":
        """The figures that can be told, before or after."""
        rows = () if self.answer is None else self.answer.rows
        return tuple(row for row in rows if row.after.known or row.before.known)

    @cached_property
    def unknown(self) -> list[tuple[str, str]]:
        """The figures that cannot be told, with the reason."""
        rows = () if self.answer is None else self.answer.rows
        return [
            (row.words, plainly(row.after.why)) for row in rows if not (row.after.known or row.before.known)
        ]

    @cached_property
    def missing(self) -> list[str]:
        """Facts nobody gave."""
        return [sentence(said) for said in (() if self.answer is None else self.answer.missing)]

    @cached_property
    def glance(self) -> list[ShownRow]:
        """Three figures to keep in sight."""
        known = {row.key: row for row in self.known if row.after.known and row.before.known}
        return shown_rows([known[key] for key in GLANCE if key in known][:3])

    @cached_property
    def short(self) -> str:
        """What a screen reader says once the slider rests."""
        return " ".join(self.refused) if self.answer is None else self.answer.sentence


def told_of(ground: Ground, change: "Mapping[str, float]", faults: "Sequence[str]" = ()) -> Told:
    """Work out what a change would do, or say why that cannot be."""
    moved = moved_words(ground.ranges, change, ground.facts.currency)
    typed = typed_change(ground.ranges, change)
    if faults:
        return Told(None, tuple(faults), moved, typed, None)
    try:
        answer = ground.answer(change)
    except HeadwaterError as error:
        return Told(None, tuple(sentence(line) for line in error.message.splitlines()), moved, typed, None)
    return Told(answer, (), moved, typed, _picture(answer))


def told_again(answer: "WhatIf", ground: Ground) -> Told:
    """Tell an answer that was kept."""
    moved = moved_words(ground.ranges, answer.change, answer.currency or ground.facts.currency)
    return Told(answer, (), moved, typed_change(ground.ranges, answer.change), _picture(answer))


def query_of(ground: Ground, change: "Mapping[str, float]") -> str:
    """Return the part of an address that opens the page with a change."""
    return urlencode({"in": ground.name, **typed_change(ground.ranges, change)})


def _picture(answer: "WhatIf") -> LinePicture | None:
    even = answer.break_even
    return None if even is None else line_picture(even, even.before != even.after)
