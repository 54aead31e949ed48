"""Pages to read measures: load and authorise, read what part is asked for, show it."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from headwater.apps.csv_export import csv_response
from headwater.apps.measures import selectors, showing
from headwater.apps.measures.drawings import drawing
from headwater.apps.measures.forms import SearchForm
from headwater.apps.measures.registry import FAMILIES
from headwater.apps.measures.sections import sections_for
from headwater.apps.measures.selectors.own import own_visible_to, uploads_of
from headwater.apps.measures.selectors.registering import entries_visible_to, entry_visible_to
from headwater.apps.measures.views.asked import asked, scope_in
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may, require
from headwater.apps.people.signed_in import SignedIn

_A_PAGE = 20


@require_safe
def measures(request: SignedIn) -> HttpResponse:
    """Show every measure that stands for itself with its newest figure and a small trend."""
    require(request.user, Action.READ_MEASURES)
    form = asked(request)
    team = selectors.team_visible_to(request.user, form.asked_team)
    published = selectors.standing_measures_visible_to(request.user)
    readings = selectors.readings_visible_to(request.user, team=team, grain=form.grain, published=published)
    context = {
        "form": form,
        "team": team,
        "cards": [showing.card(reading, request.GET.urlencode()) for reading in readings],
        "anything": any(reading.points for reading in readings),
        "families": selectors.families_visible_to(request.user),
    }
    return render(request, "measures/measures.html", context)


@require_safe
def registry(request: SignedIn) -> HttpResponse:
    """Show what each measure is: definition, owner, who may see it, since when, what changed."""
    require(request.user, Action.READ_MEASURES)
    published = selectors.standing_measures_visible_to(request.user)
    context = {
        "entries": entries_visible_to(request.user, published),
        "families": selectors.families_visible_to(request.user),
    }
    return render(request, "measures/registry.html", context)


@require_safe
def family(request: SignedIn, family: str) -> HttpResponse:
    """Show the members of a family, a page at a time, those searched for only."""
    require(request.user, Action.READ_MEASURES)
    if family not in FAMILIES:
        raise Http404
    form, search = asked(request), SearchForm(request.GET)
    said = search.said()
    team = selectors.team_visible_to(request.user, form.asked_team)
    members = selectors.members_visible_to(request.user, FAMILIES[family], search=said)
    page = Paginator(members, _A_PAGE).get_page(request.GET.get("page"))
    readings = selectors.readings_visible_to(
        request.user, team=team, grain=form.grain, published=list(page.object_list)
    )
    context = {
        "family": FAMILIES[family],
        "form": form,
        "search": search,
        "said": said,
        "team": team,
        "page": page,
        "cards": [showing.card(reading, scope_in(request)) for reading in readings],
        "families": selectors.families_visible_to(request.user),
    }
    return render(request, "measures/family.html", context)


@require_safe
def measure(request: SignedIn, key: str) -> HttpResponse:
    """Show one measure: chart, table, definition, who may see it, what changed, what rests on it."""
    published = selectors.measure_visible_to(request.user, key)
    form = asked(request)
    team = selectors.team_visible_to(request.user, form.asked_team)
    reading = selectors.reading(published, team=team, grain=form.grain)
    own = own_visible_to(request.user, key)
    context = {
        "form": form,
        "team": team,
        "query": request.GET.urlencode(),
        "published": published,
        "family": FAMILIES.get(published.family),
        "card": showing.card(reading),
        "drawing": drawing(reading),
        "reading": reading,
        "entry": entry_visible_to(request.user, published),
        "own": own,
        "uploads": [] if own is None else list(uploads_of(own)[:10]),
        "sections": sections_for(request.user, published, team),
        "may_change": may(request.user, Action.CHANGE_MEASURES, Scope.ORGANISATION),
    }
    return render(request, "measures/measure.html", context)


@require_safe
def series(request: SignedIn, key: str) -> HttpResponse:
    """Give one measure as a file."""
    published = selectors.measure_visible_to(request.user, key)
    form = asked(request)
    team = selectors.team_visible_to(request.user, form.asked_team)
    reading = selectors.reading(published, team=team, grain=form.grain)
    plain = "".join(letter if letter.isalnum() else "-" for letter in key)
    return csv_response(f"{plain}-{form.grain}", showing.columns(reading))
