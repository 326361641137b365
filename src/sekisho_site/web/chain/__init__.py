"""The chain of entrustments as a picture and as a list, at a day."""
