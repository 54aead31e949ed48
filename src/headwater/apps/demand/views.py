"""Pages of the diagnosis."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headwater.apps.actions.selectors import actions_against, may_change_all
from headwater.apps.csv_export import csv_response
from headwater.apps.demand import composing, forms, selectors, services, showing
from headwater.apps.demand.pages import TITLES
from headwater.apps.doing import done
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may, require
from headwater.apps.people.signed_in import SignedIn

STOP_POLLING = 286
"""htmx's own status: the last answer of a poll."""


@require_safe
def overview(request: SignedIn) -> HttpResponse:
    """Show the headline, what matters most, and what the data cannot say."""
    return _show(request, "overview")


@require_safe
def decisions(request: SignedIn) -> HttpResponse:
    """Show what to do about each reason, and who does what."""
    return _show(request, "decisions")


@require_safe
def repeats(request: SignedIn) -> HttpResponse:
    """Show who comes back, under every definition."""
    return _show(request, "repeats")


@require_safe
def workload(request: SignedIn) -> HttpResponse:
    """Show where contacts, time and money go."""
    return _show(request, "workload")


@require_safe
def shape(request: SignedIn) -> HttpResponse:
    """Show when contacts come, how long they take and how they end."""
    return _show(request, "shape")


@require_safe
def causes(request: SignedIn) -> HttpResponse:
    """Show failure demand by cause, and the tree down to the contacts."""
    return _show(request, "causes")


@require_safe
def node(request: SignedIn) -> HttpResponse:
    """Show one node of the tree, and the coded contacts that lie in it."""
    form = _filters_of(request)
    if not form.is_valid():
        return _refused(request, form, "causes")
    place, filters = composing.address(request.GET), form.filters
    found = selectors.node_visible_to(request.user, filters, place)
    rows = [composing.contact(row) for row in found.contacts]
    context = _around(request, form, found.shown, "causes") | {
        "node": composing.node(found.node, filters),
        "above": [composing.node(one, filters) for one in found.above],
        "below": [composing.node(one, filters) for one in found.below],
        "elsewhere": found.elsewhere,
        "has_cost": "cost" in found.measures,
        "has_time": "time" in found.measures,
        "currency": found.currency,
        "page": Paginator(rows, 50).get_page(request.GET.get("page")),
        "in_part": sum(row["part"] < 1 for row in rows),
        "file": composing.contacts_file(place, filters),
        "against": actions_against(request.user, **composing.targets(found.node)),
        "add_action": composing.to_add(found.node) if may_change_all(request.user) else "",
        "plan_fix": composing.to_plan(found.node["address"]),
        "may_open": may(request.user, Action.READ_CONTACTS),
    }
    return render(request, "demand/node.html", context)


@require_safe
def about(request: SignedIn) -> HttpResponse:
    """Go from a reason that another room names to its place among the causes."""
    place = composing.address({"reason": request.GET.get("reason", "")})
    if place and selectors.has_node(request.user, place):
        return redirect(f"{reverse('demand:node')}?{place}")
    require(request.user, Action.READ_DIAGNOSIS)
    messages.info(
        request, "No coded contact of the diagnosis has this reason yet. These are the causes known."
    )
    return redirect("demand:causes")


@require_safe
def node_contacts(request: SignedIn) -> HttpResponse:
    """Give the coded contacts of a node as a file."""
    form = _filters_of(request)
    require(request.user, Action.READ_DIAGNOSIS)
    if not form.is_valid():
        return _refused(request, form, "causes")
    found = selectors.node_visible_to(request.user, form.filters, composing.address(request.GET))
    names = ("source", "contact_id", "day", "channel", "team", "reason")
    columns: dict[str, list[Any]] = {name: [row[name] for row in found.contacts] for name in names}
    columns["codes"] = [showing.said_of(row["codes"]) for row in found.contacts]
    columns["stands_for_contacts"] = [round(row["stands_for"], 2) for row in found.contacts]
    return csv_response("coded-contacts", columns)


@require_POST
def ask(request: SignedIn) -> HttpResponse:
    """Have a part of the contacts diagnosed, and go to its page; a look at a page starts no work."""
    require(request.user, Action.READ_DIAGNOSIS)
    form = forms.FiltersForm(request.POST, choices=selectors.choices())
    page = request.POST.get("page", "overview")
    page = page if page in TITLES else "overview"
    if not form.is_valid():
        return _refused(request, form, page)
    services.ask_for_diagnosis(acting_user=request.user, filters=form.filters)
    return redirect(f"{reverse(f'demand:{page}')}{form.filters.query}")


