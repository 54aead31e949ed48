"""The model card: how well a coder reads, measured on codes it had not seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from headwater.analysis.demand.coder.calibration import Calibration, bins_text
from headwater.analysis.demand.text_table import text_table
from headwater.analysis.errors import UsageError, nearest
from headwater.analysis.estimates import Estimate
from headwater.analysis.frames import Backend, to_frame

if TYPE_CHECKING:
    from headwater.analysis.charts import Figure

_MIXED_SHOWN = 5
_TERMS_SHOWN = 6
_TOLD = 10


@dataclass(frozen=True)
class CodeCard:
    """How well one code is read.

    Attributes
    ----------
    coded : int
        Contacts that people gave it.
    said : int
        Contacts for which the model held it likeliest.
    found : Estimate
        Share of the coded ones that the model gave it (recall).
    right : Estimate
        Share of the model's that people gave it (precision).
    terms : tuple of str
        Terms that speak for it most; only such as several contacts hold.
    """

    code: str
    coded: int
    said: int
    found: Estimate
    right: Estimate
    terms: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        kept = {"code": self.code, "coded": self.coded, "said": self.said, "terms": list(self.terms)}
        return {**kept, "found": self.found.to_dict(), "right": self.right.to_dict()}


@dataclass(frozen=True)
class Mixup:
    """Contacts that people coded as one thing and the model reads as another."""

    coded: str
    said: str
    contacts: int


@dataclass(frozen=True)
class FieldCard:
    """How well one field of the frame is read.

    Attributes
    ----------
    contacts : int
        Coded contacts it was tried on, each by a model that had not seen it.
    accuracy : Estimate
        Share on which model and coder agree, clustered by customer.
    commonest : str
        The commonest code, and `base_rate` the share one gets by always saying it.
    gain : Estimate
        Accuracy over that base rate, on the same contacts.
    too_rare : tuple of str
        Codes with fewer than five examples: hardly learned.
    """

    field: str
    contacts: int
    accuracy: Estimate
    commonest: str
    base_rate: Estimate
    gain: Estimate
    calibration: Calibration
    codes: tuple[CodeCard, ...]
    mixups: tuple[Mixup, ...]
    too_rare: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "field": self.field,
            "contacts": self.contacts,
            "accuracy": self.accuracy.to_dict(),
            "commonest": self.commonest,
            "base_rate": self.base_rate.to_dict(),
            "gain": self.gain.to_dict(),
            "calibration": self.calibration.to_dict(),
            "codes": [each.to_dict() for each in self.codes],
            "mixups": [each.__dict__ for each in self.mixups],
            "too_rare": list(self.too_rare),
        }

    def __str__(self) -> str:
        lines = [
            f"{self.field}: right on {self.accuracy.percent()} of {self.contacts:,} coded contacts; always "
            f"saying {self.commonest!r} is right on {self.base_rate.percent()}",
            f"  {self._verdict()}",
        ]
        found = self.calibration
        lines.append(
            f"  calibration: Brier {found.brier:.3f} (the codes' shares alone: {found.brier_of_shares:.3f}); "
            f"sure and right are {found.expected_error:.1%} apart, {found.by_chance:.1%} would be "
            f"chance alone with {found.contacts:,} contacts"
        )
        lines += _indented(
            text_table(["said to be sure", "contacts", "sure", "right"], bins_text(found.bins))
        )
        rows = [
            [c.code, f"{c.coded:,}", f"{c.said:,}", _percent(c.found), _percent(c.right)] for c in self.codes
        ]
        lines += _indented(text_table(["code", "coded", "said", "of coded", "of said"], rows))
        telling = [c for c in self.codes if c.terms][:_TOLD]
        if telling:
            lines.append("  what speaks for a code:")
            lines += [f"    {c.code}: {', '.join(c.terms[:_TERMS_SHOWN])}" for c in telling]
        if self.mixups:
            shown = [f"{m.coded} read as {m.said} ({m.contacts})" for m in self.mixups[:_MIXED_SHOWN]]
            lines.append(f"  most often mixed up: {'; '.join(shown)}")
        if self.too_rare:
            lines.append(f"  too rare to learn (fewer than five examples): {', '.join(self.too_rare)}")
        return "\n".join(lines)

    def _verdict(self) -> str:
        gain = self.gain
        if gain.value is None:
            return f"whether it tells anything cannot be said: {gain.why}"
        if gain.low is not None and gain.low > 0:
            return f"it tells {gain.value:+.0%} more ({gain.low:+.0%} to {gain.high:+.0%})"
        return "it has not been shown to tell more than that: what rests on it gains little"


@dataclass(frozen=True)
class ModelCard:
    """How well a coder reads, field by field, and what it cannot see.

    Attributes
    ----------
    name : str
        What the model is called.
    learned_from : int
        Coded contacts it learned from; those drawn by chance are what it is judged on.
    judged_on : int
    without_text : int
        Coded contacts that have neither subject nor body.
    cannot_see : tuple of str
        Sentences.
    """

    name: str
    learned_from: int
    judged_on: int
    without_text: int
    fields: tuple[FieldCard, ...]
    cannot_see: tuple[str, ...]
    notes: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)

    def of(self, name: str) -> FieldCard:
        """Return the card of one field."""
        known = [card.field for card in self.fields]
        if name not in known:
            raise UsageError(f"The coder has not learned {name!r}.{nearest(name, known)}")
        return self.fields[known.index(name)]

    def __str__(self) -> str:
        head = (
            f"Coder model: {self.name}\nLearned from {self.learned_from:,} coded contacts and judged on the "
            f"{self.judged_on:,} of them that were drawn by chance, each read by a model that had seen "
            "neither it nor another contact of its customer."
        )
        sees = "\n".join(["What it cannot see:", *(f"- {line}" for line in self.cannot_see)])
        notes = "\n".join(["Notes:", *(f"- {line}" for line in self.notes)]) if self.notes else ""
        return "\n\n".join(part for part in (head, *map(str, self.fields), notes, sees) if part)

    def to_dict(self) -> dict[str, Any]:
        """Return the card as plain data."""
        return {
            "name": self.name,
            "settings": dict(self.settings),
            "learned_from": self.learned_from,
            "judged_on": self.judged_on,
            "without_text": self.without_text,
            "fields": [card.to_dict() for card in self.fields],
            "cannot_see": list(self.cannot_see),
            "notes": list(self.notes),
        }

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return one row a field and code as a data frame."""
        rows = [(card, code) for card in self.fields for code in card.codes]
        columns: dict[str, Sequence[Any]] = {
            "field": [card.field for card, _ in rows],
            "accuracy": [card.accuracy.value for card, _ in rows],
            "code": [code.code for _, code in rows],
            "coded": [code.coded for _, code in rows],
            "said": [code.said for _, code in rows],
            "found": [code.found.value for _, code in rows],
            "right": [code.right.value for _, code in rows],
        }
        return to_frame(columns, backend)

    def figure(self) -> "Figure":
        """Return how often the model is right, field by field, beside always saying the commonest code."""
        from headwater.analysis.charts import dot_intervals

        rows = [
            {
                "label": card.field.replace("_", " "),
                "kind": kind,
                "value": e.value,
                "low": e.low,
                "high": e.high,
            }
            for card in self.fields
            for kind, e in (("the model", card.accuracy), ("always the commonest code", card.base_rate))
        ]
        return dot_intervals(
            rows,
            title="How often the coder model is right",
            description="Share of coded contacts on which model and coder agree, field by field.",
            heading="Field",
            measure="Share right",
        )

    def reliability_figure(self, name: str) -> "Figure":
        """Return how often the model is right where it is how sure, in one field."""
        from headwater.analysis.charts import dot_intervals

        rows: list[dict[str, Any]] = []
        for each in self.of(name).calibration.bins:
            label = f"{each.low:.0%} to {each.high:.0%} sure ({each.contacts:,})"
            rows += [{"label": label, "kind": "was right", **_drawn(each.right)}]
            rows += [{"label": label, "kind": "said to be sure", "value": each.said}]
        return dot_intervals(
            rows,
            title=f"Whether the coder model is as sure as it is right: {name.replace('_', ' ')}",
            description="Share right among contacts of which the model was about equally sure.",
            heading="Sure",
            measure="Share",
        )

    def chart(self, name: str | None = None) -> Any:
        """Draw how often it is right; with a field, whether it is as sure as it is right."""
        return (self.figure() if name is None else self.reliability_figure(name)).chart


def _drawn(share: Estimate) -> dict[str, Any]:
    return {"value": share.value, "low": share.low, "high": share.high}


def _percent(share: Estimate) -> str:
    return "-" if share.value is None else f"{share.value:.0%}"


def _indented(text: str) -> Sequence[str]:
    return [f"    {line}" for line in text.splitlines()]
