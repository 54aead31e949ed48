"""The diagnosis: everything the contacts say without a single label, and what they cannot say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

import narwhals as nw

from headwater.analysis.contacts.chains import next_contacts
from headwater.analysis.demand.contact_rate import ContactRateSettings, contact_rate
from headwater.analysis.demand.contact_rate_result import ContactRates
from headwater.analysis.demand.cost import CostRates
from headwater.analysis.demand.coverage import Coverage, coverage
from headwater.analysis.demand.definitions import Definition, RepeatSettings
from headwater.analysis.demand.repeat_result import Repeats
from headwater.analysis.demand.repeats import repeats
from headwater.analysis.demand.scope import ScopeCounts, check_days, check_level, count_scope
from headwater.analysis.demand.workload import WorkloadSettings, workload
from headwater.analysis.demand.workload_result import Workload
from headwater.analysis.frames import Backend, Columns, to_frame

if TYPE_CHECKING:
    from headwater.analysis.charts import Figure
    from headwater.analysis.demand.report.document import Report


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
