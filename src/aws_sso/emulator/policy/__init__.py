"""A small evaluator of IAM policies: what it does not know it refuses, and never ignores."""
