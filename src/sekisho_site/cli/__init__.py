"""The command line ``sekisho``: a thin room. It reads words, calls a use case or a query, and shows the answer."""
