"""The desk of a coder, and of a person who decides between coders."""

from datetime import UTC, datetime
from time import time
from typing import Any

from django.core.signing import BadSignature, Signer
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from headwater.analysis.demand.coding.choosing import choose
from headwater.analysis.demand.coding.form import EVIDENCE, Question
from headwater.analysis.errors import TryAgainError, UsageError
from headwater.apps.coding.selectors.deciding import DecidingDesk, deciding_desk
from headwater.apps.coding.selectors.desk import Asked, Desk, desk_of
from headwater.apps.coding.selectors.studies import study_to_decide
from headwater.apps.coding.services import answering, deciding
from headwater.apps.coding.services.drafts import Given
from headwater.apps.people.signed_in import SignedIn

_COMMANDS = {"u": "undo", "s": "skip"}
_SIGNER = Signer(salt="coding.shown")


@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: SignedIn, pk: int) -> HttpResponse:
    """Put one contact before its coder, and take one answer at a time."""
    found = desk_of(request.user, pk)
    if request.method != "POST":
        return _show(request, "coding/desk.html", found, found.reading, {})
    said: dict[str, Any] = {}
    try:
        said = _answer_reading(request, pk, found)
    except (UsageError, TryAgainError) as error:
        said = {"problem": error.message}
    if not said and not request.headers.get("HX-Request"):
        return redirect("coding:desk", pk)
    part = "coding/desk_part.html" if request.headers.get("HX-Request") else "coding/desk.html"
    found = desk_of(request.user, pk)
    return _show(request, part, found, found.reading, said)


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: SignedIn, pk: int) -> HttpResponse:
    """Put one contact whose readings differ before a person who decides, and take one answer at a time."""
    study = study_to_decide(request.user, pk)
    after = _number(request.GET.get("after"))
    found = deciding_desk(request.user, pk, after)
    if request.method != "POST":
        return _show(request, "coding/decide.html", found, found.contact, {})
    said: dict[str, Any] = {}
    try:
        said = _answer_decision(request, found)
    except (UsageError, TryAgainError) as error:
        said = {"problem": error.message}
    if said.pop("skipped", False):
        after = _number(request.POST.get("reading"))
    if not said and not request.headers.get("HX-Request"):
        answer = redirect("coding:decide", study.pk)
        if after is not None:
            answer["Location"] += f"?after={after}"
        return answer
    part = "coding/decide_part.html" if request.headers.get("HX-Request") else "coding/decide.html"
    found = deciding_desk(request.user, pk, after)
    return _show(request, part, found, found.contact, said)


def _answer_reading(request: SignedIn, pk: int, found: Desk) -> dict[str, Any]:
    reading, revision = _number(request.POST.get("reading")), _number(request.POST.get("revision")) or 0
    do = _asked_for(request)
    if do == "undo":
        answering.undo_answer(acting_user=request.user, study_pk=pk, reading_pk=reading, revision=revision)
        return {}
    if reading is None:
        return {"problem": "Nothing was said. Choose an answer."}
    if do == "skip":
        another = answering.skip_contact(
            acting_user=request.user, study_pk=pk, reading_pk=reading, revision=revision
        )
        return {} if another else {"problem": "This is the only contact that is left."}
    given = _given(request, found.asked, do, revision)
    if isinstance(given, dict):
        return given
    answering.answer_question(acting_user=request.user, study_pk=pk, reading_pk=reading, given=given)
    return {}


def _answer_decision(request: SignedIn, found: DecidingDesk) -> dict[str, Any]:
    contact, revision = _number(request.POST.get("reading")), _number(request.POST.get("revision")) or 0
    do, study, user = _asked_for(request), found.study, request.user
    if do == "undo":
        deciding.undo_decision(acting_user=user, study=study, contact_pk=contact, revision=revision)
        return {}
    if contact is None:
        return {"problem": "Nothing was said. Choose an answer."}
    if do == "skip":
        deciding.skip_decision(acting_user=user, study=study, contact_pk=contact, revision=revision)
        return {"skipped": True}
    if do.startswith("take-"):
        deciding.take_reading(
            acting_user=user,
            study=study,
            contact_pk=contact,
            revision=revision,
            place=_number(do.removeprefix("take-")) or 0,
            note=request.POST.get("note", ""),
        )
        return {}
    given = _given(request, found.asked, do, revision)
    if isinstance(given, dict):
        return given
    deciding.answer_decision(acting_user=user, study=study, contact_pk=contact, given=given)
    return {}


def _asked_for(request: SignedIn) -> str:
    """Return what was asked for: a command, typed or pressed, or an answer."""
    do = request.POST.get("do", "")
    typed = request.POST.get("typed", "").strip()
    if do == "typed" and request.POST.get("field") != EVIDENCE and typed in _COMMANDS:
        return _COMMANDS[typed]
    return do


def _given(request: SignedIn, asked: Asked | None, do: str, revision: int) -> Given | dict[str, Any]:
    """Return the answer that was given; or what to show where it cannot be told yet."""
    field = request.POST.get("field", "")
    answer = request.POST.get("said", "")
    if do == "leave":
        answer = ""
    elif do == "typed":
        typed = request.POST.get("typed", "")
        if asked is None or asked.field != field:
            answer = typed
        else:
            codes = tuple(option.code for option in asked.options)
            choice = choose(Question(field, codes, asked.usual), typed)
            if choice.answer is None:
                problem = f"{len(choice.places)} codes have these words: choose one, or type more of it."
                return {"problem": problem, "narrowed": choice.places, "typed": typed}
            answer = choice.answer
    elif "said" not in request.POST:
        return {"problem": "Nothing was said. Choose an answer."}
    return Given(revision, field, answer, request.POST.get("note"), _shown_at(request))


def _show(
    request: SignedIn, template: str, found: Desk | DecidingDesk, now: Any, said: dict[str, Any]
) -> HttpResponse:
    """Show a desk; the moment a contact was first shown travels with its answers."""
    same = now is not None and request.POST.get("reading") == str(now.pk) and _shown_at(request) is not None
    stamp = request.POST["shown"] if same else _SIGNER.sign(str(int(time())))
    narrowed = said.get("narrowed")
    options = found.asked.options if found.asked else ()
    if narrowed is not None:
        options = tuple(option for place, option in enumerate(options) if place in narrowed)
    kept = found.reading if isinstance(found, Desk) else found.decision
    note = request.POST.get("note", "") if said and same else kept.note if kept else ""
    context = {"desk": found, "stamp": stamp, "options": options, "note": note, **said}
    return render(request, template, context)


def _shown_at(request: SignedIn) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(_SIGNER.unsign(request.POST.get("shown", ""))), UTC)
    except (BadSignature, ValueError):
        return None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None
