"""A roster: a file that is read into half-hour counts in memory, looked at, and only then kept."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core import signing

from headwater.analysis.errors import HeadwaterError
from headwater.apps.policy.selectors.staffing import RosterNeeds

MOST_BYTES = 3_000_000
_SALT = "headwater.policy.roster"
_HOURS_VALID = 12


class RosterForm(forms.Form):
    """A roster as CSV or iCalendar."""

    file = forms.FileField(
        label="Roster",
        max_length=None,
        allow_empty_file=True,
        help_text="CSV with start and end of each shift (and agents, where a row is for several), or an "
        "iCalendar file with an event for each shift. Only how many are scheduled in each half-hour is "
        "kept; names are read past.",
    )
    channel = forms.ChoiceField(label="Whose work it covers", help_text="People who answer this channel.")
    shrinkage = forms.FloatField(
        label="Shrinkage in per cent",
        min_value=0,
        max_value=90,
        help_text="Share of scheduled time that is not for contacts: breaks, meetings, training, leave. It "
        "is taken off the roster. If your roster already leaves it out, say 0.",
    )

    def __init__(self, *args: Any, needs: RosterNeeds, **options: Any) -> None:
        begin = {"shrinkage": round(100 * (0.3 if needs.shrinkage is None else needs.shrinkage), 1)}
        super().__init__(*args, **{"initial": begin, **options})
        channel = self.fields["channel"]
        assert isinstance(channel, forms.ChoiceField)
        channel.choices = [(name, name.replace("_", " ").capitalize()) for name in needs.channels]
        self._needs = needs
        self.counted: dict[str, Any] | None = None

    def clean_file(self) -> Any:
        """Refuse what is too large: no more of it was held."""
        sent = self.cleaned_data["file"]
        if sent.size > MOST_BYTES:
            raise forms.ValidationError(
                f"The file is larger than {MOST_BYTES // 1_000_000} MB. Leave out older days."
            )
        return sent

    def clean(self) -> dict[str, Any]:
        """Count the shifts; every fault stands with its line."""
        said = super().clean() or {}
        if "file" in said and "channel" in said and "shrinkage" in said:
            try:
                self.counted = self._count(said)
            except HeadwaterError as error:
                self.add_error("file", error.message.split("\n"))
        return said

    def _count(self, said: dict[str, Any]) -> dict[str, Any]:
        from headwater.analysis.staffing.half_hour_roster import counted
        from headwater.analysis.staffing.roster import ListedShifts, roster_of

        needs, name = self._needs, str(said["file"].name or "roster.csv")
        roster = roster_of(name, said["file"].read(), timezone=needs.timezone or None)
        first, last = needs.first, needs.last
        if isinstance(roster.source, ListedShifts):
            shifts = roster.source.shifts
            first = min(shift.start for shift in shifts).date()
            last = (max(shift.end for shift in shifts) - timedelta(seconds=1)).date()
        found = counted(roster, first, last)
        return {
            "name": name,
            "channel": said["channel"],
            "shrinkage": round(said["shrinkage"] / 100, 4),
            "timezone": needs.timezone,
            "days": [found.days[0].isoformat(), found.days[-1].isoformat()],
            "rows": found.rows(),
        }


class KeepRosterForm(forms.Form):
    """The counts that were shown, as they were shown."""

    counted = forms.CharField(widget=forms.HiddenInput, max_length=1_500_000)

    def clean_counted(self) -> dict[str, Any]:
        """Read the counts back; what was changed on the way, or is older than half a day, is refused."""
        try:
            found: dict[str, Any] = signing.loads(
                self.cleaned_data["counted"], salt=_SALT, max_age=_HOURS_VALID * 3600
            )
        except signing.BadSignature as error:
            raise forms.ValidationError("This preview is no longer valid. Bring the file again.") from error
        return found


def sealed(counted: dict[str, Any]) -> str:
    """Return counts so that they can go through a page and come back unchanged."""
    return signing.dumps(counted, salt=_SALT, compress=True)
