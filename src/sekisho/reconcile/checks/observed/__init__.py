"""Checks that hold 実態どうし against each other."""
