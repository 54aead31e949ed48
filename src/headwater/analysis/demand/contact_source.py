"""What a diagnosis reads from: a contact store, or tables at hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import narwhals as nw

from headwater.analysis.contacts.chains import next_contacts


class ContactSource(Protocol):
    """What a diagnosis reads from: a `ContactStore`, or anything else that has these."""

    def contacts(self) -> nw.LazyFrame[Any]:
        """Return the contacts, lazily."""
        ...

    def volumes(self) -> nw.LazyFrame[Any] | None:
        """Return what drives contacts; None when nothing was loaded."""
        ...

    def texts(self) -> nw.LazyFrame[Any] | None:
        """Return the words of contacts; None when nothing was loaded."""
        ...

    def chains(self) -> nw.LazyFrame[Any]:
        """Return each contact with the gaps to the customer's next and previous ones."""
        ...

    def describe(self) -> Any:
        """Return what the source is: a mapping, or an object with `to_dict`."""
        ...


@dataclass(frozen=True)
class ContactTables:
    """Contacts at hand as tables, to be diagnosed without a store.

    Attributes
    ----------
    contacts_table : narwhals.LazyFrame
        Contacts with every stored column, such as `contacts_from_rows` makes.
    """

    contacts_table: nw.LazyFrame[Any]
    volumes_table: nw.LazyFrame[Any] | None = None
    texts_table: nw.LazyFrame[Any] | None = None

    def contacts(self) -> nw.LazyFrame[Any]:
        """Return the contacts."""
        return self.contacts_table

    def volumes(self) -> nw.LazyFrame[Any] | None:
        """Return what drives contacts."""
        return self.volumes_table

    def texts(self) -> nw.LazyFrame[Any] | None:
        """Return the words of contacts."""
        return self.texts_table

    def chains(self) -> nw.LazyFrame[Any]:
        """Return the gaps between a customer's contacts, computed anew at each reading."""
        return next_contacts(self.contacts_table)

    def describe(self) -> dict[str, Any]:
        """Return where the contacts come from."""
        return {"path": "tables in memory"}


def description(source: ContactSource) -> Mapping[str, Any]:
    """Return what a source says of itself, as plain data."""
    described = source.describe()
    return described if isinstance(described, Mapping) else dict(described.to_dict())
