"""Pure library: tables in, frozen results out. No Django, no clock, no global random state."""
