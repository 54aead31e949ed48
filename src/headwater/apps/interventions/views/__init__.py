"""Pages about interventions."""
