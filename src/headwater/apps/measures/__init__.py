"""Measures: what is counted week by week, for the scorecard and for verdicts."""
