"""Pages about people: load and authorise, check the form, call one service, go on."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headwater.analysis.errors import UsageError
from headwater.apps.doing import done
from headwater.apps.people import forms, selectors, services
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.signed_in import SignedIn


@require_safe
def people(request: SignedIn) -> HttpResponse:
    """List the people this person may see."""
    page = Paginator(selectors.people_visible_to(request.user), 50).get_page(request.GET.get("page"))
    may_invite = selectors.may(request.user, Action.INVITE, Scope.ORGANISATION)
    return render(request, "people/people.html", {"page": page, "may_invite": may_invite})


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: SignedIn, pk: int) -> HttpResponse:
    """Show a person's roles, and give another one."""
    shown = selectors.person_visible_to(request.user, pk)
    form = forms.MembershipForm(request.POST or None, initial={"starts_on": selectors.today()})
    if request.method == "POST":
        selectors.require(request.user, Action.CHANGE_MEMBERSHIPS)
        if form.is_valid() and done(
            form,
            lambda: services.start_membership(acting_user=request.user, person=shown, **form.cleaned_data),
        ):
            messages.success(request, "The role is given.")
            return redirect("people:person", pk)
    context = {
        "person": shown,
        "memberships": selectors.memberships_visible_to(request.user, shown),
        "form": form,
        "today": selectors.today(),
        "may_change": selectors.may(request.user, Action.CHANGE_MEMBERSHIPS, Scope.ORGANISATION),
        "may_remove": selectors.may(request.user, Action.REMOVE_ACCOUNT, Scope.ORGANISATION),
    }
    return render(request, "people/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def end_membership(request: SignedIn, pk: int) -> HttpResponse:
    """End a role."""
    membership = selectors.membership_to_change(request.user, pk)
    form = forms.EndForm(request.POST or None, initial={"ends_on": membership.ends_on or selectors.today()})
    if form.is_valid() and done(
        form,
        lambda: services.end_membership(acting_user=request.user, membership=membership, **form.cleaned_data),
    ):
        messages.success(request, "The role ends on that day.")
        return redirect("people:person", membership.user_id)
    return render(request, "people/end_membership.html", {"membership": membership, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def remove_account(request: SignedIn, pk: int) -> HttpResponse:
    """Remove an account, after a page that says what that means."""
    selectors.require(request.user, Action.REMOVE_ACCOUNT)
    shown = selectors.person_visible_to(request.user, pk)
    form = forms.ConfirmForm(request.POST or None)
    if form.is_valid() and done(
        form, lambda: services.remove_account(acting_user=request.user, person=shown)
    ):
        messages.success(request, "The account is removed.")
        return redirect("people:people")
    return render(request, "people/remove_account.html", {"person": shown, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def teams(request: SignedIn) -> HttpResponse:
    """Show the tree of teams, and add one."""
    branches = selectors.teams_visible_to(request.user)
    form = forms.TeamForm(request.POST or None)
    if request.method == "POST":
        selectors.require(request.user, Action.CHANGE_TEAMS)
        if form.is_valid() and done(
            form, lambda: services.create_team(acting_user=request.user, **form.cleaned_data)
        ):
            messages.success(request, "The team is added.")
            return redirect("people:teams")
    context = {
        "branches": branches,
        "form": form,
        "may_change": selectors.may(request.user, Action.CHANGE_TEAMS, Scope.ORGANISATION),
    }
    return render(request, "people/teams.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def team(request: SignedIn, pk: int) -> HttpResponse:
    """Rename or move a team."""
    shown = selectors.team_to_change(request.user, pk)
    kind = forms.OrganisationForm if shown.parent_id is None else forms.TeamForm
    form = kind(request.POST or None, initial={"name": shown.name, "parent": shown.parent_id})
    if form.is_valid():
        said: dict[str, Any] = {"parent": None, **form.cleaned_data}
        if done(form, lambda: services.change_team(acting_user=request.user, team=shown, **said)):
            messages.success(request, "The team is changed.")
            return redirect("people:teams")
    return render(request, "people/team.html", {"team": shown, "form": form})


@require_POST
def remove_team(request: SignedIn, pk: int) -> HttpResponse:
    """Remove a team in which nobody ever was."""
    shown = selectors.team_to_change(request.user, pk)
    try:
        services.remove_team(acting_user=request.user, team=shown)
    except UsageError as error:
        messages.error(request, str(error))
        return redirect("people:team", pk)
    messages.success(request, "The team is removed.")
    return redirect("people:teams")


@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: SignedIn) -> HttpResponse:
    """List invitations, and send one; its link is shown once."""
    sent = selectors.invitations_visible_to(request.user)
    form = forms.InvitationForm(request.POST or None)
    made: list[str] = []
    if form.is_valid() and done(
        form, lambda: made.append(services.invite_person(acting_user=request.user, **form.cleaned_data)[1])
    ):
        link = request.build_absolute_uri(reverse("people:accept", args=made))
        context = {"link": link, "name": form.cleaned_data["name"], "days": services.INVITATION_DAYS}
        return render(request, "people/invited.html", context)
    page = Paginator(sent, 50).get_page(request.GET.get("page"))
    return render(request, "people/invitations.html", {"page": page, "form": form})


@require_POST
def withdraw_invitation(request: SignedIn, pk: int) -> HttpResponse:
    """Make an invitation's link useless."""
    invitation = selectors.invitation_to_change(request.user, pk)
    try:
        services.withdraw_invitation(acting_user=request.user, invitation=invitation)
        messages.success(request, "The invitation is withdrawn.")
    except UsageError as error:
        messages.error(request, str(error))
    return redirect("people:invitations")


@require_safe
def audit(request: SignedIn) -> HttpResponse:
    """Show the audit trail."""
    form = forms.AuditFilterForm(request.GET or None, actions=selectors.audit_actions(request.user))
    said = form.cleaned_data if form.is_valid() else {}
    actor = said.get("actor")
    entries = selectors.audit_visible_to(
        request.user, action=said.get("action", ""), actor=None if actor is None else actor.pk
    )
    page = Paginator(entries, 50).get_page(request.GET.get("page"))
    return render(request, "people/audit.html", {"page": page, "form": form})
