"""A small evaluator of IAM policies: it refuses what it does not know, and never ignores it."""
