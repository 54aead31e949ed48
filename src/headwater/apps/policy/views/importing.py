"""A file of policies: looked at first, then taken as a whole; or a copy of a sample."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.policy import SAMPLES
from headwater.analysis.policy.samples import sample_text
from headwater.apps.doing import done
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.people.signed_in import SignedIn
from headwater.apps.policy import services
from headwater.apps.policy.forms.importing import FileForm
from headwater.apps.policy.models import Policy
from headwater.apps.policy.selectors.basis import TITLES
from headwater.apps.policy.selectors.importing import MOST_CHARACTERS, Preview, preview_of
from headwater.apps.small_files import takes_a_file


@takes_a_file(Action.CHANGE_POLICY, MOST_CHARACTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def import_policies(request: SignedIn) -> HttpResponse:
    """Show what a file would do, then do it."""
    require(request.user, Action.CHANGE_POLICY)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    found: list[Preview] = []
    faults: list[str] = []
    if form.is_valid():
        said = form.cleaned_data
        take = request.POST.get("step") == "take"

        def look_or_take() -> None:
            if take:
                found.append(
                    services.import_policies(
                        acting_user=request.user,
                        text=said["text"],
                        name=said["name"],
                        take_out_gone=said["take_out_gone"],
                        basis=said["basis"] or None,
                    )
                )
            else:
                found.append(preview_of(request.user, said["text"], said["name"]))

        try:
            if done(form, look_or_take) and take:
                messages.success(request, _told(found[0], said["take_out_gone"]))
                return redirect("policy:policies")
        except BadDataError as error:
            faults = error.message.splitlines()
    context = {
        "form": form,
        "faults": faults,
        "preview": found[0] if found else None,
        "samples": [(name, TITLES[name]) for name in SAMPLES],
        "empty": not Policy.objects.filter(taken_out_at=None).exists(),
    }
    return render(request, "policy/import_policies.html", context)


@require_POST
def copy_sample(request: SignedIn, name: str) -> HttpResponse:
    """Declare the policies of a sample as one's own, where nothing is declared yet."""
    require(request.user, Action.CHANGE_POLICY)
    if name not in SAMPLES or Policy.objects.filter(taken_out_at=None).exists():
        messages.error(request, "A sample is copied only where no policy is declared yet.")
        return redirect("policy:policies")
    try:
        found = services.import_policies(
            acting_user=request.user,
            text=sample_text(name, "policies"),
            name=f"{name}.policies.yaml",
            why=f"Copied from the sample “{name}”, to begin with",
        )
    except (UsageError, BadDataError) as error:
        messages.error(request, error.message)
        return redirect("policy:policies")
    messages.success(request, f"{len(found.new)} policies are copied. Change them into your own.")
    return redirect("policy:policies")


def _told(found: Preview, take_out_gone: bool) -> str:
    parts = [f"{len(found.new)} declared", f"{len(found.changed)} mended"]
    if take_out_gone:
        parts.append(f"{len(found.gone)} taken out")
    return f"{found.name} is imported: {', '.join(parts)}, {len(found.unchanged)} as they were."
