"""Pages on which a policy is declared, changed from a day on, mended, ended or taken out."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.policy.metrics import METRICS
from headwater.apps.doing import done
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.people.signed_in import SignedIn
from headwater.apps.policy import services
from headwater.apps.policy.forms.declaring import PolicyForm
from headwater.apps.policy.forms.listing import EndForm, TakeOutForm
from headwater.apps.policy.forms.own_fields import CHOSEN, DESCRIBED, GROUPS
from headwater.apps.policy.models import Policy as Record
from headwater.apps.policy.selectors.basis import usual_currency
from headwater.apps.policy.selectors.declared import keys_in_use, policy_to_change
from headwater.apps.policy.selectors.said import latest_revision

_REFUSALS = (UsageError, BadDataError)


@require_http_methods(["GET", "HEAD", "POST"])
def new_policy(request: SignedIn) -> HttpResponse:
    """Declare a policy: its metric first, then what that metric needs."""
    require(request.user, Action.CHANGE_POLICY)
    metric = request.GET.get("metric", "")
    if metric not in METRICS:
        groups = [
            (title, [(key, CHOSEN.get(key, DESCRIBED[key][0]), DESCRIBED[key][1]) for key in keys])
            for title, keys in GROUPS
        ]
        return render(request, "policy/choose_metric.html", {"groups": groups})
    form = _form(request, metric)
    made: list[Record] = []
    if form.is_valid() and done(
        form,
        lambda: made.append(
            services.declare_policy(
                acting_user=request.user,
                policy=form.policy,
                document=form.cleaned_data.get("document"),
                why=form.cleaned_data["why"],
            )
        ),
        _REFUSALS,
    ):
        messages.success(request, f"It is declared: {made[0].policy}.")
        return redirect("policy:policy", made[0].pk)
    context = {
        "form": form,
        "title": f"Declare a policy: {METRICS[metric].words}",
        "lead": "What somebody demands of the people who answer customers. It is weighed against all else "
        "that is demanded.",
        "button": "Declare it",
    }
    return render(request, "policy/policy_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change_policy(request: SignedIn, pk: int) -> HttpResponse:
    """Let another policy take the place of one from a day on."""
    record = policy_to_change(request.user, pk)
    old = record.policy
    form = _form(request, old.metric, record, stage="change")
    made: list[Record] = []

    def change() -> None:
        said = form.cleaned_data
        made.append(
            services.replace_policy(
                acting_user=request.user,
                policy=record,
                by=form.policy,
                from_day=said["effective_from"],
                why=said["why"],
                document=said.get("document"),
                seen=said["seen"],
            )
        )

    if form.is_valid() and done(form, change, _REFUSALS):
        messages.success(request, f"From {made[0].effective_from} on: {made[0].policy}.")
        return redirect("policy:policy", made[0].pk)
    context = {
        "form": form,
        "record": record,
        "old": old,
        "title": "Change it from a day on",
        "lead": "What holds today stays in the history until the day before. If it was written down wrongly, "
        "mend it instead.",
        "button": "Change it from that day on",
    }
    return render(request, "policy/policy_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def mend_policy(request: SignedIn, pk: int) -> HttpResponse:
    """Correct what was written down wrongly."""
    record = policy_to_change(request.user, pk)
    form = _form(request, record.policy.metric, record, stage="mend")

    def change() -> None:
        said = form.cleaned_data
        services.mend_policy(
            acting_user=request.user,
            policy=record,
            content=form.policy.to_dict(),
            why=said["why"],
            document=said.get("document"),
            seen=said["seen"],
        )

    if form.is_valid() and done(form, change, _REFUSALS):
        messages.success(request, "It is mended. What stood there before is in its history.")
        return redirect("policy:policy", pk)
    context = {
        "form": form,
        "record": record,
        "old": record.policy,
        "title": "Mend what was written down wrongly",
        "lead": "It is corrected for all its days, as if it had always been written down so. If the demand "
        "itself changes, change it from a day on instead.",
        "button": "Mend it",
    }
    return render(request, "policy/policy_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def end_policy(request: SignedIn, pk: int) -> HttpResponse:
    """Give a policy its last day."""
    record = policy_to_change(request.user, pk)
    form = EndForm(request.POST or None, initial={"seen": latest_revision(record)})
    return _asked(
        request,
        record,
        form,
        lambda: services.end_policy(acting_user=request.user, policy=record, **form.cleaned_data),
        title="Give it a last day",
        lead="Nothing takes its place. It stays in the history.",
        button="End it",
        saved="It has a last day.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def take_out_policy(request: SignedIn, pk: int) -> HttpResponse:
    """Take out what never was a policy."""
    record = policy_to_change(request.user, pk)
    form = TakeOutForm(request.POST or None, initial={"seen": latest_revision(record)})
    return _asked(
        request,
        record,
        form,
        lambda: services.take_out_policy(acting_user=request.user, policy=record, **form.cleaned_data),
        title="Take it out",
        lead="Only for what never was a policy: written down by mistake, or twice. It leaves every list; its "
        "page, with your reason, stays. What it was said to replace holds on.",
        button="Take it out",
        saved="It is taken out.",
        danger=True,
    )


def _form(request: SignedIn, metric: str, record: Record | None = None, stage: str = "new") -> PolicyForm:
    old = None if record is None else record.policy
    initial: dict[str, Any] = {} if record is None else {"seen": latest_revision(record)}
    if record is not None:
        initial["document"] = record.document_id
        if stage == "change":
            initial |= {"effective_from": None, "effective_to": None}
    return PolicyForm(
        request.POST or None,
        metric=metric,
        currency=usual_currency(),
        policy=old,
        stage=stage,
        taken=frozenset(keys_in_use()),
        initial=initial,
    )


def _asked(
    request: SignedIn,
    record: Record,
    form: django_forms.Form,
    change: Callable[[], object],
    *,
    title: str,
    lead: str,
    button: str,
    saved: str,
    danger: bool = False,
) -> HttpResponse:
    if form.is_valid() and done(form, change):
        messages.success(request, saved)
        return redirect("policy:policy", record.pk)
    context = {
        "record": record,
        "old": record.policy,
        "form": form,
        "title": title,
        "lead": lead,
        "button": button,
        "danger": danger,
    }
    return render(request, "policy/change.html", context)
