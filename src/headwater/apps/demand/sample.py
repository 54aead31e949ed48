"""What the sample organisation pays, so that its diagnosis speaks of money."""

from pathlib import Path

from headwater.apps.demand.models import Prices
from headwater.apps.tasks.kinds import Report

EUR_PER_HOUR = 38.0
"""An hour of handle time with all that is paid around it; made up, as everything of the sample is."""


def load_sample(report: Report, folder: Path) -> None:
    """Price the sample organisation, unless somebody has given prices."""
    report("Giving the sample its prices")
    if not Prices.objects.exists():
        Prices.objects.create(currency="EUR", per_hour={"": EUR_PER_HOUR}, is_sample=True)
