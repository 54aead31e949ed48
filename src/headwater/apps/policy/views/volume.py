"""Mistake 1: volume over resolution."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from headwater.apps.csv_export import csv_response
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import may
from headwater.apps.people.signed_in import SignedIn
from headwater.apps.policy import drawing_volume
from headwater.apps.policy.selectors.overview import Shown, follows, mistakes_visible_to, running_task


@require_safe
def volume(request: SignedIn) -> HttpResponse:
    """Show which targets bend contacts, what hurrying does, and what it costs."""
    shown = _shown(request)
    finding = shown.finding
    task = running_task()
    context = {
        "shown": shown,
        "finding": finding,
        "around": [] if finding is None else drawing_volume.drawn_around(finding),
        "repeats": None if finding is None else drawing_volume.drawn_repeats(finding),
        "files": [] if finding is None else [name for name in finding.tables if finding.tables[name]],
        "task": task,
        "follows": follows(request.user, task),
        "may_change": may(request.user, Action.CHANGE_POLICY),
    }
    return render(request, "policy/volume.html", context)


@require_safe
def export(request: SignedIn) -> HttpResponse:
    """Give one table behind the page as a file; the targets where none is asked for."""
    finding = _shown(request).finding
    name = request.GET.get("table", "targets")
    if finding is None or not finding.tables.get(name):
        raise Http404
    letters = "".join(letter if letter.isalnum() else "-" for letter in name)
    return csv_response(f"volume-{letters}", finding.tables[name])


def _shown(request: SignedIn) -> Shown:
    return mistakes_visible_to(request.user, ["volume"])[0]
