"""The first page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from headwater.apps.people.selectors import allowed_actions, memberships_now
from headwater.apps.people.signed_in import SignedIn
from headwater.apps.scorecard.selectors import first_page


@require_safe
def home(request: SignedIn) -> HttpResponse:
    """Show what counts and what waits, for this person."""
    context = {
        "first": first_page(request.user),
        "memberships": memberships_now(request.user),
        "actions": allowed_actions(request.user),
    }
    return render(request, "scorecard/home.html", context)
