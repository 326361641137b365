"""Checks that hold 台帳 × 約束 against each other."""
