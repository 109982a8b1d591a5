"""A local AWS IAM Identity Center to develop and test against.

It imports nothing of the rest of this program, so that neither can lean on the other's mistakes.
"""
