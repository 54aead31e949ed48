"""The lab's first page: the five mistakes, and what is found of each."""

from django.http import HttpResponse
from django.shortcuts import render

from headwater.analysis.policy.mistakes.finding import MISTAKES, finding_from
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.people.signed_in import SignedIn
from headwater.apps.policy.selectors import reading_of


def lab(request: SignedIn) -> HttpResponse:
    """Show what is found of the five mistakes."""
    require(request.user, Action.READ_POLICY)
    read = {mistake: reading_of(mistake) for mistake in MISTAKES}
    findings = [finding_from(one.content) for one in read.values() if one and "word" in one.content]
    return render(request, "policy/lab.html", {"findings": findings})
