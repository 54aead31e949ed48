"""The ledger: what was paid for what, against what came of it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from headwater.apps.csv_export import csv_response
from headwater.apps.interventions import accounts, selectors
from headwater.apps.interventions.forms import changing
from headwater.apps.people.selectors import today
from headwater.apps.people.signed_in import SignedIn


@require_safe
def ledger(request: SignedIn) -> HttpResponse:
    """Show money by kind and verdict, and training against fixing the cause."""
    found, form, year = _asked(request)
    export = reverse("interventions:export")
    context = {
        "found": found,
        "spent": found.of(year),
        "rows": accounts.rows_of(found.of(year)),
        "listed": accounts.listed_of(found.of(year), today()),
        "sides": accounts.sides_of(found.of(year)),
        "any_predicted": any(one.said for one in found.of(year).paid),
        "form": form,
        "year": year,
        "export": export if year is None else f"{export}?year={year}",
        "may_read_ledger": True,
    }
    return render(request, "interventions/ledger.html", context)


@require_safe
def export(request: SignedIn) -> HttpResponse:
    """Give the ledger as a CSV file, an intervention a row."""
    found, _, year = _asked(request)
    name = "interventions" if year is None else f"interventions-{year}"
    return csv_response(name, found.of(year).columns())


def _asked(request: SignedIn) -> tuple[selectors.Accounts, changing.YearForm, int | None]:
    found = selectors.accounts_visible_to(request.user)
    form = changing.YearForm(request.GET or None, years=found.years)
    return found, form, form.cleaned_data["year"] if form.is_valid() else None
