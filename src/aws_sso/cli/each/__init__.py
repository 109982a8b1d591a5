"""The output of `each`, while commands run and at the end."""
