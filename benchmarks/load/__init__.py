"""The running product, timed: every page of every role, then fifty people at once."""
