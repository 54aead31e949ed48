"""What changes the records of the way in and out for programs."""
