"""Forms about interventions: they read and check what was typed, and decide nothing."""
