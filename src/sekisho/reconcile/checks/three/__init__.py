"""Checks that hold 台帳 × 約束 × 実態 against each other."""
