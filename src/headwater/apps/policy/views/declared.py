"""What is demanded, as a list, one by one, and as a file."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from headwater.analysis.policy import SAMPLES
from headwater.analysis.policy.writing import policies_text
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may, today
from headwater.apps.people.signed_in import SignedIn
from headwater.apps.policy.differences import CONSEQUENCES, LEVELS, said, scope_in_words
from headwater.apps.policy.differences import WORDS as FIELD_WORDS
from headwater.apps.policy.forms.listing import FilterForm
from headwater.apps.policy.models import Policy as Record
from headwater.apps.policy.selectors import Basis, basis_visible_to
from headwater.apps.policy.selectors.basis import OURS, TITLES
from headwater.apps.policy.selectors.declared import (
    listed,
    policy_visible_to,
    set_of,
    standing,
    successor_of,
)
from headwater.apps.policy.selectors.said import conflicts_of, revisions_of


@require_safe
def policies(request: SignedIn) -> HttpResponse:
    """Show what is demanded, by level of management and issuer."""
    basis = basis_visible_to(request.user, request.GET.get("in", OURS))
    form = _filter(request, basis)
    asked = form.asked
    context = {
        "basis": basis,
        "form": form,
        "asked": asked,
        "filtered": any(request.GET.get(name) for name in form.fields),
        "listing": listed(basis, asked),
        "consequences": CONSEQUENCES,
        "samples": [(name, TITLES[name]) for name in SAMPLES],
        "may_change": may(request.user, Action.CHANGE_POLICY, Scope.ORGANISATION),
        "query": request.GET.urlencode(),
    }
    return render(request, "policy/policies.html", context)


@require_safe
def policy(request: SignedIn, pk: int) -> HttpResponse:
    """Show one policy: what it demands, what was said of it and what it stands against."""
    record = policy_visible_to(request.user, pk)
    found = record.policy
    context = {
        "record": record,
        "policy": found,
        "standing": standing(found, today()),
        "level": LEVELS[found.level],
        "fields": _fields(record),
        "revisions": revisions_of(record),
        "successor": successor_of(record),
        "conflicts": conflicts_of(request.user, found),
        "may_change": may(request.user, Action.CHANGE_POLICY, Scope.ORGANISATION),
    }
    return render(request, "policy/policy.html", context)


@require_safe
def export_policies(request: SignedIn) -> HttpResponse:
    """Write the policies that are shown into a file that reads back as it was."""
    basis = basis_visible_to(request.user, request.GET.get("in", OURS))
    asked = _filter(request, basis).asked
    narrowed = asked.level or asked.issuer or asked.metric or request.GET.get("day")
    whole = set_of(basis, asked) if narrowed and request.GET.get("when") != "ever" else basis.policies
    answer = HttpResponse(policies_text(whole), content_type="application/yaml; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{basis.name}.policies.yaml"'
    return answer


def _filter(request: SignedIn, basis: Basis) -> FilterForm:
    every = basis.policies
    return FilterForm(
        request.GET,
        issuers=tuple(sorted({one.issuer for one in every})),
        metrics=tuple(sorted({one.metric for one in every})),
        today=basis.day,
    )


def _fields(record: Record) -> list[tuple[str, str]]:
    """Return what a policy says, but for what is left as usual."""
    found = record.policy
    kept = record.content
    rows = [("Metric", said(found, "metric"))]
    inside = kept["value"] if isinstance(kept["value"], dict) else {}
    also = {"approval_latency_s": "latency_s", "frac": "", "currency": "", "max_amount": "", "min_s": ""}
    rows += [
        (FIELD_WORDS[name], said(found, name))
        for one in inside
        if (name := also.get(one, one)) in FIELD_WORDS
    ]
    rows.append(("For which work", scope_in_words(found.scope) or "all of it"))
    if found.percentile is not None:
        rows.append(("Holds for", said(found, "percentile")))
    rows.append(("What hangs on it", CONSEQUENCES[found.consequence]))
    rows.append(("Can anybody here change it", said(found, "hard")))
    if found.weight != 1:
        rows.append(("Weight", f"{found.weight:g}"))
    if found.window:
        rows.append(("Window", found.window))
    if found.principle:
        rows.append(("Principle", found.principle.replace("_", " ")))
    return [*rows, ("Short key", record.key)]