@require_safe
def waiting(request: SignedIn) -> HttpResponse:
    """Answer the poll of a page that waits for its diagnosis."""
    form = _filters_of(request)
    require(request.user, Action.READ_DIAGNOSIS)
    if not form.is_valid():
        return _refused(request, form, "overview")
    shown = selectors.shown_to(request.user, form.filters, "overview")
    response = render(request, "demand/waiting.html", {"shown": shown, "filters": form.filters})
    if shown.task is None:
        response.status_code = STOP_POLLING
        response["HX-Refresh"] = "true"
    return response


@require_safe
def table(request: SignedIn, key: str) -> HttpResponse:
    """Give one table as a file."""
    form = _filters_of(request)
    require(request.user, Action.READ_DIAGNOSIS)
    if not form.is_valid():
        return _refused(request, form, "overview")
    return csv_response(key, selectors.table_visible_to(request.user, form.filters, key))


@require_safe
def report(request: SignedIn) -> HttpResponse:
    """Give the whole diagnosis as one HTML file, to be sent on or printed."""
    form = _filters_of(request)
    require(request.user, Action.READ_DIAGNOSIS)
    if not form.is_valid():
        return _refused(request, form, "overview")
    # its style stands inside, which the policy of our own pages forbids: it is opened from the disk
    response = HttpResponse(selectors.report_visible_to(request.user, form.filters))
    response["Content-Disposition"] = 'attachment; filename="diagnosis.html"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def prices(request: SignedIn) -> HttpResponse:
    """Show and change what contacts cost, and which units are part of support."""
    known = selectors.prices_to_change(request.user)
    form = forms.PricesForm(request.POST or None, prices=known, units=selectors.known_units())
    if form.is_valid() and done(
        form,
        lambda: services.change_prices(
            acting_user=request.user,
            currency=form.cleaned_data["currency"],
            per_hour=form.rates("hour"),
            per_contact=form.rates("contact"),
            inside=form.cleaned_data["inside"],
        ),
    ):
        messages.success(request, "The prices are changed. A diagnosis with them is on its way.")
        return redirect("demand:overview")
    context = {
        "form": form,
        "known": known,
        "hours": form.fields_of("hour"),
        "contacts": form.fields_of("contact"),
        "open": {kind: form.differs(kind) for kind in ("hour", "contact")},
    }
    return render(request, "demand/prices.html", context)


def _show(request: SignedIn, page: str) -> HttpResponse:
    """Show one page of the diagnosis of the contacts the address asks for."""
    form = _filters_of(request)
    if not form.is_valid():
        return _refused(request, form, page)
    shown = selectors.shown_to(request.user, form.filters, page)
    context = _around(request, form, shown, page)
    content = shown.content
    if content is not None:
        context["parts"] = [showing.part(kept) for kept in content["sections"]]
    if content is not None and page == "overview":
        context["files"] = selectors.files_of(shown)
        context["findings"] = [composing.pointing(found, form.filters) for found in content["findings"]]
    now = composing.chosen(request.GET, content) if content is not None and page == "causes" else None
    if content is not None and now is not None:
        context["pareto"] = showing.picture(selectors.pareto_visible_to(request.user, shown, *now))
        context |= composing.switches(content, now, form.filters)
    return render(request, f"demand/{page}.html", context)


def _filters_of(request: SignedIn) -> forms.FiltersForm:
    return forms.FiltersForm(request.GET, choices=selectors.choices())


def _refused(request: SignedIn, form: forms.FiltersForm, page: str) -> HttpResponse:
    """Show what is wrong with the filters, to be put right."""
    require(request.user, Action.READ_DIAGNOSIS)
    return render(request, "demand/filters.html", {"form": form, "page_name": page})


def _around(request: SignedIn, form: forms.FiltersForm, shown: selectors.Shown, page: str) -> dict[str, Any]:
    """Return what every page on the diagnosis shows around its own part."""
    query = form.filters.query
    return {
        "shown": shown,
        "content": shown.content,
        "filters": form.filters,
        "query": query,
        "form": form.again(),
        "page_name": page,
        "title": TITLES[page],
        "ways": [
            (title, f"{reverse(f'demand:{name}')}{query}", name == page) for name, title in TITLES.items()
        ],
        "may_import": may(request.user, Action.IMPORT_CONTACTS, Scope.ORGANISATION),
        "may_plan": may(request.user, Action.PLAN_INTERVENTIONS),
        "may_change_prices": may(request.user, Action.CHANGE_PRICES, Scope.ORGANISATION),
    }
