"""Pages about series of the organisation's own."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from headwater.analysis.errors import BadDataError, UsageError
from headwater.apps.doing import done
from headwater.apps.measures import forms, selectors, services, showing
from headwater.apps.measures.models import OwnMeasure, OwnUpload
from headwater.apps.measures.own_files import MOST_BYTES, OwnRow
from headwater.apps.measures.selectors.known import own_published
from headwater.apps.measures.selectors.own import (
    difference,
    own_measures_visible_to,
    own_to_change,
    upload_to_decide,
)
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may, require
from headwater.apps.people.signed_in import SignedIn
from headwater.apps.small_files import takes_a_file

_REFUSALS = (UsageError, BadDataError)


@require_safe
def own(request: SignedIn) -> HttpResponse:
    """Show the series of the organisation's own."""
    found = own_measures_visible_to(request.user)
    readings = selectors.readings_visible_to(request.user, published=[own_published(one) for one in found])
    monthly = selectors.readings_visible_to(
        request.user, grain="month", published=[r.published for r in readings if not r.points]
    )
    shown = [*(r for r in readings if r.points), *monthly]
    context = {
        "cards": [showing.card(one, "" if one.series is None else f"by={one.series.grain}") for one in shown],
        "may_change": may(request.user, Action.CHANGE_MEASURES, Scope.ORGANISATION),
        "families": selectors.families_visible_to(request.user),
    }
    return render(request, "measures/own.html", context)


@takes_a_file(Action.CHANGE_MEASURES, MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedIn) -> HttpResponse:
    """Make a series of one's own with its first file."""
    require(request.user, Action.CHANGE_MEASURES)
    form = forms.NewOwnForm(*_sent(request))
    made: list[OwnMeasure] = []
    if form.is_valid() and done(
        form,
        lambda: made.append(
            services.create_own(acting_user=request.user, about=form.about(), **form.content())
        ),
        _REFUSALS,
    ):
        messages.success(request, f"{made[0].name} is there. Programmes can be judged on it.")
        return _to(made[0])
    return render(request, "measures/new_own.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedIn, key: str) -> HttpResponse:
    """Say anew what a series is."""
    kept = own_to_change(request.user, key)
    form = forms.AboutForm(request.POST or None, own=kept)
    if form.is_valid() and done(
        form, lambda: services.change_own(acting_user=request.user, own=kept, about=form.about())
    ):
        messages.success(request, "What it is is changed.")
        return _to(kept)
    return render(request, "measures/change_own.html", {"form": form, "own": kept})


@takes_a_file(Action.CHANGE_MEASURES, MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: SignedIn, key: str) -> HttpResponse:
    """Bring a newer file; the next page shows what it changes."""
    kept = own_to_change(request.user, key)
    form = forms.FileForm(*_sent(request))
    made: list[OwnUpload] = []
    if form.is_valid() and done(
        form,
        lambda: made.append(services.bring_file(acting_user=request.user, own=kept, **form.content())),
        _REFUSALS,
    ):
        return redirect("measures:upload", made[0].pk)
    return render(request, "measures/bring.html", {"form": form, "own": kept})


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: SignedIn, pk: int) -> HttpResponse:
    """Show what a file changes, and take it or leave it."""
    kept = upload_to_decide(request.user, pk)
    form = forms.DecisionForm(request.POST or None)
    waits = kept.state == OwnUpload.State.WAITS
    if waits and form.is_valid():
        taken = form.cleaned_data["decision"] == "take"
        decide = services.take_file if taken else services.drop_file
        if done(form, lambda: decide(acting_user=request.user, upload=kept)):
            said = "The newer file is taken." if taken else "The file is dropped; nothing changed."
            messages.success(request, said)
            return _to(kept.measure)
    found = difference(kept.measure, [OwnRow.of(row) for row in kept.rows]) if waits else None
    context = {"form": form, "upload": kept, "own": kept.measure, "waits": waits, "difference": found}
    if found is not None:
        context["columns"] = showing.difference_columns(own_published(kept.measure), found)
    return render(request, "measures/upload.html", context)


def _sent(request: SignedIn) -> tuple[Any, Any]:
    """Return what a form was sent with; a form of nothing but a file has no other field."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _to(own: OwnMeasure) -> HttpResponse:
    return redirect("measures:measure", str(own))
