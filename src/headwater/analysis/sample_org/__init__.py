"""The sample organisation: a delivery company with planted truth, at any size."""

from headwater.analysis.sample_org.programmes import Programmes
from headwater.analysis.sample_org.settings import Planted, SampleSettings
from headwater.analysis.sample_org.simulation import SampleOrg, simulate
from headwater.analysis.sample_org.three_years import three_years
from headwater.analysis.sample_org.writing import Written, write

__all__ = [
    "Planted",
    "Programmes",
    "SampleOrg",
    "SampleSettings",
    "Written",
    "simulate",
    "three_years",
    "write",
]
