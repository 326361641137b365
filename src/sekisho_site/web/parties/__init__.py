"""Companies: the list, and one company with what disagrees with what."""
