"""Forms of voices: they read and check what was typed, and decide nothing."""

from typing import Any
from uuid import uuid4

from django import forms

from headwater.analysis.contacts.raw_identifiers import mask_identifiers
from headwater.apps.actions.models import Action
from headwater.apps.voices.kinds import Kind, Origin, Verdict

_KINDS = [(kind.value, kind.label) for kind in Kind]
_ORIGINS = [("", "Choose where it comes from"), *((origin.value, origin.label) for origin in Origin)]


class _Masking(forms.Form):
    def taken_out(self) -> list[str]:
        """Return what of the typed texts leads to a person and is not kept."""
        texts = [value for value in self.cleaned_data.values() if isinstance(value, str)]
        return list(dict.fromkeys(kind for text in texts for kind in mask_identifiers(text).found))


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _may_name() -> forms.BooleanField:
    return forms.BooleanField(
        required=False,
        label="You may name me with this",
        help_text="Readers then see your name and the contact's number.",
    )


class StartForm(forms.Form):
    """The contact a flag is about, before anything is picked."""

    contact = forms.CharField(
        required=False,
        max_length=100,
        label="Number of the contact",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    source = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    kind = forms.ChoiceField(required=False, choices=_KINDS, widget=forms.HiddenInput)


class RaiseForm(forms.Form):
    """A flag in two clicks: its kind came with the first, its reason with the second."""

    kind = forms.ChoiceField(choices=_KINDS)
    code = forms.CharField(required=False, max_length=40)
    source = forms.CharField(required=False, max_length=100)
    contact = forms.CharField(required=False, max_length=100)
    once = forms.CharField(required=False, max_length=64)

    @staticmethod
    def new_key() -> str:
        """Return a key for a form that is shown, so that sending it twice makes one flag."""
        return uuid4().hex


class AvoidableForm(_Masking):
    """What else to say of a contact that should not have happened."""

    words = forms.CharField(
        required=False, max_length=1000, label="In a sentence: what went wrong?", widget=_area(3)
    )
    may_name = _may_name()


class NotAllowedForm(_Masking):
    """What was needed, what it would have cost, and what stood in the way."""

    needed = forms.CharField(required=False, max_length=300, label="What was needed?")
    amount = forms.DecimalField(
        required=False,
        min_value=0,
        max_value=1_000_000,
        decimal_places=2,
        label="What would it have cost?",
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"}),
    )
    currency = forms.CharField(required=False, max_length=3, help_text="Three letters, such as EUR.")
    limit = forms.CharField(required=False, max_length=300, label="Which rule or limit stood in the way?")
    words = forms.CharField(required=False, max_length=1000, label="Anything else", widget=_area(3))
    may_name = _may_name()


class ContradictionForm(_Masking):
    """The two instructions, and where each comes from."""

    instruction_a = forms.CharField(required=False, max_length=300, label="One instruction says")
    origin_a = forms.ChoiceField(required=False, choices=_ORIGINS, label="It comes from")
    instruction_b = forms.CharField(required=False, max_length=300, label="The other one says")
    origin_b = forms.ChoiceField(required=False, choices=_ORIGINS, label="That one comes from")
    words = forms.CharField(required=False, max_length=1000, label="Anything else", widget=_area(3))
    may_name = _may_name()


MORE: dict[str, type[_Masking]] = {
    Kind.AVOIDABLE.value: AvoidableForm,
    Kind.NOT_ALLOWED.value: NotAllowedForm,
    Kind.CONTRADICTION.value: ContradictionForm,
}
"""What can be added to a flag, by its kind."""


class NamingForm(forms.Form):
    """Whether a person may be named with a flag."""

    may_name = forms.BooleanField(required=False)


class ConfirmForm(forms.Form):
    """A yes, given by sending it."""

    confirmed = forms.BooleanField(widget=forms.HiddenInput, initial="yes")


class ClusterFilterForm(forms.Form):
    """Which clusters to show."""

    state = forms.ChoiceField(
        required=False,
        label="Answered",
        choices=[("", "Answered or not"), ("waiting", "Waits for an answer"), ("answered", "Answered")],
    )
    kind = forms.ChoiceField(required=False, label="What people say", choices=[("", "Anything"), *_KINDS])


class AnswerForm(_Masking):
    """We will, we did, we will not; and why."""

    verdict = forms.ChoiceField(
        label="The answer",
        choices=[("", "Choose"), *((verdict.value, verdict.label) for verdict in Verdict)],
    )
    words = forms.CharField(
        max_length=2000,
        label="What, and why or why not",
        help_text="Everybody in support can read it on You said, we did. Leave out who said it.",
        widget=_area(4),
    )


class ClusterAnswerForm(AnswerForm):
    """An answer to all flags of a cluster that were on the page."""

    again = forms.BooleanField(required=False, label="Also tell those who had an answer before")
    up_to = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, answered: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not answered:
            del self.fields["again"]


class _ActionField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable when it runs
    """One of the actions, shown by its title."""

    def label_from_instance(self, obj: Any) -> str:
        """Return what is done."""
        return str(obj.title)


class LinkForm(forms.Form):
    """What is done: an action there is, or a new one."""

    action = _ActionField(
        Action.objects.none(), required=False, label="An action there is", empty_label="None of these"
    )
    title = forms.CharField(required=False, max_length=200, label="Or a new one: what is to be done?")
    owner_unit = forms.CharField(required=False, max_length=120, label="Which unit does it?")
    due_on = forms.DateField(required=False, label="By when?", widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, actions: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choice = self.fields["action"]
        assert isinstance(choice, _ActionField)
        choice.queryset = actions
