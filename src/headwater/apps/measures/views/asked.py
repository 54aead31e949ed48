"""Which part of the measures a page is asked for."""

from django.http import Http404

from headwater.apps.measures import selectors
from headwater.apps.measures.forms import ScopeForm
from headwater.apps.people.signed_in import SignedIn


def asked(request: SignedIn) -> ScopeForm:
    """Read which part is asked for; a team that has no points is one nobody may ask for."""
    form = ScopeForm(request.GET, teams=selectors.teams_with_points(request.user))
    if not form.is_valid():
        raise Http404
    return form


def scope_in(request: SignedIn) -> str:
    """Return the part that was asked for as the end of an address, without search and page."""
    kept = request.GET.copy()
    for name in ("q", "page"):
        kept.pop(name, None)
    return kept.urlencode()
