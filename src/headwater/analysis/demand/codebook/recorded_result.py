"""The result of `recorded_shares`: what the helpdesk's own reasons say, and how much that is worth."""

from dataclasses import dataclass
from typing import Any

from headwater.analysis.demand.frame import FIELDS
from headwater.analysis.demand.scope import ScopeCounts
from headwater.analysis.demand.text_table import text_table
from headwater.analysis.frames import Backend, to_frame

LABEL = "as recorded, uncorrected"
"""Stands with every figure of this kind."""

WHY = (
    "These are the reasons that were picked in the helpdesk, read through the codebook. Nobody has read the "
    "contacts, so they carry every habit and mistake of picking, and no interval can say how large that is. "
    "A coded sample can: headwater demand sample."
)

NOT_MAPPED = "(not mapped)"


@dataclass(frozen=True)
class RecordedShare:
    """One code's part, as recorded, uncorrected.

    Attributes
    ----------
    code : str
        `NOT_MAPPED` where the native reason says nothing about the field.
    handle_hours : float
        Handle time of the contacts for which it is known.
    share_of_time : float or None
        None where no contact has a handle time.
    """

    field: str
    code: str
    contacts: int
    handle_hours: float
    share_of_contacts: float
    share_of_time: float | None

    def cells(self) -> list[str]:
        """Return the row of a printed table."""
        return [
            self.code,
            f"{self.contacts:,}",
            _percent(self.share_of_contacts),
            _percent(self.share_of_time),
        ]


@dataclass(frozen=True)
class RecordedShares:
    """Shares of contacts and handle time by code, from native reasons alone: as recorded, uncorrected.

    Attributes
    ----------
    rows : tuple of RecordedShare
        By field in the order of the frame, the largest first. Each field's shares add up to 1.
    contacts, timed_contacts : int
        Contacts counted, and those with a handle time.
    unmapped : dict
        Native reasons without codes and their contacts, most first; None where there is no native reason.
    """

    codebook: str
    rows: tuple[RecordedShare, ...]
    contacts: int
    timed_contacts: int
    unmapped: dict[str | None, int]
    scope: ScopeCounts

    @property
    def unmapped_share(self) -> float | None:
        """Share of contacts whose native reason is not mapped; None without contacts."""
        return sum(self.unmapped.values()) / self.contacts if self.contacts else None

    def share(self, field: str, code: str) -> RecordedShare | None:
        """Return one row; None where no contact has the code."""
        return next((row for row in self.rows if (row.field, row.code) == (field, code)), None)

    def __str__(self) -> str:
        if not self.contacts:
            return f"Failure demand, {LABEL}: cannot tell: there are no contacts.\n{self.scope}."
        if sum(self.unmapped.values()) == self.contacts:
            return (
                f"Failure demand, {LABEL}: cannot tell: codebook {self.codebook} maps none of the native "
                "reasons. Add them under native_reasons; headwater demand codebook check --store DIR lists "
                f"them.\n{self.scope}."
            )
        failure = self.share("demand_type", "failure")
        lines = [f"Failure demand, {LABEL}: {_of(failure)}.", f"Codebook {self.codebook}; {self.scope}."]
        if self.scope.bots:
            lines.append(f"{self.scope.bots:,} of them were handled by a bot.")
        if self.unmapped:
            lines.append(
                f"{self.unmapped_share:.1%} of contacts have a native reason that is not mapped, or none."
            )
        without = self.contacts - self.timed_contacts
        if without:
            lines.append(f"{without:,} contacts have no handle time; shares of time rest on the others.")
        for field in FIELDS:
            rows = [row for row in self.rows if row.field == field]
            if rows and any(row.code != NOT_MAPPED for row in rows):
                table = [row.cells() for row in rows]
                lines += ["", text_table([f"{field}, {LABEL}", "contacts", "of contacts", "of time"], table)]
        return "\n".join([*lines, "", WHY])

    def to_dict(self) -> dict[str, Any]:
        """Return the shares as plain data."""
        return {
            "label": LABEL,
            "meaning": WHY,
            "codebook": self.codebook,
            "contacts": self.contacts,
            "timed_contacts": self.timed_contacts,
            "unmapped_share": self.unmapped_share,
            "unmapped": [{"reason_source": k, "contacts": n} for k, n in self.unmapped.items()],
            "scope": self.scope.to_dict(),
            "rows": [{**row.__dict__, "label": LABEL} for row in self.rows],
        }

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return one row a field and code as a data frame; the column `label` says what they are worth."""
        names = list(RecordedShare.__dataclass_fields__)
        columns = {name: [getattr(row, name) for row in self.rows] for name in names}
        return to_frame({**columns, "label": [LABEL] * len(self.rows)}, backend)

    def chart(self, field: str = "demand_type") -> Any:
        """Return bars of one field's shares of contacts and of time (Altair)."""
        import altair as alt

        rows = [
            {"code": row.code, "of": of, "share": share}
            for row in self.rows
            if row.field == field
            for of, share in (("contacts", row.share_of_contacts), ("handle time", row.share_of_time))
            if share is not None
        ]
        order = [row.code for row in self.rows if row.field == field]
        return (
            alt.Chart(alt.InlineData(values=rows))
            .mark_bar()
            .encode(
                x=alt.X("share:Q", title=f"share, {LABEL}", axis=alt.Axis(format="%")),
                y=alt.Y("code:N", title=field, sort=order, axis=alt.Axis(labelLimit=300)),
                yOffset=alt.YOffset("of:N"),
                color=alt.Color("of:N", title="share of"),
            )
            .properties(title=f"{field}, {LABEL}")
        )


def _of(row: RecordedShare | None) -> str:
    if row is None:
        return "0.0% of contacts"
    time = "" if row.share_of_time is None else f" and {row.share_of_time:.1%} of handle time"
    return f"{row.share_of_contacts:.1%} of contacts{time}"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"
