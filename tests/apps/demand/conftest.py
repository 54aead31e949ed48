"""What tests of demand share."""

from .laid import coded_folder, counted, keep, laid, prices, undrawn, whole

__all__ = ["coded_folder", "counted", "keep", "laid", "prices", "undrawn", "whole"]
