"""Before training is bought: what fixing the causes would bring instead."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from headwater.apps.doing import done
from headwater.apps.interventions import selectors, services
from headwater.apps.interventions.forms.weighing import WeighForm, WhichContactsForm
from headwater.apps.interventions.links import page_of
from headwater.apps.interventions.models import Intervention, Step
from headwater.apps.interventions.selectors.buying import weighed
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may
from headwater.apps.people.signed_in import SignedIn


@require_http_methods(["GET", "HEAD", "POST"])
def before_you_buy(request: SignedIn, pk: int) -> HttpResponse:
    """Show how much of the contacts should not happen, and what a fix takes; ask why train all the same."""
    seen = selectors.intervention_visible_to(request.user, pk)
    selectors.require_change(request.user, seen.record)
    if seen.record.kind != Intervention.Kind.TRAINING:
        raise Http404
    asked = (request.POST if request.method == "POST" else request.GET).getlist("reason")
    found = weighed(request.user, seen.record, asked)
    which = WhichContactsForm(initial={"reason": asked}, reasons=list(found.reasons))
    form = WeighForm(request.POST or None)
    if form.is_valid() and done(
        form,
        lambda: services.keep_consideration(
            acting_user=request.user,
            intervention=seen.record,
            shown=found.to_dict(),
            why=form.cleaned_data["why"],
        ),
    ):
        messages.success(request, "Your reason is kept in the history. Now: what has to come of it?")
        return redirect("interventions:plan", pk)
    context = {
        "seen": seen,
        "intervention": seen.record,
        "page": page_of(pk),
        "found": found,
        "which": which,
        "asked": asked,
        "form": form,
        "answers": seen.record.steps.filter(kind=Step.Kind.CONSIDERED).select_related("author"),
        "may_code": may(request.user, Action.MANAGE_CODING, Scope.ORGANISATION),
    }
    return render(request, "interventions/before_you_buy.html", context)
