"""Help: what the three records are, the roles, the keys, and the parts that pages are made of."""
