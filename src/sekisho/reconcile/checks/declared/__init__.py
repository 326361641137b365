"""Checks that hold 台帳どうし against each other."""
