"""What the sample organisation demands of its people; each room has a file of its own."""
