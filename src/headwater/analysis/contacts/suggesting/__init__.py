"""What `suggest` goes by: headers, values, and the mappings that ship."""
