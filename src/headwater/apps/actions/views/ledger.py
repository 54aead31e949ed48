"""Pages of the action ledger: load and authorise, check the form, call one service, go on."""

from itertools import groupby
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headwater.apps.actions import forms, selectors, services
from headwater.apps.actions.models import Action
from headwater.apps.csv_export import csv_response
from headwater.apps.doing import done
from headwater.apps.people.permissions import Action as Right
from headwater.apps.people.selectors import may, require, today
from headwater.apps.people.signed_in import SignedIn


def _asked(request: SignedIn, units: list[str]) -> tuple[forms.LedgerFilterForm, selectors.Asked]:
    form = forms.LedgerFilterForm(request.GET or None, units=units)
    said = form.cleaned_data if form.is_valid() else {}
    return form, selectors.Asked(**said)


@require_safe
def ledger(request: SignedIn) -> HttpResponse:
    """Show the ledger, what needs somebody first on top."""
    form, asked = _asked(request, selectors.named_so_far(request.user)["owner_unit"])
    page = Paginator(selectors.ledger_visible_to(request.user, asked), 50).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "groups": [(group, list(actions)) for group, actions in groupby(page, selectors.visible_group)],
        "counts": selectors.counts_visible_to(request.user),
        "form": form,
        "filtered": asked != selectors.Asked(),
        "export": f"{reverse('actions:export')}?{request.GET.urlencode()}",
        "may_add": selectors.may_change_all(request.user),
        "today": today(),
    }
    return render(request, "actions/ledger.html", context)


@require_safe
def export(request: SignedIn) -> HttpResponse:
    """Give the part of the ledger that was asked for as a CSV file."""
    _, asked = _asked(request, selectors.named_so_far(request.user)["owner_unit"])
    return csv_response("actions", selectors.columns_of(selectors.ledger_visible_to(request.user, asked)))


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedIn) -> HttpResponse:
    """Add an action; a link to here may say what it is against."""
    require(request.user, Right.CHANGE_ACTIONS)
    begin = {name: request.GET.get(name, "") for name in ("title", "reason", "cause", "owner_unit")}
    form = forms.ActionForm(request.POST or None, initial=begin)
    made: list[Action] = []
    if form.is_valid() and done(
        form, lambda: made.append(services.create_action(acting_user=request.user, **form.asked()))
    ):
        messages.success(request, "The action is added. Who owns it?")
        return redirect("actions:owner", made[0].pk)
    context = {"form": form, "known": selectors.named_so_far(request.user)}
    return render(request, "actions/add.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedIn, pk: int) -> HttpResponse:
    """Change what an action is and what is expected of it."""
    shown = selectors.action_visible_to(request.user, pk)
    require(request.user, Right.CHANGE_ACTIONS)
    form = forms.ActionForm(request.POST or None, initial=forms.ActionForm.begin(shown))
    if form.is_valid() and done(
        form, lambda: services.change_action(acting_user=request.user, action=shown, **form.asked())
    ):
        messages.success(request, "The action is changed.")
        return redirect("actions:action", pk)
    context = {"form": form, "action": shown, "known": selectors.named_so_far(request.user)}
    return render(request, "actions/change.html", context)


@require_safe
def action(request: SignedIn, pk: int) -> HttpResponse:
    """Show one action: what it is, where it stands, and what was said."""
    return _action_page(request, selectors.action_visible_to(request.user, pk))


@require_POST
def status(request: SignedIn, pk: int) -> HttpResponse:
    """Say where an action stands."""
    shown = selectors.action_visible_to(request.user, pk)
    selectors.require_change(request.user, shown)
    form = _status_form(request, shown, bound=True)
    if form.is_valid() and done(
        form,
        lambda: services.change_status(acting_user=request.user, action=shown, **form.cleaned_data),
    ):
        messages.success(request, "The state is saved.")
        return redirect("actions:action", pk)
    return _action_page(request, shown, status_form=form)


@require_POST
def comment(request: SignedIn, pk: int) -> HttpResponse:
    """Say something about an action."""
    shown = selectors.action_visible_to(request.user, pk)
    selectors.require_change(request.user, shown)
    form = _comment_form(request, shown, bound=True)
    if form.is_valid() and done(
        form, lambda: services.add_comment(acting_user=request.user, action=shown, **form.cleaned_data)
    ):
        messages.success(request, "The comment is added.")
        return redirect("actions:action", pk)
    return _action_page(request, shown, comment_form=form)


@require_POST
def follow_up(request: SignedIn, pk: int) -> HttpResponse:
    """Say whether what was done has worked."""
    shown = selectors.action_visible_to(request.user, pk)
    require(request.user, Right.CHANGE_ACTIONS)
    form = forms.FollowUpForm(request.POST, auto_id="follow_up_%s")
    if form.is_valid() and done(
        form,
        lambda: services.record_follow_up(acting_user=request.user, action=shown, **form.cleaned_data),
    ):
        messages.success(request, "The outcome is saved.")
        return redirect("actions:action", pk)
    return _action_page(request, shown, follow_up_form=form)


def _status_form(request: SignedIn, shown: Action, *, bound: bool = False) -> forms.StatusForm:
    may_stop = selectors.may_change_all(request.user)
    return forms.StatusForm(request.POST if bound else None, now=shown.status, may_stop=may_stop)


def _comment_form(request: SignedIn, shown: Action, *, bound: bool = False) -> forms.CommentForm:
    kind = forms.CommentNearOutsideForm if shown.is_outside else forms.CommentForm
    return kind(request.POST if bound else None, auto_id="comment_%s")


def _action_page(
    request: SignedIn,
    shown: Action,
    *,
    status_form: forms.StatusForm | None = None,
    comment_form: forms.CommentForm | None = None,
    follow_up_form: forms.FollowUpForm | None = None,
) -> HttpResponse:
    change_all = selectors.may_change_all(request.user)
    context = {
        "action": shown,
        "overdue": shown.is_overdue(today()),
        "story": selectors.story_of(shown),
        "letters": selectors.letters_of(shown) if change_all else [],
        "link": selectors.link_of(shown) if change_all and shown.is_outside else None,
        "may_change": selectors.may_change(request.user, shown),
        "may_change_all": change_all,
        "may_see_causes": may(request.user, Right.READ_DIAGNOSIS),
        "plan_it": _to_plan(shown) if may(request.user, Right.PLAN_INTERVENTIONS) else "",
        "may_move": selectors.may_move(request.user, shown),
        "may_look_back": change_all and shown.owes_look(today()),
        "status_form": status_form or _status_form(request, shown),
        "comment_form": comment_form or _comment_form(request, shown),
        "follow_up_form": follow_up_form or forms.FollowUpForm(auto_id="follow_up_%s"),
    }
    return render(request, "actions/action.html", context)


def _to_plan(shown: Action) -> str:
    """Return what the form of an intervention begins with that does this action; empty where it is over."""
    if not shown.is_open:
        return ""
    cause = urlencode({"cause": shown.cause})
    origin = f"reason:{shown.reason}" if shown.reason else f"cause:{cause}" if shown.cause else ""
    return urlencode({"from": origin, "title": shown.title, "kind": "fix"})
