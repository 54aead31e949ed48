"""Forms about measures: they read and check what was typed, and decide nothing."""

from typing import Any

from django import forms

from headwater.analysis.measures import Grain
from headwater.apps.measures.models import MeasureOwner, OwnMeasure
from headwater.apps.measures.own_files import MOST_BYTES
from headwater.apps.measures.registry import GRAINS
from headwater.apps.measures.selectors.own import VISIBLE_BY
from headwater.apps.measures.selectors.registering import roles_of
from headwater.apps.measures.services.marks import LONGEST
from headwater.apps.measures.services.own import About
from headwater.apps.people.models import Team, User
from headwater.apps.people.permissions import Action

_KINDS = [
    ("count", "a count: how many, whole numbers"),
    ("share", "a share: how many of how many, or a number from 0 to 1"),
    ("bounded", "a mean on a scale with two ends, such as a score"),
    ("continuous", "any other number: money, hours, sales"),
]
_BETTER = [("higher", "higher"), ("lower", "lower")]
_FILE_HELP = (
    "CSV in UTF-8 with the columns date,value and, where there are any, denominator and group. A row for "
    "each week or month, by its first day; at least 12, none left out; the value empty where nothing was "
    "measured. A group is a team, by its name."
)


class ScopeForm(forms.Form):
    """Organisation or a team, by week or by month."""

    team = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    by = forms.ChoiceField(
        required=False, label="Periods", choices=[(g, f"{g.capitalize()}s") for g in GRAINS]
    )

    def __init__(self, *args: Any, teams: list[Team], **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self.fields["team"], [("", "The organisation"), *((team.pk, team.name) for team in teams)])

    @property
    def asked_team(self) -> int | None:
        """Id of the team, or None."""
        found: int | None = self.cleaned_data["team"]
        return found

    @property
    def grain(self) -> Grain:
        """Week or month."""
        return "month" if self.cleaned_data["by"] == "month" else "week"


class SearchForm(forms.Form):
    """Words to look for among many measures."""

    q = forms.CharField(required=False, max_length=100, label="Search", strip=True)

    def said(self) -> str:
        """Return the words; none where they cannot be read."""
        return str(self.cleaned_data["q"]) if self.is_valid() else ""


class MarkForm(forms.Form):
    """A day from which something was recorded differently."""

    day = forms.DateField(label="From which day", widget=forms.DateInput(attrs={"type": "date"}))
    what = forms.CharField(
        label="What changed",
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Such as: new export of the helpdesk; reasons were merged; surveys go out by text message.",
    )
    team = forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=None,
        label="Where",
        help_text="A change in one team is carried by everything that counts its contacts.",
    )
    everything = forms.BooleanField(
        required=False,
        label="It holds for every measure that is counted from contacts, not only for this one",
    )

    def __init__(self, *args: Any, teams: list[Team], is_own: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self.fields["team"], [("", "Everywhere"), *((team.pk, team.name) for team in teams)])
        if is_own:
            del self.fields["everything"]

    def asked(self, key: str) -> dict[str, Any]:
        """Return what is marked."""
        said = self.cleaned_data
        return {
            "measure": "" if said.get("everything") else key,
            "day": said["day"],
            "what": said["what"],
        }


class OwnerForm(forms.Form):
    """Who answers for a measure."""

    person = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label="Person")
    unit = forms.CharField(
        required=False,
        max_length=120,
        label="Unit",
        help_text="A department or a team, where no single person answers for it, or beside one.",
    )

    def __init__(self, *args: Any, people: list[User], kept: MeasureOwner | None, **options: Any) -> None:
        begin = {} if kept is None else {"person": kept.person_id, "unit": kept.unit}
        super().__init__(*args, **{"initial": begin, **options})
        _offer(self.fields["person"], [("", "nobody yet"), *((one.pk, one.name) for one in people)])


class FileForm(forms.Form):
    """A file with a series."""

    file = forms.FileField(label="File", max_length=None, allow_empty_file=True, help_text=_FILE_HELP)

    def clean_file(self) -> Any:
        """Refuse what is too large: no more of it was held."""
        sent = self.cleaned_data["file"]
        if sent.size > MOST_BYTES:
            raise forms.ValidationError(
                "The file is larger than 1 MB. A row a week or a month is all it needs."
            )
        return sent

    def content(self) -> dict[str, Any]:
        """Return what the file holds, and its name."""
        sent = self.cleaned_data["file"]
        return {"content": sent.read(), "file_name": str(sent.name or "series.csv")}


class AboutForm(forms.Form):
    """What a series of one's own is."""

    name = forms.CharField(max_length=120, label="Name", help_text="As people say it: Audit score.")
    slug = forms.CharField(
        max_length=40,
        label="Key",
        help_text="Small letters, digits and underscores: audit_score. It stays.",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    unit = forms.CharField(max_length=60, label="Unit", help_text="What one is, in the plural: points, EUR.")
    kind = forms.ChoiceField(choices=_KINDS, label="Kind", help_text="It stays.")
    bottom = forms.FloatField(required=False, label="Scale from", help_text="Of a mean on a scale only.")
    top = forms.FloatField(required=False, label="Scale to")
    better = forms.ChoiceField(choices=_BETTER, label="Better is")
    definition = forms.CharField(
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="Definition",
        help_text="What counts, what does not, and which system it comes from.",
    )
    visible_by = forms.ChoiceField(label="Who may see it")

    def __init__(self, *args: Any, own: OwnMeasure | None = None, **options: Any) -> None:
        if own is not None:
            names = ("name", "unit", "better", "definition", "visible_by")
            options["initial"] = {name: getattr(own, name) for name in names}
        super().__init__(*args, **options)
        _offer(self.fields["visible_by"], [(action.key, roles_of(action)) for action in VISIBLE_BY])
        self._own = own
        for name in ("slug", "kind", "bottom", "top") if own is not None else ():
            del self.fields[name]

    def about(self) -> About:
        """Return what was said."""
        said, own = self.cleaned_data, self._own
        fixed: dict[str, Any] = {
            "slug": said["slug"].strip() if own is None else own.slug,
            "kind": said["kind"] if own is None else own.kind,
            "bottom": (0.0 if said["bottom"] is None else said["bottom"]) if own is None else own.bottom,
            "top": (1.0 if said["top"] is None else said["top"]) if own is None else own.top,
        }
        return About(
            **fixed,
            name=said["name"],
            unit=said["unit"],
            better=said["better"],
            definition=said["definition"],
            visible_by=_action(said["visible_by"]),
        )


class NewOwnForm(AboutForm, FileForm):
    """A series of one's own with its first file."""

    field_order = ("name", "slug", "unit", "kind", "bottom", "top", "better", "definition", "visible_by")


def _action(key: str) -> Action:
    return next(action for action in VISIBLE_BY if action.key == key)


def _offer(field: forms.Field, choices: list[tuple[Any, str]]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class ConfirmForm(forms.Form):
    """A yes."""

    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)


class DecisionForm(forms.Form):
    """Whether a file is taken."""

    decision = forms.ChoiceField(choices=[("take", "take"), ("drop", "drop")])
