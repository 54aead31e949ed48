"""Forms of the policy lab."""
