"""What every page has: the frame around it, the words and parts it is made of, and how errors look."""
