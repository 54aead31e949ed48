"""Forms about actions: they read and check what was typed, and decide nothing."""

from typing import Any

from django import forms

from headwater.apps.actions import selectors
from headwater.apps.actions.models import CAUSES, Action
from headwater.apps.actions.services import OF_OUTSIDE, Plan
from headwater.apps.people.models import User

_ANY = ("", "Any")


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class LedgerFilterForm(forms.Form):
    """Which part of the ledger to show."""

    state = forms.ChoiceField(
        required=False,
        choices=[
            ("", "All"),
            ("open", "All that is open"),
            *((group.key, group.title) for group in selectors.Group),
        ],
    )
    whose = forms.ChoiceField(required=False, label="Owner", choices=[("", "Anybody"), ("mine", "Me")])
    owner_unit = forms.ChoiceField(required=False, label="Unit")
    cause = forms.ChoiceField(required=False, choices=[_ANY, *CAUSES])

    def __init__(self, *args: Any, units: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner_unit"].choices = [_ANY, *((u, u) for u in units)]  # type: ignore[attr-defined]


class ActionForm(forms.Form):
    """What an action is, what it is against, and what is expected of it."""

    title = forms.CharField(max_length=200, label="What is to be done")
    why = forms.CharField(
        required=False,
        max_length=4000,
        label="What it is about, and why",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Without words or names of customers: an owner outside reads it too.",
    )
    reason = forms.CharField(
        required=False,
        max_length=200,
        label="Against the reason",
        widget=forms.TextInput(attrs={"list": "known-reasons", "autocomplete": "off"}),
        help_text="As the codebook names it; or choose a whole cause below.",
    )
    cause = forms.ChoiceField(
        required=False, label="Against the whole cause", choices=[("", "None"), *CAUSES]
    )
    owner_unit = forms.CharField(
        required=False,
        max_length=120,
        label="Unit that owns the cause",
        widget=forms.TextInput(attrs={"list": "known-units", "autocomplete": "off"}),
    )
    starts_on = forms.DateField(required=False, label="Starts on", widget=_day())
    due_on = forms.DateField(required=False, label="Due on", widget=_day())
    saved_low = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=1_000_000_000,
        label="Contacts saved, at least",
    )
    saved_high = forms.IntegerField(
        required=False, min_value=0, max_value=1_000_000_000, label="Contacts saved, at most"
    )
    cost = forms.DecimalField(
        required=False, min_value=0, max_digits=12, decimal_places=2, label="What it costs, once"
    )
    currency = forms.RegexField(
        r"^[A-Za-z]{3}$",
        required=False,
        max_length=3,
        widget=forms.TextInput(attrs={"placeholder": "EUR"}),
        error_messages={"invalid": "Three letters, such as EUR."},
    )

    @classmethod
    def begin(cls, action: Action) -> dict[str, Any]:
        """Return what the form starts with for an action."""
        return {name: getattr(action, name) for name in cls.base_fields}

    def asked(self) -> dict[str, Any]:
        """Return what was typed, as the services take it."""
        said = dict(self.cleaned_data)
        plan = Plan(**{name: said.pop(name) for name in Plan.__dataclass_fields__})
        return {**said, "plan": plan}


class PersonForm(forms.Form):
    """An owner with an account."""

    owner = forms.ModelChoiceField(User.objects.none(), label="Person", empty_label="Choose a person")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].queryset = selectors.possible_owners()  # type: ignore[attr-defined]


class OutsideForm(forms.Form):
    """An owner without an account."""

    name = forms.CharField(max_length=120)
    email = forms.EmailField(label="E-mail address")


class StatusForm(forms.Form):
    """Where an action stands."""

    status = forms.TypedChoiceField(
        label="It is", coerce=Action.Status, choices=[("", "Choose"), *Action.Status.choices]
    )
    why = forms.CharField(
        required=False,
        max_length=4000,
        label="Why",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Needed when it cannot be done, or is stopped.",
    )

    def __init__(self, *args: Any, now: str, may_stop: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        out = {now} if may_stop else {now, Action.Status.STOPPED.value}
        choice = self.fields["status"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", "Choose"), *(c for c in Action.Status.choices if c[0] not in out)]


class OutsideStatusForm(forms.Form):
    """Where an action stands, as its owner outside says it."""

    status = forms.TypedChoiceField(label="Your answer", coerce=Action.Status)
    why = forms.CharField(
        required=False,
        max_length=4000,
        label="Why, if it cannot be done",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, now: str, **options: Any) -> None:
        super().__init__(*args, **options)
        words = {
            Action.Status.AGREED: "I take this on",
            Action.Status.RUNNING: "It is in progress",
            Action.Status.DONE: "It is done",
            Action.Status.REFUSED: "It cannot be done",
        }
        choice = self.fields["status"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", "Choose"), *((s.value, words[s]) for s in OF_OUTSIDE if s.value != now)]


class CommentForm(forms.Form):
    """What somebody says about an action."""

    text = forms.CharField(max_length=4000, label="Comment", widget=forms.Textarea(attrs={"rows": 3}))


class CommentNearOutsideForm(CommentForm):
    """What somebody says about an action whose owner is outside."""

    shown_outside = forms.BooleanField(required=False, label="Show this to the owner outside too")


class FollowUpForm(forms.Form):
    """Whether what was done has worked."""

    outcome = forms.TypedChoiceField(
        label="It turned out that", coerce=Action.Outcome, choices=[("", "Choose"), *Action.Outcome.choices]
    )
    why = forms.CharField(
        max_length=4000,
        label="How that is known",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Which figures, before and after, over which time.",
    )
