"""The first page: what counts this week, and what waits for whom."""
