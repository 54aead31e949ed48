"""A diagnosis of the small sample organisation, laid out once a test process."""

import copy
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from headwater.analysis.charts.figure import Figure
from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.demand.cost import CostRates
from headwater.analysis.demand.diagnosis import DiagnosisSettings, diagnose
from headwater.apps.demand import codes
from headwater.apps.demand.filters import Filters
from headwater.apps.demand.laying_out import laid_out
from headwater.apps.demand.models import Diagnosis, Prices
from headwater.apps.demand.selectors import Basis
from headwater.apps.demand.services import keep_diagnosis

from .coded import Counting, codes_of

STORE_VERSION = 2


@pytest.fixture(scope="session")
def coded_folder(tmp_path_factory: pytest.TempPathFactory, sample_folder: Path) -> tuple[Path, Counting]:
    """Return the folder of the sample organisation, and codes of 400 of its contacts."""
    folder = tmp_path_factory.mktemp("coded") / "data"
    shutil.copytree(sample_folder, folder)
    return folder, codes_of(folder)


@pytest.fixture(scope="session")
def laid(coded_folder: tuple[Path, Counting]) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Return a whole diagnosis with codes and prices, laid out for its pages."""
    folder, counted = coded_folder
    settings = DiagnosisSettings(
        rates=CostRates("EUR", per_hour=38.0),
        codes=counted.sample,
        codebook=counted.codebook,
        model="none",  # quick, and what it would add is tested where it lives
    )
    found = diagnose(ContactStore(folder / "store"), settings)
    return laid_out(lambda *_: None, found, Filters(), [], timezone="Europe/Berlin")


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have nothing drawn where only figures and words are looked at: `laid` draws every chart there is."""
    monkeypatch.setattr(Figure, "svg", lambda self, **_: '<svg xmlns="http://www.w3.org/2000/svg"/>')


@pytest.fixture
def prices(db: None) -> Prices:
    """Return the prices that hold."""
    return Prices.objects.create(currency="EUR", per_hour={"": 38.0})


@pytest.fixture
def counted(coded_folder: tuple[Path, Counting], monkeypatch: pytest.MonkeyPatch) -> Counting:
    """Have these codes count."""
    found = coded_folder[1]
    monkeypatch.setattr(codes, "counting", lambda: found)
    monkeypatch.setattr(codes, "version", lambda: found.version)
    return found


@pytest.fixture
def keep(
    laid: tuple[dict[str, Any], dict[str, dict[str, Any]]], prices: Prices
) -> Callable[[Filters], Diagnosis]:
    """Keep the laid-out diagnosis under any filters, as if it were theirs."""

    def kept(filters: Filters, store_version: int = STORE_VERSION) -> Diagnosis:
        said, pages = copy.deepcopy(laid)
        return keep_diagnosis(
            basis=Basis(store_version, "1", prices.pk), filters=filters, said=said, pages=pages
        )

    return kept


@pytest.fixture
def whole(keep: Callable[[Filters], Diagnosis]) -> Diagnosis:
    """Keep the diagnosis of all contacts."""
    return keep(Filters())
