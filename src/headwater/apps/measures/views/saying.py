"""Pages on which people say something of a measure: who answers for it, what changed when."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from headwater.apps.doing import done
from headwater.apps.measures import forms, selectors, services
from headwater.apps.measures.selectors.registering import change_to_withdraw, owner_of
from headwater.apps.measures.selectors.saying import owner_chosen, people_to_ask, teams_to_mark
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.people.signed_in import SignedIn


@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: SignedIn, key: str) -> HttpResponse:
    """Mark a day from which a measure was defined or recorded differently."""
    require(request.user, Action.CHANGE_MEASURES)
    published = selectors.measure_visible_to(request.user, key)
    teams = teams_to_mark(request.user)
    form = forms.MarkForm(request.POST or None, teams=teams, is_own=key.startswith(selectors.OWN))
    if form.is_valid():
        team = next((team for team in teams if team.pk == form.cleaned_data["team"]), None)
        if done(
            form,
            lambda: services.mark_change(acting_user=request.user, team=team, **form.asked(key)),
        ):
            messages.success(request, "The day is marked. Verdicts take it into account.")
            return redirect("measures:measure", key)
    return render(request, "measures/mark.html", {"form": form, "published": published})


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    """Take a mark back that was a mistake."""
    change = change_to_withdraw(request.user, pk)
    back = change.measure or request.GET.get("from", "")
    back = back if selectors.known(back) else ""
    form = forms.ConfirmForm(request.POST or None)
    if form.is_valid() and done(
        form, lambda: services.withdraw_change(acting_user=request.user, change=change)
    ):
        messages.success(request, "The mark is withdrawn.")
        return redirect("measures:measure", back) if back else redirect("measures:registry")
    return render(request, "measures/withdraw.html", {"form": form, "change": change, "back": back})


@require_http_methods(["GET", "HEAD", "POST"])
def owner(request: SignedIn, key: str) -> HttpResponse:
    """Say who answers for a measure."""
    require(request.user, Action.CHANGE_MEASURES)
    published = selectors.measure_visible_to(request.user, key)
    people = people_to_ask(request.user)
    form = forms.OwnerForm(request.POST or None, people=people, kept=owner_of(key))
    if form.is_valid() and done(
        form,
        lambda: services.set_owner(
            acting_user=request.user,
            measure=key,
            person=owner_chosen(people, form.cleaned_data["person"]),
            unit=form.cleaned_data["unit"],
        ),
    ):
        messages.success(request, "Who answers for it is kept.")
        return redirect("measures:measure", key)
    return render(request, "measures/owner.html", {"form": form, "published": published})
