"""The shell's memory: Django models of the three records with two times, the evidence log and the life of findings."""
