"""What a role's credentials are narrowed to: a policy, a shorter life, and what they are called."""
