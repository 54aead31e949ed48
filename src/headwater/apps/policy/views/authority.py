"""Pages about what people may fix without asking."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.policy.mistakes.permission import permission_finding
from headwater.apps.doing import done
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may, require, today
from headwater.apps.people.signed_in import SignedIn
from headwater.apps.policy.being_read import reading_state
from headwater.apps.policy.bringing import Brought, brought_from, remedies_brought, text_of
from headwater.apps.policy.drawing_authority import coverage_drawing
from headwater.apps.policy.forms import authority as forms
from headwater.apps.policy.models import Table
from headwater.apps.policy.selectors import Basis, basis_visible_to
from headwater.apps.policy.selectors.authority import (
    authority_read,
    table_brought,
    table_to_price,
)
from headwater.apps.policy.selectors.basis import our_facts
from headwater.apps.policy.selectors.overview import Shown, mistakes_visible_to
from headwater.apps.policy.services import keep_table
from headwater.apps.small_files import takes_a_file

REFUSALS = (UsageError, BadDataError)


@require_safe
def authority(request: SignedIn) -> HttpResponse:
    """Show what each limit covers and causes, and what raising it would cost and save."""
    basis = basis_visible_to(request.user, request.GET.get("in", ""))
    found = authority_read(request.user, basis)
    context = {
        "basis": basis,
        "shown": _shown(request, basis),
        **reading_state(request.user),
        "found": found,
        "limits": [] if found is None else [_limit(one, found.currency) for one in found.limits],
        "picture": coverage_drawing(found) if found is not None and found.limits else None,
        "table": table_brought(Table.Kind.REMEDIES) if basis.is_ours else None,
        "may_change": may(request.user, Action.CHANGE_POLICY, Scope.ORGANISATION),
        "may_plan": may(request.user, Action.PLAN_INTERVENTIONS, Scope.OWN),
    }
    return render(request, "policy/authority.html", context)


@require_safe
def permission(request: SignedIn) -> HttpResponse:
    """Show what is found of mistake four."""
    basis = basis_visible_to(request.user, request.GET.get("in", ""))
    context = {"basis": basis, "shown": _shown(request, basis), **reading_state(request.user)}
    return render(request, "policy/permission.html", context)


@takes_a_file(Action.CHANGE_POLICY, forms.MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def bring_remedies(request: SignedIn) -> HttpResponse:
    """Take a file of remedies, and show its first rows or every fault of it."""
    require(request.user, Action.CHANGE_POLICY)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = forms.TableFileForm(*sent)
    made: list[tuple[Brought, str]] = []

    def read() -> None:
        file = form.cleaned_data["file"]
        found = remedies_brought(text_of(file.read(), str(file.name)), str(file.name))
        made.append((found, found.signed()))

    if form.is_valid() and done(form, read, REFUSALS):
        shown, signed = made[0]
        keep = forms.KeepRemediesForm(
            initial={"brought": signed}, shown=shown, day=today(), currency=our_facts().currency
        )
        return render(request, "policy/keep_remedies.html", {"form": keep, "shown": shown})
    return render(request, "policy/bring_remedies.html", {"form": form})


@require_POST
def keep_remedies(request: SignedIn) -> HttpResponse:
    """Keep the remedies that were shown."""
    require(request.user, Action.CHANGE_POLICY)
    try:
        shown = brought_from(request.POST.get("brought", ""))
    except BadDataError as error:
        form = forms.TableFileForm()
        return render(request, "policy/bring_remedies.html", {"form": form, "refused": error.message})
    keep = forms.KeepRemediesForm(request.POST, shown=shown, day=today())
    if keep.is_valid():
        said = keep.cleaned_data
        days = shown.covered
        if said.get("first_day"):
            days = (said["first_day"], said["last_day"])
        kept = {"currency": shown.said["currency"] or said["currency"].upper()}
        before = table_to_price(request.user)
        if before is not None and before.said.get("currency") == kept["currency"]:
            kept["costs"] = before.said.get("costs", {})
        if done(
            keep,
            lambda: keep_table(
                acting_user=request.user,
                kind=Table.Kind.REMEDIES,
                name=shown.name,
                rows=shown.rows,
                said=kept,
                days=days,
            ),
            REFUSALS,
        ):
            messages.success(
                request, f"{len(shown.rows):,} remedies are kept, and read in the background now."
            )
            return redirect("policy:authority")
    return render(request, "policy/keep_remedies.html", {"form": keep, "shown": shown})


@require_http_methods(["GET", "HEAD", "POST"])
def authority_costs(request: SignedIn) -> HttpResponse:
    """Say what an escalation and another contact cost."""
    table = table_to_price(request.user)
    if table is None:
        return redirect("policy:bring_remedies")
    costs = dict(table.said.get("costs", {}))
    if "generosity" in costs:
        costs["generosity"] = round(costs["generosity"] * 100, 6)
    form = forms.CostsForm(request.POST if request.method == "POST" else None, initial=costs)
    covered = (table.first_day, table.last_day)
    if form.is_valid() and done(
        form,
        lambda: keep_table(
            acting_user=request.user,
            kind=Table.Kind.REMEDIES,
            name=table.name,
            rows=table.lines,
            said={**table.said, "costs": form.costs()},
            days=None if covered[0] is None or covered[1] is None else (covered[0], covered[1]),
            from_sample=table.from_sample,
        ),
    ):
        messages.success(request, "The costs are kept; what raising a limit saves is worked out anew.")
        return redirect("policy:authority")
    context = {"form": form, "currency": table.said.get("currency", "")}
    return render(request, "policy/authority_costs.html", context)


def _shown(request: SignedIn, basis: Basis) -> Shown:
    """Return what was found: as read for the organisation, worked out at once for a sample."""
    if basis.is_ours:
        return mistakes_visible_to(request.user, ["permission"])[0]
    found = permission_finding(None, basis.policies.in_force(basis.day), basis.facts)
    return Shown("permission", found, "", None)


def _limit(one: Any, currency: str) -> dict[str, Any]:
    """Return a limit with what each higher one does, and where that leads."""
    kinds = ", ".join(one.kinds)
    what = "" if one.kinds == ("any",) else f" for {kinds}"
    rows = []
    for higher in one.found.raised:
        title = f"Raise the limit{what} from {one.found.money(one.limit)} to {one.found.money(higher.limit)}"
        rows.append(
            {
                "raised": higher,
                "to": one.found.money(higher.limit),
                "plan": f"{reverse('interventions:new')}?{urlencode({'title': title, 'kind': 'policy'})}"
                if _named("interventions:new")
                else "",
                "try": f"{_named('policy:what_if')}?{urlencode({'authority': f'{higher.limit:g}'})}"
                if _named("policy:what_if")
                else "",
            }
        )
    return {"limit": one, "said": one.found.money(one.limit), "kinds": kinds, "rows": rows}


def _named(name: str) -> str:
    """Return an address; nothing where that page is not there."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
