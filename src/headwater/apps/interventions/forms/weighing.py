"""Why training is bought although fixing the cause was looked at."""

from typing import Any

from django import forms


class WhichContactsForm(forms.Form):
    """Which contacts a training is meant to improve."""

    reason = forms.MultipleChoiceField(
        required=False, label="Reasons", widget=forms.CheckboxSelectMultiple, choices=()
    )

    def __init__(self, *args: Any, reasons: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        choice = self.fields["reason"]
        assert isinstance(choice, forms.MultipleChoiceField)
        choice.choices = [(one, one) for one in reasons]


class WeighForm(forms.Form):
    """The reason for which training goes on."""

    why = forms.CharField(
        min_length=20,
        max_length=2000,
        label="Why training, all the same",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What it can change that fixing a cause cannot. It is kept in the history, with what was "
        "shown above.",
        error_messages={"min_length": "Say it in a sentence: somebody will read it when the verdict is due."},
    )
