"""The plan of an intervention: written, looked at while typing, read as a whole, locked."""

from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from headwater.analysis.interventions.plan import Plan
from headwater.analysis.interventions.promise import Difference, Naming, differences, promise_of
from headwater.analysis.measures import Series
from headwater.apps.doing import done
from headwater.apps.interventions import selectors, services
from headwater.apps.interventions.beginnings import (
    beginning_with,
    blank_plan,
    named_in,
    once,
    others_begin,
    per_of,
)
from headwater.apps.interventions.foreseeing import Foreseen, foresee, told_apart
from headwater.apps.interventions.forms import others
from headwater.apps.interventions.forms import planning as forms
from headwater.apps.interventions.links import page_of
from headwater.apps.interventions.models import Intervention, PlanRecord
from headwater.apps.interventions.picture import Picture, picture_of
from headwater.apps.interventions.selectors import Seen
from headwater.apps.interventions.selectors.buying import is_weighed
from headwater.apps.interventions.selectors.offering import Offered, offered_to
from headwater.apps.interventions.selectors.proposing import Proposal, proposals_for
from headwater.apps.interventions.selectors.suggesting import Suggested, predictions_of, suggested_for
from headwater.apps.interventions.selectors.together import together_for
from headwater.apps.interventions.selectors.trying import fault_of, series_or_fault
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import may, today
from headwater.apps.people.signed_in import SignedIn


@dataclass
class _Desk:
    """What the form of a plan needs, and what was found of what was typed."""

    reader: User
    seen: Seen
    form: forms.PlanForm
    rows: Any
    proposals: list[Proposal]
    suggested: Suggested
    offered: Offered
    plan: Plan | None = None
    foreseen: Foreseen | None = None
    picture: Picture | None = None

    def context(self) -> dict[str, Any]:
        """Return what the templates show."""
        return {
            "seen": self.seen,
            "intervention": self.seen.record,
            "page": page_of(self.seen.record.pk),
            "form": self.form,
            "rows": self.rows,
            "proposals": self.proposals,
            "suggested": self.suggested,
            "foreseen": self.foreseen,
            "picture": self.picture,
            "together": told_apart(self.plan) if self.plan else [],
            "locked": [one for one in self.seen.plans if one.is_locked],
            "may_measure": may(self.reader, Action.READ_MEASURES),
            "asks_anew": self.form.is_bound is False and self.plan is None and bool(self.seen.plans),
            "next_number": len(self.seen.plans) + 1,
            "training": self.seen.record.kind == Intervention.Kind.TRAINING,
        }


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: SignedIn, pk: int) -> HttpResponse:
    """Write the plan: what would count as having worked, said before it starts."""
    seen = selectors.intervention_to_change(request.user, pk)
    if not is_weighed(seen.record):
        return redirect("interventions:before_you_buy", pk)
    desk = _desk(request, seen)
    if request.method == "POST" and desk.plan is not None and desk.form.is_valid():
        written = desk.plan
        if done(
            desk.form,
            lambda: services.write_draft(acting_user=request.user, intervention=seen.record, plan=written),
        ):
            return redirect("interventions:lock", pk)
    return render(request, "interventions/plan.html", desk.context())


@require_POST
def plan_power(request: SignedIn, pk: int) -> HttpResponse:
    """Say what the plan that is being typed could find; the whole page where there is no script."""
    desk = _desk(request, selectors.intervention_to_change(request.user, pk))
    part = (
        "interventions/foreseen_answer.html"
        if request.headers.get("HX-Request")
        else "interventions/plan.html"
    )
    return render(request, part, desk.context())


@require_http_methods(["GET", "HEAD", "POST"])
def lock(request: SignedIn, pk: int) -> HttpResponse:
    """Show the whole promise in plain words, and lock it."""
    seen = selectors.intervention_to_change(request.user, pk)
    if not is_weighed(seen.record):
        return redirect("interventions:before_you_buy", pk)
    if seen.draft is None:
        return redirect("interventions:plan", pk)
    draft = seen.draft
    form = _FingerprintForm(request.POST or None, initial={"fingerprint": draft.fingerprint})
    if form.is_valid() and done(
        form, lambda: services.lock_plan(acting_user=request.user, draft=draft, **form.cleaned_data)
    ):
        due = draft.due_on
        messages.success(
            request,
            f"Plan {draft.number} is locked. The verdict is due on {due.day} {due:%B %Y}; until then no "
            "effect is shown.",
        )
        return redirect(page_of(pk))
    if form.is_bound:
        form = _FingerprintForm.again(form, draft.fingerprint)
    return render(request, "interventions/lock.html", _promise(request, seen, draft, form))


class _FingerprintForm(django_forms.Form):
    """Which draft the page showed."""

    fingerprint = django_forms.CharField(max_length=64, widget=django_forms.HiddenInput)

    @classmethod
    def again(cls, bound: django_forms.Form, fingerprint: str) -> "_FingerprintForm":
        """Return the form anew, of the draft as it is now, with what stood in the way."""
        found = cls({"fingerprint": fingerprint})
        found.full_clean()
        for error in bound.non_field_errors():
            found.add_error(None, error)
        return found


