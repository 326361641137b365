"""Keys for programs: made by somebody for themselves, shown once, ended at any time."""
