"""Sections on failure demand: how much, who can stop it, why, what it sets off."""

from collections.abc import Sequence
from typing import Any

from headwater.analysis.demand.causes.causes_result import Causes
from headwater.analysis.demand.causes.nodes import Node
from headwater.analysis.demand.causes.reading_figures import cell, change, lead, points
from headwater.analysis.demand.causes.sentences import a_year, headline, knock_on, who_causes
from headwater.analysis.demand.prevalence.prevalence_result import NOUNS
from headwater.analysis.demand.prevalence.result import Measure
from headwater.analysis.demand.report.causes_figures import HEADINGS, knock_on_figure, title_of, view_figure
from headwater.analysis.demand.report.document import Section, Sentence, Table
from headwater.analysis.demand.report.words import compact, one_of
from headwater.analysis.estimates import Estimate

_CHANCE = (
    "Of twenty changes without a cause, one looks certain by chance: look at the largest, and at those that "
    "something explains."
)


def failure_section(found: Causes) -> Section:
    """Return how much is failure demand, and which units own its causes."""
    sample = found.found
    coded = (
        f"{one_of(len(sample.facts), 'contact')} coded by people, drawn by chance from {sample.contacts:,}."
    )
    paragraphs = [
        Sentence(headline(found), f"{coded} {sample.model}"),
        Sentence(a_year(found)),
        Sentence(who_causes(found)),
    ]
    for level, what in (("cause_owner", "Among units"), ("cause", "Among causes")):
        said = lead(found.rankings[level])
        if said:
            paragraphs.append(Sentence(f"{what}: {said}"))
    return Section(
        "failure",
        "What should never have happened",
        tuple(paragraphs),
        tuple(view_figure(found, level) for level in ("cause_owner", "cause") if found.named(level)),
        tuple(_view(found, level) for level in ("cause_owner", "cause") if found.views[level]),
        (
            "Failure demand is demand caused by not doing something, or not doing it right, for the "
            "customer. People read a random sample of contacts and said of each what it was.",
            *_how(found),
        ),
    )


def reasons_section(found: Causes) -> Section | None:
    """Return failure demand by reason, with what changes; None where no reason can be told."""
    if not found.named("reason"):
        return None
    nodes = found.views["reason"]
    moving = [n for n in nodes if n.trend.verdict in ("rising", "falling") and not n.folded]
    said = [Sentence(lead(found.rankings["reason"]))]
    if moving:
        named = "; ".join(f"“{n.name}” {change(n.trend)}" for n in moving[:4])
        said.append(
            Sentence(f"From the first half of the days to the second, contacts a day: {named}.", _CHANCE)
        )
    else:
        said.append(
            Sentence("No reason can be told to rise or fall from the first half of the days to the second.")
        )
    table = _view(found, "reason")
    return Section(
        "reasons",
        "What customers say",
        tuple(said),
        (view_figure(found, "reason"),),
        (table, _tree(found)),
        (
            "Ranks are intervals: all of them hold at once with the confidence of this report. Where two "
            "overlap, their order may be open.",
            "Each part is estimated by itself, so parts need not add up to the last point.",
            "Codes on fewer than 5 coded contacts are folded together; how many they are is said.",
        ),
    )


