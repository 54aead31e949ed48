"""Lays a diagnosis out over its pages: which section stands where, what is said of filters, which files."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from headwater.analysis.demand.report.causes_report import causes_report
from headwater.analysis.demand.report.diagnosis_report import diagnosis_report, summary
from headwater.analysis.demand.report.html import render_html
from headwater.apps.demand import plain, tree
from headwater.apps.demand.filters import Filters
from headwater.apps.demand.pages import PAGE_OF, TITLES
from headwater.apps.demand.pareto import LEVELS, MEASURES, pareto
from headwater.apps.tasks.kinds import Report

if TYPE_CHECKING:
    from headwater.analysis.demand.causes.causes_result import Causes
    from headwater.analysis.demand.diagnosis_result import Diagnosis

_DRAWN_ELSEWHERE = ("failure", "reasons")
_TREE = "The tree: failure code, reason, cause, unit"


def laid_out(
    report: Report, found: "Diagnosis", filters: Filters, notes: list[str], *, timezone: str
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Return what a scorecard needs of a diagnosis, and what each page shows."""
    document = diagnosis_report(found)
    sections = list(document.sections)
    if found.causes is not None:
        known = {section.id for section in sections}
        sections += [s for s in causes_report(found.causes).sections if s.id not in known]
    # their shares are drawn where causes stand in order of size, by three measures
    sections = [replace(s, figures=()) if s.id in _DRAWN_ELSEWHERE else s for s in sections]
    drawings = sum(len(section.figures) for section in sections)
    if found.causes is not None:
        drawings += len(LEVELS) * len(MEASURES)
    done = 0

    def drawn() -> None:
        nonlocal done
        done += 1
        report("Drawing", min(done, drawings), drawings)

    pages: dict[str, dict[str, Any]] = {name: {"sections": []} for name in TITLES}
    for section in sections:
        made = plain.section(section, drawn, without=(_TREE,))
        pages[PAGE_OF[section.id]]["sections"].append(made)
    pages["overview"] |= plain.front(document)
    for page in pages.values():
        page["notes"] = [*_meaning(filters), *notes]
    if found.causes is not None:
        _add_causes(pages, found.causes, drawn, timezone)
    pages["files"] = {"tables": _raw_tables(found)}
    pages["report"] = {"html": render_html(replace(document, provenance=pages["overview"]["provenance"]))}
    pages["data"] = _data(found, filters)
    kept = {name: plain.plain(page) for name, page in pages.items()}
    first = pages["overview"]["findings"]
    return plain.plain({**_said(found), "first": first}), kept


def _meaning(filters: Filters) -> list[str]:
    """Say what a filtered figure means."""
    if not (filters.team or filters.channel):
        return []
    what = " and ".join(
        part
        for part in (
            f"the team {filters.team}" if filters.team else "",
            f"the channel {filters.channel}" if filters.channel else "",
        )
        if part
    )
    return [
        f"Counted are the contacts of {what}. A repeat is one of them whose customer came back, to whichever "
        "team and by whichever channel: what is left unsolved here often turns up elsewhere.",
        "How many contacts an issue takes, and what helpdesks call first-contact resolution, need all "
        "contacts of a customer: they are shown without filters of team and channel only.",
    ]


def _add_causes(
    pages: dict[str, dict[str, Any]], found: "Causes", drawn: Callable[[], None], timezone: str
) -> None:
    there: list[list[str]] = []
    for level in LEVELS:
        for measure in MEASURES:
            shown = pareto(found, level, measure)
            if shown is not None:
                key = f"pareto-{level.replace('_', '-')}-{measure}"
                pages[key] = {"figure": plain.figure(shown, key)}
                there.append([level, measure])
            drawn()
    pages["causes"] |= {
        "pareto": there,
        "tree": tree.outline(found),
        "measure": found.measure,
        "measures": list(found.measures),
        "currency": found.currency,
        "days": found.found.days,
        "coded": len(found.found.facts),
    }
    pages["nodes"] = {
        "nodes": tree.nodes(found),
        "contacts": tree.coded_contacts(found, timezone),
        "measures": list(found.measures),
        "currency": found.currency,
    }


def _raw_tables(found: "Diagnosis") -> dict[str, Any]:
    """Return tables for further work: figures as numbers, with their bounds in columns of their own."""
    tables: dict[str, Any] = {"findings": found.columns, "repeats": found.repeats.columns}
    tables |= {f"repeats-by-{name}": part.columns for name, part in found.repeats_by.items()}
    tables |= {f"workload-by-{name}": part.columns() for name, part in found.workload.items()}
    if found.causes is not None:
        tables |= {"causes": found.causes.columns, "quadrants": found.causes.quadrants.columns}
    return tables


def _said(found: "Diagnosis") -> dict[str, Any]:
    """Return what a scorecard needs."""
    causes = found.causes
    return {
        **{key: value for key, value in summary(found).items() if key != "cannot_say"},
        "failure": {} if causes is None else causes.failure.share.to_dict(),
        "yearly": {} if causes is None else causes.failure.yearly.to_dict(),
        "currency": "" if causes is None else causes.currency,
        "choices": _choices(found),
        "files": list(_raw_tables(found)),
    }


def _choices(found: "Diagnosis") -> dict[str, Any]:
    """Return what the contacts can be filtered by."""

    def groups(name: str) -> list[str]:
        rows = found.workload[name].rows if name in found.workload else ()
        return sorted(row.group for row in rows if not row.group.startswith("("))

    return {
        "teams": groups("team"),
        "channels": groups("channel"),
        "first": found.coverage.first,
        "last": found.coverage.last,
    }


def _data(found: "Diagnosis", filters: Filters) -> dict[str, Any]:
    """Return the diagnosis for programs: every part as the library gives it, without where it lies."""
    whole = found.to_dict()
    return {
        "filters": filters.to_dict(),
        **{k: v for k, v in whole.items() if k not in ("source", "settings")},
    }
