"""Models that read the contacts nobody has time to read; how well they do it is measured, never assumed."""
