"""Writes the reference from what is in force: checks and their specs, record kinds, catalog, command line, glossary.

``python -m docs.generate`` writes; ``python -m docs.generate --check`` tells what has drifted and changes nothing.
Not shipped: it reads the specs in ``tests/spec`` and writes ``docs/reference``, ``docs/guide/stories.md`` and ``GLOSSARY.md``.
"""
