"""The codebook: what each code means, in which version, and how versions follow on each other."""

from headwater.analysis.demand.codebook.book import Codebook
from headwater.analysis.demand.codebook.reading import read_codebook

__all__ = ["Codebook", "read_codebook"]
