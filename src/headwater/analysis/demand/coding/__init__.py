"""What people said of sampled contacts: the sheet they fill, and what is read from it."""
