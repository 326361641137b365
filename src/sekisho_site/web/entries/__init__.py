"""Records of every kind: what kinds there are, the list of each, one record with its history, and editing it."""
