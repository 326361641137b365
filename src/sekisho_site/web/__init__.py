"""The pages. Knows requests, forms and templates; what is read comes from queries, what is done goes through use cases."""
