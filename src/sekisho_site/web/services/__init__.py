"""External services: which of them are entrustments, by a dated decision with grounds."""
