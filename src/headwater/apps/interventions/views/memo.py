"""The decision memo of the head of support."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from headwater.analysis.interventions.memo import memo_of
from headwater.apps.interventions import accounts, selectors
from headwater.apps.interventions.forms import changing
from headwater.apps.people.selectors import organisation, today
from headwater.apps.people.signed_in import SignedIn


@require_safe
def memo(request: SignedIn) -> HttpResponse:
    """Show the memo on one page: what was spent, what came of it, what to decide now."""
    found = selectors.accounts_visible_to(request.user)
    form = changing.YearForm(request.GET or None, years=found.years)
    year = form.cleaned_data["year"] if form.is_valid() else None
    spent = found.of(year)
    context = {
        "memo": memo_of(spent, today()),
        "spent": spent,
        "rows": accounts.rows_of(spent),
        "form": form,
        "year": year,
        "organisation": organisation(),
        "today": today(),
        "may_read_ledger": True,
    }
    return render(request, "interventions/memo.html", context)