def set_off_section(found: Causes) -> Section | None:
    """Return what failure demand sets off; None where no customer is known."""
    if not found.failure.knock_on.followed.known:
        return None
    nodes = [found.failure, *found.views["reason"]]
    figure = knock_on_figure(found)
    days = found.settings.window_days
    return Section(
        "set-off",
        "What it sets off",
        (Sentence(knock_on(found)),),
        () if figure is None else (figure,),
        (
            Table(
                "Contacts that follow, and ratings",
                {
                    "Reason": ["all failure demand", *(node.name for node in nodes[1:])],
                    "Followed": [compact(node.knock_on.followed) for node in nodes],
                    "The rest": [compact(node.knock_on.rest) for node in nodes],
                    "Difference, points": [_points(node.knock_on.difference) for node in nodes],
                    "Hours a year": [cell(node.knock_on.hours) for node in nodes],
                    "Rating gap, points": [_points(node.satisfaction) for node in nodes],
                    "Rated": [n.satisfaction.n or None for n in nodes],
                },
            ),
        ),
        (
            f"Followed: the same customer came again within {days} days, whatever it was about. Part of "
            "these would have come anyway: the rest says how many do.",
            "Hours are those of the next contact only, so that those of several reasons may be added up. "
            "They are part of the handle time above, not on top of it.",
            "Contacts of customers nobody knows are taken to be followed as often as the others.",
            "The rating gap is the mean rating of these contacts less that of all other rated ones, on a "
            "scale of 100 points. Who rates is not drawn by chance.",
        ),
    )


def _view(found: Causes, level: str) -> Table:
    nodes = found.views[level]
    columns: dict[str, list[Any]] = {
        HEADINGS[level]: [title_of(node) for node in nodes],
        "Rank": [_rank(found, level, node) for node in nodes],
    }
    if level == "cause_owner":
        columns["Side"] = [None if node.folded else node.side for node in nodes]
    if level == "reason":
        columns["Unit"] = [node.owner or None for node in nodes]
    columns |= _amounts(found, nodes, ("contacts",))
    columns["Coded"] = [node.coded for node in nodes]
    columns["Trend"] = [change(node.trend).replace(" ", _HELD) for node in nodes]
    return Table(f"Failure demand by {HEADINGS[level].lower()}", columns)


def _tree(found: Causes) -> Table:
    rows = [(depth, node) for depth, node in found.failure.walk() if depth]
    nodes = [node for _, node in rows]
    return Table(
        "The tree: failure code, reason, cause, unit",
        {
            "Code": [f"{'› ' * (depth - 1)}{title_of(node)}" for depth, node in rows],
            **_amounts(found, nodes, found.shown),
            "Coded": [node.coded for node in nodes],
        },
    )


def _amounts(found: Causes, nodes: Sequence[Node], shares: Sequence[Measure]) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {}
    for measure in shares:
        columns[f"Of {NOUNS[measure]}"] = [compact(node.share.of(measure)) for node in nodes]
    if "time" not in found.measures:
        columns["Contacts a year"] = [cell(node.yearly.contacts) for node in nodes]
    if "time" in found.measures:
        columns["Hours a year"] = [cell(node.yearly.time) for node in nodes]
    if "cost" in found.measures:
        columns[f"{found.currency} a year"] = [cell(node.yearly.cost) for node in nodes]
    return columns


def _rank(found: Causes, level: str, node: Node) -> str | None:
    """Read a rank in few letters, held together on one line."""
    standing = found.rankings[level].of(node.name)
    if standing is None:
        return None
    if standing.best == standing.worst:
        return str(standing.best)
    return f"{standing.best}{_JOINED}–{_JOINED}{standing.worst}"


def _points(estimate: Estimate) -> str | None:
    """Read a difference for a cell, held together on one line."""
    return points(estimate).replace(" points", "").replace(" ", _HELD) if estimate.known else None


_JOINED, _HELD = "\N{WORD JOINER}", "\N{NO-BREAK SPACE}"


def _how(found: Causes) -> tuple[str, ...]:
    notes = [
        "Trend: contacts a day in the second half of the days against the first; the interval is in "
        "brackets.",
        f"A year is 365 days at the pace of the {found.found.days} days sampled: what a year of this would "
        "be, not what next year will be.",
    ]
    if found.outside.outside.contacts.known:
        notes.append(
            "Which units are part of support was said by the organisation; their shares are measured."
        )
    if "cost" not in found.measures:
        notes.append("No rates were given, so there is no money: --cost-per-hour or --cost-per-contact.")
    return (*notes, *found.found.notes)
