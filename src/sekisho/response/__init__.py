"""What follows from findings: their life until they are closed. Knows stages and steps; never finds anything itself."""
