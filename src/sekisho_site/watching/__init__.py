"""Watching: files that grow and messages that arrive are judged as they come, each exactly once.

Knows how far every source was read, what was found, and how both are written down together. Refuses to know what a rule
means (``sekisho.detection``), how events are judged (``sekisho.engines``) and who looks at the findings.
"""
