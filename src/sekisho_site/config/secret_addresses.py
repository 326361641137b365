"""Addresses that hold a secret (answer links, invitations, new passwords) do not stand in logs: it is struck out first.

Knows where in an address a secret stands. Refuses to know what it opens.
"""

import logging
import re

_SECRET = re.compile(r"(/(?:answer|invitation|password/reset/key)/)[^/?\s\"']+")


def struck_out(text: str) -> str:
    """The text with every secret of an address struck out.

    >>> struck_out("Internal Server Error: /answer/s3cr3t/?q=note")
    'Internal Server Error: /answer/…/?q=note'
    """
    return _SECRET.sub(r"\1…", text)


class WithoutSecrets(logging.Filter):
    """Lets every record pass, its message without secrets; the request itself, which holds the address, is left out."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Strike the secrets out."""
        written = record.getMessage()
        clean = struck_out(written)
        if clean != written:
            record.msg, record.args = clean, None
            if hasattr(record, "request"):
                record.request = None
        return True
