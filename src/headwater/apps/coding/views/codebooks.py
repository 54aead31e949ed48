"""Pages about codebooks."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headwater.apps.coding import forms
from headwater.apps.coding.models import CodebookVersion
from headwater.apps.coding.selectors.codebooks import (
    codebook_visible_to,
    codebooks_visible_to,
    starters,
    text_of_next,
)
from headwater.apps.coding.selectors.studies import may_manage
from headwater.apps.coding.services import codebooks as services
from headwater.apps.coding.views.doing import done
from headwater.apps.coding.views.taking import takes_a_file
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.people.signed_in import SignedIn


@takes_a_file
@require_http_methods(["GET", "HEAD", "POST"])
def codebooks(request: SignedIn) -> HttpResponse:
    """List codebooks, and add one."""
    shown = codebooks_visible_to(request.user)
    if request.method == "POST":
        require(request.user, Action.MANAGE_CODING)
    begin = request.GET.get("from", "")
    text = text_of_next(request.user, int(begin)) if begin.isdecimal() and len(begin) < 16 else ""
    form = forms.CodebookForm(request.POST or None, request.FILES or None, initial={"text": text})
    added: list[CodebookVersion] = []
    if form.is_valid() and done(
        form,
        lambda: added.append(services.add_codebook(acting_user=request.user, text=form.cleaned_data["text"])),
    ):
        messages.success(request, "The codebook is added.")
        return redirect("coding:codebook", added[0].pk)
    manages = may_manage(request.user)
    context = {
        "codebooks": shown,
        "form": form,
        "manages": manages,
        "starters": starters() if manages else [],
    }
    return render(request, "coding/codebooks.html", context)


@require_safe
def codebook(request: SignedIn, pk: int) -> HttpResponse:
    """Show a codebook, and what it changes from the version before."""
    return render(
        request,
        "coding/codebook.html",
        {"page": codebook_visible_to(request.user, pk), "manages": may_manage(request.user)},
    )


@require_POST
def start_codebook(request: SignedIn) -> HttpResponse:
    """Take over a codebook that ships."""
    require(request.user, Action.MANAGE_CODING)
    added = services.add_shipped_codebook(acting_user=request.user, name=request.POST.get("name", ""))
    return redirect("coding:codebook", added.pk)
