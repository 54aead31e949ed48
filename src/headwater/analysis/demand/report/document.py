"""What a report is made of; nothing here knows how a figure was computed or how a page looks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from headwater.analysis.charts.figure import Figure
from headwater.analysis.errors import UsageError
from headwater.analysis.frames import Columns

_ID = re.compile(r"^[a-z][a-z0-9-]*$")


@dataclass(frozen=True)
class Sentence:
    """A statement that carries its numbers and their intervals.

    Attributes
    ----------
    text : str
        As a person would say it.
    basis : str
        What it rests on: how many contacts, which method; shown smaller.
    """

    text: str
    basis: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Finding:
    """One of the few things a reader in a hurry must know.

    Attributes
    ----------
    figure : str
        The number that matters, such as "34%" or "1,240 hours"; shown large.
    section : str
        Id of the section that shows more.
    """

    title: str
    figure: str
    sentence: Sentence
    section: str = ""


@dataclass(frozen=True)
class Gap:
    """Something the data cannot say, why, and what would let them.

    Attributes
    ----------
    brings : str
        What to do so that a later report can answer.
    columns : tuple of str
        Canonical columns (or tables) that would bring the answer.
    """

    question: str
    why: str
    brings: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table that is read for itself; the first rows are shown, the rest on request."""

    title: str
    columns: Columns
    shown: int = 12


@dataclass(frozen=True)
class Section:
    """One question, answered in sentences, then shown.

    Attributes
    ----------
    id : str
        Lower-case letters, digits and hyphens; the address of the section in the page.
    notes : tuple of str
        How it was computed and what to keep in mind.
    """

    id: str
    title: str
    paragraphs: tuple[Sentence, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """A whole report.

    Attributes
    ----------
    opening : Sentence, optional
        What a reader has to know before the headline.

    Raises
    ------
    UsageError
        A section's id is malformed or used twice, or a finding points to a section that is not there.
    """

    title: str
    subtitle: str
    headline: Sentence
    opening: Sentence | None = None
    findings: tuple[Finding, ...] = ()
    cannot_say: tuple[Gap, ...] = ()
    sections: tuple[Section, ...] = ()
    provenance: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ids = [section.id for section in self.sections]
        for id_ in ids:
            if not _ID.match(id_):
                raise UsageError(
                    f"Section id {id_!r} cannot be an address in a page: use a-z, 0-9 and hyphens."
                )
            if ids.count(id_) > 1:
                raise UsageError(f"Two sections have the id {id_!r}: give each its own.")
        for finding in self.findings:
            if finding.section and finding.section not in ids:
                raise UsageError(
                    f"Finding {finding.title!r} points to section {finding.section!r}, which is not in the "
                    f"report. Sections: {', '.join(ids) or 'none'}."
                )
