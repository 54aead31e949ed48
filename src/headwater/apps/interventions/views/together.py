"""Measuring the reasons of a cause together, so that one plan is judged on one measure."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from headwater.analysis.errors import UsageError
from headwater.apps.interventions import selectors
from headwater.apps.interventions.selectors.offering import offered_to
from headwater.apps.interventions.selectors.together import together_for
from headwater.apps.measures.services import publish_together
from headwater.apps.people.signed_in import SignedIn


@require_POST
def measure_together(request: SignedIn, pk: int) -> HttpResponse:
    """Publish one measure of the several reasons of a cause, and go back to the plan that it is for."""
    seen = selectors.intervention_to_change(request.user, pk)
    found = together_for(request.user, seen.record, offered_to(request.user, seen.record))
    if found is None:
        raise Http404
    try:
        made = publish_together(acting_user=request.user, keys=found.keys, name=found.name, basis=found.basis)
    except UsageError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"“{made.measure.title}” counts these reasons together from now on.")
    return redirect("interventions:plan", pk)
