"""What tests of coding share: one folder nobody writes to, and answers of pure functions asked before."""

import shutil
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.demand.codebook import checking
from headwater.apps.coding import sample
from headwater.apps.coding.services import codebooks, drawing, figures

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


_PURE: tuple[tuple[Any, str], ...] = (
    (drawing, "draw_sample"),
    (sample, "draw_sample"),
    (codebooks, "frozen_text"),
    (figures, "agreement_by_field"),
    (figures, "prevalence"),
)
_KNOWN = [(place, name, _once(getattr(place, name))) for place, name in _PURE]
_KNOWN.append((checking, "_ratio", lru_cache(maxsize=None)(checking._ratio)))


@pytest.fixture(autouse=True)
def _asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for place, name, known in _KNOWN:
        monkeypatch.setattr(place, name, known)
