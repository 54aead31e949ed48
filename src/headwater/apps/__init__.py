"""The practices: records, permissions, screens."""
