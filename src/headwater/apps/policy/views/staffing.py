"""Pages about staffing: what the coming week needs, how it was so far, and mistake 2."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from headwater.analysis.estimates import Estimate
from headwater.analysis.policy.mistakes.finding import finding_from
from headwater.apps.csv_export import csv_response
from headwater.apps.doing import done
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.people.signed_in import SignedIn
from headwater.apps.policy import staffing_drawing as drawing
from headwater.apps.policy import staffing_words as words
from headwater.apps.policy.being_read import reading_state
from headwater.apps.policy.forms.roster import MOST_BYTES, KeepRosterForm, RosterForm, sealed
from headwater.apps.policy.selectors import reading_of
from headwater.apps.policy.selectors.staffing import StaffingSeen, roster_needs, staffing_visible_to
from headwater.apps.policy.services.rosters import keep_roster
from headwater.apps.small_files import takes_a_file

_SHARES = (
    ("short", "Short for certain: fewer than even quiet demand needs"),
    ("tight", "Within the band: enough on some days"),
    ("enough", "Enough, even for busy demand"),
)


@require_safe
def staffing(request: SignedIn) -> HttpResponse:
    """Show the coming week against the roster, the days so far, and what more or fewer people would give."""
    seen = staffing_visible_to(request.user, request.GET.get("channel", ""))
    context: dict[str, Any] = {"seen": seen, **reading_state(request.user)}
    if seen.content is not None:
        context |= _shown(seen, seen.content, request.GET.get("day", ""))
    return render(request, "policy/staffing.html", context)


def _shown(seen: StaffingSeen, content: Mapping[str, Any], asked: str) -> dict[str, Any]:
    weekday = int(asked) if asked in {str(day) for day in range(7)} else words.default_weekday(content)
    plan, past = content["plan"], content["past"]
    shown: dict[str, Any] = {
        "content": content,
        "plan": plan,
        "past": past,
        "weekday": weekday,
        "days": _days(content, weekday),
        "roster": seen.roster if content["has_roster"] else None,
        "coming": drawing.coming_drawing(content, weekday),
        "usual": drawing.usual_drawing(content, weekday),
        "occupancy": drawing.occupancy_drawing(content),
        "curve": drawing.curve_drawing(content),
        "patience": Estimate(**content["patience"]),
        "contact_days": words.span_words(*content["days"]),
    }
    if plan is not None:
        shown |= {"coming_said": words.coming_said(plan), "sums_said": words.sums_said(plan)}
    if past is not None:
        shown["shares"] = [(title, Estimate(**past[name])) for name, title in _SHARES]
        shown["short_hours"] = Estimate(**past["short_hours"])
        busy, short = past["occupancy"], past["short_of_people"]
        shown["busy"] = {name: Estimate(**busy[name]) for name in ("mean", "over", "run_hours", "long_days")}
        shown["in_time"] = Estimate(**short["in_time"])
        shown["fit_said"] = short["statement"]
        shown["run_minutes"] = words.minutes(shown["busy"]["run_hours"])
        shown["past_days"] = words.span_words(*past["days"])
        shown["runs"] = words.runs_shown(busy["longest"])
    return shown


def _days(content: Mapping[str, Any], chosen: int) -> list[dict[str, Any]]:
    """Return the weekdays there are, each with how many of its coming half-hours are short."""
    coming = [] if content["plan"] is None else content["plan"]["rows"]
    gone = [] if content["past"] is None else content["past"]["rows"]
    found = []
    for day in range(7):
        here = [row for row in coming if row["weekday"] == day]
        if here or any(row["weekday"] == day for row in gone):
            short = sum(row["verdict"] == "short" for row in here)
            found.append({"number": day, "name": words.WEEKDAYS[day], "short": short, "here": day == chosen})
    return found


@require_safe
def people(request: SignedIn) -> HttpResponse:
    """Show what is found of too few people, with the map of occupancy."""
    seen = staffing_visible_to(request.user)
    read = reading_of("people")
    finding = None
    if read is not None and "word" in read.content:
        finding = finding_from(read.content)
    occupancy = None
    if seen.content is not None:
        occupancy = drawing.occupancy_drawing(seen.content)
    context = {"seen": seen, "read": read, "finding": finding, "occupancy": occupancy}
    context |= reading_state(request.user)
    return render(request, "policy/people.html", context)


@takes_a_file(Action.CHANGE_POLICY, MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def roster(request: SignedIn) -> HttpResponse:
    """Take a roster, show what was read of it, and keep the counts once somebody says so."""
    require(request.user, Action.CHANGE_POLICY)
    needs = roster_needs(request.user)
    if "counted" in request.POST:
        keep = KeepRosterForm(request.POST)
        if keep.is_valid() and done(
            keep, lambda: keep_roster(acting_user=request.user, counted=keep.cleaned_data["counted"])
        ):
            messages.success(request, "The roster is kept. What it means for staffing is worked out now.")
            return redirect("policy:staffing")
        form = RosterForm(needs=needs)
        return render(request, "policy/roster.html", {"form": form, "keep": keep, "needs": needs})
    form = RosterForm(request.POST or None, request.FILES or None, needs=needs)
    if request.method == "POST" and form.is_valid() and form.counted is not None:
        preview = _preview(form.counted)
        keep = KeepRosterForm(initial={"counted": sealed(form.counted)})
        return render(request, "policy/roster_preview.html", {"preview": preview, "keep": keep})
    return render(request, "policy/roster.html", {"form": form, "needs": needs})


def _preview(counted: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was read of a roster, by weekday: hours, most at once, from when to when."""
    by_day: dict[date, list[tuple[int, float]]] = {}
    for at, agents in counted["rows"]:
        start = datetime.fromisoformat(at)
        by_day.setdefault(start.date(), []).append((start.hour * 2 + start.minute // 30, agents))
    rows = []
    for weekday in range(7):
        days = [halves for day, halves in by_day.items() if day.weekday() == weekday]
        if not days:
            continue
        halves = [half for day in days for half, _ in day]
        rows.append(
            {
                "name": words.WEEKDAYS[weekday],
                "days": len(days),
                "hours": sum(agents for day in days for _, agents in day) / 2 / len(days),
                "most": max(agents for day in days for _, agents in day),
                "from": words.clock(min(halves)),
                "to": words.clock(max(halves) + 1),
            }
        )
    first, last = (date.fromisoformat(day) for day in counted["days"])
    hours = sum(agents for _, agents in counted["rows"]) / 2
    return {**counted, "first": first, "last": last, "rows": rows, "hours": hours, "staffed": len(by_day)}


@require_safe
def table(request: SignedIn, table: str) -> HttpResponse:
    """Send a table of the page as CSV."""
    seen = staffing_visible_to(request.user, request.GET.get("channel", ""))
    part, rows = {"coming": "plan", "so-far": "past", "more-or-fewer": "plan"}.get(table), "rows"
    found = None if seen.content is None or part is None else seen.content[part]
    if found is None:
        raise Http404
    lines = found["curve"][rows] if table == "more-or-fewer" else found[rows]
    columns: dict[str, list[Any]] = {name: [line[name] for line in lines] for name in lines[0]}
    if "half_hour" in columns:
        columns["half_hour"] = [words.clock(half) for half in columns["half_hour"]]
        columns["weekday"] = [words.WEEKDAYS[day] for day in columns["weekday"]]
    return csv_response(f"staffing-{seen.channel}-{table}", columns)
