"""Forms about contacts: they read and check what was typed, and decide nothing."""

from typing import Any

from django import forms

from headwater.apps.contacts.selectors.contacts import Choices

ANY_NUMBER = 1e15
_REJECTS = [
    (0.01, "1 row in 100 is rejected (usual)"),
    (0.05, "5 rows in 100 are rejected"),
    (0.2, "20 rows in 100 are rejected"),
    (ANY_NUMBER, "never: import whatever can be read"),
]


class UploadForm(forms.Form):
    """A file to import."""

    file = forms.FileField(
        label="File",
        max_length=None,
        allow_empty_file=True,
        help_text="CSV, JSON, JSON Lines or Parquet; each also packed as .gz or .zst.",
    )


class PreviewForm(forms.Form):
    """How an upload is to be read."""

    source = forms.CharField(
        max_length=200,
        required=False,
        label="Name of the system it comes from",
        help_text="Say the same name each time: a contact is known by this name and its own id. Left empty, "
        "it is the mapping's.",
    )
    timezone = forms.ChoiceField(
        label="Time zone of the organisation",
        required=False,
        help_text="Local dates and hours are kept in it. It cannot be changed later.",
    )
    with_text = forms.BooleanField(
        required=False, initial=True, label="Import the words of contacts too (subject and body)"
    )
    most_rejects = forms.TypedChoiceField(
        label="Refuse the whole import when more than", choices=_REJECTS, coerce=float, initial=0.01
    )
    mapping = forms.CharField(
        max_length=200_000,
        strip=False,
        label="Mapping",
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false", "wrap": "off", "class": "code"}),
        help_text="What each column of the export becomes.",
    )

    def __init__(self, *args: Any, zones: list[str], kept_zone: str, **options: Any) -> None:
        super().__init__(*args, **options)
        if kept_zone:
            del self.fields["timezone"]
            return
        zone = self.fields["timezone"]
        assert isinstance(zone, forms.ChoiceField)
        zone.choices = [("", "As the mapping says"), *((name, name) for name in zones)]


class ConfirmForm(forms.Form):
    """A yes, given by sending it."""

    confirmed = forms.BooleanField(widget=forms.HiddenInput, initial="yes")


class AgeForm(forms.Form):
    """Which words are old."""

    before = forms.DateField(
        label="Contacts that opened before", widget=forms.DateInput(attrs={"type": "date"})
    )


class PurgeForm(forms.Form):
    """The day once more, typed by hand."""

    before = forms.DateField(widget=forms.HiddenInput)
    typed = forms.CharField(
        label="Type the day to confirm", widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def clean(self) -> dict[str, Any]:
        """Compare what was typed with what was shown."""
        said: dict[str, Any] = super().clean() or {}
        day = said.get("before")
        if day is not None and said.get("typed", "").strip() != day.isoformat():
            self.add_error("typed", f"This is not {day.isoformat()}: nothing was removed.")
        return said


class FilterForm(forms.Form):
    """Which contacts to list."""

    first = forms.DateField(required=False, label="From", widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(required=False, label="To", widget=forms.DateInput(attrs={"type": "date"}))
    channel = forms.ChoiceField(required=False)
    team = forms.ChoiceField(required=False)
    reason = forms.ChoiceField(required=False)
    source = forms.ChoiceField(required=False)
    contact_id = forms.CharField(required=False, max_length=500, label="Contact id")

    def __init__(self, *args: Any, choices: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        known = {"channel": choices.channels, "team": choices.teams}
        known |= {"reason": choices.reasons, "source": choices.sources}
        for name, values in known.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "Any"), *((value, value) for value in values)]

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        said: dict[str, Any] = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if first and last and last < first:
            self.add_error("last", "This day is before the first one.")
        return said
