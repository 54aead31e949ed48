"""What share of contacts, time and money a code makes up, with an interval that holds."""
