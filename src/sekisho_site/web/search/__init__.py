"""One box that looks for names, numbers and files over everything within reach."""
