"""What can be read of voices, each for the person who reads."""
