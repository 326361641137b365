"""Checks that hold 約束 × 実態 against each other."""
