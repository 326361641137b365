"""Codes as people read them."""

from sekisho.terms import Vocabulary


def label(vocabulary: type[Vocabulary], code: str) -> str:
    """The Japanese name of a code; an unknown code is an error, so that a page never shows one."""
    return {member.value: member.label for member in vocabulary}[code]
