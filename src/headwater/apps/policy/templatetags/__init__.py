"""Template tags of the policy lab."""
