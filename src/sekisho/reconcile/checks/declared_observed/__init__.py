"""Checks that hold 台帳 × 実態 against each other."""
