"""Engines judge events by the plan of rules. ``reference`` is slow and obvious: it is the meaning, every other one must agree.

Knows how many events are judged at once. Refuses to know what a rule is about.
"""
