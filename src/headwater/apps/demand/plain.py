"""What a diagnosis says, as plain data for a page: its own words, no command lines, drawings drawn once."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from headwater.analysis.charts.figure import Figure
from headwater.analysis.charts.render import without_styles
from headwater.analysis.demand.report.document import Report, Section, Sentence, Table

_IN_THE_PRODUCT = (
    ("Give --cost-per-hour or --cost-per-contact, by channel if they differ.", "Give them under Prices."),
    ("no rates were given: --cost-per-hour or --cost-per-contact", "nobody gave prices"),
    (
        "No rates were given, so there is no money: --cost-per-hour or --cost-per-contact.",
        "Nobody gave prices, so there is no money.",
    ),
    ("No rates were given, and none is assumed.", "Nobody gave prices, and none is assumed."),
    ("; begin with: headwater demand sample.", ". Begin under Coding."),
    (
        "Say inside_support of each owner in the codebook, or name units with --inside.",
        "Say so of each owner in the codebook, or name the units of support under Prices.",
    ),
    (
        "say so in the codebook (inside_support), or name them with --inside",
        "name the units of support under Prices",
    ),
    ("Code more contacts: headwater demand sample --top-up draws on.", "Code more contacts."),
    (
        "A ledger is a file that people fill: headwater demand causes --new-ledger actions.yaml",
        "The ledger is kept under Actions.",
    ),
    (
        "Where the organisation disagrees: --quadrants FILE, or value_to_customer and value_to_company "
        "in the codebook.",
        "Where the organisation disagrees: value_to_customer and value_to_company in the codebook.",
    ),
    (
        "No action ledger was given (--ledger; --new-ledger writes one to fill in).",
        "Nobody has written an action down yet; that is done under Actions.",
    ),
    ("Decide with: headwater demand code SHEET --adjudicate --coder NAME", "Decide under Coding."),
    ("or narrow the days: --since and --until.", "or narrow the days."),
    (" Or let candidates be proposed from the texts: pip install 'headwater[text]'.", ""),
)
"""Hints that name a command or an option, and what they are where there are pages."""


def in_words_of_pages(value: Any) -> Any:
    """Return plain data with every hint at a command turned into the page that does the same."""
    if isinstance(value, str):
        for said, instead in _IN_THE_PRODUCT:
            value = value.replace(said, instead)
        return value
    if isinstance(value, Mapping):
        return {in_words_of_pages(key): in_words_of_pages(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [in_words_of_pages(inner) for inner in value]
    return value


def plain(value: Any) -> Any:
    """Return what records can keep: numbers of Python's own, days as text."""
    return in_words_of_pages(json.loads(json.dumps(value, default=_own)))


def _own(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "item"):
        return value.item()  # a number of numpy's
    raise TypeError(f"a page cannot hold a {type(value).__name__}")


def sentence(said: Sentence | None) -> dict[str, str] | None:
    """Return a sentence as plain data."""
    return None if said is None else {"text": said.text, "basis": said.basis}


def figure(shown: Figure, key: str) -> dict[str, Any]:
    """Return a figure with its drawings; `key` is its id on the page and the name of its table as a file."""
    narrow = None if shown.narrow is None else without_styles(shown.svg(narrow=True, key=f"{key}-narrow"))
    return {
        "key": key,
        "title": shown.title,
        "description": shown.description,
        "wide": without_styles(shown.svg(key=f"{key}-wide")),
        "narrow": narrow,
        "columns": dict(shown.columns),
    }


def table(shown: Table, key: str) -> dict[str, Any]:
    """Return a table as plain data."""
    return {"key": key, "title": shown.title, "columns": dict(shown.columns), "shown": shown.shown}


def section(part: Section, drawn: Callable[[], None], without: Sequence[str] = ()) -> dict[str, Any]:
    """Return a section as plain data, without some tables; `drawn` is called after each drawing."""
    figures = []
    for number, shown in enumerate(part.figures, 1):
        figures.append(figure(shown, f"{part.id}-chart-{number}"))
        drawn()
    return {
        "id": part.id,
        "title": part.title,
        "paragraphs": [sentence(said) for said in part.paragraphs],
        "figures": figures,
        "tables": [
            table(shown, f"{part.id}-table-{number}")
            for number, shown in enumerate(part.tables, 1)
            if shown.title not in without
        ],
        "notes": list(part.notes),
    }


def front(report: Report) -> dict[str, Any]:
    """Return what stands before the sections of a report."""
    return {
        "subtitle": report.subtitle,
        "headline": sentence(report.headline),
        "opening": sentence(report.opening),
        "findings": [
            {"title": f.title, "figure": f.figure, "section": f.section, **(sentence(f.sentence) or {})}
            for f in report.findings
        ],
        "cannot_say": [
            {"question": gap.question, "why": gap.why, "brings": gap.brings, "columns": list(gap.columns)}
            for gap in report.cannot_say
        ],
        "provenance": {name: line for name, line in report.provenance.items() if name != "Store"},
    }
