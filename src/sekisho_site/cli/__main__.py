"""Where the process starts: a break (Ctrl-C) while the program is still being loaded ends in one line too."""

import sys


def main() -> None:
    """Load the command line and run it."""
    try:
        from sekisho_site.cli.main import main as run  # noqa: PLC0415  (loading takes a moment in which people press Ctrl-C)
    except KeyboardInterrupt:
        sys.stderr.write("中止しました。 Stopped.\n")
        sys.exit(2)
    run()


if __name__ == "__main__":
    main()
