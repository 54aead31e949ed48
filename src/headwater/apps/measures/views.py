"""Pages about measures: load and authorise, read what part is asked for, show it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from headwater.apps.csv_export import csv_response
from headwater.apps.measures import selectors, showing
from headwater.apps.measures.forms import ScopeForm
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.people.signed_in import SignedIn


@require_safe
def measures(request: SignedIn) -> HttpResponse:
    """Show every measure with its newest figure and a small trend."""
    require(request.user, Action.READ_MEASURES)
    form = _asked(request)
    team = selectors.team_visible_to(request.user, form.asked_team)
    readings = selectors.readings_visible_to(request.user, team=team, grain=form.grain)
    context = {
        "form": form,
        "team": team,
        "cards": [showing.card(reading, request.GET.urlencode()) for reading in readings],
        "anything": any(reading.points for reading in readings),
    }
    return render(request, "measures/measures.html", context)


@require_safe
def measure(request: SignedIn, key: str) -> HttpResponse:
    """Show one measure: chart, table, definition, who may see it."""
    published = selectors.measure_visible_to(request.user, key)
    form = _asked(request)
    team = selectors.team_visible_to(request.user, form.asked_team)
    reading = selectors.reading_visible_to(request.user, key, team=team, grain=form.grain)
    context = {
        "form": form,
        "team": team,
        "query": request.GET.urlencode(),
        "published": published,
        "card": showing.card(reading),
        "drawing": showing.drawing(reading),
        "reading": reading,
        "roles": showing.who_may_see(published),
    }
    return render(request, "measures/measure.html", context)


@require_safe
def series(request: SignedIn, key: str) -> HttpResponse:
    """Give one measure as a file."""
    selectors.measure_visible_to(request.user, key)
    form = _asked(request)
    team = selectors.team_visible_to(request.user, form.asked_team)
    reading = selectors.reading_visible_to(request.user, key, team=team, grain=form.grain)
    name = "-".join([key.replace(".", "-").replace("_", "-"), form.grain])
    return csv_response(name, showing.columns(reading))


def _asked(request: SignedIn) -> ScopeForm:
    """Read which part is asked for; a team that has no points is one nobody may ask for."""
    form = ScopeForm(request.GET, teams=selectors.teams_with_points(request.user))
    if not form.is_valid():
        raise Http404
    return form
