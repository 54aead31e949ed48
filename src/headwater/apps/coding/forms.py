"""Forms of coding: they read and check what was typed, and decide nothing."""

from typing import Any

from django import forms

from headwater.analysis.demand.sampling.population import VARIABLES
from headwater.apps.coding.models import CodebookVersion
from headwater.apps.coding.selectors.studies import people_who_may_code
from headwater.apps.coding.services.studies import MOST_CONTACTS, Asked
from headwater.apps.people.models import User

MOST_BYTES = 20 * 1024 * 1024
_STRATA = {
    "reason_source": "The helpdesk's own reason",
    "channel": "Channel",
    "month": "Month",
    "team": "Team",
    "week": "Week",
    "source": "Source of the import",
}


class CodersField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    """People who may code, each with a box to tick."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple, label="Who codes", **options
        )


class _WithCoders(forms.Form):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["coders"]
        assert isinstance(field, CodersField)
        field.queryset = people_who_may_code()


class StudyForm(_WithCoders):
    """A new study."""

    title = forms.CharField(max_length=120, help_text="Such as: Why customers get in touch, spring.")
    codebook = forms.ModelChoiceField(
        CodebookVersion.objects.all(),
        empty_label="Choose a codebook",
        help_text="It is frozen with its first study: a change then makes a new version.",
    )
    how = forms.ChoiceField(
        label="How much to code",
        choices=[
            ("margin", "As much as an interval of so many points needs"),
            ("size", "A number of contacts"),
        ],
        widget=forms.RadioSelect,
        initial="margin",
    )
    points = forms.FloatField(
        label="Points either way",
        min_value=1,
        max_value=30,
        initial=5,
        required=False,
    )
    size = forms.IntegerField(label="Contacts", min_value=2, max_value=MOST_CONTACTS, required=False)
    double = forms.IntegerField(
        label="Coded by two people, in percent",
        min_value=0,
        max_value=100,
        initial=20,
        help_text="Without it nobody can tell how far coders agree. Neither of the two knows of the other.",
    )
    coders = CodersField(
        help_text="Contacts are shared out evenly. Coders see only contacts that were given to them."
    )
    strata = forms.MultipleChoiceField(
        label="Draw evenly by",
        choices=[(name, _STRATA.get(name, name)) for name in VARIABLES],
        widget=forms.CheckboxSelectMultiple,
        initial=["reason_source", "channel", "month"],
        required=False,
    )
    since = forms.DateField(label="First day", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="Last day", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen way needs."""
        said: dict[str, Any] = super().clean() or {}
        needed = {"margin": "points", "size": "size"}.get(said.get("how", ""))
        if needed and not said.get(needed) and needed not in self.errors:
            self.add_error(needed, "Give a number.")
        return said

    def asked(self) -> Asked:
        """Return what sample is asked for."""
        said = self.cleaned_data
        by_size = said["how"] == "size"
        return Asked(
            size=said["size"] if by_size else None,
            margin=None if by_size else said["points"] / 100,
            strata=tuple(name for name in VARIABLES if name in said["strata"]),
            since=said["since"],
            until=said["until"],
            double_share=said["double"] / 100,
            coders=tuple(sorted(person.pk for person in said["coders"])),
        )


class TopUpForm(_WithCoders):
    """More contacts for a study."""

    more = forms.IntegerField(label="Contacts to add", min_value=1, max_value=MOST_CONTACTS, initial=100)
    coders = CodersField(help_text="Those who get the new contacts.")


class HandOverForm(forms.Form):
    """Whose contacts go to whom."""

    giver = forms.ModelChoiceField(User.objects.none(), label="From", empty_label="Choose a person")
    taker = forms.ModelChoiceField(User.objects.none(), label="To", empty_label="Choose a person")

    def __init__(self, *args: Any, givers: list[User], **options: Any) -> None:
        super().__init__(*args, **options)
        for name, people in (
            ("giver", User.objects.filter(pk__in=[person.pk for person in givers]).order_by("name")),
            ("taker", people_who_may_code()),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = people


class CodebookForm(forms.Form):
    """A codebook of one's own: a file, or its text."""

    file = forms.FileField(
        label="YAML file", required=False, widget=forms.FileInput(attrs={"accept": ".yaml,.yml"})
    )
    text = forms.CharField(
        label="Or its text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "class": "code"}),
    )

    def clean(self) -> dict[str, Any]:
        """Read the text from wherever it stands."""
        said: dict[str, Any] = super().clean() or {}
        file = said.get("file")
        if file is not None:
            if file.size > MOST_BYTES:
                self.add_error("file", "The file is too large for a codebook.")
                return said
            try:
                said["text"] = file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", "The file is not text in UTF-8.")
        if not said.get("text", "").strip() and not self.errors:
            self.add_error(None, "Choose a file, or paste the text of a codebook.")
        return said


class SheetForm(forms.Form):
    """A sheet that comes back."""

    file = forms.FileField(label="CSV file", widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}))

    def clean_file(self) -> bytes:
        """Return what the file holds."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(f"The file has more than {MOST_BYTES // 1024 // 1024} MB.")
        content: bytes = file.read()
        return content
