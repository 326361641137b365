"""How people come in: signing in, second factors, invitations."""
