"""Scopes: the policy and lifetime to which a role's credentials are narrowed."""
