"""A local AWS IAM Identity Center to develop and test against.

It imports nothing from the rest of this program, so that neither can hide the other's mistakes.
"""
