"""Pages of voices: load and authorise, check the form, call one service, go on."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headwater.apps.csv_export import csv_response
from headwater.apps.doing import done
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may, require, today
from headwater.apps.people.signed_in import SignedIn
from headwater.apps.voices import forms, services, shown
from headwater.apps.voices.kinds import Kind
from headwater.apps.voices.selectors import answers, own
from headwater.apps.voices.selectors import clusters as grouped
from headwater.apps.voices.selectors import flags as read_flags
from headwater.apps.voices.selectors.affected import affected_by_reason


def _say_what_was_taken_out(request: SignedIn, taken_out: list[str]) -> None:
    if taken_out:
        what = " and ".join(f"{'an' if kind[0] in 'ae' else 'a'} {kind}" for kind in taken_out)
        messages.warning(request, f"We took out what looks like {what}: nobody needs it here.")


@require_safe
def voices(request: SignedIn) -> HttpResponse:
    """Show what one flagged oneself, and the way to flag."""
    if not may(request.user, Action.FLAG) and may(request.user, Action.READ_FLAGS, Scope.TEAM):
        return redirect("voices:clusters")
    page = Paginator(own.own_flags(request.user), 20).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "flags": [own.with_answers(flag) for flag in page],
        "kinds": list(Kind),
        "form": forms.StartForm(),
        "may_read": may(request.user, Action.READ_FLAGS, Scope.TEAM),
    }
    return render(request, "voices/voices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedIn) -> HttpResponse:
    """Flag something: the first click picks the kind, the second the reason, and that is all."""
    require(request.user, Action.FLAG, Scope.OWN)
    sent = forms.RaiseForm(request.POST or None)
    if sent.is_valid():
        said = sent.cleaned_data
        made: list[Any] = []
        if done(
            sent,
            lambda: made.append(
                services.raise_flag(
                    acting_user=request.user,
                    kind=said["kind"],
                    code=said["code"],
                    source=said["source"],
                    contact_id=said["contact"],
                    once=said["once"],
                )
            ),
        ):
            messages.success(request, "Your flag is saved.")
            return redirect("voices:flag", made[0].pk)
    asked = forms.StartForm(request.POST if request.method == "POST" else request.GET)
    start = asked.cleaned_data if asked.is_valid() else {}
    kind = Kind(start["kind"]) if start.get("kind") else None
    context = {
        "form": asked,
        "sent": sent,
        "kind": kind,
        "kinds": list(Kind),
        "contact": start.get("contact", ""),
        "source": start.get("source", ""),
        "once": forms.RaiseForm.new_key(),
    }
    return render(request, "voices/new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def flag(request: SignedIn, pk: int) -> HttpResponse:
    """Show one's own flag with its answers; while nobody has answered, let its person say more."""
    mine = own.own_flag(request.user, pk)
    form = forms.MORE[mine.kind](request.POST or None, initial=shown.what_was_said(mine))
    if form.is_valid() and done(
        form, lambda: services.say_more(acting_user=request.user, flag=mine, **form.cleaned_data)
    ):
        messages.success(request, "Saved.")
        _say_what_was_taken_out(request, form.taken_out())
        return redirect("voices:voices")
    context = {"own": own.with_answers(mine), "form": form, "few": own.few_in(mine.team)}
    return render(request, "voices/flag.html", context)


@require_POST
def name(request: SignedIn, pk: int) -> HttpResponse:
    """Let oneself be named with a flag, or no longer."""
    mine = own.own_flag(request.user, pk)
    form = forms.NamingForm(request.POST)
    if form.is_valid():
        services.set_naming(acting_user=request.user, flag=mine, **form.cleaned_data)
        messages.success(request, "Saved.")
    return redirect("voices:flag", pk)


@require_POST
def read(request: SignedIn, pk: int) -> HttpResponse:
    """Note that the answers to one's flag are read."""
    services.mark_read(acting_user=request.user, flag=own.own_flag(request.user, pk))
    return redirect("voices:voices")


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: SignedIn, pk: int) -> HttpResponse:
    """Take one's own flag back, after a page that asks."""
    mine = own.own_flag(request.user, pk)
    form = forms.ConfirmForm(request.POST or None)
    if form.is_valid() and done(form, lambda: services.delete_flag(acting_user=request.user, flag=mine)):
        messages.success(request, "Your flag is deleted.")
        return redirect("voices:voices")
    return render(request, "voices/delete.html", {"flag": mine, "form": form})


