"""Everything an installation keeps, in one file, and back."""
