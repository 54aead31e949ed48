"""The sample organisation: a delivery company with planted truth, at any size."""