def _promise(request: SignedIn, seen: Seen, draft: PlanRecord, form: django_forms.Form) -> dict[str, Any]:
    written, day = draft.plan, today()
    offered = offered_to(request.user, seen.record, named_in(written))
    series, fault = series_or_fault(written, offered.grain_of(selectors.reference_in(written)))
    before = next((one for one in reversed(seen.plans) if one.is_locked), None)
    titles: dict[str, str] = {}

    def titled(reference: str) -> str:
        if reference not in titles:
            titles[reference] = offered.title_of(reference) or selectors.title_of(reference)
        return titles[reference]

    return {
        "seen": seen,
        "intervention": seen.record,
        "page": page_of(seen.record.pk),
        "draft": draft,
        "form": form,
        "clauses": promise_of(written, titled, per=per_of(written, offered)),
        "before": before,
        "differs": _differs(before, written, titled, offered),
        "foreseen": foresee(written, series, day=day) if series is not None else None,
        "together": told_apart(written),
        "fault": "" if fault is None else fault[1],
        "picture": None if series is None else picture_of(written, series, per_of(written, offered)),
        "late": written.start < day,
        "training": seen.record.kind == Intervention.Kind.TRAINING,
    }


def _differs(
    before: PlanRecord | None, written: Plan, naming: Naming, offered: Offered
) -> tuple[Difference, ...]:
    if before is None:
        return ()
    first = before.plan
    return differences(first, written, naming, per=(per_of(first, offered), per_of(written, offered)))


def _desk(request: SignedIn, seen: Seen) -> _Desk:
    """Put the form together, filled with what was typed, the draft, the last plan, or what is suggested."""
    latest = seen.draft or next((one for one in reversed(seen.plans) if one.is_locked), None)
    known = None if latest is None else latest.plan
    named = () if known is None else named_in(known)
    offered = offered_to(request.user, seen.record, named)
    if known is None:
        suggested = suggested_for(request.user, seen.record, offered)
    else:
        suggested = Suggested(
            predictions=predictions_of(request.user, seen.record, offered),
            together=together_for(request.user, seen.record, offered),
        )
    per = 1.0 if known is None else per_of(known, offered)
    begin = beginning_with(known, suggested, today(), per)
    typed: QueryDict | None = request.POST if request.method == "POST" else None
    measure = (typed or begin).get("measure", "")
    proposals = proposals_for(request.user, str(measure or ""), seen.record, offered)
    begin["proposed"] = [one.key for one in proposals if known is None or one.programme in known.others]
    if typed is not None and typed.get("proposed_for") != measure:
        again = typed.copy()
        again.setlist("proposed", [one.key for one in proposals])
        typed = again
    choices: dict[str, Any] = {
        "offered": offered,
        "proposals": [(one.key, one.title) for one in proposals],
        "foreseen": suggested.predictions,
    }
    if known is not None and known.predicted is not None:
        choices["before"] = (selectors.reference_in(known), known.predicted)
    form = forms.PlanForm(typed, initial=begin, **choices)
    rows = others.OtherForms(
        typed if typed is None or "others-TOTAL_FORMS" in typed else None,
        prefix="others",
        initial=others_begin(known, proposals),
    )
    desk = _Desk(request.user, seen, form, rows, proposals, suggested, offered)
    if known is not None and typed is None:
        if seen.draft is not None:  # what is locked was looked at then; the page asks for it anew
            _look_at(desk, known, None)
        return desk
    # what is suggested is looked at as if it had been typed
    said = form if typed is not None else forms.PlanForm(begin, **choices)
    if said.is_valid() and (not rows.is_bound or rows.is_valid()):
        programmes = [one.programme for one in proposals if one.key in said.cleaned_data["proposed"]]
        programmes += others.others_of(rows) if rows.is_bound else ()
        plan = said.plan_of(blank_plan(seen.record), once(programmes))
        _look_at(desk, plan, None if typed is None else form)
    return desk


def _look_at(desk: _Desk, plan: Plan | None, form: forms.PlanForm | None) -> None:
    """Say what a plan could find; what the analysis refuses goes to the field it is about."""
    if plan is None:
        return
    series, fault = series_or_fault(plan, desk.offered.grain_of(selectors.reference_in(plan)))
    if series is not None:
        desk.foreseen = foresee(plan, series, day=today())
        desk.picture = picture_of(plan, series, per_of(plan, desk.offered))
        if form is not None:
            fault = _fault(plan, series, desk.foreseen)
    desk.plan = plan if fault is None else None
    if fault is not None and form is not None:
        form.add_error(*fault)


def _fault(plan: Plan, series: Series, foreseen: Foreseen) -> tuple[str, str] | None:
    return ("start", foreseen.sentence) if not foreseen.known else fault_of(plan, series, today())
