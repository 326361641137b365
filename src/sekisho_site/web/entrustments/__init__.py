"""Entrustments: the list, and one entrustment with its flags, its stage and its neighbours in the chain."""
