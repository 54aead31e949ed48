"""Pages that show interventions, and the changes that are made on them."""

from itertools import groupby

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from headwater.apps.csv_export import csv_response
from headwater.apps.doing import done
from headwater.apps.interventions import composing, listing, selectors, services
from headwater.apps.interventions.forms import changing
from headwater.apps.interventions.selectors import Seen
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may
from headwater.apps.people.signed_in import SignedIn


@require_safe
def interventions(request: SignedIn) -> HttpResponse:
    """Show what is tried, what needs somebody first on top."""
    form = changing.FilterForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    mine = request.user if asked.get("whose") == "mine" else None
    found = selectors.interventions_visible_to(
        request.user, kind=asked.get("kind", ""), standing=asked.get("standing", ""), owner=mine
    )
    page = Paginator(listing.in_order(found), 50).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "groups": [(group, list(rows)) for group, rows in groupby(page, listing.group_of)],
        "form": form,
        "filtered": any(asked.values()),
        "may_plan": may(request.user, Action.PLAN_INTERVENTIONS),
        "may_read_ledger": may(request.user, Action.READ_LEDGER, Scope.ORGANISATION),
    }
    return render(request, "interventions/interventions.html", context)


@require_safe
def intervention(request: SignedIn, pk: int) -> HttpResponse:
    """Show one intervention: its verdict, or what was promised until there is one."""
    return _page(request, selectors.intervention_visible_to(request.user, pk))


@require_POST
def comment(request: SignedIn, pk: int) -> HttpResponse:
    """Say something about an intervention."""
    seen = selectors.intervention_visible_to(request.user, pk)
    form = changing.CommentForm(request.POST, auto_id="comment_%s")
    if form.is_valid() and done(
        form,
        lambda: services.add_comment(
            acting_user=request.user, intervention=seen.record, text=form.cleaned_data["text"]
        ),
    ):
        messages.success(request, "The comment is added.")
        return redirect("interventions:intervention", pk)
    return _page(request, seen, comment_form=form)


@require_safe
def series(request: SignedIn, pk: int) -> HttpResponse:
    """Give the measure of an intervention as a file; before the verdict only what was before the start."""
    seen = selectors.intervention_visible_to(request.user, pk)
    columns = composing.columns_of(seen)
    if not columns:
        raise Http404
    return csv_response(f"intervention-{pk}", columns)


def _page(request: SignedIn, seen: Seen, *, comment_form: changing.CommentForm | None = None) -> HttpResponse:
    context = {
        "page": composing.page_of(seen),
        "seen": seen,
        "record": seen.record,
        "history": selectors.history_of(seen.record),
        "comment_form": comment_form or changing.CommentForm(auto_id="comment_%s"),
    }
    return render(request, "interventions/intervention.html", context)
