"""Checks that hold 約束どうし against each other."""
