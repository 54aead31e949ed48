"""Codes of the sample organisation, as the room of coding would give them."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.demand.codebook.book import Codebook
from headwater.analysis.demand.codebook.reading import read_codebook
from headwater.analysis.demand.coding.desk import Desk
from headwater.analysis.demand.coding.reading import read_codes
from headwater.analysis.demand.coding.sampled import CodedSample
from headwater.analysis.demand.sampling.sample import draw_sample
from headwater.analysis.demand.sampling.settings import SampleSettings
from headwater.analysis.demand.sampling.writing import write_sample
from headwater.analysis.sample_org.coding import code_sheet


@dataclass(frozen=True)
class Counting:
    """What `counting_codes` returns."""

    sample: CodedSample
    codebook: Codebook
    version: str = "1"
    simulated: bool = True


def codes_of(data: Path, contacts: int = 400, noise: float = 0.0) -> Counting:
    """Draw a sample of a data folder's store and code it by the truth."""
    sheet = data / "coded.csv"
    book = read_codebook("delivery")
    settings = SampleSettings(n=contacts, variables=("channel", "month"), codebook=book.title)
    write_sample(draw_sample(ContactStore(data / "store"), settings), sheet)
    truth = json.loads((data / "sample" / "truth.json").read_text(encoding="utf-8"))
    rng = np.random.default_rng(1)
    Desk(sheet).change(
        lambda now: code_sheet(
            now, truth, coders=["amara", "bela"], noise=noise, rng=rng, codebook=book.title
        )
    )
    return Counting(read_codes([sheet]), book)
