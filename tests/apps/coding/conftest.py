"""What tests of coding share: one folder nobody writes to, and answers of pure functions asked before."""

import shutil
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from headwater.analysis.agreement import agreement_by_field
from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.demand.codebook import checking
from headwater.analysis.demand.codebook.freezing import frozen_text
from headwater.analysis.demand.prevalence.prevalence import prevalence
from headwater.analysis.demand.sampling.sample import draw_sample

_WRITES = ("test_forgetting.py",)
"""Tests that change the store: they get a folder of their own."""


@pytest.fixture(scope="session")
def coding_folder(tmp_path_factory: pytest.TempPathFactory, sample_folder: Path) -> Path:
    """Return the folder of the sample organisation that all tests of coding read."""
    folder = tmp_path_factory.mktemp("coding") / "data"
    shutil.copytree(sample_folder, folder)
    return folder


@pytest.fixture
def stored(request: pytest.FixtureRequest, coding_folder: Path, settings: Any) -> Path:
    """Return the data folder of this installation, with contacts in its store."""
    if request.path.name in _WRITES:
        found: Path = request.getfixturevalue("data")
        shutil.copytree(coding_folder, found, dirs_exist_ok=True)
        return found
    settings.DATA = coding_folder
    return coding_folder


def _once(slow: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that answers what it was asked before by heart; the question is all it depends on."""
    known: dict[str, Any] = {}

    def asked(*args: Any, **options: Any) -> Any:
        question = [(a.path, a.version) if isinstance(a, ContactStore) else a for a in args]
        key = repr((question, sorted(options.items())))
        if key not in known:
            known[key] = slow(*args, **options)
        return known[key]

    return asked


_SERVICES = "headwater.apps.coding.services"
_DRAWN = _once(draw_sample)
_PURE = {
    f"{_SERVICES}.drawing.draw_sample": _DRAWN,
    "headwater.apps.coding.sample.draw_sample": _DRAWN,
    f"{_SERVICES}.codebooks.frozen_text": _once(frozen_text),
    f"{_SERVICES}.figures.agreement_by_field": _once(agreement_by_field),
    f"{_SERVICES}.figures.prevalence": _once(prevalence),
    "headwater.analysis.demand.codebook.checking._ratio": lru_cache(maxsize=None)(checking._ratio),
}


@pytest.fixture(autouse=True)
def _asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for place, known in _PURE.items():
        monkeypatch.setattr(place, known)