@require_safe
def clusters(request: SignedIn) -> HttpResponse:
    """List what people say, grouped."""
    form = forms.ClusterFilterForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    found = grouped.clusters_visible_to(request.user, **asked)
    context = {
        "page": Paginator(found, 25).get_page(request.GET.get("page")),
        "form": form,
        "counted": affected_by_reason(),
        "asked": urlencode({name: value for name, value in asked.items() if value}),
        "may_flag": may(request.user, Action.FLAG),
    }
    return render(request, "voices/clusters.html", context)


@require_safe
def clusters_csv(request: SignedIn) -> HttpResponse:
    """Give the list of clusters as a file."""
    form = forms.ClusterFilterForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    return csv_response("voices", shown.as_columns(grouped.clusters_visible_to(request.user, **asked)))


@require_http_methods(["GET", "HEAD", "POST"])
def cluster(request: SignedIn, pk: int) -> HttpResponse:
    """Show what people say about one thing, and answer it."""
    seen = grouped.cluster_visible_to(request.user, pk)
    initial = {"up_to": seen.newest, "again": not seen.waiting}
    form = forms.ClusterAnswerForm(request.POST or None, initial=initial, answered=seen.waiting < seen.flags)
    may_answer = may(request.user, Action.ANSWER_FLAGS, Scope.TEAM)
    if request.method == "POST":
        require(request.user, Action.ANSWER_FLAGS, Scope.TEAM)
        made: list[Any] = []
        if form.is_valid() and done(
            form,
            lambda: made.append(
                services.answer_cluster(acting_user=request.user, cluster=seen.record, **form.cleaned_data)
            ),
        ):
            messages.success(request, "Your answer is with those who asked. Is something done about it?")
            _say_what_was_taken_out(request, form.taken_out())
            return redirect("voices:link_action", made[0].pk)
    context = {
        "cluster": seen,
        "flags": read_flags.flags_visible_to(request.user, pk),
        "answers": [answers.as_seen(one) for one in answers.answers_within(request.user).filter(cluster=pk)],
        "weeks": shown.by_week(read_flags.flags_by_week(request.user, pk, today())),
        "counted": affected_by_reason(),
        "form": form,
        "may_answer": may_answer,
        "may_see_causes": may(request.user, Action.READ_DIAGNOSIS),
        "may_plan": may(request.user, Action.PLAN_INTERVENTIONS),
    }
    return render(request, "voices/cluster.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_flag(request: SignedIn, pk: int) -> HttpResponse:
    """Answer one flag apart from the others."""
    seen, record = read_flags.flag_to_answer(request.user, pk)
    form = forms.AnswerForm(request.POST or None)
    made: list[Any] = []
    if form.is_valid() and done(
        form,
        lambda: made.append(services.answer_flag(acting_user=request.user, flag=record, **form.cleaned_data)),
    ):
        messages.success(request, "Your answer is with the person who asked. Is something done about it?")
        _say_what_was_taken_out(request, form.taken_out())
        return redirect("voices:link_action", made[0].pk)
    return render(request, "voices/answer_flag.html", {"flag": seen, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def link_action(request: SignedIn, pk: int) -> HttpResponse:
    """Link an answer to what is done so that it comes true."""
    answer = answers.answer_to_link(request.user, pk)
    form = forms.LinkForm(request.POST or None, actions=answers.actions_to_choose(request.user))
    if form.is_valid() and done(
        form,
        lambda: services.link_action(acting_user=request.user, answer=answer, **form.cleaned_data),
    ):
        messages.success(request, "The answer shows what is done.")
        return redirect("voices:cluster", answer.cluster_id)
    return render(
        request,
        "voices/link_action.html",
        {"answer": answers.as_seen(answer), "cluster": answer.cluster_id, "form": form},
    )


@require_safe
def board(request: SignedIn) -> HttpResponse:
    """Show what was said and what was done, to everybody, without names."""
    page = Paginator(answers.board_visible_to(request.user), 25).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "answers": [answers.as_seen(answer) for answer in page],
        "may_open_actions": may(request.user, Action.READ_ACTIONS, Scope.ORGANISATION),
        "may_flag": may(request.user, Action.FLAG),
        "may_read": may(request.user, Action.READ_FLAGS, Scope.TEAM),
    }
    return render(request, "voices/board.html", context)
