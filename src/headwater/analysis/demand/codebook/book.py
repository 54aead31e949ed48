"""A codebook in one version: its codes, and whether a contact's codes follow it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, PrivateAttr, model_validator

from headwater.analysis.contacts.language import Part, refusal
from headwater.analysis.demand.codebook.codes import ChangedFrom, Code, FrameCodes, Owner, Reason
from headwater.analysis.demand.frame import FIELDS, FIXED_CODES, OF_FAILURE, as_code
from headwater.analysis.errors import UsageError, nearest

if TYPE_CHECKING:
    from headwater.analysis.contacts.yaml_places import Place
    from headwater.analysis.demand.codebook.checking import Finding


class Codebook(Part):
    """What coders may say of a contact, and what each word of it means.

    Attributes
    ----------
    name : str
        What it is called; `codebook` in the file.
    version : int
        1 for the first; 0 while it has none.
    status : {'open', 'frozen'}
        Open: reasons may be free text, as customers say it. Frozen: only its codes, and it no longer changes.
    fingerprint : str
        Set when it was frozen, so that a later change is seen.
    native_reasons : mapping of str to FrameCodes
        The helpdesk's own reasons, and what a contact with that reason is taken to be.
    changed_from : ChangedFrom, optional
        What became of the codes of the version before.

    Examples
    --------
    >>> book = Codebook.model_validate({
    ...     "codebook": "shop", "version": 2, "status": "frozen",
    ...     "reason": {"Parcel is late": "It should have come and has not."}})
    >>> book.title, book.codes("reason")
    ('shop 2', ('Parcel is late',))
    >>> book.problems_with({"demand_type": "failure", "reason": "Parcel is lat"})
    ["reason cannot be 'Parcel is lat' in codebook shop 2. Did you mean 'Parcel is late'?"]
    """

    name: str = Field(alias="codebook", pattern=r"^[a-z0-9][a-z0-9_.-]*$")
    version: int = Field(0, ge=0)
    status: Literal["open", "frozen"] = "open"
    fingerprint: str = ""
    language: str = "en"
    sector: str = ""
    notes: str = ""
    changed_from: ChangedFrom | None = None
    demand_type: dict[str, Code] = Field(default_factory=dict)
    failure_code: dict[str, Code] = Field(default_factory=dict)
    reason: dict[str, Reason] = Field(default_factory=dict)
    preventable: dict[str, Code] = Field(default_factory=dict)
    cause: dict[str, Code] = Field(default_factory=dict)
    cause_owner: dict[str, Owner] = Field(default_factory=dict)
    native_reasons: dict[str, FrameCodes] = Field(default_factory=dict)

    _lines: "Mapping[Place, int]" = PrivateAttr(default_factory=dict)
    _file: str = PrivateAttr(default="")

    @model_validator(mode="before")
    @classmethod
    def _codes_of_the_frame(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        for field, known in FIXED_CODES.items():
            section = given.get(field)
            for code in section if isinstance(section, dict) else ():
                if code not in known:
                    text = f"the coding frame has no {field} {code!r}.{nearest(str(code), list(known))} "
                    raise refusal(text + "These codes are the same for everyone.", field, code)
        for field in ("reason", "cause_owner"):
            section = given.get(field)
            for code in section if isinstance(section, dict) else ():
                if not str(code).strip():
                    raise refusal(f"a {field} needs a name.", field, code)
        return given

    @property
    def title(self) -> str:
        """Name and version, as it stands in sheets: "delivery 2"."""
        return f"{self.name} {self.version}"

    @property
    def frozen(self) -> bool:
        """Whether only its codes may be used."""
        return self.status == "frozen"

    def codes(self, field: str) -> tuple[str, ...]:
        """Return the codes of a field, in the order of the file; those of the frame in its own order.

        Raises
        ------
        UsageError
            The coding frame has no such field.
        """
        if field not in FIELDS:
            raise UsageError(f"The coding frame has no field {field!r}.{nearest(field, list(FIELDS))}")
        return FIXED_CODES[field] if field in FIXED_CODES else tuple(getattr(self, field))

    def code(self, field: str, name: str) -> Code | None:
        """Return what the codebook says of a code; None where it does not define it."""
        self.codes(field)
        found: Code | None = getattr(self, field).get(name)
        return found

    def usual(self, reason: str) -> dict[str, str]:
        """Return the codes that usually come with a reason, without the reason itself."""
        known = self.reason.get(reason)
        return known.usual.given() if known else {}

    def is_inside_support(self, owner: str) -> bool | None:
        """Say whether an owner is part of support; None where the codebook does not say."""
        known = self.cause_owner.get(owner)
        return known.inside_support if known else None

    def problems_with(self, codes: Mapping[str, str]) -> list[str]:
        """Say what is wrong with a contact's codes, a sentence each; an empty list where nothing is.

        Fields may be left out, but for the demand type; an empty text counts as left out.
        """
        said = {field: code.strip() for field, code in codes.items() if code and code.strip()}
        problems = [
            f"the coding frame has no field {field!r}.{nearest(field, list(FIELDS))}"
            for field in said
            if field not in FIELDS
        ]
        demand_type = said.get("demand_type", "")
        if not demand_type:
            choices = ", ".join(FIXED_CODES["demand_type"])
            problems.append(f"demand_type is missing: say one of {choices}.")
        for field in FIELDS:
            code = said.get(field)
            if code and not self._takes(field, code):
                known = list(self.codes(field))
                hint = nearest(code, known) if known else f" It has no {field} at all."
                problems.append(f"{field} cannot be {as_code(code)} in codebook {self.title}.{_short(hint)}")
        if demand_type in FIXED_CODES["demand_type"] and demand_type != "failure":
            problems += [
                _not_of(demand_type, field, said[field]) for field in OF_FAILURE if _asks(field, said)
            ]
        return problems

    def check(self) -> "list[Finding]":
        """Say what keeps the codebook from being used, and what is likely to make coders disagree."""
        from headwater.analysis.demand.codebook.checking import check

        return check(self)

    def line(self, *place: str | int) -> int | None:
        """Return the line of its file that a part stands in; None where it came from no file."""
        known = (place[:n] for n in range(len(place), -1, -1) if place[:n] in self._lines)
        return self._lines[next(known)] if self._lines else None

    def _takes(self, field: str, code: str) -> bool:
        if code in self.codes(field):
            return True
        if self.frozen:
            return False
        return field == "reason" or (field == "cause_owner" and not self.cause_owner)


def _asks(field: str, said: Mapping[str, str]) -> bool:
    """Say whether a field of failure demand says something that other demand cannot have."""
    return field in said and (field, said[field]) != ("preventable", "no")


def _not_of(demand_type: str, field: str, code: str) -> str:
    return (
        f"{field} is {as_code(code)} though demand_type is {demand_type!r}: it is asked of failure demand "
        f"only. Empty {field}, or make demand_type 'failure'."
    )


def _short(hint: str, most: int = 300) -> str:
    return hint if len(hint) <= most else f"{hint[:most].rpartition(',')[0]}, ..."
