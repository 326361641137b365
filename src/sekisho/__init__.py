"""Sekisho (関所): three records of every entrusted party, held against each other.

This package is the core; it has no Django, network or clock.
"""
