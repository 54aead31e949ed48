"""How conflicts are to be arranged, and of which day."""

from django import forms


class ConflictsForm(forms.Form):
    """By what conflicts are arranged, and the day whose policies count."""

    by = forms.ChoiceField(
        required=False,
        label="Arranged by",
        choices=[("issuer", "Issuer"), ("document", "Document"), ("level", "Level of management")],
    )
    on = forms.DateField(
        required=False,
        label="In force on",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "That is no day. Write it as 2026-03-01."},
    )
