"""Pages about scripts, and about control that helps nobody."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.estimates import Estimate
from headwater.analysis.policy.authority_in_force import scaled
from headwater.analysis.policy.mistakes.control import control_finding
from headwater.analysis.policy.policy_set import PolicySet
from headwater.analysis.policy.script_proposal import without_steps
from headwater.analysis.policy.script_result import VERDICTS, Proposal, ScriptInventory, Step
from headwater.analysis.policy.writing import policies_text
from headwater.apps.doing import done
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may, require
from headwater.apps.people.signed_in import SignedIn
from headwater.apps.policy.being_read import reading_state
from headwater.apps.policy.bringing import Brought, brought_from, steps_brought, text_of
from headwater.apps.policy.drawing_authority import steps_drawing
from headwater.apps.policy.forms import authority as forms
from headwater.apps.policy.forms.adopting import StartForm
from headwater.apps.policy.models import Table
from headwater.apps.policy.redesigning import next_start
from headwater.apps.policy.selectors import Basis, basis_visible_to
from headwater.apps.policy.selectors.authority import scripts_read, steps_in_force, table_brought
from headwater.apps.policy.selectors.overview import Shown, mistakes_visible_to
from headwater.apps.policy.services import adopt_policies, keep_table
from headwater.apps.small_files import takes_a_file

REFUSALS = (UsageError, BadDataError)


@require_safe
def scripts(request: SignedIn) -> HttpResponse:
    """Show every script step by step, and which steps a principle can replace."""
    basis = basis_visible_to(request.user, request.GET.get("in", ""))
    form = StartForm(initial={"start": next_start(basis.day)}, day=basis.day)
    return _scripts(request, basis, form)


@require_POST
def adopt_scripts(request: SignedIn) -> HttpResponse:
    """End the proposed steps from a day on, with reviews by principle in their place."""
    require(request.user, Action.CHANGE_POLICY)
    basis = basis_visible_to(request.user)
    form = StartForm(request.POST, day=basis.day)

    def adopt() -> None:
        wanted = _without(request, basis, form.cleaned_data["start"])
        adopt_policies(
            acting_user=request.user, wanted=wanted, why="Steps that cost time and resolve no more"
        )

    if form.is_valid() and done(form, adopt, REFUSALS):
        start = form.cleaned_data["start"]
        messages.success(request, f"The steps end the day before {start.day} {start:%B %Y}.")
        return redirect("policy:scripts")
    return _scripts(request, basis, form)


@require_safe
def scripts_policies(request: SignedIn) -> HttpResponse:
    """Give the policies as they would be without the proposed steps, as a file."""
    basis = basis_visible_to(request.user, request.GET.get("in", ""))
    form = StartForm({"start": request.GET.get("start") or next_start(basis.day).isoformat()}, day=basis.day)
    made: list[PolicySet] = []
    if form.is_valid() and done(
        form, lambda: made.append(_without(request, basis, form.cleaned_data["start"])), REFUSALS
    ):
        return yaml_file(made[0], "without-steps.policies.yaml")
    return _scripts(request, basis, form)


@takes_a_file(Action.CHANGE_POLICY, forms.MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def bring_steps(request: SignedIn) -> HttpResponse:
    """Take a file of contacts with the steps that were done, and show its first rows or every fault of it."""
    require(request.user, Action.CHANGE_POLICY)
    steps = steps_in_force(basis_visible_to(request.user))
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = forms.TableFileForm(*sent)
    made: list[tuple[Brought, str]] = []

    def read() -> None:
        if not steps:
            raise UsageError("No step of a script is declared: there is nothing to compare yet.")
        file = form.cleaned_data["file"]
        name = str(file.name)
        found = steps_brought(text_of(file.read(), name), name, [step.id for step in steps])
        made.append((found, found.signed()))

    if form.is_valid() and done(form, read, REFUSALS):
        shown, signed = made[0]
        keep = forms.KeepForm(initial={"brought": signed})
        return render(request, "policy/keep_steps.html", {"form": keep, "shown": shown})
    return render(request, "policy/bring_steps.html", {"form": form, "steps": steps})


@require_POST
def keep_steps(request: SignedIn) -> HttpResponse:
    """Keep the contacts that were shown."""
    require(request.user, Action.CHANGE_POLICY)
    keep = forms.KeepForm(request.POST)
    made: list[Brought] = []

    def kept() -> None:
        shown = brought_from(keep.cleaned_data["brought"])
        made.append(shown)
        keep_table(
            acting_user=request.user,
            kind=Table.Kind.STEPS,
            name=shown.name,
            rows=shown.rows,
            said=shown.said,
            days=shown.covered,
        )

    if keep.is_valid() and done(keep, kept, REFUSALS):
        messages.success(request, f"{len(made[0].rows):,} contacts are kept, and read in the background now.")
        return redirect("policy:scripts")
    refused = (
        " ".join(map(str, keep.non_field_errors()))
        or "Nothing was shown that could be kept: choose the file."
    )
    context = {
        "form": forms.TableFileForm(),
        "refused": refused,
        "steps": steps_in_force(basis_visible_to(request.user)),
    }
    return render(request, "policy/bring_steps.html", context)


@require_safe
def control(request: SignedIn) -> HttpResponse:
    """Show what is found of mistake three."""
    basis = basis_visible_to(request.user, request.GET.get("in", ""))
    if basis.is_ours:
        shown = mistakes_visible_to(request.user, ["control"])[0]
    else:
        in_force = basis.policies.in_force(basis.day)
        inventory = scripts_read(request.user, basis)
        shown = Shown("control", control_finding(in_force, basis.facts, inventory=inventory), "", None)
    context = {"basis": basis, "shown": shown, **reading_state(request.user)}
    return render(request, "policy/control.html", context)


def yaml_file(policies: PolicySet, name: str) -> HttpResponse:
    """Answer with policies as a file that reads back as it was."""
    answer = HttpResponse(policies_text(policies), content_type="application/yaml; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _without(request: SignedIn, basis: Basis, start: date) -> PolicySet:
    found = scripts_read(request.user, basis)
    if found is None:
        raise UsageError("No step of a script is declared.")
    return without_steps(basis.policies, found, start=start)


def _scripts(request: SignedIn, basis: Basis, form: StartForm) -> HttpResponse:
    found = scripts_read(request.user, basis)
    context = {
        "basis": basis,
        "found": found,
        "documents": [] if found is None else _documents(found),
        "proposals": [] if found is None else [_proposal(one, basis) for one in found.proposals],
        "picture": steps_drawing(found) if found is not None and found.contacts else None,
        "table": table_brought(Table.Kind.STEPS) if basis.is_ours else None,
        "form": form,
        "may_change": basis.is_ours and may(request.user, Action.CHANGE_POLICY, Scope.ORGANISATION),
        **reading_state(request.user),
    }
    return render(request, "policy/scripts.html", context)


def _documents(found: ScriptInventory) -> list[dict[str, Any]]:
    """Return the scripts with their steps, in the order they are said."""
    names = list(dict.fromkeys(step.policy.document for step in found.steps))
    shown = []
    for name in names:
        held = [step for step in found.steps if step.policy.document == name]
        shown.append(
            {
                "name": name,
                "issuer": held[0].policy.issuer,
                "seconds": sum(step.policy.value for step in held if step.policy.mandatory),
                "steps": [_step(step) for step in held],
            }
        )
    return shown


def _step(step: Step) -> dict[str, Any]:
    return {
        "step": step,
        "name": step.policy.step or step.policy.id,
        "seconds": step.policy.value,
        "verdict": VERDICTS[step.verdict],
        "badge": {"costs": "bad", "harms": "bad", "resolves": "good", "cannot_tell": "warn"}.get(
            step.verdict, "calm"
        ),
        "points": _points(step.resolution),
    }


def _points(share: Estimate) -> Estimate:
    """Return a difference in points of 100; one that rounds to nothing without a sign."""
    found = scaled(share, 100.0)
    return replace(found, value=0.0) if found.value is not None and abs(found.value) < 0.05 else found


def _proposal(one: Proposal, basis: Basis) -> dict[str, Any]:
    hours: Estimate = scaled(one.agents, basis.facts.hours_per_year)
    return {"proposal": one, "hours": hours, "money": one.money_per_year}
