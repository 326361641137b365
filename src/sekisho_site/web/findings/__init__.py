"""Findings: the list, one finding with its evidence and its life, and the files that prove it."""
