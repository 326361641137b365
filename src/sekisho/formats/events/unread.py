"""Why a line, or a whole file of a log, cannot be read: one Japanese sentence that says what is wrong and what to do.

A leaf that every reader of logs shares. Refuses to know files and lines: whoever reads says where.
"""

_SHOWN = 60


class Unread(ValueError):  # noqa: N818 - a statement about a line, not a failure of the program
    """A record or a file cannot be read. ``why`` is one whole Japanese sentence."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


def shown(text: str) -> str:
    r"""A piece of the file as it may stand in a sentence: on one line, cut when long, control characters replaced.

    >>> shown("a\nb\x00")
    'a⏎b�'
    """
    flat = text[: _SHOWN + 1].replace("\r\n", "⏎").replace("\n", "⏎").replace("\r", "⏎")
    flat = "".join(letter if letter.isprintable() else "\ufffd" for letter in flat)
    return flat if len(flat) <= _SHOWN else flat[:_SHOWN] + "…"
